"""Wikis are kept in order: pages move, are listed, have attachments, and wikis get other names and branches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk

WIKI = "/MHHS/_apis/wiki/wikis/Book"
PAGES = f"{WIKI}/pages"


@pytest.fixture
def desk() -> Desk:
    """Give a wiki with pages below each other."""
    made = a_desk()
    made.ask("POST", "/MHHS/_apis/wiki/wikis", {"name": "Book", "projectId": made.world.project("MHHS").id})
    for path in ("/A", "/A/B", "/A/B/C", "/D", "/E"):
        made.ask("PUT", f"{PAGES}?path={path}", {"content": path})
    return made


def paths(desk: Desk) -> list[str]:
    found: list[str] = []

    def walk(page: dict[str, Any]) -> None:
        for each in page["subPages"]:
            found.append(each["path"])
            walk(each)

    walk(desk.ask("GET", f"{PAGES}?path=/&recursionLevel=full").value)
    return found


def test_a_page_moves_with_all_below_it(desk: Desk) -> None:
    """It keeps its id and its content."""
    before = desk.ask("GET", f"{PAGES}?path=/A/B/C").value["id"]
    moved = desk.ask("POST", f"{WIKI}/pagemoves", {"path": "A/B", "newPath": "D/Renamed", "newOrder": 0})
    assert (moved.status, moved.value["page"]["path"], moved.value["newPath"]) == (201, "/D/Renamed", "D/Renamed")
    assert moved.headers["ETag"] == desk.ask("GET", f"{PAGES}?path=/D/Renamed").headers["ETag"]
    assert desk.ask("GET", f"{PAGES}?path=/D/Renamed/C").value["id"] == before
    assert paths(desk) == ["/A", "/D", "/D/Renamed", "/D/Renamed/C", "/E"]


def test_a_page_gets_another_place_among_its_siblings(desk: Desk) -> None:
    """Counted from 0; without a place it goes behind the others."""
    desk.ask("POST", f"{WIKI}/pagemoves", {"path": "/E", "newOrder": 0})
    assert paths(desk)[0] == "/E"
    desk.ask("POST", f"{WIKI}/pagemoves", {"path": "/E"})
    assert paths(desk)[-1] == "/E"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"path": "/Nowhere", "newPath": "/F"}, 404),
        ({"path": "/A", "newPath": "/Nowhere/A"}, 404),
        ({"path": "/A", "newPath": "/D"}, 409),
        ({"path": "/A", "newPath": "/A/B/A"}, 400),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(desk: Desk, sent: dict[str, str], status: int) -> None:
    """No page, no parent, a page that is there already, or a place below itself."""
    assert desk.ask("POST", f"{WIKI}/pagemoves", sent).status == status
    assert paths(desk) == ["/A", "/A/B", "/A/B/C", "/D", "/E"]


def test_pages_are_listed_batch_by_batch(desk: Desk) -> None:
    """By id, with a token as long as more are to come."""
    first = desk.ask("POST", f"{WIKI}/pagesbatch", {"top": 3})
    assert [each["path"] for each in first.value["value"]] == ["/A", "/A/B", "/A/B/C"]
    token = first.headers["X-MS-ContinuationToken"]
    rest = desk.ask("POST", f"{WIKI}/pagesbatch", {"top": 3, "continuationToken": token})
    assert [each["path"] for each in rest.value["value"]] == ["/D", "/E"]
    assert "X-MS-ContinuationToken" not in rest.headers
    assert desk.ask("POST", f"{WIKI}/pagesbatch", {"continuationToken": "x"}).status == 400


def test_a_page_tells_that_nobody_looked_at_it(desk: Desk) -> None:
    """Views are not counted here."""
    number = desk.ask("GET", f"{PAGES}?path=/D").value["id"]
    assert desk.ask("GET", f"{PAGES}/{number}/stats").value == {"path": "/D", "id": number, "viewStats": []}


def test_an_attachment_is_taken_and_gets_its_path(desk: Desk) -> None:
    """It needs a name, in the address or as a parameter."""
    added = desk.ask("PUT", f"{WIKI}/attachments?name=chart.png", "iVBORw0KGgo=")
    assert (added.status, added.value["path"]) == (201, "/.attachments/chart.png")
    assert desk.ask("PUT", f"{WIKI}/attachments", "iVBORw0KGgo=").status == 400


def test_a_wiki_gets_another_name_and_other_branches(desk: Desk) -> None:
    """Each branch once; none at all is refused."""
    changed = desk.ask("PATCH", WIKI, {"versions": [{"version": name} for name in ("main", "main", "next")]}).value
    assert changed["versions"] == [{"version": "main"}, {"version": "next"}]
    assert desk.ask("PATCH", WIKI, {"name": "Handbook"}).value["name"] == "Handbook"
    assert desk.ask("PATCH", "/MHHS/_apis/wiki/wikis/Handbook", {"versions": []}).status == 400
