"""Work items of the sandbox are created, read, changed and refused as Azure DevOps does it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.work_item_state import WorkItems
from tests.sandbox.desk import Desk
from tests.sandbox.items import ITEMS, PATCH, a_desk, change, create, put, read


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks."""
    return a_desk()


def test_creating_answers_200_with_the_defaults_of_the_type(desk: Desk) -> None:
    """A new Bug has its first state, its reason, priority and severity; what is empty is absent."""
    heard = create(desk)
    assert (heard.status, heard.value["id"], heard.value["rev"]) == (200, 1, 1)
    fields = heard.value["fields"]
    assert fields["System.State"] == "New"
    assert fields["System.Reason"] == "New"
    assert fields["Microsoft.VSTS.Common.Priority"] == 2
    assert fields["Microsoft.VSTS.Common.Severity"] == "3 - Medium"
    assert "System.AssignedTo" not in fields
    assert fields["System.CreatedBy"]["uniqueName"] == "envbot@example.com"


def test_a_tag_that_is_added_joins_the_others(desk: Desk) -> None:
    """`add` merges tags once each, whatever the case and whether `op` is a word or a number."""
    create(desk, put("System.Tags", "my tag"))
    change(desk, 1, put("System.Tags", "tag2", op=0))
    assert change(desk, 1, put("System.Tags", "MY TAG")).value["fields"]["System.Tags"] == "my tag; tag2"


def test_a_tag_that_replaces_is_alone_and_empty_tags_are_absent(desk: Desk) -> None:
    """`replace` replaces; replacing with nothing leaves no key."""
    create(desk, put("System.Tags", "one; two"))
    assert change(desk, 1, put("System.Tags", "three", op="replace")).value["fields"]["System.Tags"] == "three"
    assert "System.Tags" not in change(desk, 1, put("System.Tags", "", op="replace")).value["fields"]


def test_a_stale_rev_is_refused_with_412(desk: Desk) -> None:
    """`test /rev` that fails leaves the whole patch undone."""
    create(desk)
    change(desk, 1, put("System.Title", "second"))
    heard = change(desk, 1, {"op": "test", "path": "/rev", "value": 1}, put("System.Title", "third"))
    assert heard.status == 412
    assert heard.value["typeKey"] == "TestPatchOperationFailedException"
    assert heard.value["message"] == (
        "VS403351: Test Operation for path /rev failed, value 2 was not equal to test value 1."
    )
    assert read(desk, 1)["fields"]["System.Title"] == "second"


def test_a_patch_is_all_or_nothing(desk: Desk) -> None:
    """One bad step leaves every other step undone too."""
    create(desk)
    heard = change(desk, 1, put("System.Title", "other"), put("Microsoft.VSTS.Common.Severity", "5 - Cosmetic"))
    assert heard.status == 400
    assert (read(desk, 1)["rev"], read(desk, 1)["fields"]["System.Title"]) == (1, "DIP is down")


def test_a_patch_that_changes_nothing_makes_no_revision(desk: Desk) -> None:
    """The same value again is no change."""
    create(desk)
    assert change(desk, 1, put("System.Title", "DIP is down")).value["rev"] == 1


def test_a_state_brings_its_dates_and_people(desk: Desk) -> None:
    """Resolving sets reason, resolved and activated; activating again takes the resolution away."""
    create(desk)
    resolved = change(desk, 1, put("System.State", "Resolved")).value["fields"]
    assert resolved["System.Reason"] == "Fixed"
    assert resolved["Microsoft.VSTS.Common.ResolvedBy"]["displayName"] == "envbot"
    assert "Microsoft.VSTS.Common.ActivatedDate" in resolved
    again = change(desk, 1, put("System.State", "Active")).value["fields"]
    assert "Microsoft.VSTS.Common.ResolvedDate" not in again


@pytest.mark.parametrize(
    ("field", "value", "flags"),
    [
        ("System.Title", "", "required, invalidEmpty"),
        ("System.State", "Nowhere", "hasValues, limitedToValues, invalidListValue"),
        ("Microsoft.VSTS.Common.Severity", "5 - None", "hasValues, limitedToValues, invalidListValue"),
        ("Microsoft.VSTS.Common.Priority", "high", "invalidType"),
        ("System.AssignedTo", "stranger@example.com", "hasValues, limitedToValues, invalidListValue"),
        ("System.CreatedDate", "2020-01-01", "readOnly, hasValues"),
        ("Microsoft.VSTS.Scheduling.DueDate", "2020-01-01", "invalidNotEmpty"),
    ],
)
def test_a_rule_that_is_broken_is_named(desk: Desk, field: str, value: str, flags: str) -> None:
    """RuleValidationException tells field and flags in its custom properties."""
    create(desk)
    heard = change(desk, 1, put(field, value))
    assert (heard.status, heard.value["typeKey"]) == (400, "RuleValidationException")
    [error] = heard.value["customProperties"]["RuleValidationErrors"]
    assert (error["fieldReferenceName"], error["fieldStatusFlags"]) == (field, flags)


