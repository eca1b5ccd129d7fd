"""Judge very many clocks at once: what `rules.sla.verdicts` says of each, from the arrays that measured them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from rules.calendar_days import MICROSECOND, instant_of
from rules.sla.many import ManyClocks
from rules.sla.policy import SlaJudge
from rules.sla.runs import STOPPED
from rules.sla.values import Verdict
from rules.sla.verdicts import Judgement

Cycle = tuple[int, str, int]
"""One cycle of a clock: number of the defect, name of the clock, number of the cycle."""


def many_judgements(judge: SlaJudge, measured: Iterable[ManyClocks]) -> Iterator[Judgement]:
    """Give the judgement of every clock that has stopped; `measured` is what the judge's policies gave, in order."""
    for judged, many in zip(judge.policies, measured, strict=True):
        calendars = [goal.calendar.content_hash for goal in judged.goals]
        stopped = np.flatnonzero(many.states == STOPPED)
        columns = (many.defects, many.cycles, many.started, many.stopped, many.target, many.elapsed, many.breached_at)
        goals = many.goals[stopped].tolist()
        rows = zip(*(column[stopped].tolist() for column in columns), goals, strict=True)
        for defect, cycle, started, ended, target, elapsed, breached_at, goal in rows:
            yield Judgement(
                defect,
                many.name,
                cycle,
                Verdict.BREACHED if elapsed > target else Verdict.MET,
                instant_of(started),
                instant_of(ended),
                target * MICROSECOND,
                elapsed * MICROSECOND,
                instant_of(breached_at) if breached_at >= 0 else None,
                judged.version,
                calendars[goal],
            )


def open_cycles(measured: Iterable[ManyClocks]) -> Iterator[Cycle]:
    """Give the cycles that have not stopped."""
    for many in measured:
        places = np.flatnonzero(many.states != STOPPED)
        for defect, cycle in zip(many.defects[places].tolist(), many.cycles[places].tolist(), strict=True):
            yield defect, many.name, cycle
