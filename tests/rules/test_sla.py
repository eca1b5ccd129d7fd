"""SLA clocks start, stop, pause and start again as their policies say, and are exact about when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from rules.facts import Defect, Outage
from rules.programme import ClockPolicy, GoalChange, OutageEffect, Programme, ReopenPolicy
from rules.sla import Clock, ClockState, SlaJudge, Verdict, clocks
from tests.rules.builders import (
    AROUND_THE_CLOCK,
    BOT,
    RESOLVE,
    RESOLVER,
    UPDATE,
    a_defect,
    a_programme,
    an_outage,
    goals,
    hours,
    uk,
)

HOUR = timedelta(hours=1)
SEVERE = "1 - Critical"


def a_judge(**changes: Any) -> SlaJudge:
    """Build a judge of a programme; `changes` replace parts of the programme."""
    return SlaJudge.of(a_programme(**changes), BOT)


JUDGE = a_judge()


def judging(policy: ClockPolicy, **programme: Any) -> SlaJudge:
    """Build a judge with one policy only."""
    return a_judge(clocks=(policy,), **programme)


def the_clocks(
    defect: Defect, name: str, now: str = "2024-12-01 00:00", judge: SlaJudge = JUDGE, outages: tuple[Outage, ...] = ()
) -> list[Clock]:
    """Give every cycle of a clock."""
    return [clock for clock in clocks(defect, judge, uk(now), outages) if clock.name == name]


def the_clock(
    defect: Defect, name: str, now: str = "2024-12-01 00:00", judge: SlaJudge = JUDGE, outages: tuple[Outage, ...] = ()
) -> Clock:
    """Give the only cycle of a clock."""
    (clock,) = the_clocks(defect, name, now, judge, outages)
    return clock


def test_a_clock_that_stops_in_time_is_met() -> None:
    """Raised at nine, accepted at half past ten: an hour and a half of two."""
    clock = the_clock(a_defect(history=[("2024-06-12 09:00", "New"), ("2024-06-12 10:30", "Open")]), "respond")
    assert (clock.verdict, clock.state, clock.is_open) == (Verdict.MET, ClockState.STOPPED, False)
    assert (clock.target, clock.elapsed, clock.remaining) == (2 * HOUR, 1.5 * HOUR, 0.5 * HOUR)
    assert (clock.started, clock.stopped) == (uk("2024-06-12 09:00"), uk("2024-06-12 10:30"))
    assert (clock.due, clock.breached_at) == (uk("2024-06-12 11:00"), None)
    assert clock.goal.target == "2 working hours"
    assert (clock.calendar, clock.working_calendar.name) == ("working hours", "working hours")
    assert (clock.defect, clock.cycle, clock.assumptions) == (1001, 1, ())


def test_a_clock_that_stops_late_is_breached_at_the_exact_instant() -> None:
    """The breach is when the target was used up, not when it was noticed."""
    clock = the_clock(a_defect(history=[("2024-06-12 16:30", "New"), ("2024-06-14 12:00", "Open")]), "respond")
    assert clock.verdict is Verdict.BREACHED
    assert clock.breached_at == clock.due == uk("2024-06-13 10:30")
    assert clock.remaining == -9.5 * HOUR


def test_a_running_clock_has_no_verdict() -> None:
    """While it runs it is due, and past that it is breached."""
    defect = a_defect(history=[("2024-06-12 09:00", "New")])
    before = the_clock(defect, "respond", "2024-06-12 10:59")
    after = the_clock(defect, "respond", "2024-06-12 11:01")
    assert (before.verdict, before.is_running, before.is_breached) == (None, True, False)
    assert (after.verdict, after.is_running, after.is_breached) == (None, True, True)
    assert before.due == after.due == after.breached_at == uk("2024-06-12 11:00")


def test_using_up_the_target_to_the_microsecond_is_met() -> None:
    """Eight hours used of eight are within the target, even if it stopped in the evening."""
    defect = a_defect(history=[("2024-06-12 08:00", "New"), ("2024-06-12 18:30", "Fixed")])
    clock = the_clock(defect, "resolve")
    assert (clock.verdict, clock.elapsed, clock.due) == (Verdict.MET, 8 * HOUR, uk("2024-06-12 17:00"))


def test_a_target_used_up_at_closing_is_breached_at_the_next_opening() -> None:
    """Closed hours never count, so nothing breaches in them."""
    defect = a_defect(history=[("2024-06-14 09:00", "New")])
    assert not the_clock(defect, "resolve", "2024-06-16 12:00").is_breached
    clock = the_clock(defect, "resolve", "2024-06-17 12:00")
    assert (clock.due, clock.breached_at) == (uk("2024-06-14 17:00"), uk("2024-06-17 09:00"))


def test_the_bank_holiday_inside_a_clock_does_not_count() -> None:
    """Friday before 27 May 2024, 16:00, until the Tuesday after, 09:30: an hour and a half."""
    clock = the_clock(a_defect(history=[("2024-05-24 16:00", "New"), ("2024-05-28 09:30", "Open")]), "respond")
    assert (clock.elapsed, clock.due) == (1.5 * HOUR, uk("2024-05-28 10:00"))


@pytest.mark.parametrize(("friday", "monday"), [("2024-03-29", "2024-04-02"), ("2024-10-25", "2024-10-28")])
def test_a_clock_over_the_clock_change_keeps_office_hours(friday: str, monday: str) -> None:
    """Whether an hour is lost or won at the weekend, an office hour before and one after are two."""
    defect = a_defect(severity=2, history=[(f"{friday} 16:00", "New"), (f"{monday} 10:00", "Open")])
    expected = HOUR if friday == "2024-03-29" else 2 * HOUR  # Good Friday is a bank holiday
    assert the_clock(defect, "respond").elapsed == expected


def test_around_the_clock_the_change_of_the_clocks_is_seen() -> None:
    """On a 24-hour calendar the day of the change has 23 hours in spring and 25 in autumn."""
    policy = replace(RESOLVE, goals=goals(*["1 day"] * 4, calendar="around the clock"))
    spring = a_defect(history=[("2024-03-31 00:00", "New"), ("2024-04-01 00:00", "Fixed")])
    autumn = a_defect(history=[("2024-10-27 00:00", "New"), ("2024-10-28 00:00", "Fixed")])
    assert the_clock(spring, "resolve", judge=judging(policy)).elapsed == 23 * HOUR
    assert the_clock(autumn, "resolve", judge=judging(policy)).verdict is Verdict.BREACHED


def test_a_pause_over_a_weekend_costs_nothing() -> None:
    """An hour before the question, an hour after the answer."""
    defect = a_defect(
        history=[
            ("2024-06-14 15:00", "Open"),
            ("2024-06-14 16:00", "Awaiting Information"),
            ("2024-06-17 12:00", "Open"),
            ("2024-06-17 13:00", "Fixed"),
        ]
    )
    clock = the_clock(defect, "resolve")
    assert (clock.verdict, clock.elapsed, clock.due) == (Verdict.MET, 2 * HOUR, uk("2024-06-18 11:00"))


def test_a_paused_clock_has_no_due_instant() -> None:
    """Nobody knows when the answer comes; what is left is known."""
    defect = a_defect(history=[("2024-06-14 15:00", "Open"), ("2024-06-14 16:00", "Awaiting Information")])
    clock = the_clock(defect, "resolve", "2024-06-17 12:00")
    assert (clock.is_paused, clock.is_running, clock.is_open) == (True, False, True)
    assert (clock.due, clock.remaining, clock.verdict) == (None, 7 * HOUR, None)


def test_a_clock_paused_after_its_breach_stays_breached() -> None:
    """The due instant is past, and a question does not undo it."""
    defect = a_defect(history=[("2024-06-12 09:00", "Open"), ("2024-06-13 12:00", "Awaiting Information")])
    clock = the_clock(defect, "resolve", "2024-06-17 12:00")
    assert (clock.is_paused, clock.due, clock.breached_at) == (True, uk("2024-06-12 17:00"), uk("2024-06-13 09:00"))


REOPENED = a_defect(
    severity=2,
    history=[
        ("2024-06-10 09:00", "New"),
        ("2024-06-10 12:00", "Fixed"),
        ("2024-06-10 16:00", "Closed"),
        ("2024-06-12 09:00", "Reopened"),
        ("2024-06-12 11:00", "Closed"),
    ],
)


def test_a_reopened_defect_resumes_its_clock() -> None:
    """The time already used counts, the time while it was thought fixed does not."""
    clock = the_clock(REOPENED, "resolve")
    assert (clock.cycle, clock.elapsed, clock.verdict) == (1, 5 * HOUR, Verdict.MET)
    assert (clock.started, clock.stopped) == (uk("2024-06-10 09:00"), uk("2024-06-12 11:00"))
    assert clock.due == uk("2024-06-14 14:00")


def test_a_reopened_defect_begins_a_new_cycle() -> None:
    """Each cycle has its own verdict."""
    judge = judging(replace(RESOLVE, reopen=ReopenPolicy.NEW_CYCLE))
    first, second = the_clocks(REOPENED, "resolve", judge=judge)
    assert (first.cycle, first.elapsed, first.stopped) == (1, 3 * HOUR, uk("2024-06-10 12:00"))
    assert (second.cycle, second.elapsed, second.started) == (2, 2 * HOUR, uk("2024-06-12 09:00"))


def test_a_reopened_defect_is_ignored() -> None:
    """The first verdict stands."""
    clock = the_clock(REOPENED, "resolve", judge=judging(replace(RESOLVE, reopen=ReopenPolicy.IGNORE)))
    assert (clock.elapsed, clock.stopped) == (3 * HOUR, uk("2024-06-10 12:00"))


def test_between_stop_and_reopen_the_clock_has_its_verdict() -> None:
    """As of the day between, it had stopped."""
    clock = the_clock(REOPENED, "resolve", "2024-06-11 12:00")
    assert (clock.verdict, clock.elapsed, clock.stopped) == (Verdict.MET, 3 * HOUR, uk("2024-06-10 12:00"))


def test_a_clock_that_never_started_is_not_there() -> None:
    """A defect imported as closed has no clock, nor has one that did not exist yet."""
    imported = a_defect(history=[("2024-06-10 09:00", "Closed"), ("2024-06-11 09:00", "Closed")])
    assert clocks(imported, JUDGE, uk("2024-06-12 09:00")) == ()
    assert clocks(imported, JUDGE, uk("2024-06-01 09:00")) == ()


# --- goals


def test_a_severity_changed_midway_counts_from_the_start() -> None:
    """Lowered before the critical target was used up or after: the last severity judges all of the time."""
    history: list[Any] = [
        ("2024-06-10 09:00", "Open"),
        ("2024-06-12 09:00", {"severity": "2 - High"}),
        ("2024-06-13 09:00", "Fixed"),
    ]
    clock = the_clock(a_defect(history=history), "resolve")
    assert (clock.target, clock.elapsed, clock.verdict) == (24 * HOUR, 24 * HOUR, Verdict.MET)
    before = the_clock(a_defect(history=history), "resolve", "2024-06-11 12:00")
    assert (before.target, before.breached_at) == (8 * HOUR, uk("2024-06-11 09:00"))


def test_a_severity_raised_midway_can_breach_at_once() -> None:
    """From the start means that the breach may lie before the change."""
    defect = a_defect(severity=2, history=[("2024-06-10 10:00", "Open"), ("2024-06-12 09:00", {"severity": SEVERE})])
    clock = the_clock(defect, "resolve", "2024-06-12 09:30")
    assert clock.breached_at == uk("2024-06-11 10:00")


FROM_CHANGE = judging(replace(RESOLVE, goal_change=GoalChange.FROM_CHANGE))


def test_a_goal_can_count_from_the_change() -> None:
    """Raised to critical on Wednesday at nine: a working day from then, whatever was used before."""
    defect = a_defect(severity=2, history=[("2024-06-10 10:00", "Open"), ("2024-06-12 09:00", {"severity": SEVERE})])
    clock = the_clock(defect, "resolve", "2024-06-12 10:00", FROM_CHANGE)
    assert (clock.target, clock.elapsed, clock.is_breached) == (8 * HOUR, HOUR, False)
    assert clock.due == uk("2024-06-12 17:00")
    assert [part.goal.target for part in clock.parts] == ["3 working days", "1 working day"]


def test_a_breach_before_the_change_stays() -> None:
    """Lowering the severity after the breach does not undo it."""
    defect = a_defect(
        history=[
            ("2024-06-10 09:00", "Open"),
            ("2024-06-11 10:00", {"severity": "4 - Low"}),
            ("2024-06-11 11:00", {"title": "Messages are slow"}),
            ("2024-06-11 12:00", "Fixed"),
        ]
    )
    clock = the_clock(defect, "resolve", judge=FROM_CHANGE)
    assert (clock.verdict, clock.breached_at, clock.elapsed) == (Verdict.BREACHED, uk("2024-06-11 09:00"), 2 * HOUR)


def test_the_severity_of_the_revision_that_stops_the_clock_counts() -> None:
    """The panel corrects the severity and accepts the defect in one go."""
    defect = a_defect(
        history=[("2024-06-12 09:00", "New"), ("2024-06-12 14:00", {"state": "Open", "severity": "3 - Medium"})]
    )
    assert the_clock(defect, "respond").verdict is Verdict.MET


def test_a_change_after_the_stop_judges_nothing_again() -> None:
    """A verdict does not move when somebody edits a closed defect."""
    defect = a_defect(
        severity=4,
        history=[
            ("2024-06-10 09:00", "Open"),
            ("2024-06-13 09:00", "Closed"),
            ("2024-06-14 09:00", {"severity": SEVERE}),
        ],
    )
    assert the_clock(defect, "resolve").target == 160 * HOUR


def test_goals_may_hang_on_any_field_and_the_first_that_matches_counts() -> None:
    """Blocked defects first, then everything else; each with its own calendar."""
    fast, slow = goals("1h", "1h", "1h", "1h")[0], goals("1 day", "1 day", "1 day", "1 day")[0]
    policy = replace(
        RESOLVE,
        goals=(
            replace(fast, when="[Microsoft.VSTS.CMMI.Blocked] = 'Yes'"),
            replace(slow, when="", calendar="around the clock"),
        ),
    )
    judge = judging(policy)
    blocked = a_defect(history=[("2024-06-12 09:00", "Open")], blocked="Yes")
    assert the_clock(blocked, "resolve", "2024-06-12 09:30", judge).due == uk("2024-06-12 10:00")
    clock = the_clock(a_defect(history=[("2024-06-12 09:00", "Open")]), "resolve", "2024-06-12 09:30", judge)
    assert (clock.due, clock.calendar) == (uk("2024-06-13 09:00"), "around the clock")


ENVIRONMENT_ONLY = judging(
    replace(
        RESOLVE,
        goals=(
            replace(RESOLVE.goals[0], when="[Custom.DefectCategory] = 'Environment' AND [System.State] <> 'Fixed'"),
        ),
    )
)


def test_a_defect_that_matches_no_goal_has_no_clock() -> None:
    """It was an environment defect until triage found otherwise."""
    defect = a_defect(history=[("2024-06-10 09:00", "Open"), ("2024-06-10 12:00", {"category": "Application"})])
    assert the_clock(defect, "resolve", "2024-06-10 10:00", ENVIRONMENT_ONLY).elapsed == HOUR
    assert the_clocks(defect, "resolve", judge=ENVIRONMENT_ONLY) == []


def test_a_stop_that_matches_no_goal_keeps_the_last_one() -> None:
    """A goal that excludes the state of the stop still judges."""
    defect = a_defect(history=[("2024-06-10 09:00", "Open"), ("2024-06-10 12:00", "Fixed")])
    assert the_clock(defect, "resolve", judge=ENVIRONMENT_ONLY).verdict is Verdict.MET


def test_a_target_by_the_next_working_day() -> None:
    """Raised on the Friday before the bank holiday, due on Tuesday at noon; a pause moves that."""
    policy = replace(RESOLVE, goals=(replace(RESOLVE.goals[0], when="", target="by 12:00 next working day"),))
    defect = a_defect(history=[("2024-05-24 15:00", "Open")])
    assert the_clock(defect, "resolve", "2024-05-24 15:30", judging(policy)).due == uk("2024-05-28 12:00")
    asked: list[Any] = [
        ("2024-05-24 15:00", "Open"),
        ("2024-05-24 15:30", "Awaiting Information"),
        ("2024-05-24 16:30", "Open"),
    ]
    paused = a_defect(history=asked)
    assert the_clock(paused, "resolve", "2024-05-24 17:30", judging(policy)).due == uk("2024-05-28 13:00")


# --- conditions


def test_a_condition_may_ask_about_the_past() -> None:
    """A clock that starts only for what was ever critical."""
    policy = replace(
        RESOLVE,
        start=f"[System.State] = 'Open' AND EVER ([Microsoft.VSTS.Common.Severity] = '{SEVERE}')",
        reopen=ReopenPolicy.IGNORE,
    )
    lowered = a_defect(history=[("2024-06-10 09:00", "New"), ("2024-06-10 12:00", {"severity": None, "state": "Open"})])
    never = a_defect(severity=2, history=[("2024-06-10 09:00", "New"), ("2024-06-10 12:00", "Open")])
    assert the_clock(lowered, "resolve", judge=judging(policy)).started == uk("2024-06-10 12:00")
    assert the_clocks(never, "resolve", judge=judging(policy)) == []


def test_a_condition_may_use_a_date_macro() -> None:
    """`@Today` is the day of the revision in the programme's zone."""
    policy = replace(RESOLVE, start="[System.CreatedDate] < @Today")
    created = "2024-06-10T23:30:00Z"  # already 11 June in the UK
    values = {"System.CreatedDate": created, "state": "Open"}
    defect = a_defect(history=[("2024-06-11 09:00", values), ("2024-06-12 00:05", {"title": "Messages are lost"})])
    assert the_clock(defect, "resolve", judge=judging(policy)).started == uk("2024-06-12 00:05")


