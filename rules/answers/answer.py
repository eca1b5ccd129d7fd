"""Read what people answered on a defect, from its discussion and from tags that came and went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from rules.answers.commands import Command, Verb, commands, may_hold_commands, tag_command
from rules.answers.names import EVERY, RuleNames
from rules.facts import Defect, Person, Revision
from rules.signature import signed_by
from rules.view import View

_TAGS = "System.Tags"
_PREFIX = "envbot:"
ACCEPTED = "Accepted by"
"""How the bot's line begins that says what it did because somebody accepted it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One command of one person.

    Attributes:
        tag: the tag that says it, as long as the defect bears it; empty for a comment.
        place: where it stands on the defect: `comment 51`, `revision 12`.
        is_repeated: whether the same person said the same within the same minute, and something else in between.
    """

    at: datetime
    by: Person
    command: Command
    tag: str = ""
    place: str = ""
    is_repeated: bool = False

    def concerns(self, rule: str) -> bool:
        """Whether it speaks of the suggestions of a rule: by its name, or of all, or without saying which."""
        return self.command.about in (rule, EVERY, "")

    def mark(self, view: View) -> str:
        """Give the words by which the bot refers to it, and finds that it did: `Sam on Wed 12 Jun 2024 10:05 (...)`.

        Where they are those of an earlier answer, they name the place, too.
        """
        place = f", {self.place}" if self.is_repeated else ""
        return f'{self.by.name} on {view.when(self.at)} ("{self.command.written}"{place})'


def may_hold_answers(view: View, defect: Defect) -> bool:
    """Say quickly that a defect may hold answers that the bot has not settled; most hold none."""
    if _PREFIX in defect.text(_TAGS).casefold():
        return True
    return any(may_hold_commands(each.text) and not view.facts.is_me(each.by) for each in defect.comments)


def answers_of(view: View, defect: Defect, names: RuleNames) -> tuple[Answer, ...]:
    """Give all answers on a defect, the oldest first. What the bot writes is none.

    A tag that its person took away before the bot obeyed it is taken back; one that the bot took away stays said.
    """
    said = (
        Answer(comment.at, comment.by, command, place=f"comment {comment.id}")
        for comment in defect.comments
        if may_hold_commands(comment.text) and not view.facts.is_me(comment.by)
        for command in commands(comment.text, names)
    )
    return _told_apart(view, sorted((*said, *_tagged(view, defect, names)), key=lambda each: each.at))


def _told_apart(view: View, answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Let an answer in the words of an earlier one be another, if something else was said in between."""
    given: list[Answer] = []
    words: list[str] = []
    for answer in answers:
        mark, told = answer.mark(view), answer
        if mark in words:
            last = len(words) - 1 - words[::-1].index(mark)
            if any(each.command.verb is not answer.command.verb for each in given[last + 1 :]):
                told = replace(answer, is_repeated=True)
            else:
                told = replace(answer, place=given[last].place, is_repeated=given[last].is_repeated)
        given.append(told)
        words.append(mark)
    return tuple(given)


def _tagged(view: View, defect: Defect, names: RuleNames) -> Iterator[Answer]:
    standing: dict[str, Answer] = {}
    before: frozenset[str] = frozenset()
    for revision in defect.revisions:
        tags = _tags(revision)
        is_me = view.facts.is_me(revision.by)
        for gone in before - tags.keys():
            taken = standing.pop(gone, None)
            if taken is not None and is_me:
                yield replace(taken, tag="")
        for came in tags.keys() - before:
            command = None if is_me else tag_command(tags[came], names)
            if command is not None:
                standing[came] = Answer(revision.at, revision.by, command, tags[came], f"revision {revision.number}")
        before = frozenset(tags)
    yield from standing.values()


def _tags(revision: Revision) -> dict[str, str]:
    text = str(revision.fields.get(_TAGS, ""))
    if _PREFIX not in text.casefold():
        return {}
    tags = (tag.strip() for tag in text.split(";"))
    return {tag.casefold(): tag for tag in tags if tag.casefold().startswith(_PREFIX)}


def may_answer(view: View, person: Person) -> bool:
    """Whether a person's answers count; everybody's, where the settings name nobody."""
    panel = view.facts.panel
    return not panel or person.mail.casefold() in panel


def counts(view: View, answer: Answer) -> bool:
    """Whether an answer is one that decides something: understood, by somebody whose answers count, and no question."""
    command = answer.command
    return not command.problem and command.verb is not Verb.WHY and may_answer(view, answer.by)


def is_settled(view: View, defect: Defect, answer: Answer) -> bool:
    """Whether the bot has obeyed or answered it: its own entry in the discussion says so."""
    return any(True for _ in _replies(view, defect, answer))


def is_obeyed(view: View, defect: Defect, answer: Answer, rule: str) -> bool:
    """Whether the bot carried out what a rule suggested because of it."""
    return any(rule in signed_by(text) for text in _replies(view, defect, answer))


def done_for(view: View, defect: Defect, answer: Answer) -> str:
    """Give what the bot did because of an acceptance, in its own words; empty where it did nothing."""
    lines = (line for text in _replies(view, defect, answer) for line in text.splitlines())
    begins = f"{ACCEPTED} {answer.mark(view)}: "
    return "".join(line.removeprefix(begins) for line in lines if line.startswith(begins))


def _replies(view: View, defect: Defect, answer: Answer) -> Iterator[str]:
    mark = " ".join(answer.mark(view).split())
    for comment in defect.comments:
        if view.facts.is_me(comment.by) and comment.at >= answer.at and mark in " ".join(comment.text.split()):
            yield comment.text
