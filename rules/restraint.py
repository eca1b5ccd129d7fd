"""What holds a decision back: it is already so, or a person undid it and nothing has changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from rules.decisions import AddComment, AddTag, Decision, LinkWorkItem, RemoveTag, SetField
from rules.facts import Defect, Value
from rules.view import View

_TAGS = "System.Tags"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A decision that is not carried out.

    Attributes:
        because: one sentence.
        is_done: True where it is already so, False where a person undid it.
    """

    decision: Decision
    because: str
    is_done: bool


def held_back(view: View, defect: Defect, decision: Decision, *, is_told: bool) -> HeldBack | None:
    """Say what holds a decision on this defect back; None where nothing does.

    Args:
        view: the facts.
        defect: what the decision is about.
        decision: what a rule asks for.
        is_told: the defect's discussion already holds the comment that goes with the decision.
    """
    if sentence := already_so(view, defect, decision):
        return HeldBack(decision, sentence, is_done=True)
    if sentence := _undone(view, defect, decision, is_told=is_told):
        return HeldBack(decision, sentence, is_done=False)
    return None


def already_so(view: View, defect: Defect, decision: Decision) -> str:
    """Say in a sentence that nothing is left to do; empty where something is."""
    match decision.action:
        case SetField(field, value) if defect.latest.fields.get(field) == value:
            return f"{field} is already {value}."
        case AddTag(tag) if _has_tag(defect.latest.fields, tag):
            return f"The tag {tag} is already there."
        case RemoveTag(tag) if not _has_tag(defect.latest.fields, tag):
            return f"The tag {tag} is not there."
        case AddComment(text) if _is_told(view, defect, text, decision.since):
            return "envbot has already said so in the discussion."
        case LinkWorkItem(target) if any(relation.target == target for relation in defect.relations):
            return f"The link to #{target} is already there."
        case _:
            return ""


def _undone(view: View, defect: Defect, decision: Decision, *, is_told: bool) -> str:
    match decision.action:
        case SetField(field, value):
            return _reversed(view, defect, decision, lambda fields: fields.get(field) == value, f"{field} = {value}")
        case AddTag(tag):
            return _reversed(view, defect, decision, lambda fields: _has_tag(fields, tag), f"the tag {tag}")
        case RemoveTag(tag):
            what = f"that the tag {tag} was taken away"
            return _reversed(view, defect, decision, lambda fields: not _has_tag(fields, tag), what)
        case LinkWorkItem(target) if is_told:
            return f"envbot linked #{target} before and a person took the link away; it is not linked again."
        case _:
            return ""


def _reversed(
    view: View, defect: Defect, decision: Decision, holds: Callable[[Mapping[str, Value]], bool], what: str
) -> str:
    """Say who undid what the bot had done, if a person did so after the decision's fact came to be."""
    was_mine = False
    sentence = ""
    for before, after in pairwise(defect.revisions):
        held, holds_now = holds(before.fields), holds(after.fields)
        if held == holds_now:
            continue
        if view.facts.is_me(after.by):
            was_mine = holds_now
        elif was_mine and not holds_now and (decision.since is None or after.at >= decision.since):
            when = view.when(after.at)
            sentence = f"{after.by.name} undid {what}, which envbot had done, on {when}; it is not done again."
    return sentence


def _has_tag(fields: Mapping[str, Value], tag: str) -> bool:
    tags = (each.strip().casefold() for each in str(fields.get(_TAGS, "")).split(";"))
    return tag.casefold() in tags


def _is_told(view: View, defect: Defect, text: str, since: datetime | None) -> bool:
    """Whether the bot has said it, after the decision's fact came to be."""
    wanted = " ".join(text.split())
    return any(
        wanted in " ".join(comment.text.split())
        for comment in defect.comments
        if view.facts.is_me(comment.by) and (since is None or comment.at >= since)
    )
