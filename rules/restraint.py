"""What holds a decision back: it is already so, a person undid it, or the bot has been turning it to and fro."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise

from rules.decisions import AddComment, AddTag, Decision, Escalate, LinkWorkItem, RemoveTag, SetField
from rules.facts import Defect, Revision, Value, is_same_value
from rules.labels import field_label
from rules.signature import UNDO, signed_by
from rules.view import View
from rules.wording import in_words, link_said, listed

_TAGS = "System.Tags"
FLIPS = 2
"""So often may the bot itself turn one field or tag, there and back, within `FLIPS_WITHIN`; then it stops."""
FLIPS_WITHIN = timedelta(hours=24)
_ONE_WRITE = timedelta(seconds=5)
"""A revision and the discussion entry of the same write may be dated so far apart."""


class Restraint(Enum):
    """Why a decision is held back."""

    DONE = "it is already so"
    UNDONE = "a person undid it"
    FLIPPING = "the bot has been turning it to and fro"
    CONTESTED = "rules contradict one another"
    LADDER = "an escalation ladder tells it"
    ANSWERED = "the panel answered it"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A decision that is not carried out.

    Attributes:
        because: one sentence.
    """

    decision: Decision
    because: str
    restraint: Restraint

    @property
    def is_done(self) -> bool:
        """Whether it is already so; else something stands against it."""
        return self.restraint is Restraint.DONE


def held_back(view: View, defect: Defect, decision: Decision, *, is_told: bool) -> HeldBack | None:
    """Say what holds a decision on this defect back; None where nothing does.

    Args:
        view: the facts.
        defect: what the decision is about.
        decision: what a rule asks for.
        is_told: the defect's discussion already holds the comment that goes with the decision; a link without one is
            named there.
    """
    if sentence := already_so(view, defect, decision):
        return HeldBack(decision, sentence, Restraint.DONE)
    if sentence := _taken_over(view, defect, decision):
        return HeldBack(decision, sentence, Restraint.LADDER)
    if sentence := _undone(view, defect, decision, is_told=is_told):
        return HeldBack(decision, sentence, Restraint.UNDONE)
    if sentence := _flipping(view, defect, decision):
        return HeldBack(decision, sentence, Restraint.FLIPPING)
    return None


def already_so(view: View, defect: Defect, decision: Decision) -> str:
    """Say in a sentence that nothing is left to do; empty where something is."""
    match decision.action:
        case SetField(field, value) if is_same_value(defect.latest.fields.get(field), value):
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


def _taken_over(view: View, defect: Defect, decision: Decision) -> str:
    """Say that a ladder on the defect tells roles of it in the place of the rule; empty where none does."""
    if not isinstance(decision.action, Escalate):
        return ""
    for climb in view.climbs(defect):
        if decision.rule in climb.ladder.takes_over and not climb.is_over:
            return f'The escalation ladder "{climb.ladder.name}" tells roles of it, so that nobody hears it twice.'
    return ""


def _undone(view: View, defect: Defect, decision: Decision, *, is_told: bool) -> str:
    turned = _turned(decision)
    if turned is not None:
        return _reversed(view, defect, decision, *turned)
    if not isinstance(decision.action, LinkWorkItem):
        return ""
    target = decision.action.target
    if is_told or _is_told(view, defect, link_said(target), decision.since):
        return f"envbot linked #{target} before and the link was taken away since; it is not linked again."
    return ""


def _turned(decision: Decision) -> tuple[Callable[[Mapping[str, Value]], bool], str] | None:
    """Give how to see on the fields whether a decision is carried out, and what that is; None for other actions."""
    match decision.action:
        case SetField(field, value):
            return lambda fields: is_same_value(fields.get(field), value), f"{field} = {value}"
        case AddTag(tag):
            return lambda fields: _has_tag(fields, tag), f"the tag {tag}"
        case RemoveTag(tag):
            return lambda fields: not _has_tag(fields, tag), f"that the tag {tag} was taken away"
        case _:
            return None


