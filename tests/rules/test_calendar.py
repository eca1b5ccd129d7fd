"""Working time is exact: weekends, bank holidays, both clock changes, midnight, and whatever a programme writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import CalendarError, WorkingCalendar, build_calendar, build_calendars
from rules.calendar_days import microseconds
from rules.programme import CalendarSpec, Weekday
from tests.rules.builders import AROUND_THE_CLOCK, WORKING_HOURS, hours, uk, weekdays
from tests.rules.slow_clock import ENGLISH_BANK_HOLIDAYS, OFFICE, SlowCalendar, at_minute

HOUR = timedelta(hours=1)
OFFICE_HOURS = build_calendar("working hours", WORKING_HOURS)
ALWAYS = build_calendar("around the clock", AROUND_THE_CLOCK)
# Open while the clocks change: 00:30-01:30 and 01:45-05:00 on every day.
NIGHT = build_calendar(
    "nights",
    CalendarSpec("Europe/London", dict.fromkeys(Weekday, (hours("00:30", "01:30"), hours("01:45", "05:00")))),
)
SLOW_OFFICE = SlowCalendar("Europe/London", OFFICE, ENGLISH_BANK_HOLIDAYS)
SLOW_NIGHT = SlowCalendar(
    "Europe/London", {day: [("00:30", "01:30"), ("01:45", "05:00")] for day in range(7)}, frozenset()
)

minutes_of_2024 = st.integers(0, 360 * 24 * 60).map(lambda minutes: at_minute(date(2024, 1, 1), minutes))
instants = st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (made UTC)
calendars = st.sampled_from([OFFICE_HOURS, ALWAYS, NIGHT])


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("2024-06-12 09:00", "2024-06-12 17:00", 8 * HOUR),
        ("2024-06-12 06:00", "2024-06-12 23:00", 8 * HOUR),
        ("2024-06-12 10:15", "2024-06-12 10:15", 0 * HOUR),
        ("2024-06-12 18:00", "2024-06-13 08:00", 0 * HOUR),
        ("2024-06-14 16:00", "2024-06-17 10:00", 2 * HOUR),  # a weekend
        ("2024-05-24 16:00", "2024-05-28 10:00", 2 * HOUR),  # a weekend and the bank holiday of 27 May
        ("2024-03-28 16:00", "2024-04-02 10:00", 2 * HOUR),  # Easter with the clock change in it
        ("2024-12-24 16:00", "2024-12-27 10:00", 2 * HOUR),  # Christmas
    ],
)
def test_only_working_hours_count(starts: str, ends: str, expected: timedelta) -> None:
    """Nights, weekends and bank holidays of England and Wales do not count."""
    assert OFFICE_HOURS.elapsed(uk(starts), uk(ends)) == expected


@pytest.mark.parametrize(
    "other",
    [
        {"days_off": {date(2024, 6, 12): "Company day"}},
        {"open": {date(2024, 6, 12): (hours("09:00", "10:00"),)}},
        {"closed": (date(2024, 6, 12),)},
    ],
    ids=["a day off", "other hours", "closed"],
)
def test_calendars_that_differ_in_one_day_are_not_taken_for_each_other(other: Mapping[str, Any]) -> None:
    """What was worked out for the one does not answer for the other."""
    begins, ends = uk("2024-06-12 00:00"), uk("2024-06-13 00:00")
    assert OFFICE_HOURS.elapsed(begins, ends) == 8 * HOUR
    assert build_calendar("other", replace(WORKING_HOURS, **other)).elapsed(begins, ends) < 8 * HOUR
    assert build_calendar("the same", WORKING_HOURS).elapsed(begins, ends) == 8 * HOUR


def test_time_is_negative_backwards() -> None:
    """Asked the other way round the same time comes back negative."""
    assert OFFICE_HOURS.elapsed(uk("2024-06-12 12:00"), uk("2024-06-12 10:00")) == -2 * HOUR


def test_the_day_of_the_spring_change_is_an_hour_shorter() -> None:
    """On 31 March 2024 the UK's clocks skip 01:00 to 02:00."""
    assert ALWAYS.elapsed(uk("2024-03-31 00:00"), uk("2024-04-01 00:00")) == 23 * HOUR
    # 00:30-01:00 and 02:00-05:00 are on the clock that day.
    assert NIGHT.elapsed(uk("2024-03-31 00:00"), uk("2024-03-31 12:00")) == 3.5 * HOUR


