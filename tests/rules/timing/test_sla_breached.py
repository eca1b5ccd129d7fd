"""Breached clocks are tagged, shown and, where they are severe, escalated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.decisions import AddTag, PutOnAgenda, Section
from rules.facts import Facts
from tests.rules.asking import actions, agenda, asked, because, considered, escalated
from tests.rules.builders import BOT, TESTER, a_defect, an_outage, facts_of, uk


def breached(severity: int = 1, *then: Any, now: str = "2024-06-12 08:30", **fields: Any) -> Facts:
    """Build facts with a defect whose resolve clock breached (severity 1: on 4 June at 09:00)."""
    history = [("2024-06-03 09:00", "New"), ("2024-06-03 09:30", "Open"), *then]
    return facts_of(a_defect(severity=severity, history=history, **fields), now=now)


def test_a_breach_is_tagged_and_put_on_the_agenda() -> None:
    """With target, instant and whose turn it is."""
    line = "resolve (10 working days) breached Mon 17 Jun 2024 09:00; waits on DIP service provider."
    assert actions("sla-breached", breached(severity=3, now="2024-06-18 08:30")) == [
        AddTag("sla-breached"),
        PutOnAgenda(Section.BREACHED, line),
    ]


@pytest.mark.parametrize(
    ("environment", "role"), [("SIT A", "SI defect manager"), ("UIT", "qualification defect manager")]
)
def test_a_severe_breach_is_told_to_the_defect_manager_of_its_phase(environment: str, role: str) -> None:
    """SIT and UIT have their own."""
    assert escalated("sla-breached", breached(environment=environment)) == [role]


def test_every_defect_manager_is_told_where_the_environment_is_not_known() -> None:
    """Twice is better than never."""
    assert escalated("sla-breached", breached(environment=None)) == [
        "SI defect manager",
        "qualification defect manager",
    ]


def test_lesser_breaches_are_not_escalated() -> None:
    """The settings say from which severity on."""
    assert escalated("sla-breached", breached(severity=3, now="2024-06-18 08:30")) == []
    assert escalated("sla-breached", breached(severity=3, now="2024-06-18 08:30"), escalate_to_severity=3)
    assert escalated("sla-breached", breached(), escalate_to_severity=0) == []


def test_a_breached_clock_that_is_paused_is_shown_but_nobody_is_told() -> None:
    """Somebody else is asked meanwhile."""
    facts = breached(1, ("2024-06-05 10:00", "Awaiting Information"))
    assert escalated("sla-breached", facts) == []
    assert because("sla-breached", facts).endswith("breached Tue 4 Jun 2024 09:00 and is paused now.")


def test_a_clock_within_its_target_says_when_the_rule_acts() -> None:
    """The instant is that of the breach."""
    facts = breached(now="2024-06-03 12:00")
    consideration = considered("sla-breached", facts)
    assert consideration.decisions == ()
    assert consideration.because == (
        "The resolve clock (1 working day) has run since Mon 3 Jun 2024 09:00 and is due Mon 3 Jun 2024 17:00.",
    )
    assert consideration.next_at == uk("2024-06-03 17:00")
    assert consideration.next_act == "tags it sla-breached and puts it on the agenda"


def test_a_paused_clock_within_its_target_has_no_next_act() -> None:
    """Nobody knows when it goes on."""
    facts = breached(1, ("2024-06-03 10:00", "Awaiting Information"))
    assert considered("sla-breached", facts).next_at is None


def test_a_stopped_clock_asks_for_nothing_more() -> None:
    """Late is late, but nothing is left to do."""
    facts = breached(1, ("2024-06-05 10:00", "Fixed"))
    assert actions("sla-breached", facts) == []
    assert "resolve was breached Wed 5 Jun 2024 10:00" in because("sla-breached", facts)


def test_a_tag_that_a_person_took_away_is_not_set_again() -> None:
    """`why` says who took it away and when; the agenda still shows the breach."""
    facts = breached(
        1,
        ("2024-06-05 10:00", {"tags": "sla-breached"}, BOT),
        ("2024-06-06 10:00", {"tags": None}, TESTER),
    )
    assert AddTag("sla-breached") not in actions("sla-breached", facts)
    assert agenda("sla-breached", facts)
    (held,) = asked("sla-breached", facts).held_back
    assert held.because == (
        "Tester of Supplier A undid the tag sla-breached, which envbot had done, on Thu 6 Jun 2024 10:00; "
        "it is not done again until a later fact of the kind comes."
    )
    assert held.because in because("sla-breached", facts)


def test_a_tag_taken_away_before_another_breach_is_set_for_that() -> None:
    """The fact it rests on is younger than what the person did."""
    facts = breached(
        1,
        ("2024-06-03 12:00", {"tags": "sla-breached"}, BOT),
        ("2024-06-03 13:00", {"tags": None}, TESTER),
    )
    assert AddTag("sla-breached") in actions("sla-breached", facts)


def test_the_outage_in_a_breach_is_named_among_the_reasons() -> None:
    """How much of the target it took, in words that stay the same."""
    outage = an_outage(starts="2024-06-03 10:00", ends="2024-06-03 15:00")
    facts = replace(breached(), outages=(outage,))
    assert "Of the 8 h that had counted by then, 5 h was the outage OUT-14." in because("sla-breached", facts)
