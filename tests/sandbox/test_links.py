"""Links between work items of the sandbox appear at both ends and make no revision."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import ITEMS, a_desk, change, create, read

CHILD = "System.LinkTypes.Hierarchy-Forward"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, in a world with three defects."""
    desk = a_desk()
    for title in ("one", "two", "three"):
        create(desk, title=title)
    return desk


def link(desk: Desk, number: int, kind: str = CHILD) -> dict[str, Any]:
    """Give a step that links to a work item."""
    url = f"{desk.world.base_url}{ITEMS}/{number}"
    return {"op": "add", "path": "/relations/-", "value": {"rel": kind, "url": url}}


def ends(value: dict[str, Any]) -> list[tuple[str, str]]:
    """Give kind and number of each link."""
    return [(each["rel"].rpartition(".")[2], each["url"].rpartition("/")[2]) for each in value.get("relations", [])]


def test_a_link_is_seen_from_both_ends_and_makes_no_revision(desk: Desk) -> None:
    """The parent shows a child, the child its parent; rev stays, as recorded."""
    heard = change(desk, 1, link(desk, 2), link(desk, 3))
    assert (heard.value["rev"], ends(heard.value)) == (1, [("Hierarchy-Forward", "2"), ("Hierarchy-Forward", "3")])
    assert ends(read(desk, 3, "$expand=relations")) == [("Hierarchy-Reverse", "1")]


def test_links_are_removed_by_index(desk: Desk) -> None:
    """Highest first; the other end goes too."""
    change(desk, 1, link(desk, 2), link(desk, 3))
    heard = change(desk, 1, {"op": "remove", "path": "/relations/1"}, {"op": "remove", "path": "/relations/0"})
    assert ends(heard.value) == []
    assert ends(read(desk, 2, "$expand=relations")) == []


def test_indexes_mean_the_links_before_the_patch(desk: Desk) -> None:
    """Removing 0 and then 1 takes both away, as recorded; the same index twice is refused."""
    change(desk, 1, link(desk, 2), link(desk, 3))
    first, second = ({"op": "remove", "path": f"/relations/{index}"} for index in (0, 1))
    assert change(desk, 1, first, first).status == 400
    assert ends(change(desk, 1, first, second).value) == []


def test_the_same_link_twice_is_refused(desk: Desk) -> None:
    """RelationAlreadyExistsException, as recorded."""
    change(desk, 1, link(desk, 2))
    heard = change(desk, 1, link(desk, 2))
    assert (heard.status, heard.value["typeKey"]) == (400, "RelationAlreadyExistsException")
    assert heard.value["message"] == "Relation already exists."


def test_a_link_to_nowhere_leaves_nothing(desk: Desk) -> None:
    """The patch is refused whole."""
    assert change(desk, 1, link(desk, 2), link(desk, 99)).status == 404
    assert ends(read(desk, 1, "$expand=relations")) == []
    assert ends(read(desk, 2, "$expand=relations")) == []


def test_addresses_can_be_linked_with_a_comment(desk: Desk) -> None:
    """A hyperlink has no other end; its comment can be replaced."""
    step = {"rel": "Hyperlink", "url": "https://example.com/", "attributes": {"comment": "first"}}
    change(desk, 1, {"op": "add", "path": "/relations/-", "value": step})
    comment = {"op": "replace", "path": "/relations/0/attributes/comment", "value": "second"}
    [shown] = change(desk, 1, comment).value["relations"]
    assert (shown["url"], shown["attributes"]["comment"]) == ("https://example.com/", "second")


def test_links_are_updates_of_their_own(desk: Desk) -> None:
    """The update keeps the rev and tells what came and went."""
    change(desk, 1, link(desk, 2))
    change(desk, 1, {"op": "remove", "path": "/relations/0"})
    updates = desk.ask("GET", f"{ITEMS}/1/updates").value["value"]
    assert [(each["id"], each["rev"], list(each.get("relations", {}))) for each in updates] == [
        (1, 1, []),
        (2, 1, ["added"]),
        (3, 1, ["removed"]),
    ]


def test_the_kinds_of_links_are_listed(desk: Desk) -> None:
    """Nineteen, and one by name."""
    kinds = "/_apis/wit/workitemrelationtypes"
    assert desk.ask("GET", kinds).value["count"] == 19
    assert desk.ask("GET", f"{kinds}/{CHILD}").value["name"] == "Child"
    assert desk.ask("GET", f"{kinds}/Friend").status == 404


def test_a_link_cannot_be_tested(desk: Desk) -> None:
    """It is added, removed, or given another comment."""
    change(desk, 1, {"op": "add", "path": "/relations/-", "value": {"rel": "Hyperlink", "url": "https://example.com"}})
    assert change(desk, 1, {"op": "test", "path": "/relations/0", "value": 1}).status == 400
