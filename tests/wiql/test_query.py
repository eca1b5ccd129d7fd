"""A flat query filters and sorts items as they stood at its instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.wiql.builders import CATALOG, AnItem, a_context, an_item
from wiql import ItemFields, WiqlError, evaluate_query, parse


def ids(text: str, *items: AnItem, time_precision: bool = False, **known: Any) -> list[int]:
    """Give the numbers of the items that the query returns."""
    context = a_context(**known)
    return [item.id for item in evaluate_query(parse(text), items, context, CATALOG, time_precision=time_precision)]


def test_items_come_by_number_where_no_order_is_asked() -> None:
    """Whatever order they were given in."""
    items = an_item(3, State="New"), an_item(1, State="New"), an_item(2, State="Open")
    assert ids("SELECT * FROM WorkItems WHERE State = 'New'", *items) == [1, 3]
    assert ids("SELECT [System.Id] FROM WorkItems", *items) == [1, 2, 3]


def test_items_are_sorted_by_each_field_in_its_direction() -> None:
    """Empty fields come first, and last where the order descends; equals stay by number."""
    items = (
        an_item(1, State="b", Rev=2),
        an_item(2, State="A", Rev=10),
        an_item(3, State="B"),
        an_item(4, State="a", Rev=10),
    )
    assert ids("SELECT * FROM WorkItems ORDER BY State, Rev DESC", *items) == [2, 4, 1, 3]
    assert ids("SELECT * FROM WorkItems ORDER BY Rev", *items) == [3, 1, 2, 4]
    assert ids("SELECT * FROM WorkItems ORDER BY State DESC, Id DESC", *items) == [3, 1, 4, 2]


def test_dates_and_people_are_sorted_as_such() -> None:
    """By the instant, not by its spelling; by the name, not by the object."""
    items = (
        an_item(1, ChangedDate="2024-06-12T09:00:00+01:00", AssignedTo={"displayName": "Cy"}),
        an_item(2, ChangedDate="2024-06-12T08:30:00Z", AssignedTo="Ben <ben@example.com>"),
        an_item(3),
    )
    assert ids("SELECT * FROM WorkItems ORDER BY [Changed Date]", *items) == [3, 1, 2]
    assert ids("SELECT * FROM WorkItems ORDER BY [Assigned To] DESC", *items) == [1, 2, 3]


def test_the_number_of_an_item_can_be_asked_for() -> None:
    """Azure DevOps' JSON keeps it beside the fields; the past of the item is not lost over it."""
    items = an_item(1, State="New"), an_item(2, State="New")
    assert ids("SELECT * FROM WorkItems WHERE Id = 2 AND State EVER 'New'", *items) == [2]


class Plain:
    """An item that knows only the present."""

    id = 5

    def fields_at(self, instant: datetime) -> Mapping[str, Any]:
        """Give the same whenever it is asked."""
        return {"System.ChangedDate": instant}


def test_an_item_may_know_only_the_present() -> None:
    """As long as nobody asks for its past."""
    query = parse("SELECT * FROM WorkItems WHERE Id = 5 AND [Changed Date] = @Today")
    assert [item.id for item in evaluate_query(query, [Plain()], a_context(), CATALOG)] == [5]
    with pytest.raises(WiqlError, match="needs the item's revisions"):
        evaluate_query(parse("SELECT * FROM WorkItems WHERE Id EVER 5"), [Plain()], a_context(), CATALOG)


HISTORY = AnItem(
    7,
    (
        (datetime(2024, 6, 1, 12, tzinfo=UTC), {"System.Id": 7, "System.State": "New"}),
        (datetime(2024, 6, 5, 12, tzinfo=UTC), {"System.Id": 7, "System.State": "Open"}),
        (datetime(2024, 6, 20, tzinfo=UTC), None),
    ),
)


@pytest.mark.parametrize(
    ("as_of", "state", "found"),
    [
        ("'2024-06-01'", "'New'", []),
        ("'2024-06-02'", "'New'", [7]),
        ("'2024-06-05'", "'New'", [7]),
        ("'2024-06-05 12:59'", "'New'", [7]),
        ("'2024-06-05 13:00'", "'Open'", [7]),
        ("'2024-06-05T12:00:00Z'", "'Open'", [7]),
        ("@Today - 7", "'Open'", []),
        ("@Today", "'Open'", [7]),
        ("'2024-06-21'", "'Open'", []),
    ],
)
def test_a_query_asks_the_items_as_they_stood(as_of: str, state: str, found: list[int]) -> None:
    """Local midnight where no time is said; an item that was not there is not found."""
    text = "SELECT * FROM WorkItems WHERE State = {} ASOF {}"
    assert ids(text.format(state, as_of), HISTORY) == found


def test_without_asof_the_present_of_the_context_is_asked() -> None:
    """Which may be long past."""
    assert ids("SELECT * FROM WorkItems WHERE State = 'New'", HISTORY, now=datetime(2024, 6, 3, tzinfo=UTC)) == [7]


def test_time_precision_is_for_the_query_as_a_whole() -> None:
    """As the interface of Azure DevOps has it."""
    item = an_item(1, ChangedDate="2024-06-12T07:00:00Z")
    text = "SELECT * FROM WorkItems WHERE [Changed Date] > '2024-06-12T07:30:00'"
    assert ids(text, item, time_precision=True) == [1]
    with pytest.raises(WiqlError, match="time precision"):
        ids(text, item)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT [Sate] FROM WorkItems", "no field 'Sate'"),
        ("SELECT * FROM WorkItems ORDER BY [Sate]", "no field 'Sate'"),
        ("SELECT * FROM WorkItems WHERE [Sate] = 1", "no field 'Sate'"),
        ("SELECT * FROM WorkItems WHERE [Team Project] = @Project", "@Project has no meaning here"),
        ("SELECT * FROM WorkItems ASOF 'then'", "'then' is no date"),
        ("SELECT * FROM WorkItems ASOF @Me", "ASOF wants a date; @Me is none"),
        ("SELECT * FROM WorkItems ASOF @Then", "no macro @Then"),
        ("SELECT * FROM WorkItemLinks", "returns links, not work items"),
    ],
)
def test_a_query_is_refused_even_where_there_are_no_items(text: str, message: str) -> None:
    """A mistake does not wait for an item to show itself."""
    with pytest.raises(WiqlError, match=message):
        ids(text)


def test_the_fields_of_an_item_carry_its_past() -> None:
    """They are a mapping like any other."""
    fields = ItemFields({"a": 2}, [{"a": 1}])
    assert fields == {"a": 2}
    assert fields.earlier == ({"a": 1},)
