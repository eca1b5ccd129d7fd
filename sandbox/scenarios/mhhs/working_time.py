"""Working hours of the scenario's people, so that its histories look lived in; UK local time throughout."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")
OPENS, CLOSES = time(9), time(17)
BANK_HOLIDAYS = frozenset({date(2024, 1, 1), date(2024, 3, 29), date(2024, 4, 1), date(2024, 5, 6), date(2024, 5, 27)})


def local(text: str) -> datetime:
    """Read `2024-06-11 13:20` as UK local time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def in_utc(instant: datetime) -> str:
    """Write an instant as Azure DevOps does: `2024-06-11T12:20:00Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_working(day: date) -> bool:
    """Say whether people work on that day."""
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def after(start: datetime, hours: float) -> datetime:
    """Give the instant at which so many working hours have passed since `start`."""
    left = timedelta(hours=hours)
    day = start.astimezone(ZONE).date()
    begin = start.astimezone(ZONE)
    while True:
        opens = datetime.combine(day, OPENS, ZONE)
        closes = datetime.combine(day, CLOSES, ZONE)
        begin = max(begin, opens)
        if is_working(day) and begin < closes:
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
        day += timedelta(days=1)


def working_days(first: date, last: date) -> list[date]:
    """Give every working day from `first` to `last`, both included."""
    count = (last - first).days + 1
    return [day for offset in range(count) if is_working(day := first + timedelta(days=offset))]
