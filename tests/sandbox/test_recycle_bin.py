"""Deleted work items are in the recycle bin, come back from it, or are destroyed."""

from __future__ import annotations

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import ITEMS, a_desk, create, read

BIN = "/MHHS/_apis/wit/recyclebin"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, about three defects."""
    desk = a_desk()
    for title in ("One", "Two", "Three"):
        create(desk, title=title)
    return desk


def test_deleting_moves_to_the_recycle_bin_and_restoring_brings_back(desk: Desk) -> None:
    """The answer has 200, the old form of people, and the bin's address; each act is a revision."""
    heard = desk.ask("DELETE", f"/MHHS{ITEMS}/1")
    assert (heard.status, heard.value["code"], heard.value["resource"]["rev"]) == (200, 200, 2)
    assert heard.value["deletedBy"] == "envbot <envbot@example.com>"
    assert heard.value["deletedDate"] == "6/12/2024 12:00:00 PM"
    assert desk.ask("GET", f"{ITEMS}/1").status == 404
    assert [each["id"] for each in desk.ask("GET", BIN).value["value"]] == [1]
    assert (desk.ask("GET", f"{BIN}/1").value["name"], desk.ask("GET", f"{BIN}/2").status) == ("One", 404)
    assert desk.ask("PATCH", f"{BIN}/1", {"isDeleted": False}).value["code"] == 200
    assert (read(desk, 1)["rev"], desk.ask("GET", BIN).value["count"]) == (3, 0)


def test_the_bin_says_more_of_those_that_are_named(desk: Desk) -> None:
    """Who deleted it and when, without its fields."""
    desk.ask("DELETE", f"{ITEMS}/1")
    desk.ask("DELETE", f"{ITEMS}/2")
    [row] = desk.ask("GET", f"{BIN}?ids=2").value["value"]
    assert (row["name"], row["deletedBy"], "resource" in row) == ("Two", "envbot <envbot@example.com>", False)


def test_what_is_destroyed_does_not_come_back(desk: Desk) -> None:
    """From the bin, or at once with `destroy`."""
    desk.ask("DELETE", f"{ITEMS}/1")
    assert desk.ask("DELETE", f"{BIN}/1").status == 204
    assert desk.ask("DELETE", f"{ITEMS}/2?destroy=true").status == 204
    assert [desk.ask("PATCH", f"{BIN}/{number}", {"isDeleted": False}).status for number in (1, 2)] == [404, 404]


def test_several_are_deleted_at_once(desk: Desk) -> None:
    """Of each it is said what became of it; one that is not there spoils nothing."""
    results = desk.ask("POST", "/MHHS/_apis/wit/workitemsdelete", {"ids": [1, 9, 2]}).value["results"]
    assert [(each["id"], each["code"]) for each in results] == [(1, 200), (9, 404), (2, 200)]
    assert desk.ask("POST", "/MHHS/_apis/wit/workitemsdelete", {"ids": [3], "destroy": True}).status == 204
    assert [each["id"] for each in desk.ask("GET", BIN).value["value"]] == [1, 2]
    assert desk.ask("POST", "/MHHS/_apis/wit/workitemsdelete", {}).status == 400