def test_identities_and_lists_in_conditions_are_remembered_like_other_values() -> None:
    """A person in a field is an object; two revisions with the same person stand equally."""
    policy = replace(RESOLVE, start="[System.AssignedTo] = 'resolver@dip.example.com'")
    person = {"displayName": RESOLVER.name, "uniqueName": RESOLVER.mail}
    defect = a_defect(history=[("2024-06-12 09:00", {"assigned_to": person}), ("2024-06-12 10:00", {"title": "x"})])
    assert the_clock(defect, "resolve", "2024-06-12 11:00", judging(policy)).elapsed == 2 * HOUR


def test_a_judge_forgets_what_it_remembers_when_that_is_too_much() -> None:
    """However many different defects come by, memory stays bounded and verdicts the same."""
    judge = judging(RESOLVE)
    (policy,) = judge.policies
    forgetful = replace(judge, policies=(replace(policy, remembers=1),))
    assert the_clock(REOPENED, "resolve", judge=forgetful) == the_clock(REOPENED, "resolve", judge=judge)


# --- cadence

CADENCE = a_defect(
    severity=2,
    history=[
        ("2024-06-10 09:00", "New"),
        ("2024-06-10 11:00", {"title": "Messages are late"}),
        ("2024-06-10 12:00", {"tags": "seen"}, BOT),
        ("2024-06-10 13:00", {"Microsoft.VSTS.Common.StackRank": 7.0}),
        ("2024-06-12 12:00", "Fixed"),
    ],
    comments=[
        ("2024-06-10 14:00", RESOLVER, "We are looking into it."),
        ("2024-06-10 15:00", BOT, "No update for three hours."),
        ("2024-06-12 13:00", RESOLVER, "Fixed in 4.2.1."),
    ],
)


