"""What people did on a defect; the bot's own edits are never activity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.facts import Defect, Facts, Person


@dataclass(frozen=True, slots=True)
class Activity:
    """Something a person did. `what` continues a sentence that begins with who: `set it to Open`."""

    at: datetime
    by: Person
    what: str


def activities(facts: Facts, defect: Defect) -> Iterator[Activity]:
    """Yield what people did on a defect; revisions first, then comments."""
    before = ""
    for revision in defect.revisions:
        state = str(revision.fields.get("System.State", ""))
        what = f"set it to {state}" if state != before else "changed it"
        before = state
        if not facts.is_me(revision.by):
            yield Activity(revision.at, revision.by, what)
    for comment in defect.comments:
        if not facts.is_me(comment.by):
            yield Activity(comment.at, comment.by, "commented")


def last_activity(facts: Facts, defect: Defect) -> Activity | None:
    """Give the latest thing a person did on a defect; None where only the bot did."""
    return max(activities(facts, defect), key=lambda activity: activity.at, default=None)


def answer_since(facts: Facts, defect: Defect, instant: datetime) -> Activity | None:
    """Give the first thing after an instant by a person other than who raised the defect; None without an answer."""
    raised_by = defect.revisions[0].by
    answers = (each for each in activities(facts, defect) if each.at > instant and not each.by.is_same_as(raised_by))
    return min(answers, key=lambda activity: activity.at, default=None)
