"""Run start, stop, pause and re-open over the steps of very many defects at once, in arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rules.programme import ClockPolicy, ReopenPolicy
from rules.sla.steps import Counts, Flags, Standings, Steps, first_of_each, last_of_each

RUNNING, PAUSED, STOPPED = range(3)
"""Kinds of stays, and states of clocks."""


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Step by step: whether the clock is open from then on, and whether another cycle of it begins."""

    is_open: Flags
    begins: Flags
    is_first: Flags


def runs_of(policy: ClockPolicy, steps: Steps, standings: Standings) -> Runs:
    """Run start, stop, re-open and cadence over all defects at once."""
    order = np.arange(len(steps.at))
    is_first = first_of_each(steps.defects)
    first = np.maximum.accumulate(np.where(is_first, order, 0))
    stops = standings.stops[steps.codes]
    starts = standings.starts[steps.codes] & ~stops
    deciding = np.maximum.accumulate(np.where(starts | stops, order, -1))
    is_open = (deciding >= first) & starts[deciding]
    if policy.reopen is ReopenPolicy.IGNORE:
        closings = np.cumsum(~is_open & _before(is_open, is_first))
        is_open &= closings == closings[first]
    was_open = _before(is_open, is_first)
    opens = is_open & ~was_open
    if policy.reopen is ReopenPolicy.NEW_CYCLE:
        begins = opens
    else:
        openings = np.cumsum(opens)
        begins = opens & (openings - openings[first] + opens[first] == 1)
    if policy.repeats_on_activity:
        begins = begins | (opens & steps.activity)
        wanted = is_open & was_open & steps.activity
        # Of several steps at one instant only one begins a cycle.
        at_once = np.maximum.accumulate(np.where(is_first | first_of_each(steps.at), order, 0))
        either = begins | wanted
        counted = np.cumsum(either)
        is_alone: Flags = counted - either == counted[at_once] - either[at_once]
        begins = begins | (wanted & is_alone)
    return Runs(is_open, begins, is_first)


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """The cycles that have a goal, and which steps belong to them.

    Attributes:
        steps: places of the steps that belong to a cycle, in order.
        of_step: the cycle of each of these.
        numbers: counted from 1 for each defect.
        begun: the step at which each cycle begins.
        last: the last step at which it was open.
        until: for every step of the history, when the next one was, or now.
        is_last: for every step of the history, whether it is the last of its defect.
    """

    steps: Counts
    of_step: Counts
    kinds: Counts
    numbers: Counts
    begun: Counts
    last: Counts
    is_open: Flags
    goals: Counts
    defects: Counts
    until: Counts
    is_last: Flags
    started: Counts


def cycles_in(runs: Runs, steps: Steps, standings: Standings, now: int) -> Cycles:
    """Give the cycles of all defects, those without a goal left out, with the steps that belong to each."""
    order = np.arange(len(steps.at))
    begun = np.flatnonzero(runs.begins)
    cycle = np.cumsum(runs.begins) - 1
    opened = np.flatnonzero(runs.is_open)
    last = np.zeros(len(begun), dtype=np.int64)
    last[cycle[opened]] = opened
    is_last = last_of_each(steps.defects)
    until = np.where(is_last, now, np.roll(steps.at, -1))
    is_open = is_last[last]
    goals = standings.goals[steps.codes]
    following = np.minimum(last + 1, len(order) - 1)
    is_stopped_by_condition = ~is_open & ~runs.is_open[following] & (goals[following] >= 0)
    goal = np.where(is_stopped_by_condition, goals[following], goals[last])
    kept = goal >= 0
    belongs = (cycle >= 0) & (np.append(begun, 0)[cycle] >= np.maximum.accumulate(np.where(runs.is_first, order, 0)))
    belongs &= (order <= np.append(last, -1)[cycle]) & np.append(kept, np.False_)[cycle]
    member = np.flatnonzero(belongs)
    new_place = np.cumsum(kept) - 1
    open_now = runs.is_open[member]
    kinds = np.where(open_now, np.where(standings.pauses[steps.codes[member]], PAUSED, RUNNING), STOPPED)
    defects = steps.defects[begun]
    firsts = np.searchsorted(defects, defects)
    return Cycles(
        member,
        new_place[cycle[member]],
        kinds,
        (np.arange(len(begun)) - firsts + 1)[kept],
        begun[kept],
        last[kept],
        is_open[kept],
        goal[kept],
        defects[kept],
        until,
        is_last,
        steps.at[begun[kept]],
    )


def _before(flags: Flags, is_first: Flags) -> Flags:
    """Give each flag of the step before of the same defect; False for its first."""
    before = np.zeros(len(flags), dtype=np.bool_)
    before[1:] = flags[:-1]
    return before & ~is_first