def test_every_activity_of_a_person_starts_a_new_cycle() -> None:
    """Revisions and comments count; those of the bot and moves on a board do not."""
    cycles = the_clocks(CADENCE, "update")
    assert [(clock.cycle, clock.started, clock.verdict) for clock in cycles] == [
        (1, uk("2024-06-10 09:00"), Verdict.MET),
        (2, uk("2024-06-10 11:00"), Verdict.MET),
        (3, uk("2024-06-10 14:00"), Verdict.BREACHED),
    ]
    assert cycles[-1].breached_at == uk("2024-06-11 14:00")


def test_without_a_known_bot_everybody_is_a_person() -> None:
    """The judge is told whose the bot's account is."""
    judge = SlaJudge.of(a_programme())
    assert len(the_clocks(CADENCE, "update", judge=judge)) == 5


def test_a_comment_in_the_same_instant_as_its_revision_counts_once() -> None:
    """Azure DevOps writes a revision for each comment."""
    defect = a_defect(
        history=[("2024-06-10 09:00", "New"), ("2024-06-10 11:00", {"System.History": "Looking."})],
        comments=[("2024-06-10 11:00", RESOLVER, "Looking."), ("2024-06-10 08:00", RESOLVER, "Imported.")],
    )
    assert [clock.started for clock in the_clocks(defect, "update")] == [uk("2024-06-10 09:00"), uk("2024-06-10 11:00")]


