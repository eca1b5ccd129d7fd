"""What an SLA clock says: its segments, its state and its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.calendar import WorkingCalendar
from rules.facts import Outage
from rules.programme import Goal, OutageEffect


class ClockState(StrEnum):
    """What a clock does at the instant that was asked about."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Verdict(StrEnum):
    """How a stopped clock is judged."""

    MET = "met"
    BREACHED = "breached"


class SegmentKind(StrEnum):
    """What the time of a segment was."""

    RUNNING = "running"
    """Working time that counts; somebody's turn."""
    PAUSED = "paused"
    """The pause condition held, or an outage under a policy that pauses for outages."""
    CLOSED = "closed"
    """The calendar was closed."""
    OUTAGE = "outage"
    """Working time that counts, while an outage was under way."""
    STOPPED = "stopped"
    """The clock had stopped, until the defect was re-opened."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a clock's wall time, from its start to its end, in which nothing changed.

    Attributes:
        working: how much of it counts: all of RUNNING and OUTAGE, nothing of the others.
        party: whose turn it was; empty where nobody was named.
        why: what made it so, as a sentence without its full stop; empty while the clock simply ran.
        outage: reference of the outage that was under way in it; empty without one, and in closed hours.
    """

    starts: datetime
    ends: datetime
    kind: SegmentKind
    working: timedelta
    party: str
    why: str
    outage: str = ""

    @property
    def wall(self) -> timedelta:
        """How long it was by the clock on the wall."""
        return self.ends - self.starts


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in which a clock ran, was paused, or had stopped, whatever the calendar said. `kind` is one of those."""

    starts: datetime
    ends: datetime
    kind: SegmentKind
    party: str
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a clock that one goal judges: all of it, or since the goal came to hold.

    Attributes:
        amount: the goal's target as working time.
        elapsed: working time that counts.
        due: when the target is, was or would have been used up; None while that cannot be known (paused).
        breached_at: the first moment past the target; None where there was none.
    """

    goal: Goal
    calendar: WorkingCalendar
    effect: OutageEffect
    stays: tuple[Stay, ...]
    amount: timedelta
    elapsed: timedelta
    due: datetime | None
    breached_at: datetime | None


@dataclass(frozen=True, slots=True)
class Clock:
    """One SLA measured on one defect, as of one instant.

    Attributes:
        name: of the policy: `respond`, `resolve`, `update`.
        cycle: counts from 1; re-opens and cadences begin another.
        defect: its number.
        as_of: the instant that was asked about.
        stopped: when it stopped for good; None while it is open.
        parts: what each goal judged; one, unless the policy counts goals from their change.
        outages: those of the defect, for the segments.
        assumptions: whole sentences on what the history left open.
        policy_version: content hash of the policy that judged.
    """

    name: str
    cycle: int
    defect: int
    as_of: datetime
    state: ClockState
    started: datetime
    stopped: datetime | None
    parts: tuple[Part, ...]
    outages: tuple[Outage, ...]
    assumptions: tuple[str, ...]
    policy_version: str

    @property
    def goal(self) -> Goal:
        """The goal that counts."""
        return self.parts[-1].goal

    @property
    def calendar(self) -> str:
        """Name of the calendar that counts."""
        return self.parts[-1].goal.calendar

    @property
    def working_calendar(self) -> WorkingCalendar:
        """The calendar that counts."""
        return self.parts[-1].calendar

    @property
    def calendar_version(self) -> str:
        """Content hash of the calendar that counts."""
        return self.parts[-1].calendar.content_hash

    @property
    def target(self) -> timedelta:
        """How much working time the clock may take."""
        return self.parts[-1].amount

    @property
    def elapsed(self) -> timedelta:
        """How much working time it has taken."""
        return self.parts[-1].elapsed

    @property
    def remaining(self) -> timedelta:
        """How much working time is left; negative past the target."""
        return self.target - self.elapsed

    @property
    def due(self) -> datetime | None:
        """When the target is, was or would have been used up; None while paused within it."""
        return self.parts[-1].due

    @property
    def breached_at(self) -> datetime | None:
        """The first moment past the target. After a target used up at closing time, that is the next opening."""
        return next((part.breached_at for part in self.parts if part.breached_at), None)

    @property
    def is_breached(self) -> bool:
        """Whether it has taken more working time than its target, open or stopped."""
        return self.breached_at is not None

    @property
    def is_open(self) -> bool:
        """Whether it has not stopped: it runs or is paused."""
        return self.state is not ClockState.STOPPED

    @property
    def is_running(self) -> bool:
        """Whether it runs, be it in closed hours."""
        return self.state is ClockState.RUNNING

    @property
    def is_paused(self) -> bool:
        """Whether it is paused."""
        return self.state is ClockState.PAUSED

    @property
    def verdict(self) -> Verdict | None:
        """The judgement; None while the clock is open."""
        if self.is_open:
            return None
        return Verdict.BREACHED if self.is_breached else Verdict.MET

    @property
    def party(self) -> str:
        """Whose turn it is, or was when the clock stopped."""
        return self.parts[-1].stays[-1].party

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All its wall time from start to stop, or to the instant asked about, without gap or overlap."""
        # Clocks are many, and few are looked at so closely.
        from rules.sla.segments import split  # noqa: PLC0415 (segments.py needs the values of this file)

        return tuple(segment for part in self.parts for segment in split(part, self.outages))
