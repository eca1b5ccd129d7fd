"""Measure SLA clocks: a pure function of revisions, policies, calendars, outages and an instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from rules.calendar import CalendarError, WorkingCalendar
from rules.calendar_days import MICROSECOND
from rules.facts import Defect, Outage
from rules.programme import GoalChange, OutageEffect
from rules.sla.cycles import Cycle, cycles_of
from rules.sla.moments import Moment, Moments, moments_of
from rules.sla.policy import JudgedGoal, JudgedPolicy, SlaJudge, Standing
from rules.sla.values import Clock, ClockState, Part, SegmentKind, Stay
from wiql import ItemFields

_NO_TIME = timedelta(0)


def clocks(defect: Defect, judge: SlaJudge, now: datetime, outages: Iterable[Outage] = ()) -> tuple[Clock, ...]:
    """Measure every clock of a defect as of `now`, policy by policy, cycle by cycle.

    What is dated after `now` is not looked at, but outages announced for later count towards due instants.
    A clock that never started is not there; nor is one whose defect, as it stands, matches none of its goals.
    """
    history = moments_of(defect, now, judge.programme, judge.me)
    announced = tuple(sorted((each for each in outages if each.stands), key=lambda each: each.starts))
    return tuple(
        clock for judged in judge.policies for clock in _of_policy(judged, judge, defect, history, now, announced)
    )


def _of_policy(
    judged: JudgedPolicy, judge: SlaJudge, defect: Defect, history: Moments, now: datetime, outages: tuple[Outage, ...]
) -> Iterator[Clock]:
    steps = _standings(judged, judge, history.moments, defect.project)
    pausing = outages if judged.policy.outages is OutageEffect.PAUSE else ()
    for cycle in cycles_of(judged, steps, now, judge.programme.fields.party):
        if cycle.last.goal is None:
            continue
        yield Clock(
            name=judged.policy.name,
            cycle=cycle.number,
            defect=defect.id,
            as_of=now,
            state=_state(cycle, now, pausing),
            started=cycle.started,
            stopped=cycle.stopped,
            parts=tuple(
                _measured(judged.goals[goal], judged.policy.outages, stays, pausing)
                for goal, stays in _stretches(cycle, cycle.last.goal, judged.policy.goal_change)
            ),
            outages=outages,
            assumptions=(*history.assumptions, *filter(None, (cycle.last.assumption,))),
            policy_version=judged.version,
        )


def _standings(
    judged: JudgedPolicy, judge: SlaJudge, moments: tuple[Moment, ...], project: str
) -> Iterator[tuple[Moment, Standing]]:
    for place, moment in enumerate(moments):
        values = moment.fields
        if judged.looks_back:
            values = ItemFields(values, (earlier.fields for earlier in moments[:place]))
        yield moment, judged.standing(values, judge.context(moment.at, project))


def _state(cycle: Cycle, now: datetime, pausing: tuple[Outage, ...]) -> ClockState:
    if cycle.stopped:
        return ClockState.STOPPED
    stay, _ = cycle.stays[-1]
    is_paused = stay.kind is SegmentKind.PAUSED or any(outage.covers(now) for outage in pausing)
    return ClockState.PAUSED if is_paused else ClockState.RUNNING


def _stretches(cycle: Cycle, last: int, change: GoalChange) -> list[tuple[int, list[Stay]]]:
    """Give what each goal judges: the last one all of it, or each its own from when it came to hold."""
    if change is GoalChange.FROM_START:
        return [(last, [stay for stay, _ in cycle.stays])]
    held = (goal for _, goal in cycle.stays if goal is not None)
    current = next(held, last)
    stretches: list[tuple[int, list[Stay]]] = [(current, [])]
    for stay, goal in cycle.stays:
        if goal is not None and goal != current:
            current = goal
            stretches.append((current, []))
        stretches[-1][1].append(stay)
    return stretches


def _measured(judged: JudgedGoal, effect: OutageEffect, stays: list[Stay], pausing: tuple[Outage, ...]) -> Part:
    calendar = judged.calendar
    amount = judged.target.measured_from(stays[0].starts, calendar)
    elapsed, due, breached_at = _NO_TIME, None, None
    for starts, ends in _running(stays, pausing):
        worked, left = calendar.elapsed(starts, ends), amount - elapsed
        if due is None and worked >= left:
            due = calendar.add(starts, left)
        if breached_at is None and worked > left:
            breached_at = calendar.add(starts, left + MICROSECOND) - MICROSECOND
        elapsed += worked
    if due is None and stays[-1].kind is SegmentKind.RUNNING:
        due = _due(calendar, stays[-1].ends, amount - elapsed, pausing)
    return Part(judged.goal, calendar, effect, tuple(stays), amount, elapsed, due, breached_at)


def _running(stays: Iterable[Stay], pausing: tuple[Outage, ...]) -> Iterator[tuple[datetime, datetime]]:
    """Yield the time in which a clock ran, less the outages that pause it; `pausing` is in order of start."""
    for stay in stays:
        if stay.kind is not SegmentKind.RUNNING:
            continue
        reached = stay.starts
        for outage in pausing:
            if reached < outage.starts < stay.ends:
                yield reached, outage.starts
            if outage.starts < stay.ends:
                reached = max(reached, min(outage.ends or stay.ends, stay.ends))
        if reached < stay.ends:
            yield reached, stay.ends


def _due(calendar: WorkingCalendar, since: datetime, left: timedelta, pausing: tuple[Outage, ...]) -> datetime | None:
    """Give when a clock that goes on from `since` will have used up what is left; None if it never will."""
    for outage in pausing:
        if outage.ends is not None and outage.ends <= since:
            continue
        worked = calendar.elapsed(since, max(outage.starts, since))
        if worked >= left:
            break
        if outage.ends is None:
            return None
        left -= worked
        since = outage.ends
    try:
        return calendar.add(since, left)
    except CalendarError:
        return None