@pytest.mark.parametrize("reopen", [ReopenPolicy.RESUME, ReopenPolicy.NEW_CYCLE])
def test_re_opening_by_a_person_begins_a_new_cadence(reopen: ReopenPolicy) -> None:
    """Somebody re-opened it, so something was just done."""
    judge = judging(replace(UPDATE, reopen=reopen))
    assert [clock.started for clock in the_clocks(REOPENED, "update", judge=judge)] == [
        uk("2024-06-10 09:00"),
        uk("2024-06-12 09:00"),
    ]


def test_re_opening_by_the_bot_resumes_the_cadence() -> None:
    """The bot's own edits are no activity."""
    history: list[Any] = [("2024-06-10 09:00", "New"), ("2024-06-10 10:00", "Fixed"), ("2024-06-10 12:00", "Open", BOT)]
    clock = the_clock(a_defect(history=history), "update", "2024-06-10 12:30")
    assert (clock.cycle, clock.elapsed) == (1, 1.5 * HOUR)


def test_an_update_that_raises_the_severity_does_not_judge_the_cycle_it_ends() -> None:
    """The cycle that ends was run under the lower severity."""
    defect = a_defect(severity=4, history=[("2024-06-10 09:00", "Open"), ("2024-06-12 09:00", {"severity": SEVERE})])
    first, second = the_clocks(defect, "update", "2024-06-12 09:30")
    assert (first.verdict, first.target) == (Verdict.MET, 40 * HOUR)
    assert second.due == uk("2024-06-12 11:00")


