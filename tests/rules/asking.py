"""Ask one rule alone, for tests."""

from __future__ import annotations

from typing import Any

from rules.decisions import Action, Escalate, PutOnAgenda
from rules.engine import Outcome, decide
from rules.explanation import Consideration, why
from rules.facts import Facts
from rules.registry import RuleSettings, registry
from rules.settings import read_settings


def only(rule: str, **settings: Any) -> dict[str, RuleSettings]:
    """Give settings in which every rule is off but one, which is applied unless `mode` says otherwise.

    With a `when` and a `then`, the one is a rule declared in YAML.
    """
    off = {identity: {"mode": "off"} for identity in registry()}
    return read_settings({**off, rule: {"mode": "apply", **settings}})


def asked(rule: str, facts: Facts, **settings: Any) -> Outcome:
    """Ask one rule alone."""
    return decide(facts, only(rule, **settings))


def actions(rule: str, facts: Facts, **settings: Any) -> list[Action]:
    """Give what one rule asks for."""
    return [decision.action for decision in asked(rule, facts, **settings).decisions]


def agenda(rule: str, facts: Facts, **settings: Any) -> list[str]:
    """Give the texts that one rule puts on the agenda."""
    return [action.text for action in actions(rule, facts, **settings) if isinstance(action, PutOnAgenda)]


def escalated(rule: str, facts: Facts, **settings: Any) -> list[str]:
    """Give the roles that one rule has told at once."""
    return [action.role for action in actions(rule, facts, **settings) if isinstance(action, Escalate)]


def considered(rule: str, facts: Facts, number: int = 1001, **settings: Any) -> Consideration:
    """Give what one rule says to `why` about a defect."""
    considerations = {each.rule: each for each in why(facts, only(rule, **settings), number)}
    return considerations[rule]


def because(rule: str, facts: Facts, number: int = 1001, **settings: Any) -> str:
    """Give the reasons of one rule on a defect, as one text."""
    return " ".join(considered(rule, facts, number, **settings).because)
