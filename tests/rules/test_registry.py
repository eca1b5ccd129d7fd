"""Rules are found by their files, and say what they are about."""

from __future__ import annotations

from rules.registry import Scope, registry


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