def undoings(view: View, defect: Defect, decision: Decision) -> int:
    """Count how often people undid what a decision asks for; doing it again after a fact changed is another act."""
    turned = _turned(decision)
    return 0 if turned is None or decision.since is not None else len(_undone_by_people(view, defect, turned[0])[0])


def _reversed(
    view: View, defect: Defect, decision: Decision, holds: Callable[[Mapping[str, Value]], bool], what: str
) -> str:
    """Say who undid what the bot had done, if a person did so after the facts came to be that the decision rests on.

    What the bot itself undid because a person told it to (`envbot undo`) was undone by that person.
    """
    _, last = _undone_by_people(view, defect, holds)
    if last is None or _is_lifted(defect, decision, last):
        return ""
    who = "A person had envbot undo" if view.facts.is_me(last.by) else f"{last.by.name} undid"
    until = ""
    if facts := _named(decision):
        labels = dict.fromkeys(field_label(view.programme.fields, each) for each in facts)
        until = f" until its {listed(labels, 'or')} changes"
    elif decision.since is not None:
        until = " until a later fact of the kind comes"
    return f"{who} {what}, which envbot had done, on {view.when(last.at)}; it is not done again{until}."


def _undone_by_people(
    view: View, defect: Defect, holds: Callable[[Mapping[str, Value]], bool]
) -> tuple[list[Revision], Revision | None]:
    """Give every time that a person undid what the bot had done, and the one that stands: not done again since."""
    undone: list[Revision] = []
    was_mine, last = False, None
    for after, holds_now in _changes(defect, holds):
        is_me = view.facts.is_me(after.by)
        asked = is_me and _is_undo(view, defect, after)
        if was_mine and not holds_now and (asked or not is_me):
            undone.append(after)
            last = after
        elif is_me:
            was_mine, last = holds_now, None
    return undone, last


def _is_lifted(defect: Defect, decision: Decision, undone: Revision) -> bool:
    """Whether a fact that the decision rests on has changed since a person undid it."""
    if decision.since is not None and undone.at < decision.since:
        return True
    latest = defect.latest.fields
    return any(not is_same_value(undone.fields.get(each), latest.get(each)) for each in _named(decision))


def _named(decision: Decision) -> tuple[str, ...]:
    """Give the fields that a decision rests on, but for what it writes itself; none where it dates its fact itself."""
    if decision.since is not None:
        return ()
    own = decision.action.field if isinstance(decision.action, SetField) else _TAGS
    return tuple(each for each in decision.rests_on if each != own)


def _flipping(view: View, defect: Defect, decision: Decision) -> str:
    """Say that the bot itself has turned a field or tag there and back of late, and would turn it again."""
    turned = _turned(decision)
    if turned is None:
        return ""
    mine = [
        after
        for after, _ in _changes(defect, turned[0])
        if view.facts.is_me(after.by)
        and not view.has_come(after.at + FLIPS_WITHIN)
        and not _is_undo(view, defect, after)
    ]
    if len(mine) < FLIPS:
        return ""
    by = listed(dict.fromkeys(rule for after in mine for rule in sorted(_signers(view, defect, after))))
    return (
        f"envbot has turned this to and fro: {listed(view.when(after.at) for after in mine)}"
        f"{f', for {by}' if by != 'nothing' else ''}. "
        f"It does not {in_words(decision.action)} for {decision.rule} now; rules contradict one another."
    )


def _changes(defect: Defect, holds: Callable[[Mapping[str, Value]], bool]) -> Iterator[tuple[Revision, bool]]:
    """Yield the revisions that made something hold or no longer hold."""
    for before, after in pairwise(defect.revisions):
        holds_now = holds(after.fields)
        if holds(before.fields) != holds_now:
            yield after, holds_now


def _is_undo(view: View, defect: Defect, revision: Revision) -> bool:
    return UNDO in _signers(view, defect, revision)


def _signers(view: View, defect: Defect, revision: Revision) -> frozenset[str]:
    """Give the rules that a write of the bot's own names in the discussion."""
    return frozenset(
        rule
        for comment in defect.comments
        if view.facts.is_me(comment.by) and abs(comment.at - revision.at) <= _ONE_WRITE
        for rule in signed_by(comment.text)
    )


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
