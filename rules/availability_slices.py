"""Cut the windows of availability into slices in which the same outages are under way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.facts import Outage

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of a window in which nothing changes.

    Attributes:
        outages: those under way, in the order in which they were given.
    """

    starts: datetime
    ends: datetime
    outages: tuple[Outage, ...]

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.ends - self.starts


def slices(
    windows: Iterable[Span], hits: Iterable[tuple[Outage, Iterable[Span]]], cuts: Iterable[datetime] = ()
) -> Iterator[Slice]:
    """Yield the slices in their order; outside every window there is none.

    Args:
        windows: when it counts; they may overlap.
        hits: outages, each with the spans in which it counts; they may overlap, too.
        cuts: instants at which a slice ends in any case, such as the beginnings of weeks.
    """
    outages: list[Outage] = []
    changes: list[tuple[datetime, int, int]] = [(cut, 0, _WINDOW) for cut in cuts]
    for begins, ends in windows:
        changes += ((begins, 1, _WINDOW), (ends, -1, _WINDOW))
    for number, (outage, spans) in enumerate(hits):
        outages.append(outage)
        for begins, ends in spans:
            changes += ((begins, 1, number), (ends, -1, number))
    changes.sort(key=lambda each: each[0])
    under_way: Counter[int] = Counter()
    open_windows, since = 0, None
    for instant, step, what in changes:
        if since is not None and open_windows and since < instant:
            yield Slice(since, instant, tuple(outages[number] for number in sorted(under_way)))
        since = instant
        if what == _WINDOW:
            open_windows += step
        else:
            under_way[what] += step
            if not under_way[what]:
                del under_way[what]


_WINDOW = -1
