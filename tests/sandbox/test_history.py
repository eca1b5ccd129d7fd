"""The past of a work item is there revision by revision, update by update, and in the reporting stream."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.files import enter
from tests.sandbox.desk import Desk
from tests.sandbox.items import ITEMS, a_desk, change, create, put

REPORT = "/_apis/wit/reporting/workitemrevisions"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, in a world whose clock stands."""
    return a_desk()


def a_defect(desk: Desk, number: int, first: datetime, revisions: int = 2, kind: str = "Bug") -> None:
    """Enter a defect with one revision an hour."""
    rows = [
        {
            "changedDate": (first + timedelta(hours=hour)).isoformat(),
            "changedBy": "Tester A <tester.a@example.com>",
            "fields": {"System.Title": f"revision {hour + 1}", "System.State": "New", "System.Description": "<p>long"},
        }
        for hour in range(revisions)
    ]
    enter(desk.world, {"id": number, "project": "MHHS", "type": kind, "revisions": rows})


def pages(desk: Desk, query: str = "") -> list[list[tuple[int, int]]]:
    """Follow the stream to its end; id and rev page by page."""
    found, token = [], ""
    while True:
        value = desk.ask("GET", f"{REPORT}?{query}&continuationToken={token}").value
        found.append([(each["id"], each["rev"]) for each in value["values"]])
        token = value["continuationToken"]
        if value["isLastBatch"]:
            return found


def test_revisions_show_the_fields_as_they_were(desk: Desk) -> None:
    """Listed, paged, and one by number."""
    create(desk)
    change(desk, 1, put("System.Title", "other"))
    revisions = f"{ITEMS}/1/revisions"
    assert [each["fields"]["System.Title"] for each in desk.ask("GET", revisions).value["value"]] == [
        "DIP is down",
        "other",
    ]
    assert [each["rev"] for each in desk.ask("GET", f"{revisions}?$skip=1&$top=1").value["value"]] == [2]
    assert desk.ask("GET", f"{revisions}/1").value["fields"]["System.Title"] == "DIP is down"
    assert desk.ask("GET", f"{revisions}/3").status == 404


def test_updates_show_old_and_new(desk: Desk) -> None:
    """Only what changed; a field that became empty has no new value."""
    create(desk, put("System.Tags", "a"))
    change(desk, 1, put("System.Title", "other"), put("System.Tags", "", op="replace"))
    fields = desk.ask("GET", f"{ITEMS}/1/updates/2").value["fields"]
    assert fields["System.Title"] == {"oldValue": "DIP is down", "newValue": "other"}
    assert fields["System.Tags"] == {"oldValue": "a"}
    assert "System.State" not in fields
    assert desk.ask("GET", f"{ITEMS}/1/updates/9").status == 404


def test_the_stream_is_in_the_order_of_time_and_paged(desk: Desk) -> None:
    """Histories entered item by item come out as they happened; a token goes on exactly behind it."""
    noon = datetime(2024, 6, 1, 12, tzinfo=UTC)
    a_defect(desk, 7, noon)
    a_defect(desk, 5, noon - timedelta(minutes=30))
    assert pages(desk) == [[(5, 1), (7, 1), (5, 2), (7, 2)]]
    assert pages(desk, "$maxPageSize=3") == [[(5, 1), (7, 1), (5, 2)], [(7, 2)]]


def test_the_end_of_the_stream_can_be_asked_again(desk: Desk) -> None:
    """Nothing new is an empty last page; what comes later appears behind the same token."""
    create(desk)
    token = desk.ask("GET", REPORT).value["continuationToken"]
    again = desk.ask("GET", f"{REPORT}?continuationToken={token}").value
    assert (again["values"], again["isLastBatch"], again["continuationToken"]) == ([], True, token)
    change(desk, 1, put("System.Title", "other"))
    later = desk.ask("GET", f"{REPORT}?continuationToken={token}").value
    assert [(each["id"], each["rev"]) for each in later["values"]] == [(1, 2)]


