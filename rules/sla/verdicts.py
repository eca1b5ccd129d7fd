"""Keep what a clock was judged when it stopped, and say what another policy or calendar would judge differently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.sla.values import Clock, Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one cycle of one clock, with the versions of what judged it.

    Attributes:
        target: as working time.
        policy_version: content hash of the policy.
        calendar_version: content hash of the calendar.
    """

    defect: int
    clock: str
    cycle: int
    verdict: Verdict
    started: datetime
    stopped: datetime
    target: timedelta
    elapsed: timedelta
    breached_at: datetime | None
    policy_version: str
    calendar_version: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One cycle that is judged otherwise than it was. `before` or `after` is None where there is no such cycle."""

    before: Judgement | None
    after: Judgement | None

    @property
    def is_about_the_verdict(self) -> bool:
        """Whether it is met instead of breached, or the other way round, or there on one side only."""
        return self.before is None or self.after is None or self.before.verdict is not self.after.verdict


def judgements(clocks: Iterable[Clock]) -> tuple[Judgement, ...]:
    """Give the judgement of every clock that has stopped."""
    return tuple(
        Judgement(
            clock.defect,
            clock.name,
            clock.cycle,
            clock.verdict,
            clock.started,
            clock.stopped,
            clock.target,
            clock.elapsed,
            clock.breached_at,
            clock.policy_version,
            clock.calendar_version,
        )
        for clock in clocks
        if clock.verdict is not None and clock.stopped is not None
    )


def differences(kept: Iterable[Judgement], anew: Iterable[Judgement]) -> tuple[Difference, ...]:
    """Hold judgements made anew against those that were kept, cycle by cycle; what is equal is left out.

    Two that differ in the versions alone are equal: the same facts led to the same verdict.
    """
    before, after = ({_cycle(each): each for each in judged} for judged in (kept, anew))
    return tuple(
        Difference(before.get(cycle), after.get(cycle))
        for cycle in sorted(before.keys() | after.keys())
        if _said(before.get(cycle)) != _said(after.get(cycle))
    )


def _cycle(judgement: Judgement) -> tuple[int, str, int]:
    return judgement.defect, judgement.clock, judgement.cycle


def _said(judgement: Judgement | None) -> tuple[object, ...]:
    if judgement is None:
        return ()
    return (
        judgement.verdict,
        judgement.started,
        judgement.stopped,
        judgement.target,
        judgement.elapsed,
        judgement.breached_at,
    )
