"""Read the target of a goal as people write it: an amount of working time, or a time of the next working day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from rules.calendar import WorkingCalendar
from rules.programme import CalendarSpec

_PART = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*(?:working\s+)?(?P<unit>minutes?|mins?|m|hours?|h|days?|d)\b(?:\s*(?:,|and)\s*)?\s*",
    re.IGNORECASE,
)
_BY = re.compile(r"by\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})\s+(?:the\s+)?next\s+working\s+day", re.IGNORECASE)
_EXPECTED = (
    "Write it like '30 minutes', '4h', '2 working hours', '3 working days', '1 day 4 hours' or"
    " 'by 17:00 next working day'."
)


class TargetError(ValueError):
    """A target that cannot be read, or never be reached."""


class Target(Protocol):
    """How much working time a clock may take."""

    def measured_from(self, start: datetime, calendar: WorkingCalendar) -> timedelta:
        """Give the working time between `start` and the moment that the target means."""
        ...


@dataclass(frozen=True, slots=True)
class Within:
    """An amount of working time."""

    amount: timedelta

    def measured_from(self, start: datetime, calendar: WorkingCalendar) -> timedelta:  # noqa: ARG002 (the same always)
        """Give the amount."""
        return self.amount


@dataclass(frozen=True, slots=True)
class ByNextWorkingDay:
    """A local time of the first day after the start, in `zone`, on which the calendar is open at all."""

    at: time
    zone: ZoneInfo

    def measured_from(self, start: datetime, calendar: WorkingCalendar) -> timedelta:
        """Give the working time until then."""
        tomorrow = start.astimezone(self.zone).date() + timedelta(days=1)
        opening = calendar.next_opening(datetime.combine(tomorrow, time.min, self.zone))
        due = datetime.combine(opening.astimezone(self.zone).date(), self.at, self.zone)
        return calendar.elapsed(start, due)


def parse_target(text: str, spec: CalendarSpec) -> Target:
    """Read a target; a day in it is a working day of the calendar.

    Raises:
        TargetError: with what was expected.
    """
    if match := _BY.fullmatch(text.strip()):
        return _by(text, int(match["hour"]), int(match["minute"]), spec)
    units = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": spec.working_day}
    amount, place, words = timedelta(0), 0, text.strip()
    while place < len(words) and (match := _PART.match(words, place)):
        amount += float(match["number"]) * units[match["unit"][0].lower()]
        place = match.end()
    if place < len(words) or amount <= timedelta(0):
        raise TargetError(f"The target '{text}' is no amount of working time. {_EXPECTED}")
    return Within(amount)


def _by(text: str, hour: int, minute: int, spec: CalendarSpec) -> ByNextWorkingDay:
    try:
        at = time(hour, minute)
    except ValueError:
        raise TargetError(f"The target '{text}' names a time that no clock shows. {_EXPECTED}") from None
    for day, hours in spec.week.items():
        if hours and not any(each.opens < at and (each.closes is None or at <= each.closes) for each in hours):
            raise TargetError(f"The target '{text}' lies outside the hours of its calendar on {day.value}.")
    return ByNextWorkingDay(at, ZoneInfo(spec.zone))
