"""A person may limit a rule to some defects, or keep it from some, in WIQL."""

from __future__ import annotations

import pytest

from rules.registry import RuleError
from tests.rules.asking import actions, because, considered
from tests.rules.builders import a_defect, an_outage, facts_of

BREACHED = facts_of(a_defect(severity=1, history=[("2024-06-03 09:00", "Open")]))


@pytest.mark.parametrize(
    "condition",
    [
        "[System.State] = 'open'",
        "[Custom.Environment] IN ('SIT A', 'SIT B')",
        "[envbot.environment] = 'SIT A' AND [envbot.system] = 'DIP'",
        "[envbot.sla.resolve.state] = 'breached'",
        "[envbot.sla.resolve.due] < @Today",
        "[envbot.waits_on] = 'DIP service provider'",
        "[envbot.outage] IS EMPTY",
    ],
)
def test_a_rule_looks_at_the_defects_that_meet_its_condition(condition: str) -> None:
    """Fields of Azure DevOps and of the bot alike."""
    assert actions("sla-breached", BREACHED, only=condition)
    assert actions("sla-breached", BREACHED, unless=condition) == []


def test_both_conditions_count() -> None:
    """The one lets in, the other keeps out."""
    assert actions("sla-breached", BREACHED, only="[State] = 'Open'", unless="[State] = 'New'")
    assert actions("sla-breached", BREACHED, only="[State] = 'Open'", unless="[Severity] = '1 - Critical'") == []
    assert actions("sla-breached", BREACHED, only="[State] = 'New'", unless="[State] = 'New'") == []


def test_why_names_the_condition_and_what_was_seen() -> None:
    """Clause by clause."""
    assert because("sla-breached", BREACHED, only="[System.State] = 'New'") == (
        "The condition `only` of the rule is not met ([System.State] = 'New': Open)."
    )
    assert because("sla-breached", BREACHED, unless="[System.State] = 'Open'") == (
        "The condition `unless` of the rule is met ([System.State] = 'Open': Open)."
    )


def test_a_condition_that_holds_keeps_nothing_away_from_why() -> None:
    """The rule then speaks for itself."""
    assert considered("sla-breached", BREACHED, only="[State] = 'Open'", unless="[State] = 'New'").decisions


def test_the_outage_of_a_defect_can_be_asked_for() -> None:
    """By its reference."""
    facts = facts_of(a_defect(history=[("2024-06-03 09:00", "Open")]), outages=(an_outage(starts="2024-06-03 08:50"),))
    assert actions("sla-breached", facts, only="[envbot.outage] = 'OUT-14'")


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            "[Custom.Sytem] = 'DIP'",
            r"rules\.sla-breached\.only: There is no field 'Custom\.Sytem'; did you mean .*System",
        ),
        ("[envbot.sla.fix.state] = 'met'", r"rules\.sla-breached\.only: There is no field 'envbot\.sla\.fix\.state'"),
        ("[System.State] = ", r"rules\.sla-breached\.only: "),
    ],
)
def test_a_mistake_in_a_condition_is_named_before_any_rule_is_asked(condition: str, message: str) -> None:
    """Rule, key, place, and what comes near."""
    with pytest.raises(RuleError, match=message):
        actions("sla-breached", BREACHED, only=condition)
