"""Hold how instants are written: UK local time, the same words for the same instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bot.publish.local_time import LocalTime

CLOCK = LocalTime("Europe/London", date(2024, 6, 12))


def at(text: str) -> datetime:
    """Give an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_day_of_an_instant_is_the_local_one() -> None:
    """Half past eleven at night in UTC is tomorrow in a British summer."""
    assert LocalTime.at(at("2024-06-11T23:30"), "Europe/London") == CLOCK


def test_a_day_is_written_in_full_and_short() -> None:
    """Names do not depend on the machine's language."""
    assert CLOCK.long_day() == "Wednesday 12 June 2024"
    assert CLOCK.short_day(date(2024, 6, 3)) == "Mon 3 Jun"


def test_another_year_is_said() -> None:
    """An old defect's year is not left to guessing."""
    assert CLOCK.short_day(date(2023, 12, 29)) == "Fri 29 Dec 2023"


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        ("2024-06-12T08:30", "Wed 12 Jun 09:30"),
        ("2024-01-12T08:30", "Fri 12 Jan 08:30"),
        ("2024-03-31T00:59", "Sun 31 Mar 00:59"),
        ("2024-03-31T01:00", "Sun 31 Mar 02:00"),
        ("2024-10-27T00:30", "Sun 27 Oct 01:30 BST"),
        ("2024-10-27T01:30", "Sun 27 Oct 01:30 GMT"),
        ("2024-10-27T02:30", "Sun 27 Oct 02:30"),
    ],
)
def test_a_moment_is_local_on_both_days_on_which_clocks_change(instant: str, written: str) -> None:
    """The hour that comes twice says which of the two it is."""
    assert CLOCK.moment(at(instant)) == written


def test_a_span_says_its_second_day_only_when_it_is_another() -> None:
    """A span within a day names the day once, an open one says since when."""
    assert CLOCK.span(at("2024-06-12T08:00"), at("2024-06-12T09:00")) == "Wed 12 Jun 09:00 to 10:00"
    assert CLOCK.span(at("2024-06-12T08:00"), at("2024-06-13T09:00")) == "Wed 12 Jun 09:00 to Thu 13 Jun 10:00"
    assert CLOCK.span(at("2024-06-12T08:00"), None) == "since Wed 12 Jun 09:00"


def test_the_bounds_of_the_day_on_which_summer_time_ends_are_25_hours_apart() -> None:
    """The day is the local one, however long."""
    starts, ends = LocalTime("Europe/London", date(2024, 10, 27)).bounds()
    assert (ends.astimezone(UTC) - starts.astimezone(UTC)).total_seconds() == 25 * 3600


def test_a_panel_meets_at_local_time() -> None:
    """Ten o'clock in June is nine in UTC."""
    assert CLOCK.panel(time(10)) == at("2024-06-12T09:00")
