"""Say what will breach before a meeting or within some working hours, per party and per owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.facts import Defect
from rules.sla import Clock


@dataclass(frozen=True, slots=True)
class ComingBreach:
    """A clock that uses up its target soon, if nothing happens.

    Attributes:
        due: when that is.
        party: whose turn it is; empty where nobody is named.
        owner: to whom the defect is assigned; empty if to nobody.
    """

    defect: int
    title: str
    clock: Clock
    due: datetime
    party: str
    owner: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What breaches from `now` on and before an instant, the next first."""

    now: datetime
    before: datetime
    breaches: tuple[ComingBreach, ...]

    @property
    def by_party(self) -> Mapping[str, tuple[ComingBreach, ...]]:
        """The same, per party whose turn it is, the one with the next breach first."""
        return _grouped(self.breaches, lambda breach: breach.party)

    @property
    def by_owner(self) -> Mapping[str, tuple[ComingBreach, ...]]:
        """The same, per person to whom the defects are assigned."""
        return _grouped(self.breaches, lambda breach: breach.owner)


def forecast(
    defects: Iterable[Defect], clocks_of: Callable[[Defect], Iterable[Clock]], now: datetime, before: datetime
) -> Forecast:
    """Look ahead from `now`; clocks that are paused, or already past their target, are not coming breaches.

    For working hours ahead, `before` is what the calendar's `add(now, amount)` gives.
    """
    coming = (
        ComingBreach(defect.id, defect.title, clock, clock.due, clock.party, defect.text("System.AssignedTo"))
        for defect in defects
        for clock in clocks_of(defect)
        if clock.is_running and not clock.is_breached and clock.due is not None and clock.due < before
    )
    return Forecast(
        now, before, tuple(sorted(coming, key=lambda breach: (breach.due, breach.defect, breach.clock.name)))
    )


def _grouped(
    breaches: tuple[ComingBreach, ...], name: Callable[[ComingBreach], str]
) -> Mapping[str, tuple[ComingBreach, ...]]:
    names = dict.fromkeys(map(name, breaches))
    return {each: tuple(breach for breach in breaches if name(breach) == each) for each in names}
