"""Dates and times are read as people write them, in their local time; what is not said is assumed and told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.sources.moments import DayOrder, Reckoning, Twice, Unreadable
from bot.sources.rows import Cell

UK = Reckoning("Europe/London")
DAY, HALF_PAST_SIX = date(2024, 6, 11), time(18, 30)
BST = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-11 18:30", "2024-06-11T18:30:00", "20240611T1830", "11/06/2024 18:30", "11.06.2024 18.30",
        "11-06-2024 18:30", "11/06/24 18:30",
        "11 Jun 2024 18:30", "11 June 2024, 6:30pm", "11-Jun-24 6.30 p.m.", "June 11, 2024 18:30",
        "11th June 2024 at 18:30", "Tue 11 June 2024 18:30", "Tuesday, 11/06/2024 1830", "18:30 on 11 June 2024",
        "18:30, Tue 11 Jun 2024", "2024/06/11 18h30",
    ],
)  # fmt: skip
def test_a_day_with_its_time_is_read_however_it_is_written(text: str) -> None:
    """As British people write it, and as programs do."""
    read = UK.written(text)
    assert (read.day, read.time, read.zone) == (DAY, HALF_PAST_SIX, None)


@pytest.mark.parametrize(
    ("cell", "day", "at"),
    [
        ("11 June 2024", DAY, None),
        ("20240611", DAY, None),
        ("18:30", None, HALF_PAST_SIX),
        ("6:30 PM", None, HALF_PAST_SIX),
        (datetime(2024, 6, 11, 18, 30), DAY, HALF_PAST_SIX),  # noqa: DTZ001 - a cell knows no zone
        (DAY, DAY, None),
        (HALF_PAST_SIX, None, HALF_PAST_SIX),
        (timedelta(hours=18, minutes=30), None, HALF_PAST_SIX),
    ],
)
def test_a_day_or_a_time_may_stand_alone(cell: Cell, day: date | None, at: time | None) -> None:
    """In text, and in cells of spreadsheets."""
    read = UK.written(cell)
    assert (read.day, read.time, read.is_end_of_day) == (day, at, False)


def test_slashed_dates_are_read_in_the_order_that_is_configured() -> None:
    """A day that cannot be in that order is refused, not turned round."""
    american = Reckoning("Europe/London", DayOrder.MONTH_FIRST)
    assert UK.written("06/07/2024").day == date(2024, 7, 6)
    assert american.written("06/07/2024").day == date(2024, 6, 7)
    with pytest.raises(Unreadable, match="no date and time"):
        UK.written("06/13/2024")


@pytest.mark.parametrize(
    ("text", "zone", "name"),
    [
        ("2024-06-11 18:30 BST", BST, "BST"),
        ("11/06/2024 18:30 (GMT)", UTC, "GMT"),
        ("11 June 2024 6:30pm UK time", ZoneInfo("Europe/London"), "UK time"),
        ("2024-06-11 18:30 Europe/Paris", ZoneInfo("Europe/Paris"), "Europe/Paris"),
        ("2024-06-11T18:30Z", UTC, ""),
        ("2024-06-11T18:30+01:00", BST, ""),
        ("11/06/2024 18:30 +01:00", BST, "+01:00"),
    ],
)
def test_a_zone_behind_a_time_is_read(text: str, zone: object, name: str) -> None:
    """With the words for it, so that they can be told."""
    read = UK.written(text)
    assert (read.day, read.time, read.zone, read.zone_name) == (DAY, HALF_PAST_SIX, zone, name)


def test_midnight_at_the_end_of_a_day_is_read() -> None:
    """With its day, or alone."""
    both, alone = UK.written("11/06/2024 24:00"), UK.written("24:00")
    assert (both.day, both.time, both.is_end_of_day) == (DAY, time.min, True)
    assert (alone.day, alone.time, alone.is_end_of_day) == (None, time.min, True)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("tbc", "is 'tbc', which is no date and time; write 2024-06-11 18:30"),
        ("31/02/2024", "is '31/02/2024', which is no date and time"),
        ("2024-06-11 25:00", "which is no date and time"),
        ("5 May", "which is no date and time"),
        ("11/06/2024 18:30 XYZ", "names the time zone 'XYZ', which is not known"),
        (45454.5, "is the number 45454.5; format its column as a date"),
        (True, "is the number yes"),
        (timedelta(hours=30), "is the duration 1 day, 6:00:00, which is no time of day"),
    ],
)
def test_what_is_no_moment_is_refused_with_the_reason(cell: Cell, why: str) -> None:
    """The message is the rest of a sentence about the cell."""
    with pytest.raises(Unreadable) as caught:
        UK.written(cell)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("local", ZoneInfo("Europe/London")),
        ("(UK)", ZoneInfo("Europe/London")),
        ("cest", timezone(timedelta(hours=2))),
        ("UTC", UTC),
        ("GMT+1", BST),
        ("-0530", timezone(-timedelta(hours=5, minutes=30))),
        ("Europe/London", ZoneInfo("Europe/London")),
    ],
)
def test_zones_are_known_by_many_names(name: str, zone: object) -> None:
    """As they stand in a column of their own."""
    assert UK.zone_named(name) == zone


@pytest.mark.parametrize("name", ["Mars/Base", "EST", "+99:00", "../etc", ""])
def test_a_zone_that_is_not_known_is_refused(name: str) -> None:
    """Rather than taken for local time."""
    with pytest.raises(Unreadable, match="not known"):
        UK.zone_named(name)


def test_local_time_is_turned_into_an_instant() -> None:
    """In winter and in summer, of the configured zone or the one that is named."""
    assert UK.instant(date(2024, 1, 11), HALF_PAST_SIX).at == datetime(2024, 1, 11, 18, 30, tzinfo=UTC)
    assert UK.instant(DAY, HALF_PAST_SIX).at == datetime(2024, 6, 11, 17, 30, tzinfo=UTC)
    assert UK.instant(DAY, HALF_PAST_SIX, ZoneInfo("Europe/Paris")).at == datetime(2024, 6, 11, 16, 30, tzinfo=UTC)
    assert UK.instant(DAY, HALF_PAST_SIX).assumed == ""


def test_an_instant_keeps_the_local_time_that_was_meant() -> None:
    """A zone is named only where the list names one, in its word for it."""
    assert UK.instant(DAY, HALF_PAST_SIX).local == "2024-06-11 18:30"
    assert UK.instant(DAY, HALF_PAST_SIX, UTC, "Z").local == "2024-06-11 18:30 Z"
    assert UK.instant(DAY, HALF_PAST_SIX, ZoneInfo("Europe/Paris")).local == "2024-06-11 18:30 CEST"


@pytest.mark.parametrize(("twice", "hour"), [(Twice.EARLIER, 0), (Twice.LATER, 1)])
def test_a_time_that_comes_twice_is_assumed_as_configured_and_said(twice: Twice, hour: int) -> None:
    """When clocks go back, half past one is two instants."""
    moment = Reckoning("Europe/London", twice=twice).instant(date(2024, 10, 27), time(1, 30))
    assert moment.at == datetime(2024, 10, 27, hour, 30, tzinfo=UTC)
    assert moment.assumed == (
        f"2024-10-27 01:30 comes twice in Europe/London, when clocks go back; the {twice} one is taken, "
        f"01:30 {'GMT' if hour else 'BST'}."
    )


def test_a_time_that_clocks_skip_is_refused() -> None:
    """When they go forward, half past one does not come at all."""
    with pytest.raises(Unreadable, match="2024-03-31 01:30, a time that clocks of Europe/London skip"):
        UK.instant(date(2024, 3, 31), time(1, 30))


def test_a_day_that_no_zone_can_count_is_refused() -> None:
    """The first day of all, east of Greenwich."""
    with pytest.raises(Unreadable, match="0001-01-01, a day that cannot be"):
        UK.instant(date.min, time.min, ZoneInfo("Asia/Tokyo"))


def test_gmt_in_summer_is_taken_at_its_word_and_said() -> None:
    """It may have been meant as local time; in winter both are the same."""
    summer = UK.instant(DAY, HALF_PAST_SIX, UTC, "GMT")
    assert summer.at == datetime(2024, 6, 11, 18, 30, tzinfo=UTC)
    assert summer.assumed == "2024-06-11 18:30 is written as GMT, though British clocks showed BST; it is taken as GMT."
    assert UK.instant(date(2024, 1, 11), HALF_PAST_SIX, UTC, "GMT").assumed == ""


def test_a_time_with_a_dot_keeps_its_minutes() -> None:
    """Behind a day as ISO writes it, too; `Sept` is a month."""
    told = [Reckoning("Europe/London").written(text) for text in ("2024-09-11 18.30", "11 Sept 2024 18:30")]
    assert [(each.day, each.time) for each in told] == [(date(2024, 9, 11), time(18, 30))] * 2
