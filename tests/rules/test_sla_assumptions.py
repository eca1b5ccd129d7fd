"""Clocks say in words what a dirty history made them assume."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.facts import Defect
from rules.sla import Clock, SlaJudge, clocks
from rules.view import View
from tests.rules.builders import BOT, RESOLVE, a_defect, a_programme, facts_of, uk

HOUR = timedelta(hours=1)


def the_clock(defect: Defect, now: str = "2024-06-20 09:00", **programme: Any) -> Clock:
    """Measure the resolve clock of a defect."""
    judge = SlaJudge.of(a_programme(clocks=(RESOLVE,), **programme), BOT)
    (clock,) = clocks(defect, judge, uk(now))
    return clock


def test_a_clean_history_needs_no_assumption() -> None:
    """Nothing is said where nothing was assumed."""
    assert the_clock(a_defect(history=[("2024-06-12 09:00", "Open"), ("2024-06-12 10:00", "Fixed")])).assumptions == ()


def test_time_that_runs_backwards_stands_still() -> None:
    """A revision dated before its predecessor is taken as made at the same time."""
    defect = a_defect(
        history=[("2024-06-12 09:00", "New"), ("2024-06-12 11:00", "Open"), ("2024-06-12 10:00", "Fixed")]
    )
    clock = the_clock(defect)
    assert (clock.stopped, clock.elapsed) == (uk("2024-06-12 11:00"), 2 * HOUR)
    (said,) = clock.assumptions
    assert said == (
        "Revision 3 is dated 2024-06-12 09:00:00 UTC, before the one it follows; it was taken as made at the same time"
        " as that, 2024-06-12 10:00:00 UTC."
    )


def test_revisions_at_the_same_time_count_in_the_order_of_their_numbers() -> None:
    """The last of them is how the defect stood from then on."""
    defect = a_defect(
        history=[("2024-06-12 09:00", "Fixed"), ("2024-06-12 09:00", "Open"), ("2024-06-12 10:00", "Fixed")]
    )
    clock = the_clock(defect)
    assert (clock.started, clock.elapsed) == (uk("2024-06-12 09:00"), HOUR)
    assert clock.assumptions == (
        "Revisions 1 and 2 bear the same time, 2024-06-12 08:00:00 UTC; they count in the order of their numbers.",
    )


def test_revisions_out_of_order_are_put_in_order() -> None:
    """Their numbers say what followed what."""
    defect = a_defect(history=[("2024-06-12 09:00", "Open"), ("2024-06-12 10:00", "Fixed")])
    clock = the_clock(replace(defect, revisions=defect.revisions[::-1]))
    assert clock.elapsed == HOUR
    assert clock.assumptions == ("The revisions were not in the order of their numbers; their numbers count.",)


def test_a_date_before_all_calendars_is_taken_as_their_beginning() -> None:
    """Azure DevOps writes the year 1 where it knows none."""
    defect = a_defect(history=[(datetime(1, 1, 1, tzinfo=UTC), "New"), ("2024-06-12 09:00", "Fixed")])
    clock = the_clock(defect)
    assert clock.started == datetime(1970, 1, 1, tzinfo=UTC)
    assert clock.assumptions == ("Revision 1 is dated 0001-01-01; it was taken as of 1970-01-01.",)


def test_an_unknown_state_is_named_once() -> None:
    """A state that stands in no group of the workflow neither starts, stops nor pauses by itself."""
    defect = a_defect(
        history=[
            ("2024-06-12 09:00", "Open"),
            ("2024-06-12 10:00", "-100"),
            ("2024-06-12 11:00", "open"),
            ("2024-06-12 12:00", "-100"),
            ("2024-06-12 13:00", "Fixed"),
        ]
    )
    clock = the_clock(defect)
    assert clock.elapsed == 4 * HOUR
    (said,) = clock.assumptions
    assert said == (
        "No policy knows the state '-100' (revision 2); the conditions of the clocks were applied to it as they are"
        " written."
    )


def test_a_party_that_does_not_exist_is_named_once() -> None:
    """Its time is shown under the name that was given; without a list of parties every name will do."""
    defect = a_defect(
        history=[("2024-06-12 09:00", "Open"), ("2024-06-12 10:00", "In Progress"), ("2024-06-12 11:00", "Fixed")],
        party="Suplier A",
    )
    assert the_clock(defect).assumptions == (
        "The programme has no party 'Suplier A' (revision 1); its time is shown under that name.",
    )
    assert the_clock(defect, parties=()).assumptions == ()


@pytest.mark.parametrize(
    ("severity", "said"),
    [
        (None, "The severity is missing; the target of '4 - Low' was used."),
        ("Showstopper", "'Showstopper' is none of the programme's severities; the target of '4 - Low' was used."),
    ],
)
def test_a_missing_severity_is_taken_as_the_least(severity: str | None, said: str) -> None:
    """Until triage gives one, the longest target counts, and the clock says so."""
    defect = a_defect(severity=None, history=[("2024-06-12 09:00", {"state": "Open", "severity": severity})])
    clock = the_clock(defect)
    assert clock.target == 160 * HOUR
    assert clock.assumptions == (said,)


def test_a_severity_given_later_needs_no_assumption() -> None:
    """What holds last counts from the start."""
    defect = a_defect(
        severity=None, history=[("2024-06-12 09:00", "Open"), ("2024-06-12 10:00", {"severity": "1 - critical"})]
    )
    clock = the_clock(defect)
    assert (clock.target, clock.assumptions) == (8 * HOUR, ())


def test_without_a_severity_a_goal_about_something_else_does_not_match_by_assumption() -> None:
    """The severity is assumed only where it decides; and a look back keeps its past."""
    elsewhere = replace(RESOLVE, goals=(replace(RESOLVE.goals[0], when="[Custom.Environment] = 'UIT'"),))
    defect = a_defect(severity=None, history=[("2024-06-12 09:00", "Open")])
    judge = SlaJudge.of(a_programme(clocks=(elsewhere,)), BOT)
    assert clocks(defect, judge, uk("2024-06-13 09:00")) == ()
    past = "EVER ([System.State] = 'New') AND [Microsoft.VSTS.Common.Severity] = '4 - Low'"
    ever = replace(RESOLVE, goals=(replace(RESOLVE.goals[0], when=past),))
    once_new = a_defect(severity=None, history=[("2024-06-12 09:00", "New"), ("2024-06-12 10:00", "Open")])
    (clock,) = clocks(once_new, SlaJudge.of(a_programme(clocks=(ever,)), BOT), uk("2024-06-12 12:00"))
    assert clock.elapsed == 3 * HOUR


def test_a_view_gives_every_assumption_once() -> None:
    """Those of the history and those of its clocks; those of the history where no clock ever started."""
    missing = "The severity is missing; the target of '4 - Low' was used."
    facts = facts_of(a_defect(1, severity=None), a_defect(2, history=[("2024-06-10 09:00", "Odd")]))
    view = View(facts)
    assert view.assumptions(facts.defects[1]) == (missing,)
    (said,) = view.assumptions(facts.defects[2])
    assert said.startswith("No policy knows the state 'Odd' (revision 1)")