def test_the_day_of_the_autumn_change_is_an_hour_longer() -> None:
    """On 27 October 2024 the UK's clocks show 01:00 to 02:00 twice; hours in it count twice."""
    assert ALWAYS.elapsed(uk("2024-10-27 00:00"), uk("2024-10-28 00:00")) == 25 * HOUR
    # 00:30-01:30, 01:45-02:00, then again 01:00-01:30 and 01:45-05:00.
    assert NIGHT.elapsed(uk("2024-10-27 00:00"), uk("2024-10-27 12:00")) == 5 * HOUR


def test_office_hours_after_a_clock_change_keep_local_time() -> None:
    """The Monday after each change opens at nine o'clock on the wall."""
    assert OFFICE_HOURS.next_opening(uk("2024-10-26 12:00")) == datetime(2024, 10, 28, 9, tzinfo=UTC)
    assert OFFICE_HOURS.next_opening(uk("2024-04-01 12:00")) == datetime(2024, 4, 2, 8, tzinfo=UTC)


def test_a_zone_that_changes_at_midnight_keeps_every_moment() -> None:
    """In Beirut the clocks skip the first hour of 31 March 2024: that day has 23 hours, its neighbours 24."""
    calendar = build_calendar("Beirut", CalendarSpec("Asia/Beirut", dict.fromkeys(Weekday, (hours("00:00", "24:00"),))))
    assert calendar.elapsed(datetime(2024, 3, 29, tzinfo=UTC), datetime(2024, 4, 2, tzinfo=UTC)) == 96 * HOUR
    early = build_calendar("early", CalendarSpec("Asia/Beirut", {Weekday.SUN: (hours("00:00", "02:00"),)}))
    assert early.elapsed(datetime(2024, 3, 30, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)) == HOUR


def test_several_intervals_a_day_leave_out_the_break() -> None:
    """A lunch break is no working time; hours that touch are one."""
    spec = CalendarSpec("Europe/London", weekdays(("13:00", "15:00"), ("09:00", "12:00"), ("15:00", "17:00")))
    calendar = build_calendar("with a break", spec)
    morning, evening = uk("2024-06-12 00:00"), uk("2024-06-13 00:00")
    assert calendar.elapsed(morning, evening) == 7 * HOUR
    assert list(calendar.intervals(morning, evening)) == [
        (uk("2024-06-12 09:00"), uk("2024-06-12 12:00")),
        (uk("2024-06-12 13:00"), uk("2024-06-12 17:00")),
    ]


def test_intervals_are_clipped() -> None:
    """Only what lies between the instants is given."""
    assert list(OFFICE_HOURS.intervals(uk("2024-06-14 16:30"), uk("2024-06-17 09:10"))) == [
        (uk("2024-06-14 16:30"), uk("2024-06-14 17:00")),
        (uk("2024-06-17 09:00"), uk("2024-06-17 09:10")),
    ]
    assert list(OFFICE_HOURS.intervals(uk("2024-06-14 17:00"), uk("2024-06-17 09:00"))) == []


def test_around_the_clock_is_one_interval() -> None:
    """Midnight is no gap, not even between years."""
    starts, ends = uk("2023-12-31 12:00"), uk("2025-01-02 12:00")
    assert list(ALWAYS.intervals(starts, ends)) == [(starts, ends)]


def test_extra_days_win_over_holidays_and_closed_days_over_weekdays() -> None:
    """A bank holiday can be opened, a Wednesday closed, a Saturday opened for two hours."""
    spec = CalendarSpec(
        "Europe/London",
        weekdays(("09:00", "17:00")),
        holidays="GB-ENG",
        closed=(date(2024, 5, 29),),
        open={date(2024, 5, 27): (hours("10:00", "12:00"),), date(2024, 6, 1): (hours("22:00", "24:00"),)},
    )
    calendar = build_calendar("release week", spec)
    assert calendar.elapsed(uk("2024-05-27 00:00"), uk("2024-06-03 00:00")) == (2 + 8 + 0 + 8 + 8 + 2) * HOUR


