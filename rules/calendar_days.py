"""Turn a calendar as people write it into open intervals in UTC, one year at a time, exact on clock-change days."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Hashable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from rules.bank_holidays import bank_holidays, what_is_wrong_with
from rules.programme import CalendarSpec, Hours, Weekday

MICROSECOND = timedelta(microseconds=1)
DAY = 24 * 60 * 60 * 1_000_000
"""A day in microseconds, the unit of everything in a calendar's table."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = EPOCH.toordinal()
FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Calendars know the years from the first to the last of these; nothing lies outside."""
VERSIONED_YEARS = range(2010, 2050)
"""The days off of these years decide about the version of a calendar."""

Interval = tuple[int, int]
"""From the first microsecond since 1970 (UTC) that counts to the first that does not."""


class CalendarError(ValueError):
    """A calendar that cannot be, or that cannot do what was asked of it.

    Attributes:
        calendar: its name in the programme.
    """

    def __init__(self, calendar: str, problem: str) -> None:
        super().__init__(f"Calendar '{calendar}' {problem}")
        self.calendar = calendar


class OpenHours(Hashable, Protocol):
    """Anything that can say when it is open in a year."""

    def of_year(self, year: int) -> list[Interval]:
        """Give the open intervals of a year (UTC), in order, neither overlapping nor touching."""
        ...

    @property
    def text(self) -> str:
        """Say everything that decides about the intervals; the same text means the same calendar."""
        ...


@lru_cache(maxsize=512)
def open_in(hours: OpenHours, year: int) -> list[Interval]:
    """Give the open intervals of a year, worked out once for all calendars of the same hours; nobody changes them."""
    return hours.of_year(year)


def microseconds(instant: datetime) -> int:
    """Give an aware datetime as microseconds since 1970 (UTC), exactly."""
    since = instant - EPOCH
    return since.days * DAY + since.seconds * 1_000_000 + since.microseconds


def instant_of(count: int) -> datetime:
    """Give the instant that is so many microseconds after 1970 (UTC)."""
    return EPOCH + timedelta(microseconds=count)


def beginning_of(year: int) -> int:
    """Give the first instant of a year (UTC)."""
    return microseconds(datetime(year, 1, 1, tzinfo=UTC))


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """Join intervals that touch; they must be in order."""
    result: list[Interval] = []
    for opens, closes in intervals:
        if result and result[-1][1] == opens:
            result[-1] = (result[-1][0], closes)
        else:
            result.append((opens, closes))
    return result


def common(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """Give the time that lies in both lists of intervals, each in order."""
    result: list[Interval] = []
    one = other = 0
    while one < len(left) and other < len(right):
        opens, closes = max(left[one][0], right[other][0]), min(left[one][1], right[other][1])
        if opens < closes:
            result.append((opens, closes))
        if left[one][1] < right[other][1]:
            one += 1
        else:
            other += 1
    return result


@dataclass(frozen=True)
class WrittenHours:
    """The open hours of a calendar as written in the programme, checked. Build it with `written_hours`.

    A moment counts when the clock on the wall of the zone shows a time within the hours of its day. So an hour that
    the clock shows twice counts twice, and an hour that it skips does not count.
    """

    spec: CalendarSpec = field(hash=False)
    zone: ZoneInfo
    week: tuple[tuple[Interval, ...], ...]
    extra: dict[date, tuple[Interval, ...]] = field(hash=False)
    closed: frozenset[date]

    @property
    def has_hours(self) -> bool:
        """Say whether hours are written at all."""
        return any(self.week) or any(self.extra.values())

    def of_year(self, year: int) -> list[Interval]:
        """Give the open intervals of a year (UTC)."""
        starts, ends = beginning_of(year), beginning_of(year + 1)
        first = date(year, 1, 1).toordinal() - 1
        last = date(year, 12, 31).toordinal() + 1
        days_off = self._days_off((year - 1, year, year + 1))
        days = (self._of_day(date.fromordinal(ordinal), days_off) for ordinal in range(first, last + 1))
        clipped = ((max(opens, starts), min(closes, ends)) for day in days for opens, closes in day)
        return joined((opens, closes) for opens, closes in clipped if opens < closes)

    @cached_property
    def text(self) -> str:
        """Say everything that decides about the intervals: of forty years also the days off, by date."""
        days_off = (day for day in self._days_off(VERSIONED_YEARS) if day.year in VERSIONED_YEARS)
        return json.dumps(
            {
                "zone": self.spec.zone,
                "week": self.week,
                "closed": sorted(day.isoformat() for day in self.closed.union(days_off) - self.extra.keys()),
                "open": sorted((day.isoformat(), hours) for day, hours in self.extra.items()),
                "working_day": self.spec.working_day.total_seconds(),
            }
        )

    def _days_off(self, years: Iterable[int]) -> AbstractSet[date]:
        """Give the days that are named as days off, and the bank holidays of some years."""
        if self.spec.holidays is None:
            return self.spec.days_off.keys()
        return self.spec.days_off.keys() | bank_holidays(self.spec.holidays, years).keys()

    def _of_day(self, day: date, days_off: AbstractSet[date]) -> Iterator[Interval]:
        hours = self.extra.get(day)
        if hours is None:
            hours = () if day in self.closed or day in days_off else self.week[day.weekday()]
        if not hours:
            return
        midnight = (day.toordinal() - _EPOCH_ORDINAL) * DAY
        for begins, ends, offset in self._offsets(day, midnight):
            for opens, closes in hours:
                start, stop = max(midnight + opens - offset, begins), min(midnight + closes - offset, ends)
                if start < stop:
                    yield start, stop

    def _offsets(self, day: date, midnight: int) -> Iterator[tuple[int, int, int]]:
        """Give the parts of a local day (UTC) with the offset of each: one part, two on a clock-change day."""
        before = self._offset_at(datetime.combine(day, time.min, self.zone))
        after = self._offset_at(datetime.combine(day, time.min, self.zone) + timedelta(days=1))
        begins, ends = midnight - before, midnight + DAY - after
        if before == after:
            yield begins, ends, before
            return
        low, high = begins - 1, ends
        while high - low > 1:
            middle = (low + high) // 2
            if self._offset_at(instant_of(middle).astimezone(self.zone)) == before:
                low = middle
            else:
                high = middle
        yield begins, high, before
        yield high, ends, after

    @staticmethod
    def _offset_at(local: datetime) -> int:
        return (local.utcoffset() or timedelta(0)) // MICROSECOND


@dataclass(frozen=True)
class CommonHours:
    """The time in which all of several calendars are open."""

    parts: tuple[OpenHours, ...]

    def of_year(self, year: int) -> list[Interval]:
        """Give the open intervals of a year (UTC)."""
        first, *others = (part.of_year(year) for part in self.parts)
        for other in others:
            first = common(first, other)
        return first

    @property
    def text(self) -> str:
        """Say everything that decides about the intervals."""
        return json.dumps([part.text for part in self.parts])


def content_hash(text: str) -> str:
    """Give a short hash by which two versions of a calendar or policy are told apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def written_hours(name: str, spec: CalendarSpec) -> WrittenHours:
    """Check a calendar as written.

    Raises:
        CalendarError: for an unknown zone, unknown bank holidays, overlapping hours, a day both open and closed.
    """
    if spec.zone not in _zones():
        raise CalendarError(name, f"names the zone '{spec.zone}', which does not exist.{_nearest(spec.zone)}")
    if spec.holidays is not None and (problem := what_is_wrong_with(spec.holidays)):
        raise CalendarError(name, f"names the bank holidays '{spec.holidays}', but {problem}.")
    for day in spec.closed:
        if day in spec.open:
            raise CalendarError(name, f"says of {day} that it is closed and that it has open hours. Take one away.")
    return WrittenHours(
        spec,
        ZoneInfo(spec.zone),
        tuple(_checked(name, day.value, spec.week.get(day, ())) for day in Weekday),
        {day: _checked(name, day.isoformat(), hours) for day, hours in spec.open.items()},
        frozenset(spec.closed),
    )


