"""Values of enumerations mean the same by name, in any case, and by number, as the vendor's Node client sends them."""

from __future__ import annotations

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk, create, put

ITEM = "/MHHS/_apis/wit/workitems/1"
SHARED = "/MHHS/_apis/wit/queries/Shared Queries"


@pytest.fixture
def desk() -> Desk:
    """Give an organisation with a bug that has text, links and a comment, and with a query."""
    made = a_desk()
    link = {"rel": "Hyperlink", "url": "https://example.com"}
    create(made, put("System.Description", "<p>x</p>"), {"op": "add", "path": "/relations/-", "value": link})
    made.ask("POST", f"{ITEM}/comments", {"text": "first"})
    made.ask("POST", f"{ITEM}/comments", {"text": "second"})
    made.ask("POST", SHARED, {"name": "all", "wiql": "SELECT [System.Id] FROM workitems"})
    made.ask("POST", "/MHHS/_apis/wiki/wikis", {"name": "Book", "projectId": made.world.project("MHHS").id})
    for path in ("/A", "/A/B", "/A/B/C"):
        made.ask("PUT", f"/MHHS/_apis/wiki/wikis/Book/pages?path={path}", {"content": path})
    return made


@pytest.mark.parametrize(
    ("address", "parameter", "by_name", "by_number"),
    [
        (ITEM, "$expand", "Relations", "1"),
        (ITEM, "$expand", "all", "4"),
        (f"{ITEM}/comments", "order", "Asc", "1"),
        (f"{ITEM}/comments", "$expand", "renderedText", "8"),
        (f"{SHARED}/all", "$expand", "Wiql", "1"),
        ("/_apis/wit/reporting/workitemrevisions", "$expand", "fields", "1"),
        ("/MHHS/_apis/wit/workitemtypes/Bug/fields", "$expand", "allowedValues", "1"),
        ("/MHHS/_apis/wiki/wikis/Book/pages", "recursionLevel", "OneLevel", "1"),
        ("/MHHS/_apis/wiki/wikis/Book/pages", "recursionLevel", "Full", "120"),
    ],
)
def test_a_number_is_as_good_as_a_name(desk: Desk, address: str, parameter: str, by_name: str, by_number: str) -> None:
    """And it means something: the answer differs from that without the parameter."""
    named, numbered, plain = (
        {key: value for key, value in desk.ask("GET", f"{address}?{asked}").value.items() if key != "nextLink"}
        for asked in (f"{parameter}={by_name}", f"{parameter}={by_number}", "")
    )
    assert named == numbered
    assert named != plain


def test_bodies_may_have_numbers_too(desk: Desk) -> None:
    """A batch with the error policy and the expansion by number."""
    sent = {"ids": [1, 99], "$expand": 1, "errorPolicy": 2}
    found, missing = desk.ask("POST", "/_apis/wit/workitemsbatch", sent).value["value"]
    assert ("relations" in found, missing) == (True, None)


def test_a_number_that_means_nothing_is_refused(desk: Desk) -> None:
    """As a name would be."""
    assert desk.ask("GET", f"{ITEM}?$expand=9").status == 400
