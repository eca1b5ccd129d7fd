"""The index finds what a look at every outage finds, whatever the stretches of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.outage_index import ANY, UNNAMED, OutageIndex, Stretches
from tests.rules.builders import an_outage, uk

BEGINS = datetime(2024, 6, 10, tzinfo=UTC)
HOURS = st.integers(0, 60)


def at(hours: int) -> datetime:
    """Give the instant so many hours later."""
    return BEGINS + timedelta(hours=hours)


@given(st.lists(st.tuples(HOURS, st.none() | HOURS), max_size=12), HOURS, HOURS)
def test_it_gives_the_stretches_that_touch_another_one(spans: list[tuple[int, int | None]], one: int, two: int) -> None:
    """Also those without an end, and those that only just touch."""
    stretches = sorted(
        ((at(starts), None if lasts is None else at(starts + lasts)) for starts, lasts in spans),
        key=lambda each: each[0],
    )
    begins, ends = at(min(one, two)), at(max(one, two))
    expected = [
        number for number, (starts, over) in enumerate(stretches) if starts <= ends and (over is None or over >= begins)
    ]
    assert list(Stretches(stretches).touching(begins, ends)) == expected


def test_an_outage_is_at_its_places_and_anywhere() -> None:
    """One that names no environment or no system is found as such."""
    outages = (
        an_outage("A", starts="2024-06-11 10:00", environments=("SIT A", "SIT B"), systems=("DIP",)),
        an_outage("B", starts="2024-06-11 11:00", environments=("SIT A",), systems=()),
        an_outage("C", starts="2024-06-11 12:00", environments=(), systems=("DIP",)),
    )
    index = OutageIndex(outages)

    def found(*places: tuple[str | None, str | None]) -> list[str]:
        return [each.reference for each in index.near(places, uk("2024-06-11 09:00"))]

    assert found(("SIT A", "DIP")) == ["A"]
    assert found(("SIT A", UNNAMED)) == ["B"]
    assert found((UNNAMED, "DIP")) == ["C"]
    assert found(("SIT A", ANY)) == ["A", "B"]
    assert found(("SIT A", "DIP"), ("SIT B", "DIP"), (ANY, ANY)) == ["A", "B", "C"]
    assert found(("UIT", "DIP")) == []


def test_under_way_leaves_out_what_only_touches() -> None:
    """What ended when the time began, and what begins when it ends, was not under way in it."""
    index = OutageIndex([an_outage(starts="2024-06-11 10:00", ends="2024-06-11 12:00")])
    assert index.under_way(uk("2024-06-11 11:00"), uk("2024-06-11 11:30"))
    assert not index.under_way(uk("2024-06-11 12:00"), uk("2024-06-11 13:00"))
    assert not index.under_way(uk("2024-06-11 09:00"), uk("2024-06-11 10:00"))
