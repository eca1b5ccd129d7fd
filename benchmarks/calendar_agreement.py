"""Hold calendars against businesstimedelta and a slow loop over days, on random calendars and intervals."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytz  # type: ignore[import-untyped] # it has no types; businesstimedelta takes no other zones
from businesstimedelta import HolidayRule, Rules, WorkDayRule
from holidays import country_holidays

from rules.calendar import build_calendar
from rules.programme import CalendarSpec, Hours, Weekday

ZONES = (("Europe/London", "GB-ENG"), ("Europe/Dublin", "IE"), ("America/New_York", "US"), ("Europe/London", None))
CHANGES = (date(2023, 3, 26), date(2023, 10, 29), date(2024, 3, 31), date(2024, 10, 27))
"""Days on which the UK's clocks change: intervals begin in the month before one of them."""
MINUTE = timedelta(minutes=1)
_WEEKDAYS = tuple(Weekday)


@dataclass(frozen=True)
class DayHours:
    """Working days and hours as all three calculations are told of them."""

    zone: str
    holidays: str | None
    days: tuple[int, ...]
    opens: time
    closes: time

    @property
    def days_off(self) -> Any:
        """The bank holidays; none where the calendar has none."""
        if self.holidays is None:
            return {}
        country, _, subdivision = self.holidays.partition("-")
        return country_holidays(country, subdiv=subdivision or None, years=range(2010, 2032))

    @property
    def touches_changed_hour(self) -> bool:
        """Whether the hours open or close in an hour that the clocks of the zone skip or repeat."""
        changed = {1, 2} if self.zone == "America/New_York" else {1}
        return bool(changed & {self.opens.hour, self.closes.hour})

    def business_rule(self) -> Any:
        """Give the rule of businesstimedelta."""
        zone = pytz.timezone(self.zone)
        work = WorkDayRule(start_time=self.opens, end_time=self.closes, working_days=list(self.days), tz=zone)
        return Rules([work, HolidayRule(self.days_off, tz=zone)]) if self.holidays else work

    def specification(self) -> CalendarSpec:
        """Give the calendar of envbot."""
        hours = (Hours(self.opens, self.closes),)
        return CalendarSpec(self.zone, {_WEEKDAYS[day]: hours for day in self.days}, holidays=self.holidays)

    def slowly(self) -> Callable[[datetime, datetime], timedelta]:
        """Give a loop over days; a day on which the clocks change is counted minute by minute."""
        zone, days_off = ZoneInfo(self.zone), self.days_off

        def counts(minute: datetime) -> bool:
            return self.opens <= minute.astimezone(zone).time() < self.closes

        def elapsed(starts: datetime, ends: datetime) -> timedelta:
            total, day = timedelta(0), starts.astimezone(zone).date()
            while day <= ends.astimezone(zone).date():
                if day.weekday() in self.days and day not in days_off:
                    begins = datetime.combine(day, time.min, zone).astimezone(UTC)
                    over = datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
                    if over - begins == timedelta(days=1):
                        opens = datetime.combine(day, self.opens, zone).astimezone(UTC)
                        closes = datetime.combine(day, self.closes, zone).astimezone(UTC)
                        total += max(min(closes, ends) - max(opens, starts), timedelta(0))
                    else:
                        minutes = (max(begins, starts) + number * MINUTE for number in range(25 * 60))
                        total += MINUTE * sum(counts(minute) for minute in minutes if minute < min(over, ends))
                day += timedelta(days=1)
            return total

        return elapsed


OFFICE = DayHours("Europe/London", "GB-ENG", tuple(range(5)), time(9), time(17))
"""The working hours of the programme."""


def agreement(intervals: int) -> dict[str, Any]:
    """Compare so many intervals, and show where businesstimedelta differs from the other two."""
    chance = random.Random(4)  # noqa: S311 (random intervals are no secret)
    agreeing = with_slow = in_changed_hour = 0
    differing: list[str] = []
    for hours in _calendars(chance, 40):
        calendar = build_calendar("random", hours.specification())
        rule, slowly = hours.business_rule(), hours.slowly()
        for starts, ends in _intervals(chance, intervals // 40):
            ours = calendar.elapsed(starts, ends)
            found, loop = rule.difference(starts, ends), slowly(starts, ends)
            theirs = timedelta(hours=found.hours, seconds=found.seconds)
            with_slow += ours == loop
            agreeing += ours == theirs
            if ours != theirs:
                in_changed_hour += hours.touches_changed_hour
                differing.append(
                    f"{hours.zone}, {hours.opens:%H:%M} to {hours.closes:%H:%M} on days {hours.days}, holidays"
                    f" {hours.holidays}: {starts:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M} UTC is {ours} here, {loop} by"
                    f" the loop over days, {theirs} by businesstimedelta"
                )
    return {
        "random_intervals": intervals,
        "equal_to_slow_day_loop": with_slow,
        "equal_to_businesstimedelta": agreeing,
        "differing_from_businesstimedelta": len(differing),
        "differing_whose_hours_open_or_close_while_the_clocks_change": in_changed_hour,
        "differing_shown": differing[:10],
    }


def _calendars(chance: random.Random, number: int) -> Iterator[DayHours]:
    """Yield calendars by day, and some by night, so that the clocks change in their hours."""
    for _ in range(number):
        zone, holidays = chance.choice(ZONES)
        days = tuple(sorted(chance.sample(range(7), chance.randint(2, 7))))
        first, last = sorted(chance.sample(range(24 * 4), 2))
        yield DayHours(zone, holidays, days, _quarter(first), _quarter(last))


def _quarter(number: int) -> time:
    return time(number // 4, number % 4 * 15)


def _intervals(chance: random.Random, number: int) -> Iterator[tuple[datetime, datetime]]:
    for _ in range(number):
        day = chance.choice(CHANGES) - timedelta(days=chance.randint(0, 30))
        starts = datetime.combine(day, time.min, UTC) + MINUTE * chance.randrange(24 * 60)
        yield starts, starts + MINUTE * chance.randrange(45 * 24 * 60)
