"""The stream of links tells every link that came or went between work items, once for both its ends."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.files import enter
from sandbox.link_log import LinkLog
from sandbox.state import Person
from sandbox.work_item_state import Relation
from tests.sandbox.desk import NOON, Desk
from tests.sandbox.items import ITEMS, a_desk, change, create

REPORT = "/_apis/wit/reporting/workitemlinks"
RELATED = "System.LinkTypes.Related"
PARENT, CHILD = "System.LinkTypes.Hierarchy-Reverse", "System.LinkTypes.Hierarchy-Forward"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, in a world with three work items."""
    asking = a_desk()
    for _ in range(3):
        create(asking)
    return asking


def link(desk: Desk, one: int, kind: str, other: int, comment: str = "") -> None:
    """Link two work items."""
    value = {"rel": kind, "url": f"{desk.world.base_url}{ITEMS}/{other}", "attributes": {"comment": comment}}
    assert change(desk, one, {"op": "add", "path": "/relations/-", "value": value}).status == 200


def links(desk: Desk, query: str = "", scope: str = "") -> list[tuple[str, int, int, bool]]:
    """Read the first page of the stream."""
    rows = desk.ask("GET", f"{scope}{REPORT}?{query}").value["values"]
    return [(row["rel"], row["sourceId"], row["targetId"], row["isActive"]) for row in rows]


def test_a_link_is_told_once_and_from_its_source(desk: Desk) -> None:
    """Whichever end it was made from, the parent is the source."""
    link(desk, 1, CHILD, 2)
    link(desk, 3, PARENT, 1)
    link(desk, 2, RELATED, 3, "same cause")
    hierarchy = "System.LinkTypes.Hierarchy"
    assert links(desk) == [(hierarchy, 1, 2, True), (hierarchy, 1, 3, True), (RELATED, 2, 3, True)]
    [row] = desk.ask("GET", f"{REPORT}?linkTypes={RELATED}").value["values"]
    assert (row["comment"], row["changedOperation"]) == ("same cause", "create")


def test_a_link_that_went_is_told_again(desk: Desk) -> None:
    """As no longer active."""
    link(desk, 1, RELATED, 2)
    change(desk, 1, {"op": "remove", "path": "/relations/0"})
    assert links(desk) == [(RELATED, 1, 2, True), (RELATED, 1, 2, False)]


def test_the_end_of_the_stream_can_be_asked_again(desk: Desk) -> None:
    """What comes later appears behind the same token."""
    link(desk, 1, RELATED, 2)
    token = desk.ask("GET", REPORT).value["continuationToken"]
    again = desk.ask("GET", f"{REPORT}?continuationToken={token}").value
    assert (again["values"], again["isLastBatch"], again["continuationToken"]) == ([], True, token)
    link(desk, 2, RELATED, 3)
    assert links(desk, f"continuationToken={token}") == [(RELATED, 2, 3, True)]
    assert desk.ask("GET", f"{REPORT}?continuationToken=soon").status == 400


def test_links_are_chosen_by_project_type_and_instant(desk: Desk) -> None:
    """One end is enough."""
    desk.world.add_project("Other")
    create(desk, kind="Task")
    link(desk, 1, RELATED, 4)
    link(desk, 2, RELATED, 3)
    assert links(desk, scope="/MHHS") == [(RELATED, 1, 4, True), (RELATED, 2, 3, True)]
    assert links(desk, scope="/Other") == []
    assert links(desk, "types=Task") == [(RELATED, 1, 4, True)]
    assert links(desk, "startDateTime=2024-06-12T12:00:01Z") == []


def test_the_stream_is_paged(desk: Desk) -> None:
    """A thousand at a time, exactly behind each other."""
    log, somebody = desk.world.part(LinkLog), Person("1", "Tester A", "tester.a@example.com")
    for number in range(2, 1204):
        log.note(1, Relation(RELATED, number), NOON, somebody, is_active=True)
    first: dict[str, Any] = desk.ask("GET", REPORT).value
    rest = desk.ask("GET", f"{REPORT}?continuationToken={first['continuationToken']}").value
    assert (first["isLastBatch"], rest["isLastBatch"]) == (False, True)
    assert [row["targetId"] for row in first["values"] + rest["values"]] == list(range(2, 1204))


def test_loaded_links_are_told_once_though_both_ends_tell_of_them(desk: Desk) -> None:
    """Links to addresses are no links between work items."""
    row = {"changedDate": NOON.isoformat(), "changedBy": "Tester A <tester.a@example.com>", "fields": {}}
    for one, other in ((7, 8), (8, 7)):
        relations = [{"rel": RELATED, "target": other}, {"rel": "Hyperlink", "url": "https://example.com/"}]
        enter(desk.world, {"id": one, "project": "MHHS", "type": "Bug", "revisions": [row], "relations": relations})
    assert links(desk) == [(RELATED, 7, 8, True)]
