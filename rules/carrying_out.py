"""Carry decisions out in memory, as Azure DevOps would: for what would come next, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from rules.decisions import AddComment, AddTag, Decision, LinkWorkItem, RemoveTag, SetField
from rules.facts import Comment, Defect, Facts, Relation, Revision, Value
from rules.signature import signature
from rules.wording import link_said

_TAGS = "System.Tags"
_REFERENCE = "eb-in-memory"


def is_write(decision: Decision) -> bool:
    """Whether a decision, carried out, leaves a trace on its defect; agenda, escalations and proposals do not."""
    return isinstance(decision.action, SetField | AddTag | RemoveTag | AddComment | LinkWorkItem)


def carried_out(facts: Facts, decisions: Iterable[Decision]) -> Facts:
    """Give the facts after the bot carried out the decisions, each as a write of its own at their instant."""
    defects = dict(facts.defects)
    for decision in decisions:
        if decision.defect is not None:
            defects[decision.defect] = _after(facts, defects[decision.defect], decision)
    return replace(facts, defects=MappingProxyType(defects))


def _after(facts: Facts, defect: Defect, decision: Decision) -> Defect:
    match decision.action:
        case SetField(field, value):
            return _said(facts, _revised(facts, defect, {field: value}), decision)
        case AddTag(tag):
            return _said(facts, _revised(facts, defect, {_TAGS: "; ".join((*defect.tags, tag))}), decision)
        case RemoveTag(tag):
            kept = (each for each in defect.tags if each.casefold() != tag.casefold())
            return _said(facts, _revised(facts, defect, {_TAGS: "; ".join(kept)}), decision)
        case AddComment():
            return _said(facts, _revised(facts, defect, {}), decision)
        case LinkWorkItem(target, comment_on_it, kind):
            linked = replace(defect, relations=(*defect.relations, Relation(kind, target, "", comment_on_it)))
            return _said(facts, _revised(facts, linked, {}), decision)
        case _:
            return defect


def _said(facts: Facts, defect: Defect, decision: Decision) -> Defect:
    """Add the entry that every write leaves in the discussion, with its mark."""
    said = (decision.action.text,) if isinstance(decision.action, AddComment) else decision.because
    linked = (link_said(decision.action.target),) if isinstance(decision.action, LinkWorkItem) else ()
    text = " ".join((*said, *linked, signature((decision.rule,), _REFERENCE)))
    return replace(defect, comments=(*defect.comments, Comment(len(defect.comments) + 1, facts.now, facts.me, text)))


def _revised(facts: Facts, defect: Defect, changes: Mapping[str, Value]) -> Defect:
    number = defect.latest.number + 1
    fields = {
        **defect.latest.fields,
        **changes,
        "System.Rev": number,
        "System.ChangedDate": facts.now.isoformat(),
        "System.ChangedBy": facts.me.mail or facts.me.name,
    }
    kept = MappingProxyType({name: value for name, value in fields.items() if value not in ("", None)})
    return replace(defect, revisions=(*defect.revisions, Revision(number, facts.now, facts.me, kept)))
