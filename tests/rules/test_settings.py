"""Settings of rules are read with the name of every mistake; an entry with a `when` declares a rule."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import Mode
from rules.declared_settings import DeclaredSettings
from rules.registry import RuleError, registry
from rules.settings import read_settings

OWN: dict[str, Any] = {"when": "[State] = 'New'", "then": [{"add_tag": "fresh"}], "reason": "New ones are fresh."}


def test_settings_that_are_not_given_are_the_rules_defaults() -> None:
    """Every rule has some."""
    assert read_settings({}) == {identity: rule.settings() for identity, rule in registry().items()}


def test_given_settings_are_read() -> None:
    """An empty entry is the defaults."""
    settings = read_settings({"sla-breached": {"mode": "off"}, "sla-at-risk": None})
    assert settings["sla-breached"].mode is Mode.OFF
    assert settings["sla-at-risk"].mode is Mode.APPLY


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"sla-breach": {}}, "rules.sla-breach: there is no such rule. Did you mean sla-breached"),
        ({"xyzzy": {}}, "rules.xyzzy: there is no such rule. There is awaiting-triage, "),
        (
            {"outage-suspected": {"at_lest": 2}},
            "rules.outage-suspected.at_lest: the rule has no such setting. Did you mean at_least?",
        ),
        ({"outage-suspected": {"at_least": 1}}, "rules.outage-suspected.at_least: this must be 2 or more."),
        ({"outage-suspected": {"mode": "on"}}, "rules.outage-suspected.mode: this must be 'off', 'suggest' or"),
        ({"outage-suspected": "off"}, "rules.outage-suspected: this must be keys with values of their own."),
    ],
)
def test_a_mistake_is_named_with_what_would_do(raw: dict[str, Any], message: str) -> None:
    """Rule, key, problem, and the nearest that exists."""
    with pytest.raises(RuleError) as caught:
        read_settings(raw)
    assert str(caught.value).startswith(message)


def test_an_entry_with_a_condition_declares_a_rule() -> None:
    """Beside those that there are."""
    settings = read_settings({"fresh-tagged": OWN})
    assert set(settings) == {*registry(), "fresh-tagged"}
    assert isinstance(settings["fresh-tagged"], DeclaredSettings)
    assert settings["fresh-tagged"].mode is Mode.SUGGEST


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"then": []}, "rules.fresh-tagged.then: Tuple should have at least 1 item"),
        (
            {"whenever": "x"},
            "rules.fresh-tagged.whenever: the rule has no such setting. Did you mean when,",
        ),
        ({"reason": ""}, "rules.fresh-tagged.reason: String should have at least 1 character"),
        ({"then": [{"add_tag": "a", "comment": "b"}]}, "rules.fresh-tagged.then.0: give each entry of"),
        ({"then": [{}]}, "rules.fresh-tagged.then.0: give each entry of `then` exactly one action of set"),
        ({"then": [{"comment": None}]}, "rules.fresh-tagged.then.0: give each entry of"),
        ({"cool_down": "P1D"}, "rules.fresh-tagged: a cool_down is for what people hear"),
    ],
)
def test_a_mistake_in_a_declared_rule_is_named(change: dict[str, Any], message: str) -> None:
    """With its place in the list of actions."""
    with pytest.raises(RuleError) as caught:
        read_settings({"fresh-tagged": OWN | change})
    assert str(caught.value).startswith(message)


def test_a_declared_rule_is_named_like_the_others() -> None:
    """The ledger's keys are made of names."""
    with pytest.raises(RuleError, match="name a rule in small letters, digits and dashes"):
        read_settings({"Fresh tagged": OWN})
