"""Dates are read as Azure DevOps reads them, and mean days and instants of a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tests.wiql.builders import LONDON
from wiql import WiqlError
from wiql.dates import day_in, has_time, instant_in, read_date
from wiql.syntax import Literal


def local(*parts: int) -> datetime:
    """Give a date that names no zone, as queries write it."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - naive is what is tested


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-06-12", local(2024, 6, 12)),
        (" 2024-06-12 ", local(2024, 6, 12)),
        ("2024-06-12T08:30:15.5000000", local(2024, 6, 12, 8, 30, 15, 500_000)),
        ("2024-06-12 08:30:00Z", datetime(2024, 6, 12, 8, 30, tzinfo=UTC)),
        ("2024-06-12T08:30:00+02:00", datetime(2024, 6, 12, 8, 30, tzinfo=timezone(timedelta(hours=2)))),
        ("2024/06/12", local(2024, 6, 12)),
        ("06/12/2024", local(2024, 6, 12)),
        ("6-12-24", local(2024, 6, 12)),
        ("6/12/98", local(1998, 6, 12)),
        ("06-12-2024 GMT", datetime(2024, 6, 12, tzinfo=UTC)),
        ("6/12/2024 00:00:00Z", datetime(2024, 6, 12, tzinfo=UTC)),
        ("3/16/19 12:30", local(2019, 3, 16, 12, 30)),
        ("3/16/2019 12:30 AM", local(2019, 3, 16, 0, 30)),
        ("3/16/2019 1:05:09 pm", local(2019, 3, 16, 13, 5, 9)),
        ("01-05-2022 00:00:00.0000000", local(2022, 1, 5)),
    ],
)
def test_a_date_is_read(text: str, moment: datetime) -> None:
    """ISO 8601 as it is; otherwise the month comes first."""
    assert read_date(Literal(text)) == moment
    assert read_date(Literal(text)).tzinfo == moment.tzinfo


@pytest.mark.parametrize("text", ["yesterday", "16/3/2019", "2024-13-01", "12 June 2024", "3/16/2019 25:00", "Z"])
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    """A day that comes first is refused, not guessed at."""
    with pytest.raises(WiqlError, match="is no date: write it as 2024-06-12"):
        read_date(Literal(text))


def test_a_time_of_day_is_anything_but_midnight() -> None:
    """However small it is."""
    assert not has_time(local(2024, 6, 12))
    assert has_time(local(2024, 6, 12, 0, 0, 0, 1))


def test_a_date_without_a_zone_is_local() -> None:
    """And one with a zone is not moved."""
    assert instant_in(local(2024, 6, 12), LONDON) == datetime(2024, 6, 11, 23, tzinfo=UTC)
    assert instant_in(datetime(2024, 6, 12, tzinfo=UTC), LONDON) == datetime(2024, 6, 12, tzinfo=UTC)


def test_a_day_is_as_long_as_the_clocks_make_it() -> None:
    """23 hours when summer time begins, 25 when it ends."""
    spring = day_in(local(2024, 3, 31), LONDON)
    autumn = day_in(local(2024, 10, 27), LONDON)
    assert spring == (datetime(2024, 3, 31, tzinfo=UTC), datetime(2024, 3, 31, 23, tzinfo=UTC))
    assert autumn == (datetime(2024, 10, 26, 23, tzinfo=UTC), datetime(2024, 10, 28, tzinfo=UTC))


def test_the_ends_of_the_calendar_stay_within_it() -> None:
    """Trackers write 9999-12-31 for never."""
    tokyo, honolulu = ZoneInfo("Asia/Tokyo"), ZoneInfo("Pacific/Honolulu")
    assert day_in(local(1, 1, 1), tokyo)[0] == datetime.min.replace(tzinfo=UTC)
    assert day_in(local(9999, 12, 31), honolulu)[1] == datetime.max.replace(tzinfo=UTC)
    assert day_in(local(9999, 12, 31), UTC)[0] == datetime(9999, 12, 31, tzinfo=UTC)
