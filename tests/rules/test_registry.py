"""Rules are found by their files, and their settings are read with the name of every mistake."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import Mode
from rules.registry import RuleError, Scope, read_settings, registry


def test_every_rule_of_the_first_light_is_there() -> None:
    """By id, in the order of folders and files."""
    assert {
        "category-inferred",
        "environment-inferred",
        "system-inferred",
        "facts-missing",
        "sla-at-risk",
        "sla-breached",
        "blocker-escalated",
        "update-overdue",
        "outage-suspected",
        "outage-linked",
        "retest-ready",
    } <= set(registry())


def test_a_rule_says_what_it_is_about() -> None:
    """In one line, for lists of rules."""
    declared = registry()["outage-suspected"]
    assert declared.summary == (
        "Propose one outage record per environment and burst, where no outage on record explains the defects."
    )
    assert declared.scope is Scope.TOGETHER


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
        ({"outage-suspected": {"at_least": 1}}, "rules.outage-suspected.at_least: Input should be greater than"),
        ({"outage-suspected": {"mode": "on"}}, "rules.outage-suspected.mode: Input should be 'off', 'suggest' or"),
        ({"outage-suspected": "off"}, "rules.outage-suspected: Input should be a valid dictionary"),
    ],
)
def test_a_mistake_is_named_with_what_would_do(raw: dict[str, Any], message: str) -> None:
    """Rule, key, problem, and the nearest that exists."""
    with pytest.raises(RuleError) as caught:
        read_settings(raw)
    assert str(caught.value).startswith(message)
