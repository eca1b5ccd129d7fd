"""What an earlier answer of the panel means for a suggestion that a rule makes now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from rules.answers.answer import Answer, answers_of, counts, is_obeyed, is_settled
from rules.answers.commands import Verb
from rules.answers.names import RuleNames
from rules.decisions import Decision, Mode, PutOnAgenda, Section
from rules.facts import Defect, Revision, is_same_value
from rules.labels import field_label
from rules.panels import Panels
from rules.restraint import HeldBack, Restraint
from rules.view import View
from rules.wording import listed

SAID = {Verb.ACCEPT: "accepted", Verb.REJECT: "rejected", Verb.SKIP: "skipped", Verb.WHY: "asked about", None: ""}


def is_suggestion(decision: Decision) -> bool:
    """Whether a decision is for the panel to answer."""
    if decision.defect is None:
        return False
    if isinstance(decision.action, PutOnAgenda):
        return decision.action.section is Section.SUGGESTIONS
    return decision.mode is Mode.SUGGEST


def latest(
    view: View, defect: Defect, answers: Sequence[Answer], rule: str, *, before: datetime | None = None
) -> Answer | None:
    """Give the answer that counts for the suggestions of a rule: the last one that is not over.

    A skip is over on the next panel day, and what was accepted before it and not yet done is not done any more. An
    `accept` that was answered with a question never began.
    """
    was_skipped = False
    for answer in reversed(answers):
        if not (counts(view, answer) and answer.concerns(rule)) or (before is not None and answer.at >= before):
            continue
        if answer.command.verb is Verb.SKIP and view.has_come(back_from_skip(view, answer.at)):
            was_skipped = True
            continue
        is_over = answer.command.verb is Verb.ACCEPT and (was_skipped or is_settled(view, defect, answer))
        if is_over and not is_obeyed(view, defect, answer, rule):
            continue
        return answer
    return None


def answered(view: View, defect: Defect, decision: Decision, names: RuleNames) -> HeldBack | None:
    """Hold a suggestion back that the panel rejected, skipped, or accepted and has; None where none of it is so.

    What rests on facts that have changed since is suggested again.
    """
    if not is_suggestion(decision):
        return None
    answers = answers_of(view, defect, names)
    answer = latest(view, defect, answers, decision.rule)
    sentence = "" if answer is None else _stands_against(view, defect, decision, answers, answer)
    return HeldBack(decision, sentence, Restraint.ANSWERED) if sentence else None


def _stands_against(view: View, defect: Defect, decision: Decision, answers: Sequence[Answer], answer: Answer) -> str:
    """Say how the answer that counts stands against a suggestion; empty where it does not, or does no more."""
    verb = answer.command.verb
    if verb is Verb.SKIP:
        back = view.when(back_from_skip(view, answer.at)).rsplit(" ", 1)[0]
        return f"{_said(view, answer)}. It is back on {back}."
    is_obeyed_now = verb is Verb.ACCEPT and is_obeyed(view, defect, answer, decision.rule)
    if (verb is Verb.ACCEPT and not is_obeyed_now) or _has_changed(defect, decision, answer.at):
        return ""
    if is_obeyed_now:
        return f"{_said(view, answer)}, and envbot did it."
    reason = f": {answer.command.reason.rstrip('.')}" if answer.command.reason else ", without a reason"
    overruled = against(view, defect, answers, answer, decision.rule)
    return f"{_said(view, answer)}{reason}. {_until(view, decision)}{overruled}"


def _said(view: View, answer: Answer) -> str:
    return f"{answer.by.name} {SAID[answer.command.verb]} it on {view.when(answer.at)}"


def against(view: View, defect: Defect, answers: Sequence[Answer], answer: Answer, rule: str) -> str:
    """Say whose other answer an answer overrules, as a sentence with a space before it; empty where it does not."""
    other = latest(view, defect, answers, rule, before=answer.at)
    if other is None or other.command.verb is answer.command.verb or other.by.is_same_as(answer.by):
        return ""
    did = SAID[other.command.verb]
    return f" {other.by.name} had {did} it on {view.when(other.at)}; the later answer counts."


def back_from_skip(view: View, skipped: datetime) -> datetime:
    """Give when a suggestion comes back that was skipped: as the next day begins on which the panel meets."""
    local = skipped.astimezone(view.zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), view.zone)
    panel = Panels(midnight, view.programme.panel, view.zone, view.working_calendar).ahead(1)
    return datetime.combine(panel.astimezone(view.zone).date(), time(), view.zone)


def _until(view: View, decision: Decision) -> str:
    if decision.rests_on:
        names = view.programme.fields
        facts = listed(dict.fromkeys(field_label(names, each) for each in decision.rests_on), "or")
        return f"It is suggested again when its {facts} changes."
    if decision.since is not None:
        return "It is suggested again when a later fact of the kind comes."
    return "It is not suggested again."


def _has_changed(defect: Defect, decision: Decision, at: datetime) -> bool:
    """Whether what a suggestion rests on has changed since an instant."""
    if decision.rests_on:
        then = _as_of(defect, at)
        return any(
            not is_same_value(then.fields.get(each), defect.latest.fields.get(each)) for each in decision.rests_on
        )
    return decision.since is not None and decision.since > at


def _as_of(defect: Defect, at: datetime) -> Revision:
    found = defect.revisions[0]
    for revision in defect.revisions:
        if revision.at <= at:
            found = revision
    return found