# --- outages

OUTAGE = an_outage("OUT-14", starts="2024-06-12 10:00", ends="2024-06-12 14:00")
ONE_DAY = a_defect(history=[("2024-06-12 09:00", "Open"), ("2024-06-13 11:00", "Fixed")])
PAUSING = judging(replace(RESOLVE, outages=OutageEffect.PAUSE))


def test_an_outage_is_attributed() -> None:
    """The clock runs on, and says what of its time was the outage."""
    clock = the_clock(ONE_DAY, "resolve", outages=(OUTAGE,))
    assert (clock.elapsed, clock.verdict) == (10 * HOUR, Verdict.BREACHED)
    assert sum((part.working for part in clock.segments if part.kind == "outage"), timedelta(0)) == 4 * HOUR


def test_an_outage_can_pause() -> None:
    """Where the policy says so, four hours of outage are four hours more."""
    clock = the_clock(ONE_DAY, "resolve", judge=PAUSING, outages=(OUTAGE,))
    assert (clock.elapsed, clock.verdict, clock.due) == (6 * HOUR, Verdict.MET, uk("2024-06-13 13:00"))


def test_overlapping_outages_pause_once() -> None:
    """Two outages at a time are one pause; one before the start and a cancelled one are none."""
    outages = (
        an_outage("OUT-17", starts="2024-06-12 06:00", ends="2024-06-12 08:00"),
        OUTAGE,
        an_outage("OUT-15", starts="2024-06-12 12:00", ends="2024-06-12 15:00"),
        an_outage("OUT-16", starts="2024-06-12 15:00", ends="2024-06-12 16:00", cancelled=True),
    )
    clock = the_clock(ONE_DAY, "resolve", judge=PAUSING, outages=outages)
    assert clock.elapsed == 5 * HOUR


