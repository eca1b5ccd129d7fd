"""Measure working time: a calendar as a table of opening and closing instants in UTC."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from rules.calendar_days import (
    FIRST_YEAR,
    LAST_YEAR,
    MICROSECOND,
    CalendarError,
    CommonHours,
    OpenHours,
    beginning_of,
    content_hash,
    instant_of,
    joined,
    microseconds,
    open_in,
    written_hours,
)
from rules.programme import CalendarSpec

__all__ = ["CalendarError", "WorkingCalendar", "build_calendar", "build_calendars"]

Counts = NDArray[np.int64]
"""Instants in microseconds since 1970 (UTC), or amounts of time in microseconds."""


@dataclass(frozen=True)
class Table:
    """The open intervals of whole years, from `begins` until before `ends`, with how much was open before each."""

    first_year: int
    last_year: int
    begins: int
    ends: int
    opens: list[int]
    closes: list[int]
    before: list[int]

    def worked(self, instant: int) -> int:
        """Give the open time from the table's beginning until the instant."""
        place = bisect_right(self.opens, instant) - 1
        if place < 0:
            return 0
        return self.before[place] + min(instant, self.closes[place]) - self.opens[place]

    def reached(self, worked: int) -> int | None:
        """Give the first instant by which so much time was open, or None if that is past the table."""
        place = bisect_left(self.before, worked) - 1
        if place < 0:
            return None
        instant = self.opens[place] + worked - self.before[place]
        return instant if instant <= self.closes[place] else None

    def worked_many(self, instants: Counts) -> Counts:
        """Give the open time from the table's beginning until each of many instants."""
        opens, closes, before = self.arrays
        place = np.searchsorted(opens, instants, side="right") - 1
        worked: Counts = before[place] + np.minimum(instants, closes[place]) - opens[place]
        return worked

    def reached_many(self, worked: Counts) -> Counts:
        """Give for each the first instant by which so much time was open, or -1 if that is past the table."""
        opens, closes, before = self.arrays
        place = np.maximum(np.searchsorted(before, worked) - 1, 0)
        instants: Counts = opens[place] + worked - before[place]
        return np.where((instants <= closes[place]) & (instants >= 0), instants, -1)

    @cached_property
    def arrays(self) -> tuple[Counts, Counts, Counts]:
        """The table as arrays, with an empty interval in front so that every instant has a place."""
        return (
            np.array([np.iinfo(np.int64).min, *self.opens], dtype=np.int64),
            np.array([np.iinfo(np.int64).min, *self.closes], dtype=np.int64),
            np.array([0, *self.before], dtype=np.int64),
        )


