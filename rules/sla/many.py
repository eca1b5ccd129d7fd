"""Measure the clocks of very many defects at once, in arrays: what `rules.sla.clock` measures, without its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from rules.calendar import WorkingCalendar
from rules.calendar_days import MICROSECOND, instant_of, microseconds
from rules.facts import Defect, Value
from rules.programme import GoalChange, OutageEffect
from rules.sla.policy import JudgedPolicy, PolicyError, SlaJudge
from rules.sla.runs import RUNNING, STOPPED, Cycles, cycles_in, runs_of
from rules.sla.steps import Columns, Counts, Flags, Histories, Steps, first_of_each, last_of_each, read_columns
from rules.targets import Within

NEVER = -1
"""Stands for an instant that there is not: not stopped, not breached, due nobody knows when."""


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """The time of many clocks, split where a defect changed; clock by clock in order, without gap or overlap.

    Attributes:
        clocks: place of each one's clock.
        kinds: RUNNING, PAUSED or STOPPED.
        working: how much of it counts; the rest of a RUNNING stay was closed hours.
        parties: whose turn it was, as a place in `ManyClocks.parties`.
    """

    clocks: Counts
    starts: Counts
    ends: Counts
    kinds: Counts
    working: Counts
    parties: Counts


@dataclass(frozen=True, slots=True, eq=False)
class ManyClocks:
    """One SLA measured on many defects. Times are microseconds, instants since 1970 (UTC), or NEVER.

    Attributes:
        name: of the policy.
        defects: number of each clock's defect.
        states: RUNNING, PAUSED or STOPPED.
        goals: place of the goal that counts among the policy's goals.
        parties: names for the codes in `stays`.
    """

    name: str
    defects: Counts
    cycles: Counts
    states: Counts
    started: Counts
    stopped: Counts
    goals: Counts
    target: Counts
    elapsed: Counts
    due: Counts
    breached_at: Counts
    stays: Stays
    parties: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.defects)

    @property
    def is_breached(self) -> Flags:
        """Which clocks have taken more working time than their target."""
        return self.elapsed > self.target


class ManyDefects:
    """Many defects whose histories were read once, to be measured as of any instant."""

    def __init__(self, judge: SlaJudge, columns: Columns) -> None:
        """Take histories that were read.

        Raises:
            PolicyError: for a policy that looks back or uses `@Today`, counts goals from their change, or pauses for
                outages; those are measured defect by defect.
        """
        for judged in judge.policies:
            _refuse_what_needs_each_defect(judged)
        self._judge = judge
        self._histories = Histories(judge, columns)

    @classmethod
    def of(cls, judge: SlaJudge, defects: Sequence[Defect]) -> ManyDefects:
        """Read the histories of defects in memory.

        Raises:
            PolicyError: as above.
        """
        return cls(judge, read_columns(judge, defects))

    def clocks(self, now: datetime) -> tuple[ManyClocks, ...]:
        """Measure every clock of every defect as of `now`, one value per policy."""
        ends, histories = microseconds(now), self._histories
        plain = histories.as_of(ends)
        commented = histories.with_comments(plain, ends)
        worked = _Worked(ends)
        measured = []
        for place, judged in enumerate(self._judge.policies):
            steps = commented if judged.policy.repeats_on_activity else plain
            standings = histories.standings(place)
            cycles = cycles_in(runs_of(judged.policy, steps, standings), steps, standings, ends)
            measured.append(_judged(judged, cycles, _stays(judged, cycles, steps, worked), histories))
        return tuple(measured)

    def standings(self, now: datetime) -> Iterator[tuple[int, Mapping[str, Value]]]:
        """Yield the fields that were read of each defect, as it stood at `now`; nothing of those not there yet."""
        histories = self._histories
        steps = histories.as_of(microseconds(now))
        last = np.flatnonzero(last_of_each(steps.defects))
        numbers = histories.numbers[steps.defects[last]].tolist()
        for number, code in zip(numbers, steps.codes[last].tolist(), strict=True):
            yield number, histories.fields[code]


def _refuse_what_needs_each_defect(judged: JudgedPolicy) -> None:
    policy = judged.policy
    if not judged.is_timeless:
        raise PolicyError(policy.name, "its conditions mean another thing at another time; ask defect by defect.")
    if policy.goal_change is not GoalChange.FROM_START or policy.outages is not OutageEffect.ATTRIBUTE:
        raise PolicyError(policy.name, "goals from their change and pausing outages are measured defect by defect.")


class _Worked:
    """Working time up to each step, found once for each calendar however many clocks ask."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._known: dict[tuple[str, int], Counts] = {}

    def until(self, steps: Steps, calendar: WorkingCalendar) -> Counts:
        """Give it for every step, and for now at the end."""
        key = (calendar.name, id(steps))
        if key not in self._known:
            self._known[key] = calendar.worked_many(np.append(steps.at, self._now))
        return self._known[key]


