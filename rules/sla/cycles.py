"""Run a policy's start, stop, pause and re-open over a defect's moments: the cycles of its clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from rules.programme import ReopenPolicy
from rules.sla.moments import Moment, text_of
from rules.sla.policy import JudgedPolicy, Standing
from rules.sla.values import SegmentKind, Stay

_NOTHING = Standing(starts=False, stops=False, pauses=False, goal=None)


@dataclass(slots=True)
class Cycle:
    """One run of a clock from its start until it stops for good, still being written.

    Attributes:
        stays: each with the place of the goal that held during it, None where none did.
        stopped: when it stopped; None while it is open.
        last: the standing that counts in the end: of the moment that stopped it, or of the latest one.
    """

    number: int
    started: datetime
    stays: list[tuple[Stay, int | None]] = field(default_factory=list)
    stopped: datetime | None = None
    last: Standing = _NOTHING


@dataclass(slots=True)
class _Turn:
    """What a clock does from a moment on, until the next moment says otherwise."""

    since: datetime
    kind: SegmentKind
    party: str
    why: str
    goal: int | None


def cycles_of(
    judged: JudgedPolicy, steps: Iterable[tuple[Moment, Standing]], now: datetime, party_field: str
) -> list[Cycle]:
    """Run a clock over the moments of a defect, each with what the policy says of it; `now` ends what is open."""
    runner = _Runner(judged, party_field)
    for moment, standing in steps:
        runner.step(moment, standing)
    return runner.finished(now)


class _Runner:
    """A clock as it goes through a history."""

    def __init__(self, judged: JudgedPolicy, party_field: str) -> None:
        self._judged = judged
        self._party_field = party_field
        self._cycles: list[Cycle] = []
        self._turn: _Turn | None = None

    def step(self, moment: Moment, standing: Standing) -> None:
        """Take in the defect as it stood from a moment on."""
        is_open = bool(self._cycles) and self._cycles[-1].stopped is None
        if standing.stops:
            if is_open:
                self._stop(moment.at, standing if standing.goal is not None else self._cycles[-1].last)
            return
        if not is_open:
            if not standing.starts or not self._begins(moment):
                return
        elif self._judged.policy.repeats_on_activity and moment.is_activity and moment.at > self._cycles[-1].started:
            self._stop(moment.at, self._cycles[-1].last)
            self._open(moment.at)
        self._go_on(moment, standing)

    def finished(self, now: datetime) -> list[Cycle]:
        """End what is open at `now`, and give all cycles."""
        if self._cycles and self._cycles[-1].stopped is None:
            self._close_turn(now)
        return self._cycles

    def _begins(self, moment: Moment) -> bool:
        """Start the clock, or start it again as the policy wants; say whether it runs now."""
        policy = self._judged.policy
        if not self._cycles:
            self._open(moment.at)
        elif policy.reopen is ReopenPolicy.IGNORE:
            return False
        elif policy.reopen is ReopenPolicy.NEW_CYCLE or (policy.repeats_on_activity and moment.is_activity):
            self._open(moment.at)
        else:
            cycle = self._cycles[-1]
            cycle.stopped = None
        return True

    def _open(self, at: datetime) -> None:
        self._cycles.append(Cycle(len(self._cycles) + 1, at))
        self._turn = None

    def _stop(self, at: datetime, last: Standing) -> None:
        self._close_turn(at)
        cycle = self._cycles[-1]
        cycle.stopped, cycle.last = at, last
        self._turn = _Turn(at, SegmentKind.STOPPED, "", "The clock had stopped, until the defect was re-opened", None)

    def _go_on(self, moment: Moment, standing: Standing) -> None:
        self._close_turn(moment.at)
        kind, why = SegmentKind.RUNNING, ""
        if standing.pauses:
            state = text_of(moment.fields.get("System.State"))
            kind, why = SegmentKind.PAUSED, f"In state '{state}' the pause condition holds: {self._judged.policy.pause}"
        party = text_of(moment.fields.get(self._party_field))
        self._turn = _Turn(moment.at, kind, party, why, standing.goal)
        self._cycles[-1].last = standing

    def _close_turn(self, at: datetime) -> None:
        turn, cycle = self._turn, self._cycles[-1]
        if turn is None:
            return
        stay = Stay(turn.since, at, turn.kind, turn.party, turn.why)
        if cycle.stays and _continues(cycle.stays[-1], stay, turn.goal):
            before, _ = cycle.stays.pop()
            stay = Stay(before.starts, at, stay.kind, stay.party, stay.why)
        cycle.stays.append((stay, turn.goal))


def _continues(before: tuple[Stay, int | None], stay: Stay, goal: int | None) -> bool:
    last, last_goal = before
    return (last.kind, last.party, last.why, last_goal) == (stay.kind, stay.party, stay.why, goal)
