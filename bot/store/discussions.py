"""Keep what is said of work items: by their revisions, and where those do not tell all of it, as it was read apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from bot.store.schema import COMMENTS, LACKING_COMMENTS, WORK_ITEMS
from rules.facts import Comment, Person


@dataclass(frozen=True, slots=True)
class Lacking:
    """Work items whose discussions their revisions do not tell in full.

    Attributes:
        counts: how many comments each of the most urgent ones says it has, by id.
        left: how many others there are.
    """

    counts: Mapping[int, int]
    left: int


def lacking(connection: Connection, closed: Collection[str], at_most: int) -> Lacking:
    """Give the work items whose count of comments is not what is known: those that are not closed first, then the new.

    Args:
        connection: to the store.
        closed: states of work items that nobody works on.
        at_most: so many of them are given.
    """
    urgency = (WORK_ITEMS.c.state.in_(sorted(closed)), WORK_ITEMS.c.changed_at.desc(), WORK_ITEMS.c.id)
    wanted = select(WORK_ITEMS.c.id, WORK_ITEMS.c.comment_count).where(LACKING_COMMENTS).order_by(*urgency)
    counts = {row.id: row.comment_count for row in connection.execute(wanted.limit(at_most))}
    every = connection.execute(select(func.count()).select_from(WORK_ITEMS).where(LACKING_COMMENTS)).scalar_one()
    return Lacking(counts, int(every) - len(counts))


def replace(connection: Connection, number: int, comments: Sequence[Comment], *, count: int) -> None:
    """Put the discussion of a work item, oldest comment first, in the place of what its revisions told so far.

    What was said after the last stored revision is left to the revision that says it, so that it is not told twice.
    """
    item = connection.execute(select(WORK_ITEMS.c.rev, WORK_ITEMS.c.changed_at).where(WORK_ITEMS.c.id == number)).one()
    rows = [
        _row(number, 0, one)
        for place, one in enumerate(comments, start=1)
        if place <= count or one.at <= item.changed_at
    ]
    connection.execute(delete(COMMENTS).where(COMMENTS.c.work_item == number))
    if rows:
        connection.execute(insert(COMMENTS), rows)
    known = {"comments_known": count, "comments_read_at": item.rev}
    connection.execute(update(WORK_ITEMS).where(WORK_ITEMS.c.id == number).values(**known))


def comments(
    connection: Connection, condition: ColumnElement[bool], as_of: datetime | None
) -> dict[int, tuple[Comment, ...]]:
    """Give the discussions, up to an instant, of the work items that a condition chooses."""
    wanted = select(COMMENTS).join(WORK_ITEMS, WORK_ITEMS.c.id == COMMENTS.c.work_item).where(condition)
    if as_of is not None:
        wanted = wanted.where(COMMENTS.c.at <= as_of)
    found: dict[int, list[Comment]] = defaultdict(list)
    for row in connection.execute(wanted.order_by(COMMENTS.c.work_item, COMMENTS.c.at, COMMENTS.c.rev, COMMENTS.c.id)):
        comment = Comment(row.id or row.rev, row.at, Person(row.by_name, row.by_mail), row.text)
        found[row.work_item].append(comment)
    return {number: tuple(discussion) for number, discussion in found.items()}


def _row(number: int, rev: int, comment: Comment) -> dict[str, Any]:
    return {
        "work_item": number,
        "rev": rev,
        "id": comment.id,
        "at": comment.at,
        "by_name": comment.by.name,
        "by_mail": comment.by.mail,
        "text": comment.text,
    }
