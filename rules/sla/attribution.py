"""Say how much of a clock's time was whose outage: by how much it is past its target, and what it would be without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.sla.segments import split
from rules.sla.values import Clock, Part, SegmentKind

_NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class OutageShare:
    """How much of the time that counted lay in one outage."""

    reference: str
    working: timedelta


@dataclass(frozen=True, slots=True)
class Attribution:
    """The time that counted against one target, and the outages in it, the longest first.

    Attributes:
        target: the working time that was allowed.
        counted: the working time that was taken, up to the instant asked about.
    """

    target: timedelta
    counted: timedelta
    outages: tuple[OutageShare, ...]

    @property
    def overrun(self) -> timedelta:
        """By how much the target is missed; negative while it is not."""
        return self.counted - self.target

    @property
    def in_outages(self) -> timedelta:
        """How much of what counted lay in outages."""
        return sum((share.working for share in self.outages), _NO_TIME)

    @property
    def is_met_without(self) -> bool:
        """Whether the target would not have been missed, had the time of the outages not counted."""
        return self.counted - self.in_outages <= self.target


def attribution(clock: Clock, until: datetime | None = None) -> Attribution:
    """Attribute the time of a clock, up to `until` where it is given.

    Of a clock with several goals the one counts that was missed first; where none was, the one that holds.
    """
    part = _judging(clock)
    ends = clock.as_of if until is None else until
    counted, shares = _NO_TIME, dict[str, timedelta]()
    for segment in split(part, clock.outages):
        if segment.kind not in (SegmentKind.RUNNING, SegmentKind.OUTAGE) or segment.starts >= ends:
            continue
        # Working time is wall time here, so that a segment can be cut anywhere.
        working = min(segment.ends, ends) - segment.starts if segment.ends > ends else segment.working
        counted += working
        if segment.outage:
            shares[segment.outage] = shares.get(segment.outage, _NO_TIME) + working
    longest_first = sorted(shares.items(), key=lambda share: (-share[1], share[0]))
    return Attribution(part.amount, counted, tuple(OutageShare(*share) for share in longest_first))


def _judging(clock: Clock) -> Part:
    return next((part for part in clock.parts if part.breached_at), clock.parts[-1])
