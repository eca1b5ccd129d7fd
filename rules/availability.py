"""Measure availability: how long environments, systems and parties were up in their windows, and what took them down.

A minute counts where a system is meant to be available: in its calendar. An environment, a party or a phase is down
while an outage takes one of its systems down, however many outages do; it is degraded while one is degraded and none
is down; and else it is up. A system is the same over its environments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.availability_slices import Slice, Span, slices
from rules.calendar import build_calendars
from rules.facts import Impact, Outage, OutageKind
from rules.programme import Programme

NO_REASON = "reason not given"
_NO_TIME = timedelta(0)


class By(StrEnum):
    """What availability is told of."""

    ENVIRONMENT = "environment"
    SYSTEM = "system"
    PARTY = "party"
    PHASE = "phase"


@dataclass(slots=True)
class Tally:
    """Amounts of time within windows.

    Attributes:
        window: how long it was meant to be available.
        down: how long an outage took something of it down.
        degraded: how long it was degraded and not down.
        planned: how long there was planned work on it, down or degraded.
        unplanned: how long it was down without planned work.
        failing: how long an unplanned outage took something of it down, during planned work or not.
        reasons: how long it was down, by the reason of the outage that began first; together they are `down`.
    """

    window: timedelta = _NO_TIME
    down: timedelta = _NO_TIME
    degraded: timedelta = _NO_TIME
    planned: timedelta = _NO_TIME
    unplanned: timedelta = _NO_TIME
    failing: timedelta = _NO_TIME
    reasons: dict[str, timedelta] = field(default_factory=dict)

    @property
    def available(self) -> float | None:
        """The share of its windows in which it was not down; None without a window."""
        return _share_left(self.down, self.window)

    @property
    def available_outside_planned(self) -> float | None:
        """The share of its windows without planned work in which it was not down; None where there is none."""
        return _share_left(self.unplanned, self.window - self.planned)

    def by_reason(self) -> tuple[tuple[str, timedelta], ...]:
        """Give how long it was down for which reason, the longest first."""
        return tuple(sorted(self.reasons.items(), key=lambda each: (-each[1], each[0])))

    def count(self, part: Slice) -> None:
        """Add a slice."""
        length = part.length
        down = [each for each in part.outages if each.impact is Impact.DOWN]
        planned = any(each.kind is OutageKind.PLANNED for each in part.outages)
        self.window += length
        if planned:
            self.planned += length
        if down:
            reason = down[0].reason or NO_REASON
            self.down += length
            self.reasons[reason] = self.reasons.get(reason, _NO_TIME) + length
        elif part.outages:
            self.degraded += length
        if down and not planned:
            self.unplanned += length
        if any(each.kind is OutageKind.UNPLANNED for each in down):
            self.failing += length


@dataclass(frozen=True, slots=True)
class Availability:
    """How available one environment, system, party or phase was.

    Attributes:
        outages: those that hit it within its windows, in the order of their beginning.
        failures: its unplanned outages that took something down; those that overlap or touch are one.
        weeks: the same by the local Monday of each week.
    """

    name: str
    total: Tally
    outages: tuple[Outage, ...]
    failures: int
    weeks: Mapping[date, Tally]

    @property
    def time_to_restore(self) -> timedelta | None:
        """For how long a failure kept it down on average, within its windows; None without one."""
        return self.total.failing / self.failures if self.failures else None

    @property
    def time_between_failures(self) -> timedelta | None:
        """For how long it was not failing for each failure, within its windows; None without one."""
        return (self.total.window - self.total.failing) / self.failures if self.failures else None

    def number(self, kind: OutageKind) -> int:
        """Count the outages of a kind that hit it."""
        return sum(each.kind is kind for each in self.outages)


@dataclass(frozen=True, slots=True)
class _Place:
    """A system in an environment, and the calendar of its windows."""

    environment: str
    phase: str
    system: str
    party: str
    calendar: str

    def is_hit_by(self, outage: Outage) -> bool:
        """Whether an outage concerns it; one that names no environment concerns its systems in all of them."""
        here = not outage.environments or self.environment in outage.environments
        return here and (not outage.systems or self.system in outage.systems)

    def subject(self, by: By) -> str:
        return {
            By.ENVIRONMENT: self.environment,
            By.SYSTEM: self.system,
            By.PARTY: self.party,
            By.PHASE: self.phase,
        }[by]


class AvailabilityBook:
    """The outages of a programme within a period, held against its windows.

    Args:
        programme: whose environments, systems, calendars and phases count.
        outages: all on record; those that do not stand do not count.
        starts: from when on.
        ends: until when; an outage without an end lasts until then.
    """

    def __init__(self, programme: Programme, outages: Iterable[Outage], starts: datetime, ends: datetime) -> None:
        self._places = tuple(_places(programme))
        self._period = starts.astimezone(UTC), ends.astimezone(UTC)
        self._calendars = build_calendars(programme.calendars)
        self._outages = sorted(
            (each for each in outages if each.stands and each.starts < ends and (each.ends or ends) > starts),
            key=lambda each: (each.starts, each.reference),
        )
        self._zone = ZoneInfo(programme.zone)
        self._mondays = tuple(self._weeks())

    def by(self, by: By) -> tuple[Availability, ...]:
        """Measure every environment, system, party or phase, in the programme's order."""
        subjects: dict[str, list[_Place]] = {}
        for place in self._places:
            subjects.setdefault(place.subject(by), []).append(place)
        return tuple(self._measured(name, places) for name, places in subjects.items() if name)

    def _measured(self, name: str, places: list[_Place]) -> Availability:
        windows = [span for calendar in {place.calendar for place in places} for span in self._open(calendar)]
        hits = [(outage, spans) for outage in self._outages if (spans := self._spans(outage, places))]
        total, weeks = Tally(), {monday: Tally() for monday, _ in self._mondays}
        for part in slices(windows, hits, (begins for _, begins in self._mondays)):
            total.count(part)
            weeks[self._monday_of(part.starts)].count(part)
        outages = tuple(outage for outage, _ in hits)
        return Availability(name, total, outages, self._failures(outages), weeks)

    def _open(self, calendar: str) -> tuple[Span, ...]:
        return tuple(self._calendars[calendar].intervals(*self._period))

    def _spans(self, outage: Outage, places: list[_Place]) -> list[Span]:
        """Give when an outage counts: within the windows of those places that it hits."""
        starts, ends = self._period
        begins, over = max(outage.starts, starts), min(outage.ends or ends, ends)
        hit = {place.calendar for place in places if place.is_hit_by(outage)}
        return [span for calendar in hit for span in self._calendars[calendar].intervals(begins, over)]

    def _failures(self, outages: Iterable[Outage]) -> int:
        """Count the stretches without a gap that unplanned outages make."""
        count, until = 0, self._period[0]
        for each in outages:
            if each.kind is OutageKind.UNPLANNED and each.impact is Impact.DOWN:
                if not count or each.starts > until:
                    count += 1
                until = max(until, each.ends or self._period[1])
        return count

    def _weeks(self) -> Iterator[tuple[date, datetime]]:
        """Give the local Mondays of the period, each with the instant at which it begins."""
        starts, ends = self._period
        monday = self._monday_of(starts)
        while (begins := datetime.combine(monday, time(), self._zone).astimezone(UTC)) < ends:
            yield monday, begins
            monday += timedelta(weeks=1)

    def _monday_of(self, instant: datetime) -> date:
        day = instant.astimezone(self._zone).date()
        return day - timedelta(days=day.weekday())


def _places(programme: Programme) -> Iterator[_Place]:
    """Give every system in every environment; an environment without systems counts by the working calendar."""
    for environment in programme.environments:
        there = [each for each in programme.systems if environment.name in each.environments]
        for system in there:
            yield _Place(environment.name, environment.phase, system.name, system.party, system.calendar)
        if not there:
            yield _Place(environment.name, environment.phase, "", "", programme.working_calendar)


def _share_left(taken: timedelta, whole: timedelta) -> float | None:
    return 1 - taken / whole if whole else None