def test_rules_can_be_bypassed(desk: Desk) -> None:
    """With bypassRules, dates and values outside the list are taken."""
    create(desk)
    steps = (put("System.CreatedDate", "2020-01-01T00:00:00Z"), put("Microsoft.VSTS.Common.Severity", "5 - None"))
    fields = change(desk, 1, *steps, flags="bypassRules=true").value["fields"]
    assert fields["System.CreatedDate"] == "2020-01-01T00:00:00Z"
    assert fields["Microsoft.VSTS.Common.Severity"] == "5 - None"


def test_people_are_named_in_several_ways(desk: Desk) -> None:
    """By name, by mail, by both with or without a space between, or as an object; nobody else, but past the rules."""
    create(desk)
    for who in ("envbot", "envbot@example.com", "envbot <envbot@example.com>", "envbot<envbot@example.com>"):
        assigned = change(desk, 1, put("System.AssignedTo", who)).value["fields"]["System.AssignedTo"]
        assert assigned["uniqueName"] == "envbot@example.com"
    nobody = put("System.AssignedTo", "Invalid Value")
    assert change(desk, 1, nobody).value["typeKey"] == "RuleValidationException"
    assert change(desk, 1, put("System.AssignedTo", {"id": "?"}), flags="bypassRules=true").status == 400
    assert change(desk, 1, put("System.ChangedBy", "Nobody"), flags="bypassRules=true").status == 400
    kept = change(desk, 1, nobody, flags="bypassRules=true").value
    assert kept["fields"]["System.AssignedTo"] == "Invalid Value"
    assert read(desk, 1)["fields"]["System.AssignedTo"] == "Invalid Value"


def test_validating_only_keeps_nothing(desk: Desk) -> None:
    """It shows what would be, with the old rev, for new items and for changes."""
    create(desk)
    heard = change(desk, 1, put("System.Title", "other"), put("System.Tags", ""), flags="validateOnly=true")
    assert (heard.value["rev"], heard.value["fields"]["System.Title"]) == (1, "other")
    assert create(desk, flags="validateOnly=true").status == 200
    assert read(desk, 1)["fields"]["System.Title"] == "DIP is down"
    assert len(desk.world.part(WorkItems)) == 1


def test_unknown_fields_types_and_items_are_refused(desk: Desk) -> None:
    """Each with its own number and type key."""
    assert create(desk, put("Custom.Nothing", 1)).value["typeKey"] == "WorkItemTrackingFieldDefinitionNotFoundException"
    assert create(desk, kind="Outage").value["typeKey"] == "WorkItemTypeNotFoundException"
    heard = desk.ask("GET", f"{ITEMS}/99")
    assert (heard.status, heard.value["typeKey"]) == (404, "WorkItemUnauthorizedAccessException")
    assert heard.value["message"].startswith("TF401232: Work item 99 does not exist")


@pytest.mark.parametrize(
    "patch",
    [
        {},
        [],
        [3],
        [{"op": "move", "path": "/fields/System.Title"}],
        [{"op": "add", "path": "/nonsense", "value": 1}],
        [{"op": "replace", "path": "/rev", "value": 1}],
        [{"op": "remove", "path": "/relations/0"}],
        [{"op": "add", "path": "/relations/-", "value": {"rel": "Friend", "url": "x"}}],
        [{"op": "add", "path": "/relations/-", "value": {"rel": "System.LinkTypes.Related", "url": "x"}}],
    ],
)
def test_what_is_no_patch_is_refused(desk: Desk, patch: object) -> None:
    """400 with the property that is wrong."""
    create(desk)
    heard = desk.ask("PATCH", f"{ITEMS}/1", patch, content_type=PATCH)
    assert (heard.status, heard.value["typeKey"]) == (400, "VssPropertyValidationException")


def test_a_patch_needs_its_content_type(desk: Desk) -> None:
    """Plain JSON is answered with 415."""
    create(desk)
    assert desk.ask("PATCH", f"{ITEMS}/1", [put("System.Title", "x")], content_type="application/json").status == 415