def test_the_stream_leaves_out_long_text_unless_asked(desk: Desk) -> None:
    """People are `Name <mail>` unless references are asked for; chosen fields come alone; POST asks the same."""
    a_defect(desk, 1, datetime(2024, 6, 1, tzinfo=UTC), revisions=1)
    [row] = desk.ask("GET", REPORT).value["values"]
    assert "System.Description" not in row["fields"]
    assert row["fields"]["System.CreatedBy"] == "Tester A <tester.a@example.com>"
    [row] = desk.ask("GET", f"{REPORT}?$expand=fields&includeIdentityRef=true").value["values"]
    assert row["fields"]["System.Description"] == "<p>long"
    assert row["fields"]["System.CreatedBy"]["uniqueName"] == "Tester A <tester.a@example.com>"
    [row] = desk.ask("POST", REPORT, {"fields": ["System.Title"], "types": ["Bug"]}).value["values"]
    assert row["fields"] == {"System.Title": "revision 1"}
    assert desk.ask("POST", REPORT, {"types": ["Task"]}).value["values"] == []


def test_the_stream_can_start_late_and_show_the_latest_only(desk: Desk) -> None:
    """By instant, and by item."""
    a_defect(desk, 1, datetime(2024, 6, 1, 12, tzinfo=UTC), revisions=3)
    assert pages(desk, "startDateTime=2024-06-01T13:00:00Z") == [[(1, 2), (1, 3)]]
    assert pages(desk, "includeLatestOnly=true") == [[(1, 3)]]
    assert desk.ask("GET", f"{REPORT}?continuationToken=soon").status == 400


def test_deleted_items_are_reported_only_when_asked_for(desk: Desk) -> None:
    """Their last revision says so."""
    create(desk)
    desk.ask("DELETE", f"{ITEMS}/1")
    assert pages(desk) == [[]]
    rows = desk.ask("GET", f"{REPORT}?includeDeleted=true").value["values"]
    assert [row["fields"].get("System.IsDeleted") for row in rows] == [None, True]


def test_a_revision_is_reported_anew_when_another_follows(desk: Desk) -> None:
    """RevisedDate of the former revision tells when the next one came."""
    a_defect(desk, 1, datetime(2024, 6, 1, 12, tzinfo=UTC), revisions=1)
    assert desk.ask("GET", REPORT).value["values"][0]["fields"]["System.RevisedDate"] == "9999-01-01T00:00:00Z"
    change(desk, 1, put("System.Title", "other"))
    assert desk.ask("GET", REPORT).value["values"][0]["fields"]["System.RevisedDate"] == "2024-06-12T12:00:00Z"


def test_comments_are_kept_and_make_revisions(desk: Desk) -> None:
    """Newest first; counted in the item; Markdown is rendered; deleting hides."""
    create(desk)
    comments = "/MHHS/_apis/wit/workitems/1/comments"
    desk.ask("POST", comments, {"text": "first"})
    second = desk.ask("POST", f"{comments}?format=markdown", {"text": "**second**"}).value
    assert (second["format"], second["renderedText"]) == ("markdown", "<p>**second**</p>")
    change(desk, 1, put("System.History", "third"))
    value = desk.ask("GET", f"{comments}?$top=2").value
    assert (value["totalCount"], [each["text"] for each in value["comments"]]) == (3, ["third", "**second**"])
    rest = desk.ask("GET", f"{comments}?continuationToken={value['continuationToken']}").value
    assert [each["text"] for each in rest["comments"]] == ["first"]
    assert desk.ask("GET", f"{ITEMS}/1").value["fields"]["System.CommentCount"] == 3
    desk.ask("PATCH", f"{comments}/1", {"text": "changed"})
    assert desk.ask("GET", f"{comments}/1").value["version"] == 2
    assert desk.ask("DELETE", f"{comments}/1").status == 204
    assert desk.ask("GET", f"{comments}/1").status == 404
    assert desk.ask("GET", f"{comments}?includeDeleted=true").value["totalCount"] == 3
    assert desk.ask("POST", comments, {}).status == 400


def test_discussions_are_reported_alone(desk: Desk) -> None:
    """The stream of revisions in which somebody commented."""
    create(desk)
    change(desk, 1, put("System.Title", "other"))
    change(desk, 1, put("System.History", "seen"))
    heard = desk.ask("GET", "/MHHS/_apis/wit/reporting/workItemRevisions/discussions").value
    assert [(each["id"], each["rev"]) for each in heard["values"]] == [(1, 3)]