@pytest.mark.parametrize(
    ("ends", "due", "state"),
    [
        ("2024-06-12 14:00", "2024-06-13 13:00", ClockState.PAUSED),
        (None, None, ClockState.PAUSED),
    ],
)
def test_a_clock_in_an_outage_is_paused(ends: str | None, due: str | None, state: ClockState) -> None:
    """Its due instant counts on the announced end, and is unknown without one."""
    outage = an_outage(starts="2024-06-12 10:00", ends=ends)
    clock = the_clock(
        a_defect(history=[("2024-06-12 09:00", "Open")]), "resolve", "2024-06-12 11:00", PAUSING, (outage,)
    )
    assert (clock.state, clock.elapsed) == (state, HOUR)
    assert clock.due == (uk(due) if due else None)


def test_an_outage_announced_for_later_moves_the_due_instant() -> None:
    """Planned maintenance tomorrow pushes what is due after it, and nothing that is due before."""
    outages = (
        an_outage("OUT-20", starts="2024-06-13 09:00", ends="2024-06-13 12:00"),
        an_outage("OUT-19", starts="2024-06-11 09:00", ends="2024-06-11 12:00"),
        an_outage("OUT-21", starts="2024-06-14 09:00"),
    )
    late = a_defect(history=[("2024-06-12 12:00", "Open")])
    early = a_defect(history=[("2024-06-12 08:00", "Open")])
    two_days = a_defect(severity=2, history=[("2024-06-12 12:00", "Open")])
    assert the_clock(late, "resolve", "2024-06-12 12:30", PAUSING, outages).due == uk("2024-06-13 15:00")
    assert the_clock(early, "resolve", "2024-06-12 12:30", PAUSING, outages).due == uk("2024-06-12 17:00")
    assert the_clock(two_days, "resolve", "2024-06-12 12:30", PAUSING, outages).due is None


