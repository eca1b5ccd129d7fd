"""`why-not` names what keeps a rule from acting, clause by clause, and what would have to change."""

from __future__ import annotations

from typing import Any

import pytest

from rules.explanation import Consideration, why_not
from rules.facts import Facts
from rules.registry import RuleError
from tests.rules.asking import considered, only
from tests.rules.builders import BOT, TESTER, a_defect, facts_of, uk

OPENED = [("2024-06-03 09:00", "Open")]


def asked(facts: Facts, rule: str = "sla-breached", **settings: Any) -> Consideration:
    """Ask why a rule does nothing about the defect."""
    return why_not(facts, only(rule, **settings), rule, 1001)


@pytest.mark.parametrize(
    ("fields", "settings", "remedy"),
    [
        ({}, {"mode": "off"}, "`rules.sla-breached.mode` in envbot.yaml would have to be `suggest` or `apply`."),
        ({"tags": "envbot:hands-off"}, {}, "A person would have to take the tag envbot:hands-off away."),
        ({"state": "Closed"}, {}, "The defect would have to be re-opened."),
        ({"category": "Design"}, {}, "Its category (Custom.DefectCategory) would have to be Environment."),
    ],
)
def test_what_keeps_every_rule_away_has_a_remedy(fields: dict[str, Any], settings: dict[str, Any], remedy: str) -> None:
    """Mode, hands-off, closed, category."""
    state = fields.pop("state", "Open")
    consideration = asked(facts_of(a_defect(history=[("2024-06-03 09:00", state)], **fields)), **settings)
    assert consideration.decisions == ()
    assert consideration.remedies == (remedy,)


def test_a_condition_is_taken_apart_clause_by_clause() -> None:
    """With the value seen, and which clauses stand against the rule."""
    facts = facts_of(a_defect(history=OPENED))
    consideration = asked(facts, only="[System.State] = 'Open' AND [Custom.System] = 'CSS'", unless="[State] = 'New'")
    assert [(each.key, each.text, each.holds, each.seen, each.is_obstacle) for each in consideration.clauses] == [
        ("only", "[System.State] = 'Open'", True, "Open", False),
        ("only", "[Custom.System] = 'CSS'", False, "DIP", True),
        ("unless", "[State] = 'New'", False, "Open", False),
    ]
    assert consideration.remedies == ("`only` would have to be met; against it: [Custom.System] = 'CSS' (it is DIP).",)


def test_a_condition_that_must_not_hold_says_so() -> None:
    """What meets it is named."""
    consideration = asked(facts_of(a_defect(history=OPENED)), unless="[System.State] = 'Open'")
    assert consideration.remedies == (
        "`unless` would have to be no longer met; what meets it: [System.State] = 'Open' (it is Open).",
    )


def test_what_only_time_brings_is_dated() -> None:
    """The clock runs out by itself."""
    consideration = asked(facts_of(a_defect(severity=3, history=[("2024-06-11 09:00", "Open")])))
    assert consideration.remedies == (
        "Nothing but time: it acts on Mon 24 Jun 2024 17:00, if nothing happens until then.",
    )
    assert consideration.next_at == uk("2024-06-24 17:00")


def test_what_time_does_not_bring_is_said_so() -> None:
    """The sentence of the rule names the fact."""
    consideration = asked(facts_of(a_defect()), "retest-ready")
    assert consideration.because == ("No release note names it as fixed.",)
    assert consideration.remedies == (
        "What the sentence above names would have to change; time alone does not bring it about.",
    )


def test_what_is_done_or_undone_needs_no_or_another_fact() -> None:
    """A tag that the bot gave, and the same tag after a person took it away."""
    tagged = [*OPENED, ("2024-06-05 09:00", {"tags": "a"}, BOT)]
    rule = {"when": "[System.State] = 'Open'", "then": [{"add_tag": "a"}], "reason": "Because."}
    assert asked(facts_of(a_defect(history=tagged)), "own", **rule).remedies == (
        "Nothing: what the rule asks for is already so.",
    )
    undone = [*tagged, ("2024-06-06 09:00", {"tags": None}, TESTER)]
    assert asked(facts_of(a_defect(history=undone)), "own", **rule).remedies == (
        "A new fact would have to come (a later breach or delivery); or a person does it by hand.",
    )


def test_what_was_turned_to_and_fro_sends_to_the_lint() -> None:
    """Two rules would have to be told apart."""
    to_and_fro = [
        *OPENED,
        ("2024-06-12 06:00", {"tags": "a"}, BOT),
        ("2024-06-12 07:00", {"tags": None}, BOT),
    ]
    rule = {"when": "[System.State] = 'Open'", "then": [{"add_tag": "a"}], "reason": "Because."}
    assert asked(facts_of(a_defect(history=to_and_fro)), "own", **rule).remedies == (
        "The rules that contradict one another would have to be told apart: see `envbot check --lint`.",
    )


def test_a_rule_that_acts_needs_no_remedy() -> None:
    """It says what it does."""
    consideration = asked(facts_of(a_defect(history=OPENED)))
    assert consideration.acts[0] == "envbot will add the tag sla-breached"
    assert consideration.remedies == ()


def test_an_unknown_rule_is_named_with_those_that_come_near() -> None:
    """As in the settings."""
    with pytest.raises(RuleError, match=r"there is no such rule\. Did you mean sla-breached"):
        why_not(facts_of(a_defect()), {}, "sla-breachd", 1001)


def test_every_clause_of_every_condition_is_there_with_what_was_seen() -> None:
    """Where the rule acts as well; then none of them stands against it, be it false in an OR."""
    facts = facts_of(a_defect(severity=1, history=[("2024-06-11 16:00", "New")]))
    either = "[System.State] = 'New' OR [System.State] = 'Open'"
    seen = considered("blocker-escalated", facts, only=either, unless="[Custom.Environment] = 'UIT'")
    assert seen.decisions
    assert [(each.key, each.holds, each.seen, each.is_obstacle) for each in seen.clauses] == [
        ("only", True, "New", False),
        ("only", False, "New", False),
        ("unless", False, "SIT A", False),
    ]