def test_bank_holidays_differ_within_the_united_kingdom() -> None:
    """2 January 2024 is free in Scotland, not in England; Easter Monday the other way round."""
    scottish = build_calendar("Scotland", CalendarSpec("Europe/London", WORKING_HOURS.week, holidays="GB-SCT"))
    second = uk("2024-01-02 00:00"), uk("2024-01-03 00:00")
    easter_monday = uk("2024-04-01 00:00"), uk("2024-04-02 00:00")
    assert (scottish.elapsed(*second), OFFICE_HOURS.elapsed(*second)) == (0 * HOUR, 8 * HOUR)
    assert (scottish.elapsed(*easter_monday), OFFICE_HOURS.elapsed(*easter_monday)) == (8 * HOUR, 0 * HOUR)


def test_bank_holidays_of_a_whole_country() -> None:
    """Without a subdivision those of the country count."""
    irish = build_calendar("Ireland", CalendarSpec("Europe/Dublin", WORKING_HOURS.week, holidays="IE"))
    assert irish.elapsed(uk("2024-06-03 00:00"), uk("2024-06-04 00:00")) == 0 * HOUR  # the June holiday


def test_a_calendar_within_others_is_open_while_all_are() -> None:
    """A clock that runs only while both parties are open."""
    specs = {
        "early": CalendarSpec("Europe/London", weekdays(("07:00", "15:00"))),
        "in two parts": CalendarSpec("Europe/London", weekdays(("08:00", "10:00"), ("14:00", "18:00"))),
        "both": CalendarSpec("Europe/London", {}, within=("early", "in two parts")),
        "Tuesdays": CalendarSpec("Europe/London", {Weekday.TUE: (hours("09:00", "24:00"),)}, within=("both",)),
    }
    built = build_calendars(specs)
    assert list(built["both"].intervals(uk("2024-06-10 00:00"), uk("2024-06-12 00:00"))) == [
        (uk("2024-06-10 08:00"), uk("2024-06-10 10:00")),
        (uk("2024-06-10 14:00"), uk("2024-06-10 15:00")),
        (uk("2024-06-11 08:00"), uk("2024-06-11 10:00")),
        (uk("2024-06-11 14:00"), uk("2024-06-11 15:00")),
    ]
    assert built["Tuesdays"].elapsed(uk("2024-06-10 00:00"), uk("2024-06-17 00:00")) == 2 * HOUR


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2024-06-12 10:00", 2 * HOUR, "2024-06-12 12:00"),
        ("2024-06-12 06:00", 2 * HOUR, "2024-06-12 11:00"),
        ("2024-06-12 09:00", 8 * HOUR, "2024-06-12 17:00"),  # used up at closing, not at the next opening
        ("2024-05-24 16:00", 2 * HOUR, "2024-05-28 10:00"),
        ("2024-06-15 12:00", 0 * HOUR, "2024-06-15 12:00"),
        ("2024-12-20 09:00", 160 * HOUR, "2025-01-21 17:00"),  # past the year's end, with three bank holidays
    ],
)
def test_working_time_is_added(start: str, amount: timedelta, expected: str) -> None:
    """The due instant is the earliest by which the amount has elapsed."""
    assert OFFICE_HOURS.add(uk(start), amount) == uk(expected)


def test_the_table_grows_as_far_as_needed() -> None:
    """Eleven years of working time from now on are found, and instants long before as well."""
    calendar = build_calendar("working hours", WORKING_HOURS)
    due = calendar.add(uk("2024-01-02 09:00"), 22_000 * HOUR)
    assert calendar.elapsed(uk("2024-01-02 09:00"), due) == 22_000 * HOUR
    assert due.year == 2034
    assert calendar.elapsed(uk("1999-07-01 09:00"), uk("1999-07-01 10:00")) == HOUR
    assert calendar.elapsed(uk("2024-01-02 09:00"), due) == 22_000 * HOUR


def test_open_and_closed_moments() -> None:
    """The moment of opening counts, the moment of closing does not."""
    assert OFFICE_HOURS.is_open(uk("2024-06-12 09:00"))
    assert not OFFICE_HOURS.is_open(uk("2024-06-12 17:00"))
    assert not OFFICE_HOURS.is_open(uk("2024-05-27 12:00"))
    assert OFFICE_HOURS.next_opening(uk("2024-06-12 11:00")) == uk("2024-06-12 11:00")
    assert OFFICE_HOURS.next_opening(uk("2024-06-12 17:00")) == uk("2024-06-13 09:00")


