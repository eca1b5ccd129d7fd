"""What the panel answered of late, a sentence each, for those who meet next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from rules.answers.answer import Answer, answers_of, counts, done_for, is_obeyed
from rules.answers.commands import Verb
from rules.answers.names import EVERY, RuleNames
from rules.answers.standing import SAID, against, back_from_skip, latest
from rules.asking import is_hands_off
from rules.facts import Defect
from rules.view import View


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was answered on a defect, a sentence for each answer that counts."""

    defect: Defect
    sentences: tuple[str, ...]


def recorded(view: View, names: RuleNames) -> Iterator[Recorded]:
    """Yield what was answered since the day of the last panel; an acceptance when it was carried out."""
    since = last_panel_day(view)
    for defect in view.open_defects:
        if not _is_busy(defect, since) or is_hands_off(view, defect):
            continue
        answers = answers_of(view, defect, names)
        sentences = tuple(
            _sentence(view, defect, answers, answer, names)
            for answer in answers
            if answer.at >= since and counts(view, answer) and _holds(view, defect, answers, answer, names)
        )
        if sentences:
            yield Recorded(defect, sentences)


def last_panel_day(view: View) -> datetime:
    """Give when the last day began, before today, on which the panel met."""
    day = view.facts.now.astimezone(view.zone).date()
    while True:
        day -= timedelta(days=1)
        begins = datetime.combine(day, time(), view.zone)
        if any(view.working_calendar.intervals(begins, begins + timedelta(days=1))):
            return begins


def _is_busy(defect: Defect, since: datetime) -> bool:
    """Say quickly whether anything happened since; on most nothing did."""
    return defect.latest.at >= since or (bool(defect.comments) and defect.comments[-1].at >= since)


def _holds(view: View, defect: Defect, answers: tuple[Answer, ...], answer: Answer, names: RuleNames) -> bool:
    """Whether an answer still counts for a rule that it speaks of; an acceptance, once it was carried out."""
    about = answer.command.about
    rules = names.ids if about in ("", EVERY) else (about,)
    if answer.command.verb is Verb.ACCEPT:
        return any(is_obeyed(view, defect, answer, rule) for rule in rules)
    return any(latest(view, defect, answers, rule) == answer for rule in rules)


def _sentence(view: View, defect: Defect, answers: tuple[Answer, ...], answer: Answer, names: RuleNames) -> str:
    command = answer.command
    if command.about in ("", EVERY):
        what = "what was suggested"
    else:
        number = names.called(command.about)
        what = command.about if number == command.about else f"{number} ({command.about})"
    said = f"{answer.by.name} {SAID[command.verb]} {what} on {view.when(answer.at)}"
    if command.verb is Verb.SKIP:
        return f"{said}; it is back on {view.when(back_from_skip(view, answer.at)).rsplit(' ', 1)[0]}."
    if command.verb is Verb.ACCEPT:
        return f"{said}: {done_for(view, defect, answer)}"
    reason = f": {command.reason.rstrip('.')}." if command.reason else "."
    return f"{said}{reason}{against(view, defect, answers, answer, command.about)}"
