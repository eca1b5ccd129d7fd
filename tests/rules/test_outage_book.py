"""Of many outages, those that matter to a defect are found, and none is missed."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.facts import Outage
from rules.outage_book import OutageBook
from rules.outage_match import RaisedDefect, is_clear, matched
from rules.programme import System
from tests.rules.builders import a_defect, an_outage, uk

RAISED = uk("2024-06-10 09:00")
DIP = System("DIP", "DIP service provider", ("SIT A",), "working hours")


def outage(number: int, begins: int, lasts: int | None) -> Outage:
    """Build an outage that begins so many hours after the defect was raised."""
    starts = RAISED + timedelta(hours=begins)
    return an_outage(f"OUT-{number}", starts=starts, ends=None if lasts is None else starts + timedelta(hours=lasts))


@given(st.lists(st.tuples(st.integers(-200, 5), st.none() | st.integers(1, 200)), max_size=8))
def test_looking_only_at_outages_near_in_time_misses_none(spans: list[tuple[int, int | None]]) -> None:
    """Short ones by their beginning, long ones and open ones always."""
    outages = [outage(number, *span) for number, span in enumerate(spans)]
    raised = RaisedDefect(RAISED, "SIT A", DIP)
    book = OutageBook(outages, str)
    expected = {each.reference for each in outages if matched(each, raised, str)}
    assert {match.outage.reference for match in book.matches(a_defect(), raised, "")} == expected


def test_matches_are_in_the_order_of_how_well_they_fit() -> None:
    """Of equals the reference decides, so that the order is the same in every run."""
    short, other, after = outage(2, -1, 3), outage(1, -2, 3), outage(3, -2, 1)
    found = OutageBook([after, short, other], str).matches(a_defect(), RaisedDefect(RAISED, "SIT A", DIP), "")
    assert [match.outage.reference for match in found] == ["OUT-1", "OUT-2", "OUT-3"]
    assert not is_clear(found)
    assert is_clear(found[1:])
