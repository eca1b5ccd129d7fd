"""A clock says by how much it is past its target, and how much of what counted was whose outage."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from rules.clock_words import attribution_sentence, outage_reasons
from rules.programme import GoalChange, OutageEffect
from rules.sla import Clock, SlaJudge, clocks
from rules.sla.attribution import OutageShare, attribution
from tests.rules.builders import BOT, RESOLVE, a_defect, a_programme, an_outage, uk

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STOPPED_LATE = [("2024-06-12 09:00", "Open"), ("2024-06-13 12:10", "Fixed")]
"""Eight hours were allowed, eleven hours and ten minutes were taken."""


def measured(*outages: Any, history: Any = STOPPED_LATE, now: str = "2024-06-20 09:00", **policy: Any) -> Clock:
    """Measure the resolve clock; `policy` replaces parts of its policy."""
    judge = SlaJudge.of(a_programme(clocks=(replace(RESOLVE, **policy),)), BOT)
    (clock,) = clocks(a_defect(history=history), judge, uk(now), outages)
    return clock


LONG = an_outage(starts="2024-06-12 09:50", ends="2024-06-12 16:00")
SHORT = an_outage("OUT-15", starts="2024-06-13 10:00", ends="2024-06-13 11:00")


def test_a_breach_is_attributed_to_the_outage_in_it() -> None:
    """By how much, how much of it was the outage, and that it would have been met."""
    clock = measured(LONG)
    said = attribution(clock)
    assert (said.overrun, said.outages) == (3 * HOUR + 10 * MINUTE, (OutageShare("OUT-14", 6 * HOUR + 10 * MINUTE),))
    assert (said.in_outages, said.is_met_without) == (6 * HOUR + 10 * MINUTE, True)
    assert attribution_sentence(clock) == (
        "Breached by 3 h 10 m; of the 11 h 10 m that counted, 6 h 10 m was the outage OUT-14."
        " Had that time not counted, the target would be met."
    )


def test_an_outage_that_does_not_explain_the_breach_is_said_too() -> None:
    """Several outages stand in the order of their length; closed hours of an outage do not count."""
    night = an_outage("OUT-16", starts="2024-06-12 16:30", ends="2024-06-13 09:15")
    assert attribution_sentence(measured(SHORT, night)) == (
        "Breached by 3 h 10 m; of the 11 h 10 m that counted, 1 h was the outage OUT-15 and 45 m was the outage OUT-16."
        " Had that time not counted, the target would be missed all the same."
    )


def test_without_outages_only_the_overrun_is_said() -> None:
    """And nothing at all of a clock within its target."""
    assert attribution_sentence(measured()) == "Breached by 3 h 10 m."
    assert attribution_sentence(measured(now="2024-06-12 12:00")) == ""
    assert attribution_sentence(measured(LONG, now="2024-06-12 10:50")) == (
        "Of the 1 h 50 m that counted, 1 h was the outage OUT-14."
    )


def test_an_outage_that_pauses_the_clock_did_not_count() -> None:
    """There is nothing to attribute; the segment names it."""
    clock = measured(LONG, outages=OutageEffect.PAUSE)
    assert attribution(clock).outages == ()
    assert [segment.outage for segment in clock.segments if segment.why.startswith("Outage")] == ["OUT-14"]


def test_the_reason_of_a_breach_is_the_same_whenever_it_is_asked() -> None:
    """Up to the breach all is settled; what an outage takes afterwards changes no words."""
    history = STOPPED_LATE[:1]
    said = "Of the 8 h that had counted by then, 6 h 10 m was the outage OUT-14."
    for now in ("2024-06-13 09:30", "2024-06-13 16:00", "2024-06-24 10:00"):
        assert outage_reasons(measured(LONG, SHORT, history=history, now=now)) == (said,)
    assert outage_reasons(measured(SHORT)) == ()
    assert outage_reasons(measured(LONG, now="2024-06-12 12:00")) == ()


def test_an_outage_is_cut_at_the_instant_asked_about() -> None:
    """Half of it lies before."""
    assert attribution(measured(LONG), uk("2024-06-12 12:50")).outages == (OutageShare("OUT-14", 3 * HOUR),)


def test_of_several_goals_the_missed_one_is_attributed() -> None:
    """The severity fell after the breach; the first target stays missed."""
    fell = [STOPPED_LATE[0], ("2024-06-13 10:00", {"severity": "4 - Low"}), STOPPED_LATE[1]]
    clock = measured(LONG, history=fell, goal_change=GoalChange.FROM_CHANGE)
    assert (len(clock.parts), attribution(clock).overrun) == (2, HOUR)