def a_single_saturday() -> WorkingCalendar:
    """Build a calendar that is open for two hours of one day, and never else."""
    return build_calendar(
        "cut-over", CalendarSpec("Europe/London", {}, open={date(2024, 6, 15): (hours("10:00", "12:00"),)})
    )


def test_a_calendar_that_closes_for_good_says_so() -> None:
    """What can never be reached is refused with the reason."""
    calendar = a_single_saturday()
    assert calendar.elapsed(uk("2024-06-01 00:00"), uk("2024-07-01 00:00")) == 2 * HOUR
    assert not calendar.is_open(uk("2024-02-01 00:00"))
    assert calendar.reaches(2 * HOUR)
    assert a_single_saturday().add(uk("2020-01-01 00:00"), HOUR) == uk("2024-06-15 11:00")
    assert not calendar.reaches(3 * HOUR)
    with pytest.raises(CalendarError, match="Calendar 'cut-over' never reaches 3:00:00 of working time after 2024-06"):
        calendar.add(uk("2024-06-10 09:00"), 3 * HOUR)
    with pytest.raises(CalendarError, match="closes for good"):
        calendar.next_opening(uk("2024-06-16 09:00"))


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (CalendarSpec("Europe/London", {}), "is never open: no weekday and no extra day has hours left"),
        (
            CalendarSpec("Europe/Lodnon", WORKING_HOURS.week),
            "names the zone 'Europe/Lodnon', which does not exist. Did you mean 'Europe/London'?",
        ),
        (CalendarSpec("Qqqqq", WORKING_HOURS.week), "names the zone 'Qqqqq', which does not exist."),
        (
            CalendarSpec("UTC", WORKING_HOURS.week, holidays="England"),
            "names the bank holidays 'England', but 'England' is no country code (two letters: GB, IE, DE).",
        ),
        (
            CalendarSpec("UTC", WORKING_HOURS.week, holidays="GB-XXX"),
            "names the bank holidays 'GB-XXX', but GB has only: ENG, NIR, SCT, WLS.",
        ),
        (
            CalendarSpec("UTC", {Weekday.MON: (hours("09:00", "13:00"), hours("12:00", "17:00"))}),
            "has overlapping hours on mon: those from 12:00 begin before 13:00.",
        ),
        (
            CalendarSpec("UTC", {Weekday.MON: (hours("09:00", "13:00"), hours("09:00", "13:00"))}),
            "gives the same hours twice on mon.",
        ),
        (
            CalendarSpec("UTC", {Weekday.MON: (hours("22:00", "06:00"),)}),
            "closes on mon at 06:00, not after it opens at 22:00. Hours over midnight are written as two days",
        ),
        (
            CalendarSpec("UTC", {}, closed=(date(2024, 6, 1),), open={date(2024, 6, 1): (hours("09:00", "10:00"),)}),
            "says of 2024-06-01 that it is closed and that it has open hours.",
        ),
        (
            CalendarSpec("UTC", WORKING_HOURS.week, within=("DIP hours",)),
            "lies within 'DIP hours', which is no calendar. Known: faulty, nights.",
        ),
        (CalendarSpec("UTC", WORKING_HOURS.week, within=("faulty",)), "lies within itself: faulty within faulty."),
        (
            CalendarSpec("UTC", weekdays(("09:00", "17:00")), within=("nights",)),
            "is never open: its own hours and those of nights have nothing in common",
        ),
    ],
)
def test_impossible_calendars_are_refused_with_the_reason(spec: CalendarSpec, reason: str) -> None:
    """Each refusal names the calendar, the day where there is one, and what is wrong."""
    nights = CalendarSpec("UTC", weekdays(("20:00", "24:00")))
    with pytest.raises(CalendarError) as refused:
        build_calendar("faulty", spec, {"faulty": spec, "nights": nights})
    assert str(refused.value).startswith(f"Calendar 'faulty' {reason}")
    assert refused.value.calendar == "faulty"


@pytest.mark.parametrize("instant", [datetime(1969, 12, 31, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)])
def test_years_that_calendars_do_not_know_are_refused(instant: datetime) -> None:
    """A calendar knows 1970 to 2199 and says so."""
    with pytest.raises(CalendarError, match="knows the years 1970 to 2199"):
        OFFICE_HOURS.is_open(instant)


