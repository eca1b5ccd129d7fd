"""Say which clocks are open and whose turn it is, and what breaches before a meeting, per party and per owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from rules.facts import Defect
from rules.sla import Clock

_AT_THE_END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OpenClock:
    """A clock that has not stopped.

    Attributes:
        party: whose turn it is; empty where nobody is named.
        owner: to whom the defect is assigned; empty if to nobody.
    """

    defect: int
    title: str
    clock: Clock
    party: str
    owner: str

    @property
    def turns_at(self) -> datetime | None:
        """When it breached, or will if nothing happens; None while that cannot be known (paused)."""
        return self.clock.breached_at or self.clock.due


@dataclass(frozen=True, slots=True)
class Forecast:
    """What breaches from `now` on and before an instant, the next first."""

    now: datetime
    before: datetime
    breaches: tuple[OpenClock, ...]

    @property
    def by_party(self) -> Mapping[str, tuple[OpenClock, ...]]:
        """The same, per party whose turn it is, the one with the next breach first."""
        return _grouped(self.breaches, lambda breach: breach.party)

    @property
    def by_owner(self) -> Mapping[str, tuple[OpenClock, ...]]:
        """The same, per person to whom the defects are assigned."""
        return _grouped(self.breaches, lambda breach: breach.owner)


def open_clocks(
    defects: Iterable[Defect],
    clocks_of: Callable[[Defect], Iterable[Clock]],
    party_of: Callable[[Defect], str],
) -> tuple[OpenClock, ...]:
    """Give every clock that has not stopped: breached ones and due ones in the order of time, paused ones last."""
    found = (
        OpenClock(defect.id, defect.title, clock, party_of(defect), defect.text("System.AssignedTo"))
        for defect in defects
        for clock in clocks_of(defect)
        if clock.is_open
    )
    return tuple(sorted(found, key=lambda each: (each.turns_at or _AT_THE_END, each.defect, each.clock.name)))


def forecast(clocks: Iterable[OpenClock], now: datetime, before: datetime) -> Forecast:
    """Look ahead from `now`; clocks that are paused, or already past their target, are not coming breaches.

    For working hours ahead, `before` is what the calendar's `add(now, amount)` gives.
    """
    coming = (
        each
        for each in clocks
        if each.clock.is_running and not each.clock.is_breached and each.clock.due and each.clock.due < before
    )
    return Forecast(now, before, tuple(coming))


def _grouped(breaches: tuple[OpenClock, ...], name: Callable[[OpenClock], str]) -> Mapping[str, tuple[OpenClock, ...]]:
    names = dict.fromkeys(map(name, breaches))
    return {each: tuple(breach for breach in breaches if name(breach) == each) for each in names}