def test_areas_must_exist(desk: Desk) -> None:
    """TF401347 for an unknown area path."""
    heard = create(desk, put("System.AreaPath", "MHHS\\Nowhere"))
    assert heard.value["message"].startswith("TF401347")


def test_html_comes_back_rewritten(desk: Desk) -> None:
    """The server puts spaces before closing tags and writes emoji as references."""
    create(desk, put("System.Description", "<p>down \N{LOCK}</p>"))
    assert read(desk, 1)["fields"]["System.Description"] == "<p>down &#128274; </p>"


def test_markdown_is_kept_as_it_was_written(desk: Desk) -> None:
    """The format is set beside the field and shown with the item; without it, text is HTML."""
    markdown = {"op": "add", "path": "/multilineFieldsFormat/System.Description", "value": "Markdown"}
    shown = create(desk, markdown, put("System.Description", "<p>*down*</p>")).value
    assert shown["multilineFieldsFormat"] == {"System.Description": "markdown"}
    assert shown["fields"]["System.Description"] == "<p>*down*</p>"
    assert "multilineFieldsFormat" not in create(desk, put("System.Description", "down")).value
    desk.world.clock = lambda: datetime(2026, 4, 1, tzinfo=UTC)
    assert read(desk, 2)["multilineFieldsFormat"] == {"System.Description": "html"}
    html = {"op": "add", "path": "/multilineFieldsFormat/System.Description", "value": "Html"}
    assert change(desk, 1, html).value["multilineFieldsFormat"] == {"System.Description": "html"}


def test_answers_are_those_of_their_time(desk: Desk) -> None:
    """In 2019, resolving assigned the bug to who created it; later it does not."""
    create(desk)
    desk.world.clock = lambda: datetime(2019, 1, 1, tzinfo=UTC)
    fields = change(desk, 1, put("System.State", "Resolved")).value["fields"]
    assert fields["System.AssignedTo"]["displayName"] == "envbot"


def test_many_are_read_at_once_but_not_more_than_200(desk: Desk) -> None:
    """By `ids` and by the batch; `fields` and `$expand` exclude each other; a missing one fails or is null."""
    create(desk)
    create(desk, title="second")
    heard = desk.ask("GET", f"{ITEMS}?ids=1,2&fields=System.Id,System.Title")
    assert [each["fields"] for each in heard.value["value"]] == [
        {"System.Id": 1, "System.Title": "DIP is down"},
        {"System.Id": 2, "System.Title": "second"},
    ]
    batch = "/_apis/wit/workitemsbatch"
    assert desk.ask("POST", batch, {"ids": list(range(1, 202))}).value["message"].startswith("VS403474")
    assert desk.ask("POST", batch, {"ids": [1], "fields": ["System.Id"], "$expand": "all"}).status == 400
    assert desk.ask("POST", batch, {"ids": [1, 9]}).status == 404
    assert desk.ask("POST", batch, {"ids": [9, 1], "errorPolicy": "omit"}).value["value"][0] is None
    assert desk.ask("POST", batch, {}).value["typeKey"] == "ArgumentNullException"


def test_an_item_is_read_as_of_an_instant(desk: Desk) -> None:
    """Before it was created, it does not exist."""
    create(desk)
    assert desk.ask("GET", f"{ITEMS}/1?asOf=2024-06-12T12:00:00Z").status == 200
    assert desk.ask("GET", f"{ITEMS}/1?asOf=2024-06-11").status == 404
    assert desk.ask("GET", f"{ITEMS}/1?asOf=noon").status == 400
    assert desk.ask("GET", f"{ITEMS}/1?$expand=everything").status == 400


def test_everything_is_shown_when_asked_for(desk: Desk) -> None:
    """`$expand=all` shows what the server works out."""
    create(desk)
    fields = read(desk, 1, "$expand=all")["fields"]
    assert (fields["System.Id"], fields["System.Rev"], fields["System.NodeName"]) == (1, 1, "MHHS")
    assert fields["System.RevisedDate"] == "9999-01-01T00:00:00Z"


def test_an_item_moves_to_another_project_and_changes_its_type(desk: Desk) -> None:
    """Its paths become those of the new project unless they are given."""
    desk.world.add_project("Other")
    create(desk)
    fields = change(desk, 1, put("System.TeamProject", "Other"), put("System.WorkItemType", "Issue")).value["fields"]
    assert (fields["System.AreaPath"], fields["System.WorkItemType"]) == ("Other", "Issue")
    assert desk.ask("GET", f"/MHHS{ITEMS}/1").status == 404
