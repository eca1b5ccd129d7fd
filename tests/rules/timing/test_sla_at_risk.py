"""Clocks that are about to breach come on the agenda in time."""

from __future__ import annotations

from typing import Any

import pytest

from rules.facts import Facts
from tests.rules.asking import agenda, because, considered
from tests.rules.builders import a_defect, facts_of, uk


def opened(when: str, *, severity: int | None = 1, now: str = "2024-06-12 08:30", **more: Any) -> Facts:
    """Build facts with a defect that was accepted as it was raised."""
    history = [(when, "Open"), *more.pop("then", ())]
    return facts_of(a_defect(severity=severity, history=history, **more), now=now)


def test_what_breaches_before_the_panel_after_the_next_is_at_risk() -> None:
    """Due on Wednesday at noon: the meeting at ten is the last to speak about it."""
    assert agenda("sla-at-risk", opened("2024-06-11 12:00")) == [
        "resolve (1 working day) is due Wed 12 Jun 2024 12:00; waits on DIP service provider."
    ]


def test_the_settings_may_look_only_to_the_next_panel() -> None:
    """Due at noon is after the panel at ten."""
    facts = opened("2024-06-11 12:00")
    assert agenda("sla-at-risk", facts, panels=1, share=0) == []
    assert considered("sla-at-risk", facts, panels=1, share=0).next_at == uk("2024-06-12 10:00")
    assert agenda("sla-at-risk", opened("2024-06-11 09:30"), panels=1, share=0)


def test_a_clock_with_little_left_is_at_risk_wherever_the_panel_is() -> None:
    """Due on Friday at eleven, after the next panel; on Thursday at four, three hours of three days are left."""
    facts = opened("2024-06-11 11:00", severity=2, now="2024-06-13 16:00")
    assert agenda("sla-at-risk", facts, panels=1, share=0.2)
    assert agenda("sla-at-risk", facts, panels=1, share=0.1) == []


def test_a_clock_with_time_left_says_when_it_will_be_at_risk() -> None:
    """Due on Friday the 21st at five: once Wednesday's panel is over, only two more can speak about it."""
    consideration = considered("sla-at-risk", opened("2024-06-10 09:00", severity=3), share=0)
    assert consideration.decisions == ()
    assert consideration.because[0].endswith("and is due Fri 21 Jun 2024 17:00.")
    assert consideration.next_at == uk("2024-06-20 10:00")
    assert consideration.next_act == "puts the resolve clock on the agenda"


def test_a_large_share_may_come_before_the_panels() -> None:
    """Half of ten working days is used up on Friday the 14th at five."""
    assert considered("sla-at-risk", opened("2024-06-10 09:00", severity=3), share=0.5).next_at == uk(
        "2024-06-14 17:00"
    )


def test_what_a_clock_assumed_is_said() -> None:
    """Without a severity, the longest target counts; people should know."""
    reasons = because("sla-at-risk", opened("2024-06-11 12:00", severity=None))
    assert "(20 working days)" in reasons
    assert reasons.endswith("It has no severity that the programme knows, so that 4 - Low counts.")


def test_a_paused_clock_is_not_at_risk() -> None:
    """Its due instant is not known while it waits."""
    facts = opened("2024-06-11 12:00", then=[("2024-06-11 14:00", "Awaiting Information")])
    assert agenda("sla-at-risk", facts) == []
    assert because("sla-at-risk", facts).endswith("and is paused.")


def test_a_breached_clock_is_past_being_at_risk() -> None:
    """Another rule speaks about it."""
    facts = opened("2024-06-06 12:00")
    assert agenda("sla-at-risk", facts) == []
    assert because("sla-at-risk", facts).endswith("It is past being at risk.")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (
            opened("2024-06-11 12:00", then=[("2024-06-11 13:00", "Fixed")]),
            "No SLA clock is open: resolve was met Tue 11 Jun 2024 13:00.",
        ),
        (
            facts_of(a_defect(history=[("2024-06-11 12:00", "Somewhere")])),
            "No SLA clock runs while it is Somewhere.",
        ),
    ],
    ids=["all stopped", "a state without clocks"],
)
def test_no_open_clock_is_said_with_its_reason(facts: Facts, reason: str) -> None:
    """What stopped, what is missing, or the state."""
    assert agenda("sla-at-risk", facts) == []
    assert because("sla-at-risk", facts) == reason
