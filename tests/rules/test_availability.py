"""Availability is exact: what a count of every minute gives, whatever overlaps, and on both days of summer time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.availability import NO_REASON, Availability, AvailabilityBook, By
from rules.facts import Impact, Outage, OutageKind
from rules.programme import Environment, System
from tests.rules.builders import a_programme, an_outage, uk

MINUTE = timedelta(minutes=1)
UK = ZoneInfo("Europe/London")
PROGRAMME = a_programme(
    environments=(Environment("SIT A", "SIT"), Environment("SIT B", "SIT"), Environment("Empty", "UIT")),
    systems=(
        System("DIP", "DIP service provider", ("SIT A", "SIT B"), "working hours"),
        System("DAH", "Elexon", ("SIT A",), "around the clock"),
        System("MDS", "Elexon", ("SIT B",), "working hours"),
    ),
)
STARTS, ENDS = "2024-06-10 00:00", "2024-06-17 00:00"


def measured(
    *outages: Outage, by: By = By.ENVIRONMENT, starts: str = STARTS, ends: str = ENDS
) -> dict[str, Availability]:
    """Measure the outages, by name."""
    return {each.name: each for each in AvailabilityBook(PROGRAMME, outages, uk(starts), uk(ends)).by(by)}


def minutes(amount: timedelta) -> float:
    """Give an amount of time in minutes."""
    return amount / MINUTE


def test_what_lies_outside_the_window_does_not_count() -> None:
    """The DIP serves from nine to five: an outage from four in the afternoon until ten next day takes two hours."""
    dip = measured(an_outage(starts="2024-06-11 16:00", ends="2024-06-12 10:00"), by=By.SYSTEM)["DIP"]
    assert minutes(dip.total.window) == 5 * 8 * 60
    assert minutes(dip.total.down) == 2 * 60
    assert dip.total.available == pytest.approx(1 - 2 / 40)
    assert dip.failures == 1
    assert dip.time_to_restore == timedelta(hours=2)
    assert dip.time_between_failures == timedelta(hours=38)


def test_overlapping_outages_count_once_and_by_the_reason_of_the_first() -> None:
    """Ten to twelve for one reason, eleven to one for another: three hours, two and one of them."""
    dip = measured(
        an_outage("OUT-2", starts="2024-06-11 11:00", ends="2024-06-11 13:00", reason="network error"),
        an_outage("OUT-1", starts="2024-06-11 10:00", ends="2024-06-11 12:00", reason="server down"),
        by=By.SYSTEM,
    )["DIP"]
    assert dip.total.by_reason() == (("server down", timedelta(hours=2)), ("network error", timedelta(hours=1)))
    assert dip.total.down == timedelta(hours=3)
    assert dip.failures == 1
    assert [each.reference for each in dip.outages] == ["OUT-1", "OUT-2"]


def test_planned_work_counts_apart() -> None:
    """Of forty hours four are planned work; of the other thirty-six one is lost, and one is lost within the work."""
    dip = measured(
        an_outage("P", kind=OutageKind.PLANNED, starts="2024-06-11 09:00", ends="2024-06-11 13:00"),
        an_outage("U", starts="2024-06-11 12:00", ends="2024-06-11 14:00", reason=""),
        by=By.SYSTEM,
    )["DIP"]
    assert minutes(dip.total.planned) == 240
    assert minutes(dip.total.unplanned) == 60
    assert minutes(dip.total.failing) == 120
    assert dip.total.available == pytest.approx(35 / 40)
    assert dip.total.available_outside_planned == pytest.approx(35 / 36)
    assert (dip.number(OutageKind.PLANNED), dip.number(OutageKind.UNPLANNED)) == (1, 1)
    assert dict(dip.total.by_reason())[NO_REASON] == timedelta(hours=1)


def test_degraded_is_not_down() -> None:
    """An hour of each, and an hour of both, which is down."""
    dip = measured(
        an_outage("D", starts="2024-06-11 10:00", ends="2024-06-11 12:00", impact=Impact.DEGRADED),
        an_outage("U", starts="2024-06-11 11:00", ends="2024-06-11 13:00"),
        by=By.SYSTEM,
    )["DIP"]
    assert minutes(dip.total.degraded) == 60
    assert minutes(dip.total.down) == 120
    assert dip.failures == 1


def test_failures_that_touch_are_one_and_degraded_service_is_none() -> None:
    """What was handed from one record to the next was not restored between them."""
    dip = measured(
        an_outage("A", starts="2024-06-11 10:00", ends="2024-06-11 11:00"),
        an_outage("B", starts="2024-06-11 11:00", ends="2024-06-11 12:00"),
        an_outage("C", starts="2024-06-12 11:00", ends="2024-06-12 12:00"),
        an_outage("D", starts="2024-06-13 11:00", ends="2024-06-13 12:00", impact=Impact.DEGRADED),
        by=By.SYSTEM,
    )["DIP"]
    assert dip.failures == 2
    assert dip.time_to_restore == timedelta(minutes=90)


def test_an_environment_is_down_while_one_of_its_systems_is_in_its_own_hours() -> None:
    """At night only the DAH is meant to be there, so that an outage of the DIP at night is none."""

    def down_at_night(*systems: str) -> timedelta:
        outage = an_outage(systems=systems, starts="2024-06-11 20:00", ends="2024-06-11 22:00")
        return measured(outage)["SIT A"].total.down

    assert down_at_night("DIP") == timedelta(0)
    assert down_at_night("DAH") == timedelta(hours=2)
    assert down_at_night() == timedelta(hours=2)
    assert minutes(measured()["SIT A"].total.window) == 7 * 24 * 60
    assert minutes(measured()["SIT B"].total.window) == 40 * 60


def test_parties_and_phases_are_measured_over_their_systems_and_environments() -> None:
    """Elexon runs the DAH and the MDS; SIT has two environments."""
    outage = an_outage(systems=("MDS",), environments=("SIT B",), starts="2024-06-11 10:00", ends="2024-06-11 11:00")
    parties = measured(outage, by=By.PARTY)
    assert list(parties) == ["DIP service provider", "Elexon"]
    assert minutes(parties["Elexon"].total.down) == 60
    assert minutes(measured(outage, by=By.PHASE)["SIT"].total.down) == 60


def test_an_outage_that_names_no_environment_counts_in_all_of_its_systems() -> None:
    """It is in both environments of the DIP."""
    outage = an_outage(environments=(), starts="2024-06-11 10:00", ends="2024-06-11 11:00")
    assert {name: minutes(each.total.down) for name, each in measured(outage).items()} == {
        "SIT A": 60,
        "SIT B": 60,
        "Empty": 0,
    }


def test_an_environment_without_systems_counts_by_the_working_calendar() -> None:
    """Somebody records an outage of it all the same."""
    outage = an_outage(environments=("Empty",), systems=(), starts="2024-06-11 08:00", ends="2024-06-11 10:00")
    assert minutes(measured(outage)["Empty"].total.down) == 60
    assert "" not in measured(outage, by=By.SYSTEM)


def test_what_was_cancelled_or_lies_outside_the_period_does_not_count_and_what_is_open_lasts() -> None:
    """The one that is still open lasts until the end of the period."""
    dip = measured(
        an_outage("C", starts="2024-06-11 10:00", ends="2024-06-11 11:00", cancelled=True),
        an_outage("B", starts="2024-06-03 10:00", ends="2024-06-03 11:00"),
        an_outage("O", starts="2024-06-14 16:00"),
        by=By.SYSTEM,
    )["DIP"]
    assert [each.reference for each in dip.outages] == ["O"]
    assert minutes(dip.total.down) == 60


def test_without_a_window_there_is_no_share() -> None:
    """A Sunday of a system that serves on weekdays."""
    dip = measured(by=By.SYSTEM, starts="2024-06-16 00:00", ends="2024-06-17 00:00")["DIP"]
    assert dip.total.available is None
    assert dip.total.available_outside_planned is None
    assert dip.time_to_restore is None
    assert dip.time_between_failures is None


def test_weeks_begin_on_local_mondays_and_have_an_hour_less_and_more_in_the_weeks_of_summer_time() -> None:
    """The DAH serves around the clock; the clocks change on the Sundays 31 March and 27 October 2024."""
    spring = measured(by=By.SYSTEM, starts="2024-03-25 00:00", ends="2024-04-08 00:00")["DAH"]
    assert {week: each.window / timedelta(hours=1) for week, each in spring.weeks.items()} == {
        date(2024, 3, 25): 167,
        date(2024, 4, 1): 168,
    }
    autumn = measured(by=By.SYSTEM, starts="2024-10-23 12:00", ends="2024-10-29 00:00")["DAH"]
    assert {week: each.window / timedelta(hours=1) for week, each in autumn.weeks.items()} == {
        date(2024, 10, 21): 4 * 24 + 12 + 1,
        date(2024, 10, 28): 24,
    }


# --- an independent count of every minute


def is_open(calendar: str, instant: datetime) -> bool:
    """Say whether a calendar is open, by the clock on the wall; Christmas lies in no period here."""
    local = instant.astimezone(UK)
    return calendar == "around the clock" or (local.weekday() < 5 and 9 <= local.hour < 17)


def counted(outages: Iterable[Outage], place: tuple[str, str], starts: datetime, ends: datetime) -> dict[str, Any]:
    """Count every minute of a system in an environment: no interval, no calendar, no union."""
    environment, system = place
    calendar = next(each.calendar for each in PROGRAMME.systems if each.name == system)
    mine = [
        each
        for each in outages
        if not each.cancelled
        and (environment in each.environments or not each.environments)
        and (system in each.systems or not each.systems)
    ]
    ordered = sorted(mine, key=lambda each: (each.starts, each.reference))
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for minute in every_minute(starts, ends):
        if not is_open(calendar, minute):
            continue
        counts["window"] += 1
        now = [each for each in ordered if each.starts <= minute and (each.ends is None or minute < each.ends)]
        down = [each for each in now if each.impact is Impact.DOWN]
        planned = any(each.kind is OutageKind.PLANNED for each in now)
        counts["down"] += bool(down)
        counts["degraded"] += bool(now) and not down
        counts["planned"] += planned
        counts["unplanned"] += bool(down) and not planned
        if down:
            reasons[down[0].reason] += 1
    return {**dict(counts), "reasons": dict(reasons)}


def every_minute(starts: datetime, ends: datetime) -> Iterator[datetime]:
    """Yield the beginnings of the minutes between two instants."""
    instant = starts
    while instant < ends:
        yield instant
        instant += MINUTE


@st.composite
def outages_of_a_week(draw: st.DrawFn) -> list[Outage]:
    """Draw a few outages around the week of the autumn change, on whole minutes."""
    begins = datetime(2024, 10, 25, tzinfo=UTC)
    made = []
    for number in range(draw(st.integers(0, 7))):
        starts = begins + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
        lasts = draw(st.none() | st.integers(0, 2 * 24 * 60))
        made.append(
            an_outage(
                f"OUT-{number}",
                starts=starts,
                ends=None if lasts is None else starts + timedelta(minutes=lasts),
                kind=draw(st.sampled_from(OutageKind)),
                impact=draw(st.sampled_from(Impact)),
                reason=draw(st.sampled_from(("server down", "network error"))),
                environments=draw(st.sampled_from((("SIT A",), ("SIT A", "SIT B"), ()))),
                systems=draw(st.sampled_from((("DIP",), ("DAH",), ()))),
                cancelled=draw(st.integers(0, 5)) == 0,
            )
        )
    return made


@settings(max_examples=8, deadline=None)
@given(outages_of_a_week())
def test_it_is_what_a_count_of_every_minute_gives(outages: list[Outage]) -> None:
    """Over the week in which summer time ends, for the DAH, which stands in one environment."""
    starts, ends = uk("2024-10-26 13:07"), uk("2024-10-27 16:11")
    (dah,) = (each for each in AvailabilityBook(PROGRAMME, outages, starts, ends).by(By.SYSTEM) if each.name == "DAH")
    expected = counted(outages, ("SIT A", "DAH"), starts, ends)
    assert {
        "window": minutes(dah.total.window),
        "down": minutes(dah.total.down),
        "degraded": minutes(dah.total.degraded),
        "planned": minutes(dah.total.planned),
        "unplanned": minutes(dah.total.unplanned),
        "reasons": {reason: minutes(amount) for reason, amount in dah.total.by_reason()},
    } == expected
    assert sum((week.down for week in dah.weeks.values()), timedelta(0)) == dah.total.down
