"""Split a clock's time into segments that add up to wall time: running by party, paused, closed, outage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from rules.calendar import WorkingCalendar
from rules.facts import Outage
from rules.programme import OutageEffect
from rules.sla.values import Part, Segment, SegmentKind, Stay

_NO_TIME = timedelta(0)


def split(part: Part, outages: Iterable[Outage]) -> Iterator[Segment]:
    """Yield the segments of a part in order; neighbours differ."""
    under_way = tuple(outage for outage in outages if outage.stands)
    last: Segment | None = None
    for segment in _pieces(part, under_way):
        if last is None:
            last = segment
        elif (last.kind, last.party, last.why) == (segment.kind, segment.party, segment.why):
            last = replace(last, ends=segment.ends, working=last.working + segment.working)
        else:
            yield last
            last = segment
    if last is not None:
        yield last


def _pieces(part: Part, outages: tuple[Outage, ...]) -> Iterator[Segment]:
    for stay in part.stays:
        if stay.kind is not SegmentKind.RUNNING:
            if stay.starts < stay.ends:
                yield _uncounted(stay, stay.starts, stay.ends, stay.kind, stay.why)
            continue
        for starts, ends, outage in _by_outage(stay, outages):
            if outage and part.effect is OutageEffect.PAUSE:
                yield replace(
                    _uncounted(stay, starts, ends, SegmentKind.PAUSED, _named(outage)), outage=outage.reference
                )
            else:
                yield from _by_calendar(stay, starts, ends, part.calendar, outage)


def _by_outage(stay: Stay, outages: tuple[Outage, ...]) -> Iterator[tuple[datetime, datetime, Outage | None]]:
    """Cut a stay where outages begin and end; where several are under way the one that began first is named."""
    cuts = {stay.starts, stay.ends}
    for outage in outages:
        cuts.update(cut for cut in (outage.starts, outage.ends) if cut and stay.starts < cut < stay.ends)
    for starts, ends in pairwise(sorted(cuts)):
        covering = [outage for outage in outages if outage.covers(starts)]
        yield starts, ends, min(covering, key=lambda outage: (outage.starts, outage.reference), default=None)


def _by_calendar(
    stay: Stay, starts: datetime, ends: datetime, calendar: WorkingCalendar, outage: Outage | None
) -> Iterator[Segment]:
    closed = f"The calendar '{calendar.name}' is closed"
    kind, why = (SegmentKind.OUTAGE, _named(outage)) if outage else (SegmentKind.RUNNING, stay.why)
    reached = starts
    for opens, closes in calendar.intervals(starts, ends):
        if reached < opens:
            yield _uncounted(stay, reached, opens, SegmentKind.CLOSED, closed)
        yield Segment(opens, closes, kind, closes - opens, stay.party, why, outage.reference if outage else "")
        reached = closes
    if reached < ends:
        yield _uncounted(stay, reached, ends, SegmentKind.CLOSED, closed)


def _uncounted(stay: Stay, starts: datetime, ends: datetime, kind: SegmentKind, why: str) -> Segment:
    return Segment(starts, ends, kind, _NO_TIME, stay.party, why)


def _named(outage: Outage) -> str:
    return f"Outage {outage.reference}: {outage.reason}"
