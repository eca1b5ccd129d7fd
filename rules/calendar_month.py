"""Show a calendar month by month: the open hours of each day in local time and, of closed days, the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.bank_holidays import bank_holidays
from rules.calendar import WorkingCalendar, build_calendar
from rules.programme import CalendarSpec, Weekday

_DAY = timedelta(days=1)
_PLURALS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One local day of a calendar.

    Attributes:
        hours: the open intervals, in the calendar's zone.
        open: how long it is open, exact on clock-change days.
        why: what is special about it: why it is closed, or open otherwise than its weekday; empty where nothing is.
    """

    day: date
    hours: tuple[tuple[datetime, datetime], ...]
    open: timedelta
    why: str


def days_of_month(name: str, calendars: Mapping[str, CalendarSpec], year: int, month: int) -> tuple[CalendarDay, ...]:
    """Give every day of a month.

    Raises:
        CalendarError: the calendar cannot be.
    """
    spec = calendars[name]
    calendar = build_calendar(name, spec, calendars)
    first = date(year, month, 1)
    days = (first + timedelta(days=number) for number in range(31))
    return tuple(_day(day, name, calendar, calendars) for day in days if day.month == month)


def frozen(spec: CalendarSpec, years: Iterable[int]) -> CalendarSpec:
    """Give the same calendar with the bank holidays of some years written out, for readers with other holiday tables.

    Its version is the same if the years include `VERSIONED_YEARS`.
    """
    if spec.holidays is None:
        return replace(spec, holidays_ics=())
    named = bank_holidays(spec.holidays, years)
    return replace(spec, holidays=None, holidays_ics=(), days_off={**named, **spec.days_off})


def _day(day: date, name: str, calendar: WorkingCalendar, calendars: Mapping[str, CalendarSpec]) -> CalendarDay:
    zone = ZoneInfo(calendars[name].zone)
    starts, ends = (datetime.combine(each, time.min, zone) for each in (day, day + _DAY))
    hours = tuple(
        (opens.astimezone(zone), closes.astimezone(zone)) for opens, closes in calendar.intervals(starts, ends)
    )
    why = list(_reasons(day, name, calendars))
    if not hours and not why:
        why.append("no hours in common")
    if starts.utcoffset() != ends.utcoffset():
        why.append("the clocks change")
    return CalendarDay(day, hours, calendar.elapsed(starts, ends), "; ".join(why))


def _reasons(day: date, name: str, calendars: Mapping[str, CalendarSpec]) -> Iterator[str]:
    """Say what is special about a day, in the calendar itself and in those that it lies within."""
    spec = calendars[name]
    if any(spec.week.values()) or spec.open or not spec.within:
        yield from _own_reasons(day, spec)
    for other in spec.within:
        yield from (f"{reason} ({other})" for reason in _reasons(day, other, calendars))


def _own_reasons(day: date, spec: CalendarSpec) -> Iterator[str]:
    off = spec.days_off.get(day) or (bank_holidays(spec.holidays, (day.year,)).get(day) if spec.holidays else None)
    if day in spec.open:
        yield f"hours of this day alone{f', {off}' if off else ''}" if spec.open[day] else "closed on this day alone"
    elif day in spec.closed:
        yield f"closed by the programme{f', {off}' if off else ''}"
    elif off:
        yield off
    elif not spec.week.get(list(Weekday)[day.weekday()]):
        yield f"no hours on {_PLURALS[day.weekday()]}"
