"""Targets read as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.calendar import build_calendar
from rules.programme import CalendarSpec, Weekday
from rules.targets import TargetError, parse_target
from tests.rules.builders import AROUND_THE_CLOCK, WORKING_HOURS, hours, uk, weekdays

OFFICE_HOURS = build_calendar("working hours", WORKING_HOURS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 minutes", timedelta(minutes=30)),
        ("90m", timedelta(minutes=90)),
        ("4h", timedelta(hours=4)),
        ("2 working hours", timedelta(hours=2)),
        ("1.5 hours", timedelta(minutes=90)),
        ("1 working day", timedelta(hours=8)),
        ("3 Working Days", timedelta(hours=24)),
        ("1 day 4 hours", timedelta(hours=12)),
        (" 1 day, 4 hours and 30 mins ", timedelta(hours=12, minutes=30)),
    ],
)
def test_amounts_of_working_time(text: str, expected: timedelta) -> None:
    """A day is a working day of the calendar."""
    target = parse_target(text, WORKING_HOURS)
    assert target.measured_from(uk("2024-06-12 12:00"), OFFICE_HOURS) == expected


def test_a_day_around_the_clock_has_24_hours() -> None:
    """How long a working day is stands in the calendar."""
    always = build_calendar("always", AROUND_THE_CLOCK)
    assert parse_target("2 days", AROUND_THE_CLOCK).measured_from(uk("2024-06-12 12:00"), always).days == 2


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2024-06-12 12:00", timedelta(hours=5 + 6)),  # by Thursday 15:00
        ("2024-06-12 23:30", timedelta(hours=6)),
        ("2024-05-24 16:00", timedelta(hours=1 + 6)),  # over the bank holiday weekend, by Tuesday
        ("2024-06-15 12:00", timedelta(hours=6)),  # on a Saturday, by Monday
    ],
)
def test_a_time_of_the_next_working_day(start: str, expected: timedelta) -> None:
    """`by 15:00 next working day` is the working time until then."""
    target = parse_target("by 15:00 next working day", WORKING_HOURS)
    assert target.measured_from(uk(start), OFFICE_HOURS) == expected


@pytest.mark.parametrize("text", ["", "soon", "4", "0 hours", "-2 hours", "4 hours or so", "by noon"])
def test_what_is_no_target_is_refused_with_examples(text: str) -> None:
    """The refusal repeats the text and says what would do."""
    with pytest.raises(TargetError, match="is no amount of working time") as refused:
        parse_target(text, WORKING_HOURS)
    assert str(refused.value).startswith(
        f"The target '{text}' is no amount of working time. Write it like '30 minutes', '4h'"
    )


def test_a_time_that_no_clock_shows_is_refused() -> None:
    """24:30 is no time."""
    with pytest.raises(TargetError, match="names a time that no clock shows"):
        parse_target("by 24:30 next working day", WORKING_HOURS)


def test_a_time_outside_the_hours_is_refused() -> None:
    """Nothing is due while the calendar is closed."""
    with pytest.raises(TargetError, match="lies outside the hours of its calendar on mon"):
        parse_target("by 08:00 next working day", WORKING_HOURS)
    until_midnight = CalendarSpec("UTC", weekdays(("09:00", "24:00")) | {Weekday.SUN: ()})
    evening = parse_target("by 23:00 next working day", until_midnight)
    calendar = build_calendar("late", until_midnight)
    assert evening.measured_from(uk("2024-06-12 01:30"), calendar) == timedelta(hours=15 + 14)
    assert hours("09:00", "24:00").closes is None