class WorkingCalendar:
    """When work counts. Every answer is exact to the microsecond, in UTC, whatever the clocks did.

    It knows the years 1970 to 2199 and works out those that it is asked about. Build it with `build_calendar`.

    Attributes:
        name: its name in the programme.
        content_hash: the same for the same hours, another one for other hours.
    """

    __slots__ = ("_hours", "_table", "name", "working_day")

    def __init__(self, name: str, hours: OpenHours, working_day: timedelta) -> None:
        self.name = name
        self.working_day = working_day
        self._hours = hours
        self._table = Table(LAST_YEAR, FIRST_YEAR, 0, 0, [], [], [])

    def __repr__(self) -> str:
        return f"WorkingCalendar({self.name!r})"

    @property
    def content_hash(self) -> str:
        """The version of the calendar: it changes when, and only when, the hours do."""
        return content_hash(self._hours.text)

    def elapsed(self, starts: datetime, ends: datetime) -> timedelta:
        """Give the working time between two instants; negative if `ends` is the earlier one."""
        low, high = microseconds(starts), microseconds(ends)
        table = self._covering(low, high)
        return (table.worked(high) - table.worked(low)) * MICROSECOND

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """Give the earliest instant by which `amount` of working time has elapsed since `start`.

        Raises:
            CalendarError: if that is never so.
        """
        if amount <= timedelta(0):
            return start
        begins, wanted = microseconds(start), amount // MICROSECOND
        table = self._covering(begins, begins)
        while (reached := table.reached(table.worked(begins) + wanted)) is None:
            if table.last_year == LAST_YEAR:
                raise CalendarError(
                    self.name, f"never reaches {amount} of working time after {start}: it closes for good before."
                )
            table = self._longer(table)
        return instant_of(reached)

    def is_open(self, instant: datetime) -> bool:
        """Say whether the instant counts; the moment of closing does not."""
        count = microseconds(instant)
        table = self._covering(count, count)
        place = bisect_right(table.opens, count) - 1
        return place >= 0 and count < table.closes[place]

    def next_opening(self, instant: datetime) -> datetime:
        """Give the instant itself while open, else the next opening.

        Raises:
            CalendarError: if it never opens again.
        """
        return instant if self.is_open(instant) else self.add(instant, MICROSECOND) - MICROSECOND

    def intervals(self, starts: datetime, ends: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the open intervals between two instants, clipped to them."""
        low, high = microseconds(starts), microseconds(ends)
        table = self._covering(low, high)
        for place in range(bisect_right(table.closes, low), bisect_left(table.opens, high)):
            yield instant_of(max(table.opens[place], low)), instant_of(min(table.closes[place], high))

    def elapsed_many(self, starts: Counts, ends: Counts) -> Counts:
        """Give the working time of many intervals at once, all in microseconds since 1970 (UTC)."""
        worked = self.worked_many(np.concatenate((starts, ends)))
        return worked[len(starts) :] - worked[: len(starts)]

    def worked_many(self, instants: Counts) -> Counts:
        """Give the working time from some beginning, the same for all of them, until each of many instants."""
        if not len(instants):
            return np.zeros(0, dtype=np.int64)
        return self._covering(int(instants.min()), int(instants.max())).worked_many(instants)

    def add_many(self, starts: Counts, amounts: Counts) -> Counts:
        """Give for many at once the earliest instant by which the amount has elapsed; -1 where that is never so."""
        if not len(starts):
            return np.zeros(0, dtype=np.int64)
        table = self._covering(int(starts.min()), int(starts.max()))
        reached = table.reached_many(table.worked_many(starts) + amounts)
        while ((reached < 0) & (amounts > 0)).any() and table.last_year < LAST_YEAR:
            table = self._longer(table)
            reached = table.reached_many(table.worked_many(starts) + amounts)
        return np.where(amounts <= 0, starts, reached)

    def reaches(self, amount: timedelta) -> bool:
        """Say whether the calendar ever, in all its years, has so much working time."""
        wanted = amount // MICROSECOND
        years = (open_in(self._hours, year) for year in range(FIRST_YEAR, LAST_YEAR + 1))
        totals = accumulate(sum(closes - opens for opens, closes in year) for year in years)
        return any(total >= wanted for total in totals)

    def _covering(self, low: int, high: int) -> Table:
        """Give a table that holds both instants, whichever is the earlier one."""
        table = self._table
        if high < low:
            low, high = high, low
        if table.begins <= low and high < table.ends:
            return table
        first, last = self._year_of(low), self._year_of(high)
        return self._extended(min(first, table.first_year), max(last + 1, table.last_year))

    def _longer(self, table: Table) -> Table:
        return self._extended(table.first_year, table.last_year + (table.last_year - table.first_year) + 1)

    def _extended(self, first: int, last: int) -> Table:
        last = min(last, LAST_YEAR)
        intervals = joined(interval for year in range(first, last + 1) for interval in open_in(self._hours, year))
        lengths = accumulate((closes - opens for opens, closes in intervals), initial=0)
        self._table = Table(
            first,
            last,
            beginning_of(first),
            beginning_of(last + 1),
            [opens for opens, _ in intervals],
            [closes for _, closes in intervals],
            [before for before, _ in zip(lengths, intervals, strict=False)],
        )
        return self._table

    def _year_of(self, count: int) -> int:
        if not beginning_of(FIRST_YEAR) <= count < beginning_of(LAST_YEAR + 1):
            raise CalendarError(self.name, f"knows the years {FIRST_YEAR} to {LAST_YEAR}; {count} µs lies outside.")
        return instant_of(count).year


def build_calendars(specs: Mapping[str, CalendarSpec]) -> dict[str, WorkingCalendar]:
    """Build every calendar of a programme.

    Raises:
        CalendarError: for the first one that cannot be: see `build_calendar`.
    """
    return {name: build_calendar(name, spec, specs) for name, spec in specs.items()}


def build_calendar(
    name: str, spec: CalendarSpec, among: Mapping[str, CalendarSpec] = MappingProxyType({})
) -> WorkingCalendar:
    """Build a calendar; `among` holds those that it may lie `within`.

    Raises:
        CalendarError: for an unknown zone, unknown bank holidays, overlapping hours, a day both open and closed, an
            unknown calendar or itself in `within`, or when it would never open.
    """
    calendar = WorkingCalendar(name, _hours_of(name, spec, among, ()), spec.working_day)
    if not calendar.reaches(MICROSECOND):
        raise CalendarError(name, f"is never open{_reason(spec)}. Give it hours.")
    return calendar


def _hours_of(name: str, spec: CalendarSpec, among: Mapping[str, CalendarSpec], path: tuple[str, ...]) -> OpenHours:
    if name in path:
        raise CalendarError(name, f"lies within itself: {' within '.join((*path, name))}.")
    own = written_hours(name, spec)
    parts: list[OpenHours] = [own] if own.has_hours or not spec.within else []
    for other in spec.within:
        if other not in among:
            raise CalendarError(name, f"lies within '{other}', which is no calendar. Known: {', '.join(among)}.")
        parts.append(_hours_of(other, among[other], among, (*path, name)))
    return parts[0] if len(parts) == 1 else CommonHours(tuple(parts))


def _reason(spec: CalendarSpec) -> str:
    if spec.within:
        return f": its own hours and those of {' and '.join(spec.within)} have nothing in common"
    return ": no weekday and no extra day has hours left"