def _stays(judged: JudgedPolicy, cycles: Cycles, steps: Steps, worked: _Worked) -> Stays:
    working = np.zeros(len(cycles.steps), dtype=np.int64)
    goals = cycles.goals[cycles.of_step]
    for calendar, places in _by_calendar(judged):
        measured = np.flatnonzero(np.isin(goals, places) & (cycles.kinds == RUNNING))
        at = cycles.steps[measured]
        until = worked.until(steps, calendar)
        following = np.where(cycles.is_last[at], len(steps.at), at + 1)
        working[measured] = until[following] - until[at]
    return Stays(
        cycles.of_step,
        steps.at[cycles.steps],
        cycles.until[cycles.steps],
        cycles.kinds,
        working,
        np.where(cycles.kinds == STOPPED, NEVER, steps.codes[cycles.steps]),
    )


def _judged(judged: JudgedPolicy, cycles: Cycles, stays: Stays, histories: Histories) -> ManyClocks:
    starts = np.flatnonzero(first_of_each(stays.clocks))
    ends = np.append(starts[1:], [len(stays.clocks)] * min(len(starts), 1)).astype(np.int64)
    total = np.concatenate(([0], np.cumsum(stays.working)))
    elapsed = total[ends] - total[starts]
    target = _targets(judged, cycles)
    left = target[stays.clocks] - (total[:-1] - total[starts][stays.clocks])
    is_running = (stays.kinds == RUNNING) & (stays.starts < stays.ends)
    used_up = _first(is_running & (stays.working >= left), starts)
    past = _first(is_running & (stays.working > left), starts)
    last = ends - 1
    goes_on = (used_up < 0) & (stays.kinds[last] == RUNNING)
    since = np.where(goes_on, stays.ends[last], stays.starts[used_up])
    amount = np.where(goes_on, target - elapsed, left[used_up])
    due = _added(judged, cycles.goals, since, amount, goes_on | (used_up >= 0))
    breached_at = _added(judged, cycles.goals, stays.starts[past], left[past] + 1, past >= 0)
    return ManyClocks(
        name=judged.policy.name,
        defects=histories.numbers[cycles.defects],
        cycles=cycles.numbers,
        states=np.where(cycles.is_open, stays.kinds[last], STOPPED),
        started=cycles.started,
        stopped=np.where(cycles.is_open, NEVER, stays.ends[last]),
        goals=cycles.goals,
        target=target,
        elapsed=elapsed,
        due=due,
        breached_at=np.where(breached_at >= 0, breached_at - 1, NEVER),
        stays=stays,
        parties=histories.parties,
    )


def _targets(judged: JudgedPolicy, cycles: Cycles) -> Counts:
    amounts = np.array(
        [goal.target.amount // MICROSECOND if isinstance(goal.target, Within) else 0 for goal in judged.goals],
        dtype=np.int64,
    )
    targets: Counts = amounts[cycles.goals]
    for place, goal in enumerate(judged.goals):
        if not isinstance(goal.target, Within):
            for clock in np.flatnonzero(cycles.goals == place):
                started = instant_of(int(cycles.started[clock]))
                targets[clock] = goal.target.measured_from(started, goal.calendar) // MICROSECOND
    return targets


def _added(judged: JudgedPolicy, goals: Counts, since: Counts, amount: Counts, is_wanted: Flags) -> Counts:
    """Give when the amounts have elapsed, each by the calendar of its goal; NEVER where it is not wanted."""
    result = np.full(len(since), NEVER, dtype=np.int64)
    for calendar, places in _by_calendar(judged):
        wanted = np.flatnonzero(is_wanted & np.isin(goals, places))
        result[wanted] = calendar.add_many(since[wanted], amount[wanted])
    return result


def _by_calendar(judged: JudgedPolicy) -> list[tuple[WorkingCalendar, list[int]]]:
    """Give each calendar of a policy with the places of its goals."""
    by_name: dict[str, tuple[WorkingCalendar, list[int]]] = {}
    for place, goal in enumerate(judged.goals):
        by_name.setdefault(goal.calendar.name, (goal.calendar, []))[1].append(place)
    return list(by_name.values())


def _first(holds: Flags, starts: Counts) -> Counts:
    """Give for each stretch, by its start, the first place at which something holds; -1 where it never does."""
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    places = np.where(holds, np.arange(len(holds)), len(holds))
    first = np.minimum.reduceat(places, starts)
    return np.where(first < len(holds), first, -1)
