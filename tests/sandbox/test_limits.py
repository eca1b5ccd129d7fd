"""The sandbox keeps to Azure DevOps' limits, and to the types of fields."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.files import enter
from sandbox.work_item_state import WorkItems
from sandbox.work_item_types import Field, Tracking, stock_type
from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk, change, create, put

DUE = "Microsoft.VSTS.Scheduling.DueDate"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks."""
    return a_desk()


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        (DUE, "2024-06-12", "2024-06-12T00:00:00Z"),
        (DUE, "2024-06-12T09:00:00.5+01:00", "2024-06-12T08:00:00.5Z"),
        ("Microsoft.VSTS.Scheduling.Effort", "2.5", 2.5),
        ("Microsoft.VSTS.Common.Priority", "1", 1),
        ("Custom.IsLate", "true", True),
        ("Custom.IsLate", False, False),
        ("Microsoft.VSTS.Common.Risk", 3, "3"),
    ],
)
def test_values_are_kept_as_their_field_wants_them(desk: Desk, field: str, sent: Any, kept: Any) -> None:
    """Dates in UTC, numbers as numbers, the rest as text."""
    tracking, project = desk.world.part(Tracking), next(iter(desk.world.projects.values()))
    tracking.add_fields([Field("Custom.IsLate", "Is Late", "boolean")])
    story = tracking.type(project, "User Story")
    tracking.define(project, type(story)(story.name, story.states, (*story.fields, "Custom.IsLate")))
    assert create(desk, put(field, sent), kind="User Story").value["fields"][field] == kept


@pytest.mark.parametrize("value", ["envbot@example.com", {"displayName": "envbot"}, "envbot <envbot@example.com>"])
def test_people_are_found_by_any_of_their_names(desk: Desk, value: Any) -> None:
    """By mail, by display name, by both, as text or as a reference."""
    fields = create(desk, put("System.AssignedTo", value)).value["fields"]
    assert fields["System.AssignedTo"]["uniqueName"] == "envbot@example.com"


@pytest.mark.parametrize(("field", "value"), [(DUE, "soon"), ("Microsoft.VSTS.Scheduling.Effort", "much")])
def test_values_that_do_not_fit_are_refused(desk: Desk, field: str, value: str) -> None:
    """As a broken rule of that field."""
    heard = create(desk, put(field, value), kind="User Story")
    assert heard.value["customProperties"]["FieldReferenceName"] == field


def test_more_than_100_tags_are_refused(desk: Desk) -> None:
    """A hundred are taken."""
    create(desk, put("System.Tags", "; ".join(f"tag {number}" for number in range(100))))
    assert change(desk, 1, put("System.Tags", "one more")).value["typeKey"] == "WorkItemTagLimitExceededException"


def test_more_than_1000_links_are_refused(desk: Desk) -> None:
    """A thousand are taken."""
    steps = [
        {"op": "add", "path": "/relations/-", "value": {"rel": "Hyperlink", "url": f"https://example.com/{number}"}}
        for number in range(1001)
    ]
    create(desk)
    assert change(desk, 1, *steps[:1000]).status == 200
    assert change(desk, 1, steps[1000]).value["typeKey"] == "WorkItemLinksLimitExceededException"
    assert change(desk, 1, {"op": "test", "path": "/relations/0", "value": 1}).status == 400


def test_more_than_10000_revisions_are_refused(desk: Desk) -> None:
    """A bot must not churn."""
    person = {"displayName": "envbot", "uniqueName": "envbot@example.com"}
    row = {"changedDate": "2024-06-01T00:00:00Z", "changedBy": person, "fields": {"System.Title": "x"}}
    enter(desk.world, {"id": 1, "project": "MHHS", "type": "Bug", "revisions": [row]})
    items, project = desk.world.part(WorkItems), next(iter(desk.world.projects))
    item = items.get(1)
    assert item.project == project
    item.revisions *= 10_000
    heard = change(desk, 1, put("System.Title", "y"))
    assert heard.value["typeKey"] == "WorkItemRevisionLimitExceededException"


def test_a_type_may_say_which_state_follows_which(desk: Desk) -> None:
    """A change that is not in its transitions breaks the rule of the state."""
    project, bug = next(iter(desk.world.projects.values())), stock_type("Agile", "Bug")
    rules = {"New": ("Active",)}
    kind = type(bug)(bug.name, bug.states, bug.fields, transitions=rules)
    desk.world.part(Tracking).define(project, kind)
    create(desk)
    assert change(desk, 1, put("System.State", "Closed")).value["typeKey"] == "RuleValidationException"
    assert change(desk, 1, put("System.State", "active")).value["fields"]["System.State"] == "Active"
    shown = desk.ask("GET", "/MHHS/_apis/wit/workitemtypes/Bug").value
    assert [each["to"] for each in shown["transitions"]["New"]] == ["Active"]


def test_a_field_can_be_tested_and_removed(desk: Desk) -> None:
    """`test` on a field fails like that on the rev; `remove` empties it."""
    create(desk, put("System.Tags", "a"))
    assert change(desk, 1, {"op": "test", "path": "/fields/System.Tags", "value": "b"}).status == 412
    test = {"op": "test", "path": "/fields/System.Tags", "value": "a"}
    assert "System.Tags" not in change(desk, 1, test, {"op": "remove", "path": "/fields/System.Tags"}).value["fields"]
