"""Read a defect's history as moments in order, and say in words what had to be assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from rules.calendar_days import EPOCH
from rules.facts import Comment, Defect, Person, Revision, Value
from rules.programme import Programme

SYSTEM_FIELDS = frozenset(
    {
        "System.AuthorizedAs",
        "System.AuthorizedDate",
        "System.BoardColumn",
        "System.BoardColumnDone",
        "System.BoardLane",
        "System.ChangedBy",
        "System.ChangedDate",
        "System.CommentCount",
        "System.PersonId",
        "System.Rev",
        "System.RevisedDate",
        "System.Watermark",
        "Microsoft.VSTS.Common.BacklogPriority",
        "Microsoft.VSTS.Common.StackRank",
        "Microsoft.VSTS.Common.StateChangeDate",
    }
)
"""Fields that Azure DevOps keeps by itself, and places on a board; a comment is counted as a comment."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant from which a defect stood so.

    Attributes:
        is_activity: whether a person, not the bot, did something then.
    """

    at: datetime
    fields: Mapping[str, Value]
    is_activity: bool


@dataclass(frozen=True, slots=True)
class Moments:
    """A defect's history as clocks use it; the instants never fall."""

    moments: tuple[Moment, ...]
    assumptions: tuple[str, ...]


def moments_of(defect: Defect, now: datetime, programme: Programme, me: Person | None) -> Moments:
    """Read the history up to `now`; what is dated later is not looked at."""
    known = [revision for revision in defect.revisions if revision.at <= now]
    ordered = sorted(known, key=lambda revision: revision.number)
    assumptions = []
    if ordered != known:
        assumptions.append("The revisions were not in the order of their numbers; their numbers count.")
    instants = _instants(ordered, assumptions)
    assumptions.extend(_unknown_words(ordered, programme))
    moments = [
        Moment(
            at,
            revision.fields,
            not is_bot(me, revision.by) and (before is None or is_touched(before.fields, revision.fields)),
        )
        for at, before, revision in zip(instants, (None, *ordered), ordered, strict=False)
    ]
    comments = sorted(
        (comment for comment in defect.comments if comment.at <= now and not is_bot(me, comment.by)),
        key=lambda comment: comment.at,
    )
    return Moments(tuple(_with_comments(moments, comments)), tuple(assumptions))


def _instants(revisions: list[Revision], assumptions: list[str]) -> list[datetime]:
    """Give each revision's time; one that runs backwards is taken as the time of the revision before it."""
    instants: list[datetime] = []
    for revision in revisions:
        at = revision.at
        if at < EPOCH:
            assumptions.append(f"Revision {revision.number} is dated {at.date()}; it was taken as of {EPOCH.date()}.")
            at = EPOCH
        if instants and at < instants[-1]:
            assumptions.append(
                f"Revision {revision.number} is dated {_shown(at)}, before the one it follows; it was taken as made at"
                f" the same time as that, {_shown(instants[-1])}."
            )
            at = instants[-1]
        instants.append(at)
    assumptions.extend(
        f"Revisions {one.number} and {other.number} bear the same time, {_shown(other.at)};"
        " they count in the order of their numbers."
        for one, other in pairwise(revisions)
        if one.at == other.at
    )
    return instants


def _unknown_words(revisions: list[Revision], programme: Programme) -> Iterable[str]:
    """Say once for each state and party that the programme does not know where it came up first."""
    states = {state.casefold() for state in programme.workflow.known}
    parties = {party.casefold() for party in programme.parties}
    seen: set[str] = set()
    for revision in revisions:
        state = text_of(revision.fields.get("System.State"))
        if state.casefold() not in states and state not in seen:
            seen.add(state)
            yield (
                f"No policy knows the state '{state}' (revision {revision.number});"
                " the conditions of the clocks were applied to it as they are written."
            )
        party = text_of(revision.fields.get(programme.fields.party))
        if parties and party and party.casefold() not in parties and party not in seen:
            seen.add(party)
            yield (
                f"The programme has no party '{party}' (revision {revision.number}); its time is shown under that name."
            )


def is_touched(before: Mapping[str, Value], after: Mapping[str, Value]) -> bool:
    """Say whether a revision changed more than what Azure DevOps keeps by itself."""
    for name, value in after.items():
        if name not in SYSTEM_FIELDS and before.get(name) != value:
            return True
    return any(name not in after and name not in SYSTEM_FIELDS for name in before)


def is_bot(me: Person | None, person: Person) -> bool:
    """Say whether a person is the bot's own account."""
    return me is not None and person.is_same_as(me)


def text_of(value: Value) -> str:
    """Give a field's value as people read it: of an account its name, of nothing an empty text."""
    if value is None:
        return ""
    return str(value.get("displayName", "")) if isinstance(value, Mapping) else str(value)


def _with_comments(moments: list[Moment], comments: list[Comment]) -> Iterable[Moment]:
    """Put comments among the revisions: activity that changes nothing."""
    waiting = iter(comments)
    comment = next(waiting, None)
    for moment, following in zip(moments, (*moments[1:], None), strict=False):
        yield moment
        while comment and (following is None or comment.at < following.at):
            yield Moment(max(comment.at, moment.at), moment.fields, is_activity=True)
            comment = next(waiting, None)


def _shown(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"
