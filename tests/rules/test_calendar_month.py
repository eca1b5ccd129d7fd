"""A month of a calendar says of every day when it is open and, where it is closed, why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from rules.calendar import build_calendar
from rules.calendar_days import VERSIONED_YEARS
from rules.calendar_month import CalendarDay, days_of_month, frozen
from rules.programme import CalendarSpec
from tests.rules.builders import AROUND_THE_CLOCK, WORKING_HOURS, hours, weekdays

HOUR = timedelta(hours=1)
SPECIAL = replace(
    WORKING_HOURS,
    closed=(date(2024, 5, 2), date(2024, 5, 6)),
    days_off={date(2024, 5, 3): "Company day", date(2024, 5, 27): "Ours"},
    open={
        date(2024, 5, 4): (hours("10:00", "12:00"),),
        date(2024, 5, 7): (),
        date(2024, 5, 27): (hours("09:00", "10:00"),),
    },
)
SUPPORT = CalendarSpec("Europe/London", weekdays(("13:00", "21:00")))
CALENDARS = {
    "ours": SPECIAL,
    "support": SUPPORT,
    "both": replace(SUPPORT, within=("ours",)),
    "only theirs": CalendarSpec("Europe/London", {}, within=("ours", "support")),
    "always": replace(AROUND_THE_CLOCK, zone="Europe/London"),
}


def may(name: str) -> dict[int, CalendarDay]:
    """Give the days of May 2024 by number."""
    return {each.day.day: each for each in days_of_month(name, CALENDARS, 2024, 5)}


def test_every_closed_day_has_its_reason() -> None:
    """Bank holiday, day off by name, closed by the programme, weekday without hours, or hours of one day alone."""
    days = may("ours")
    assert len(days) == 31
    assert {number: days[number].why for number in (1, 2, 3, 4, 5, 6, 7, 27)} == {
        1: "",
        2: "closed by the programme",
        3: "Company day",
        4: "hours of this day alone",
        5: "no hours on Sundays",
        6: "closed by the programme, May Day",
        7: "closed on this day alone",
        27: "hours of this day alone, Ours",
    }
    assert [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in days[4].hours] == ["10:00-12:00"]
    assert (days[1].open, days[3].open, days[27].open) == (8 * HOUR, 0 * HOUR, HOUR)


def test_a_bank_holiday_is_named() -> None:
    """As its country calls it."""
    assert next(each.why for each in days_of_month("a", {"a": WORKING_HOURS}, 2024, 5) if not each.hours) == (
        "no hours on Saturdays"
    )
    assert days_of_month("a", {"a": WORKING_HOURS}, 2024, 5)[26].why == "Spring Bank Holiday"


def test_reasons_of_the_calendars_around_name_them() -> None:
    """A calendar within others is closed when they are; one without hours of its own has no reasons of its own."""
    assert may("both")[3].why == "Company day (ours)"
    assert may("both")[1].open == 4 * HOUR
    assert may("only theirs")[5].why == "no hours on Sundays (ours); no hours on Sundays (support)"


def test_hours_that_never_meet_are_said() -> None:
    """Both are open on the day, but never together."""
    calendars = {"early": replace(WORKING_HOURS, holidays=None, within=("support",)), "support": SUPPORT}
    calendars["support"] = CalendarSpec(
        "Europe/London", {**weekdays(("17:00", "18:00")), next(iter(SUPPORT.week)): (hours("16:00", "18:00"),)}
    )
    days = days_of_month("early", calendars, 2024, 5)
    assert (days[5].open, days[5].why) == (HOUR, "")
    assert (days[6].open, days[6].why) == (0 * HOUR, "no hours in common")


def test_clock_change_days_are_marked_and_exact() -> None:
    """The last Sunday of March has 23 hours, that of October 25."""
    march, october = days_of_month("always", CALENDARS, 2024, 3)[30], days_of_month("always", CALENDARS, 2024, 10)[26]
    assert (march.open, march.why) == (23 * HOUR, "the clocks change")
    assert (october.open, october.why) == (25 * HOUR, "the clocks change")


def test_days_off_are_closed_and_decide_about_the_version() -> None:
    """A day off that changes nothing (a bank holiday again) leaves the version as it is."""
    plain = build_calendar("a", WORKING_HOURS)
    closed = build_calendar("a", replace(WORKING_HOURS, days_off={date(2024, 6, 12): "Company day"}))
    same = build_calendar("a", replace(WORKING_HOURS, days_off={date(2024, 5, 27): "Spring bank holiday"}))
    assert closed.content_hash != plain.content_hash == same.content_hash


def test_a_frozen_calendar_needs_no_holiday_tables_and_keeps_its_version() -> None:
    """Bank holidays stand in it by date and name."""
    cold = frozen(SPECIAL, VERSIONED_YEARS)
    assert (cold.holidays, cold.days_off[date(2024, 12, 25)], cold.days_off[date(2024, 5, 27)]) == (
        None,
        "Christmas Day",
        "Ours",
    )
    assert build_calendar("a", cold).content_hash == build_calendar("a", SPECIAL).content_hash
    assert frozen(replace(SUPPORT, holidays_ics=("x.ics",)), VERSIONED_YEARS) == SUPPORT