def _checked(name: str, day: str, hours: tuple[Hours, ...]) -> tuple[Interval, ...]:
    written = {_since_midnight(each): each for each in hours}
    result = sorted(written)
    for opens, closes in result:
        if closes <= opens:
            raise CalendarError(
                name,
                f"closes on {day} at {_shown(closes)}, not after it opens at {_shown(opens)}."
                " Hours over midnight are written as two days: until 24:00, and from 00:00.",
            )
    if len(written) < len(hours):
        raise CalendarError(name, f"gives the same hours twice on {day}.")
    for (_, closes), (opens, _) in pairwise(result):
        if opens < closes:
            raise CalendarError(
                name, f"has overlapping hours on {day}: those from {_shown(opens)} begin before {_shown(closes)}."
            )
    return tuple(result)


def _since_midnight(hours: Hours) -> Interval:
    opens = timedelta(hours=hours.opens.hour, minutes=hours.opens.minute, seconds=hours.opens.second)
    if hours.closes is None:
        return opens // MICROSECOND, DAY
    closes = timedelta(hours=hours.closes.hour, minutes=hours.closes.minute, seconds=hours.closes.second)
    return opens // MICROSECOND, closes // MICROSECOND


def _shown(count: int) -> str:
    minutes = count // 60_000_000
    return f"{minutes // 60:02}:{minutes % 60:02}"


@cache
def _zones() -> frozenset[str]:
    """The zones there are; kept, since looking for them reads a whole folder."""
    return frozenset(available_timezones())


def _nearest(zone: str) -> str:
    near = difflib.get_close_matches(zone, _zones(), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""