# --- versions


def test_a_target_that_the_calendar_no_longer_reaches_has_no_due_instant() -> None:
    """A calendar that closes for good can still judge what it had time for."""
    only_saturday = replace(AROUND_THE_CLOCK, week={}, open={date(2024, 6, 15): (hours("00:00", "24:00"),)})
    policy = replace(RESOLVE, goals=(replace(RESOLVE.goals[0], when="", target="4h", calendar="cut-over"),))
    judge = judging(policy, calendars={"cut-over": only_saturday})
    clock = the_clock(a_defect(history=[("2024-06-15 23:00", "Open")]), "resolve", "2024-06-16 12:00", judge)
    assert (clock.due, clock.elapsed) == (None, 2 * HOUR)


def test_versions_follow_what_judged() -> None:
    """Another target is another policy version, another hour another calendar version; nothing else is."""

    def versions(programme: Programme) -> tuple[str, str]:
        clock = the_clock(ONE_DAY, "resolve", judge=SlaJudge.of(programme))
        return clock.policy_version, clock.calendar_version

    usual = versions(a_programme(clocks=(RESOLVE,)))
    other_target = replace(RESOLVE, goals=goals("2 working days", "3 days", "10 days", "20 days"))
    assert versions(a_programme(clocks=(RESOLVE,), title="Renamed")) == usual
    policy, calendar = versions(a_programme(clocks=(other_target,)))
    assert policy != usual[0]
    assert calendar == usual[1]