def test_the_version_follows_the_hours_alone() -> None:
    """The same hours have the same content hash; another hour, day off or country has another one."""
    again = build_calendar("another name", WORKING_HOURS)
    others = [
        CalendarSpec("Europe/London", weekdays(("09:00", "17:30")), holidays="GB-ENG"),
        CalendarSpec("Europe/London", WORKING_HOURS.week, holidays="GB-SCT"),
        CalendarSpec("Europe/London", WORKING_HOURS.week),
        CalendarSpec("Europe/London", WORKING_HOURS.week, holidays="GB-ENG", closed=(date(2024, 6, 12),)),
    ]
    versions = {build_calendar("other", spec).content_hash for spec in others}
    both = build_calendars({"a": WORKING_HOURS, "b": CalendarSpec("UTC", {}, within=("a", "c")), "c": AROUND_THE_CLOCK})
    assert again.content_hash == OFFICE_HOURS.content_hash
    assert len({OFFICE_HOURS.content_hash, *versions, both["b"].content_hash}) == 6
    assert repr(again) == "WorkingCalendar('another name')"


@given(calendars, instants, instants, instants)
def test_splitting_an_interval_changes_nothing(
    calendar: WorkingCalendar, one: datetime, two: datetime, three: datetime
) -> None:
    """Time measured in two pieces is the time measured in one, to the microsecond."""
    assert calendar.elapsed(one, two) + calendar.elapsed(two, three) == calendar.elapsed(one, three)


@given(calendars, instants, st.timedeltas(timedelta(microseconds=1), timedelta(days=100)))
def test_adding_is_the_inverse_of_measuring(calendar: WorkingCalendar, start: datetime, amount: timedelta) -> None:
    """By the due instant exactly the amount has elapsed, a microsecond earlier it had not."""
    due = calendar.add(start, amount)
    assert calendar.elapsed(start, due) == amount
    assert calendar.elapsed(start, due - timedelta(microseconds=1)) < amount


@given(calendars, instants, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_intervals_hold_all_working_time(calendar: WorkingCalendar, start: datetime, length: timedelta) -> None:
    """The open intervals add up to the time elapsed, and every one of them is open."""
    ends = start + length
    intervals = list(calendar.intervals(start, ends))
    assert sum((closes - opens for opens, closes in intervals), timedelta(0)) == calendar.elapsed(start, ends)
    assert all(calendar.is_open(opens) for opens, _ in intervals)


@given(calendars, st.lists(st.tuples(instants, instants), max_size=20))
def test_many_intervals_at_once_are_the_same(calendar: WorkingCalendar, pairs: list[tuple[datetime, datetime]]) -> None:
    """The arrays' way gives what the single way gives."""
    starts = np.array([microseconds(start) for start, _ in pairs], dtype=np.int64)
    ends = np.array([microseconds(end) for _, end in pairs], dtype=np.int64)
    expected = [calendar.elapsed(start, end) // timedelta(microseconds=1) for start, end in pairs]
    assert calendar.elapsed_many(starts, ends).tolist() == expected


@settings(max_examples=50)
@given(minutes_of_2024, st.integers(0, 5 * 24 * 60))
def test_the_slow_count_agrees(start: datetime, minutes: int) -> None:
    """Counted minute by minute, office hours and the hours of the clock changes come to the same."""
    ends = start + timedelta(minutes=minutes)
    assert OFFICE_HOURS.elapsed(start, ends) == SLOW_OFFICE.elapsed(start, ends)
    assert NIGHT.elapsed(start, ends) == SLOW_NIGHT.elapsed(start, ends)


@pytest.mark.parametrize("day", [date(2024, 3, 30), date(2024, 5, 25), date(2024, 10, 26), date(2024, 12, 24)])
@pytest.mark.parametrize("slow", [SLOW_OFFICE, SLOW_NIGHT], ids=["office", "nights"])
def test_the_slow_count_agrees_around_the_days_that_matter(day: date, slow: SlowCalendar) -> None:
    """Both clock changes, the bank holiday of 27 May and Christmas: half hour by half hour of four days."""
    calendar = OFFICE_HOURS if slow is SLOW_OFFICE else NIGHT
    for half_hours in range(4 * 48):
        starts, ends = at_minute(day, half_hours * 30), at_minute(day, half_hours * 30 + 45)
        assert calendar.elapsed(starts, ends) == slow.elapsed(starts, ends)
