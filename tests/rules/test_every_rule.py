"""Hold every rule to the same contract: its example runs, it is pure, it gives reasons, it decides once."""

from __future__ import annotations

import ast
import doctest
import importlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rules.carrying_out import carried_out
from rules.decisions import AddComment, AddTag, Decision, LinkWorkItem, Mode, RemoveTag, SetField
from rules.engine import Outcome, decide
from rules.escalation.policy import Ladder, LadderStep
from rules.explanation import why
from rules.facts import Facts, FixClaim, OutageKind, ReleaseNote
from rules.registry import RuleSettings, registry
from rules.settings import read_settings
from tests.rules.asking import asked, only
from tests.rules.builders import RESOLVER, a_defect, a_programme, an_outage, facts_of, uk

RULES = sorted(registry())
DECLARED: dict[str, dict[str, Any]] = {
    "certificate-asked": {
        "when": "[System.Title] CONTAINS WORDS 'certificate'",
        "reason": "Security renews certificates.",
        "cool_down": "P1D",
        "then": [
            {"add_tag": "certificate"},
            {"set": {"field": "Custom.Party", "value": "Security"}},
            {"comment": "Please renew it: {System.Title}."},
            {"link": {"target": 7}},
            {"agenda": {"section": "Suggestions for the panel", "text": "Who renews it?"}},
            {"remove_tag": "old"},
            {"assign": "security@example.com"},
            {"notify": {"role": "security contact", "text": "Please renew it: {System.Title}."}},
            {"escalate": {"role": "environment manager", "text": "A certificate has expired: {System.Title}."}},
        ],
    }
}
EVERY = [*RULES, *DECLARED]
WRITES = SetField | AddTag | RemoveTag | AddComment | LinkWorkItem


def everything() -> Facts:
    """Build facts in which every rule has something to decide."""
    defects = [
        a_defect(1, title="A blocker nobody answered"),
        a_defect(2, severity=2, title="Breached", history=[("2024-05-24 09:00", "New"), ("2024-05-24 10:00", "Open")]),
        a_defect(3, severity=1, title="Due today", history=[("2024-06-11 12:00", "New"), ("2024-06-11 13:00", "Open")]),
        a_defect(4, category=None, title="Certificate has expired"),
        a_defect(5, environment=None, title="D0150 with TR04 is not routed"),
        a_defect(6, environment=None, title="Moved from TR03 to TR04 too early"),
        a_defect(7, system=None, party=None, title="IF-031 is refused"),
        a_defect(8, severity=None),
        a_defect(9, title="Registration of IF-021 fails twice", severity=3, history=[("2024-06-06 09:00", "Open")]),
        a_defect(10, title="Registration of IF-021 fails", severity=3, history=[("2024-06-12 08:00", "New")]),
        a_defect(11, history=[("2024-06-03 09:00", "New"), ("2024-06-05 09:00", "Fixed", RESOLVER)]),
        a_defect(
            12, environment="SIT B", history=[("2024-06-03 09:00", "New"), ("2024-06-05 09:00", "Fixed", RESOLVER)]
        ),
        a_defect(13, history=[("2024-06-10 12:30", "New")], title="Raised in the planned outage"),
        a_defect(14, title="Left alone", tags="envbot:hands-off"),
        a_defect(15, severity=4, title="The portal is down", priority=4, blocked="Yes"),
        *(
            a_defect(
                number,
                environment="UIT",
                severity=4,
                title=f"Outage, seen from place {number}",
                history=[("2024-06-12 08:0" + str(number - 20), "New")],
            )
            for number in (21, 22, 23)
        ),
    ]
    outage = an_outage(
        "OUT-14", starts="2024-06-10 12:00", ends="2024-06-10 14:00", kind=OutageKind.PLANNED, work_item=4711
    )
    note = ReleaseNote(
        "4.2.1",
        ("DIP",),
        ("SIT A",),
        uk("2024-06-11 18:00"),
        (FixClaim(11, "#11", "line 9"), FixClaim(12, "#12", "line 10")),
    )
    ladder = Ladder(
        "blocker",
        "A blocker that nobody has answered",
        "[Microsoft.VSTS.Common.Severity] = '1 - Critical'",
        "working hours",
        (LadderStep(("SI defect manager",)), LadderStep(("SITAG",), "2 working days")),
    )
    roles = dict.fromkeys(("security contact", "environment manager"), "For the test.")
    programme = a_programme(ladders=(ladder,), roles=roles)
    return facts_of(*defects, outages=(outage,), release_notes=(note,), programme=programme)


