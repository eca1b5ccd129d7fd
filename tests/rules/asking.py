"""Ask one rule alone, and carry out decisions on facts as Azure DevOps would: pure, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from rules.decisions import (
    Action,
    AddComment,
    AddTag,
    Decision,
    Escalate,
    LinkWorkItem,
    PutOnAgenda,
    RemoveTag,
    SetField,
)
from rules.engine import Outcome, decide
from rules.explanation import Consideration, why
from rules.facts import Comment, Defect, Facts, Relation, Revision
from rules.registry import RuleSettings, registry
from rules.settings import read_settings

TAGS = "System.Tags"


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


def applied(facts: Facts, decisions: Iterable[Decision]) -> Facts:
    """Give the facts after the bot carried out the decisions; agenda, escalations and proposals leave no trace."""
    defects = dict(facts.defects)
    for decision in decisions:
        if decision.defect is not None:
            defects[decision.defect] = _changed(facts, defects[decision.defect], decision.action)
    return replace(facts, defects=MappingProxyType(defects))


def _changed(facts: Facts, defect: Defect, action: Action) -> Defect:
    match action:
        case SetField(field, value):
            return _revised(facts, defect, {field: value})
        case AddTag(tag):
            return _revised(facts, defect, {TAGS: "; ".join((*defect.tags, tag))})
        case RemoveTag(tag):
            return _revised(facts, defect, {TAGS: "; ".join(each for each in defect.tags if each != tag)})
        case AddComment(text):
            comment = Comment(len(defect.comments) + 1, facts.now, facts.me, text)
            return replace(defect, comments=(*defect.comments, comment))
        case LinkWorkItem(target, comment, kind):
            relation = Relation(kind, target, f"https://dev.example.com/{target}", comment)
            return replace(defect, relations=(*defect.relations, relation))
        case _:
            return defect


def _revised(facts: Facts, defect: Defect, values: Mapping[str, Any]) -> Defect:
    fields = MappingProxyType({**defect.latest.fields, **values})
    revision = Revision(defect.latest.number + 1, facts.now, facts.me, fields)
    return replace(defect, revisions=(*defect.revisions, revision))
