"""Many clocks measured at once are the clocks measured one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar_days import instant_of
from rules.facts import Defect
from rules.programme import CalendarSpec, GoalChange, OutageEffect, ReopenPolicy
from rules.sla import ClockState, PolicyError, SegmentKind, SlaJudge, clocks
from rules.sla.many import NEVER, ManyClocks, ManyDefects
from tests.rules.builders import (
    BOT,
    RESOLVE,
    RESOLVER,
    RESPOND,
    SEVERITIES,
    TESTER,
    UPDATE,
    a_defect,
    a_programme,
    goals,
    hours,
    uk,
)

STATES = ["New", "Open", "In Progress", "Awaiting Information", "Fixed", "Closed", "Reopened", "-100"]
STATES_BY_KIND = (ClockState.RUNNING, ClockState.PAUSED, ClockState.STOPPED)
KINDS = (SegmentKind.RUNNING, SegmentKind.PAUSED, SegmentKind.STOPPED)
FIRST = uk("2024-03-20 00:00")
ACCOUNT = {"displayName": "Supplier A", "uniqueName": "desk@supplier-a.example.com"}
MIXED = (
    replace(goals(*["30m"] * 4)[0], calendar="around the clock"),
    *goals(*["by 12:00 next working day"] * 4)[1:2],
    *goals(*["1 day"] * 4)[2:],
)
JUDGES = {
    reopen: SlaJudge.of(
        a_programme(clocks=tuple(replace(policy, reopen=reopen, goals=MIXED) for policy in (RESPOND, RESOLVE, UPDATE))),
        BOT,
    )
    for reopen in ReopenPolicy
}


@st.composite
def many_defects(draw: st.DrawFn) -> list[Defect]:
    """Draw defects whose histories are as dirty as they come: equal times, time running backwards, no severity."""
    defects = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        at = FIRST + timedelta(minutes=draw(st.integers(0, 300 * 24 * 60)))
        history: list[Any] = []
        for _ in range(draw(st.integers(1, 7))):
            change = {
                "state": draw(st.sampled_from(STATES)),
                "severity": draw(st.sampled_from([*SEVERITIES, None])),
                "party": draw(st.sampled_from(["Supplier A", ACCOUNT, None])),
            }
            history.append((at, change, draw(st.sampled_from([TESTER, BOT]))))
            at += timedelta(seconds=draw(st.sampled_from([0, 0, 60, 1_234_567, -500, 90_000])), microseconds=number)
        said = [history[-1][0], FIRST, at - timedelta(days=draw(st.integers(0, 20)))]
        comments = [(when, draw(st.sampled_from([TESTER, BOT])), "?") for when in said[: draw(st.integers(0, 3))]]
        defects.append(a_defect(number, severity=None, history=history, comments=comments))
    return defects


Row = tuple[Any, ...]


def joined(stays: Iterable[tuple[datetime, datetime, SegmentKind, str]]) -> list[Row]:
    """Leave out stays of no length and join neighbours that are alike."""
    result: list[Row] = []
    for stay in stays:
        if stay[0] == stay[1]:
            continue
        if result and result[-1][2:] == stay[2:]:
            result[-1] = (result[-1][0], *stay[1:])
        else:
            result.append(stay)
    return result


def one_by_one(defects: list[Defect], judge: SlaJudge, now: datetime, name: str) -> list[Row]:
    """Give what the single way says of every clock of a policy."""
    return [
        (
            *(clock.defect, clock.cycle, clock.state, clock.started, clock.stopped, clock.goal),
            *(clock.target, clock.elapsed, clock.due, clock.breached_at, clock.is_breached),
            joined((stay.starts, stay.ends, stay.kind, stay.party) for part in clock.parts for stay in part.stays),
        )
        for defect in defects
        for clock in clocks(defect, judge, now)
        if clock.name == name
    ]


def at_once(many: ManyClocks, judge: SlaJudge) -> list[Row]:
    """Give what the arrays say of every clock of a policy."""
    (policy,) = (each.policy for each in judge.policies if each.policy.name == many.name)
    stays: list[list[Any]] = [[] for _ in range(len(many))]
    parts = (many.stays.clocks, many.stays.starts, many.stays.ends, many.stays.kinds, many.stays.parties)
    for clock, starts, ends, kind, party in zip(*(part.tolist() for part in parts), strict=True):
        who = "" if party == NEVER else many.parties[party]
        stays[clock].append((instant_of(starts), instant_of(ends), KINDS[kind], who))
    return [
        (
            int(many.defects[clock]),
            int(many.cycles[clock]),
            STATES_BY_KIND[many.states[clock]],
            *(_instant(column[clock]) for column in (many.started, many.stopped)),
            policy.goals[many.goals[clock]],
            *(timedelta(microseconds=int(column[clock])) for column in (many.target, many.elapsed)),
            *(_instant(column[clock]) for column in (many.due, many.breached_at)),
            bool(many.is_breached[clock]),
            joined(stays[clock]),
        )
        for clock in range(len(many))
    ]


def _instant(count: np.int64) -> datetime | None:
    return None if count == NEVER else instant_of(int(count))


@given(many_defects(), st.sampled_from(list(ReopenPolicy)), st.integers(0, 400))
def test_many_at_once_are_the_same_as_one_by_one(defects: list[Defect], reopen: ReopenPolicy, day: int) -> None:
    """Every cycle of every policy, with its goal, due and breach instants and its stays, on dirty histories."""
    judge, now = JUDGES[reopen], FIRST + timedelta(days=day)
    for many in ManyDefects.of(judge, defects).clocks(now):
        assert at_once(many, judge) == one_by_one(defects, judge, now, many.name)


def test_working_time_of_the_stays_is_what_elapsed() -> None:
    """Of an hour before a weekend and one after it two hours count, whoever's turn it was."""
    history: list[Any] = [("2024-06-14 16:00", "Open"), ("2024-06-15 12:00", {"party": "LDSO B"})]
    (many,) = ManyDefects.of(SlaJudge.of(a_programme(clocks=(RESOLVE,))), [a_defect(history=history)]).clocks(
        uk("2024-06-17 10:00")
    )
    assert (many.stays.working // 3_600_000_000).tolist() == [1, 1]
    assert (many.elapsed // 3_600_000_000).tolist() == [2]
    assert [many.parties[code] for code in many.stays.parties] == ["DIP service provider", "LDSO B"]


DIRTY: list[Any] = [
    ("2024-06-10 09:00", "Open"),
    ("2024-06-10 13:00", {"title": "Messages are late"}),
    ("2024-06-10 11:00", {"tags": "seen"}, BOT),
    ("2024-06-10 14:00", {"Microsoft.VSTS.Common.StackRank": 7.0}),
    ("2024-06-10 15:00", {"title": "Messages are lost"}),
]


@pytest.mark.parametrize("policies", [(RESOLVE,), (UPDATE,), (RESPOND, RESOLVE, UPDATE)])
@pytest.mark.parametrize("now", ["2024-06-10 12:00", "2024-06-10 13:30", "2024-06-12 09:00"])
def test_revisions_out_of_order_are_put_in_order(policies: tuple[Any, ...], now: str) -> None:
    """By their numbers, with time standing still, whatever the order and whether activity is asked for or not."""
    defect = a_defect(history=DIRTY)
    judge = SlaJudge.of(a_programme(clocks=policies), BOT)
    shuffled = [replace(defect, revisions=defect.revisions[::-1]), a_defect(1002, history=DIRTY[:2])]
    for many in ManyDefects.of(judge, shuffled).clocks(uk(now)):
        assert at_once(many, judge) == one_by_one(shuffled, judge, uk(now), many.name)


def test_a_condition_on_what_azure_devops_keeps_makes_no_activity() -> None:
    """A place on a board decides about the clock here, and a move on it is still no activity."""
    rank = "Microsoft.VSTS.Common.StackRank"
    judge = SlaJudge.of(a_programme(clocks=(replace(UPDATE, pause=f"[{rank}] > 100"),)))
    history: list[Any] = [("2024-06-10 09:00", "Open"), ("2024-06-10 10:00", {rank: 200.0})]
    defects = [a_defect(history=history)]
    (many,) = ManyDefects.of(judge, defects).clocks(uk("2024-06-10 12:00"))
    assert (many.elapsed // 3_600_000_000).tolist() == [1]
    assert at_once(many, judge) == one_by_one(defects, judge, uk("2024-06-10 12:00"), "update")


def test_comments_alone_are_no_defect() -> None:
    """A defect that was not there yet has no clock, whatever was said about it."""
    unborn = a_defect(history=[("2024-06-20 09:00", "New")], comments=[("2024-06-10 09:00", RESOLVER, "Soon.")])
    there = a_defect(1002, history=[("2024-06-10 10:00", "New")])
    judge = SlaJudge.of(a_programme(clocks=(UPDATE,)))
    (both,) = ManyDefects.of(judge, [unborn, there]).clocks(uk("2024-06-12 09:00"))
    assert both.defects.tolist() == [1002]
    assert [len(many) for many in ManyDefects.of(judge, [unborn]).clocks(uk("2024-06-12 09:00"))] == [0]


def test_a_target_that_is_never_reached_is_never_due() -> None:
    """On a calendar that has closed for good what is left stays left."""
    saturday = CalendarSpec("UTC", {}, open={date(2024, 6, 15): (hours("00:00", "24:00"),)})
    policy = replace(RESOLVE, goals=(replace(RESOLVE.goals[0], when="", target="4h", calendar="cut-over"),))
    judge = SlaJudge.of(a_programme(clocks=(policy,), calendars={"cut-over": saturday}))
    late = a_defect(history=[("2024-06-15 23:00", "Open")])
    early = a_defect(1002, history=[("2024-06-14 23:00", "Open")])
    (many,) = ManyDefects.of(judge, [late, early]).clocks(uk("2024-06-16 12:00"))
    assert many.due.tolist()[0] == NEVER
    assert instant_of(int(many.due[1])) == uk("2024-06-15 05:00")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start": "[System.CreatedDate] < @Today"}, "its conditions mean another thing at another time"),
        ({"start": "EVER ([System.State] = 'New')"}, "its conditions mean another thing at another time"),
        ({"goal_change": GoalChange.FROM_CHANGE}, "goals from their change and pausing outages are measured"),
        ({"outages": OutageEffect.PAUSE}, "goals from their change and pausing outages are measured"),
    ],
)
def test_what_needs_each_defect_is_refused(changes: dict[str, Any], reason: str) -> None:
    """The refusal names the policy and says what to do instead."""
    judge = SlaJudge.of(a_programme(clocks=(replace(RESOLVE, **changes),)))
    with pytest.raises(PolicyError, match=f"SLA clock 'resolve': {reason}"):
        ManyDefects.of(judge, [])