def asked_for(rule: str, facts: Facts) -> Outcome:
    """Ask one rule alone, of those in files or those in YAML."""
    return asked(rule, facts, **DECLARED.get(rule, {}))


def applying() -> dict[str, RuleSettings]:
    """Give settings in which every rule is applied."""
    return read_settings({identity: {"mode": "apply", **DECLARED.get(identity, {})} for identity in EVERY})


@pytest.mark.parametrize("rule", RULES)
def test_its_documented_example_runs(rule: str) -> None:
    """The example in the docstring gives what it says."""
    declared = registry()[rule]
    example = doctest.DocTestParser().get_doctest(declared.about, {}, rule, declared.module, 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize("rule", RULES)
def test_its_file_and_its_test_are_named_after_it(rule: str) -> None:
    """A rule is found by its id; its file says its duty in the first line."""
    name = rule.replace("-", "_")
    module = importlib.import_module(registry()[rule].module)
    path = Path(str(module.__file__))
    assert path.stem == name
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert (Path(__file__).parent / path.parent.name / f"test_{name}.py").exists()


@pytest.mark.parametrize("rule", EVERY)
def test_it_decides_the_same_twice_and_leaves_the_facts_alone(rule: str) -> None:
    """Asking changes nothing, and the same question has the same answer."""
    facts = everything()
    before = repr(facts)
    first, second = asked_for(rule, facts), asked_for(rule, facts)
    assert first.decisions
    assert first.decisions == second.decisions
    assert repr(facts) == before


@pytest.mark.parametrize("rule", EVERY)
def test_every_decision_is_the_rules_own_and_has_reasons_in_sentences(rule: str) -> None:
    """A reason begins with a capital, a number or a reference, ends with a full stop, and has no trace of Python."""
    for decision in asked_for(rule, everything()).decisions:
        assert decision.rule == rule
        assert decision.because
        for sentence in decision.because:
            assert sentence.endswith((".", ")."))
            assert not sentence[0].islower()
            assert not any(word in sentence for word in ("None", "datetime", "  ", "{", "<"))


@pytest.mark.parametrize("rule", EVERY)
def test_its_keys_tell_its_decisions_apart(rule: str) -> None:
    """The ledger would take two decisions with one key for one."""
    keys = [decision.key for decision in asked_for(rule, everything()).decisions]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("rule", EVERY)
def test_it_decides_nothing_new_once_its_decisions_are_carried_out(rule: str) -> None:
    """The second run writes nothing and asks for nothing that the first did not ask for."""
    facts = everything()
    first = asked_for(rule, facts).decisions
    second = asked_for(rule, carried_out(facts, first)).decisions
    assert not [decision for decision in second if isinstance(decision.action, WRITES)]
    assert {decision.key for decision in second} <= {decision.key for decision in first}


@pytest.mark.parametrize("rule", EVERY)
def test_it_says_nothing_about_a_defect_that_is_to_be_left_alone(rule: str) -> None:
    """The tag of a person who wants to be left alone counts for every rule."""
    assert not [decision for decision in asked_for(rule, everything()).decisions if decision.defect == 14]


def test_all_rules_together_come_to_rest() -> None:
    """What one rule writes may give another something to do, but not for ever."""
    facts = everything()
    writes: list[Decision] = []
    for _ in range(4):
        writes = [each for each in decide(facts, applying()).decisions if isinstance(each.action, WRITES)]
        facts = carried_out(facts, writes)
    assert writes == []


def test_all_rules_explain_themselves_on_every_defect() -> None:
    """No rule is silent about any defect."""
    facts = everything()
    for number in facts.defects:
        considerations = why(facts, applying(), number)
        assert [each.rule for each in considerations] == [*registry(), *DECLARED]
        assert all(each.because for each in considerations)


@pytest.mark.parametrize("rule", EVERY)
def test_its_words_hold_still_while_nothing_happens(rule: str) -> None:
    """A minute later every decision reads the same, so that nothing is posted again."""
    facts = everything()
    later = replace(facts, now=facts.now + timedelta(minutes=1))
    assert [(each.key, each.because, each.action) for each in asked_for(rule, later).decisions] == [
        (each.key, each.because, each.action) for each in asked_for(rule, facts).decisions
    ]


def test_only_one_rule_is_asked_in_these_tests() -> None:
    """The settings of these tests leave one rule on."""
    assert [rule for rule, settings in only("sla-breached").items() if settings.mode is not Mode.OFF] == [
        "sla-breached"
    ]
