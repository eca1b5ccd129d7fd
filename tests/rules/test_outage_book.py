"""Of many outages, those that matter to a defect are found, and none is missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.facts import Outage, Relation
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


def test_an_outage_of_a_system_hits_it_in_every_environment() -> None:
    """So nothing is called ready for retest while its system is recorded as down, be it without an environment."""
    everywhere = replace(outage(1, -1, 3), environments=(), systems=("DIP",))
    book = OutageBook([everywhere], str)
    assert book.hitting(a_defect(), "SIT B", "DIP") == (everywhere,)
    assert book.hitting(a_defect(), "SIT B", "CSS") == ()


def test_matches_are_in_the_order_of_how_well_they_fit() -> None:
    """Of equals the reference decides, so that the order is the same in every run."""
    short, other, after = outage(2, -1, 3), outage(1, -2, 3), outage(3, -2, 1)
    found = OutageBook([after, short, other], str).matches(a_defect(), RaisedDefect(RAISED, "SIT A", DIP), "")
    assert [match.outage.reference for match in found] == ["OUT-1", "OUT-2", "OUT-3"]
    assert not is_clear(found)
    assert is_clear(found[1:])


def found(book: OutageBook, text: str = "", **more: object) -> list[tuple[str, bool, tuple[str, ...]]]:
    """Give what a book finds for a defect raised long after every outage."""
    raised = RaisedDefect(RAISED + timedelta(days=90), "SIT A", DIP)
    defect = a_defect(number=1001, **more)  # type: ignore[arg-type]  # what a builder takes
    return [(each.outage.reference, each.is_said, each.because) for each in book.matches(defect, raised, text)]


def test_a_defect_that_the_record_names_comes_from_the_outage() -> None:
    """Whatever the time: a person wrote it into the record."""
    book = OutageBook([replace(outage(14, -2, 3), defects=(1001,))], str)
    assert found(book) == [("OUT-14", True, ("The record of OUT-14 names it.",))]


def test_an_outage_that_a_person_denied_does_not_explain_the_defect() -> None:
    """Even where time and place fit, but for one that is linked."""
    near = replace(outage(14, -1, 3), work_item=4711)
    raised = RaisedDefect(RAISED, "SIT A", DIP)
    book = OutageBook([near], str)
    assert book.matches(a_defect(), raised, "")
    assert not book.matches(a_defect(), raised, "This is not OUT-14.")
    linked = a_defect(relations=[Relation("System.LinkTypes.Related", 4711, ""), Relation("Hyperlink", None, "x")])
    assert book.matches(linked, raised, "This is not OUT-14.")[0].is_linked
    assert book.hitting(linked, "UIT", "DIP") == (near,)


def test_a_defect_without_a_system_is_held_against_all_of_its_environment() -> None:
    """And one without an environment against all of them."""
    book = OutageBook([outage(14, -1, 3)], str)
    assert book.matches(a_defect(), RaisedDefect(RAISED, "SIT A", None), "")
    assert book.matches(a_defect(), RaisedDefect(RAISED, "", DIP), "")
    assert not book.matches(a_defect(), RaisedDefect(RAISED, "SIT B", None), "")


def test_outages_of_a_time_are_those_under_way_in_it() -> None:
    """A cancelled one is not."""
    book = OutageBook([outage(1, -2, 3), replace(outage(2, -2, 3), cancelled=True), outage(3, 5, 1)], str)
    assert [each.reference for each in book.touching(RAISED, RAISED + timedelta(hours=1))] == ["OUT-1"]
