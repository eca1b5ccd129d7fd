"""Write revisions so that the deltas of a work item stay right, in whatever order its revisions come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, delete, func, select, type_coerce

from bot.plain_text import plain_text
from bot.store.defects import person_of
from bot.store.deltas import Fields, applied, move
from bot.store.heads import Head, Heads
from bot.store.schema import COMMENTS, REVISIONS, WORK_ITEMS
from bot.store.snapshots import COMMENT_COUNT, Snapshot
from bot.store.writing import insert_many, upsert_many

_DELETED = "System.IsDeleted"


@dataclass(slots=True)
class Rows:
    """What revisions make of the store, as its database keeps it, until they are written together.

    Attributes:
        items: a row for each work item as it stands after them.
        deleted: the work items of them that are deleted.
        came: so many revisions came; what is written anew holds others, too.
        reached: the instant of the latest one that came.
        anew: work items whose stored revisions go, and of each the revisions whose comments go with them.
    """

    items: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    revisions: list[tuple[Any, ...]] = field(default_factory=list)
    comments: list[tuple[Any, ...]] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    anew: dict[int, list[int]] = field(default_factory=dict)
    came: int = 0
    reached: datetime | None = None


def add_to(rows: Rows, connection: Connection, came: Mapping[int, Sequence[Snapshot]], heads: Heads) -> None:
    """Find out what revisions make of the store, and add it to the rows; nothing is written.

    A work item whose revisions come in order is appended to. One of whose stored revisions comes again (an identity
    was renamed, a revision came late) is written anew as a whole, because later deltas build on it.

    Args:
        rows: what is to be written together.
        connection: to the store, to read what is not remembered.
        came: the revisions by work item. None of them has its place before others that are not written yet.
        heads: what is remembered. They are moved on: if the rows are not written, they must be thrown away.
    """
    found = heads.of(connection, came)
    for number, revisions in came.items():
        head = found[number]
        again = revisions[0].rev <= head.rev
        ordered = _rewritten(connection, number, revisions, head, rows) if again else revisions
        for latest in ordered:
            rev, at, fields, said = latest
            rows.revisions.append((number, rev, at, move(head.fields, fields)))
            if said and rev > head.comments_read_at:
                rows.comments.append(_comment(number, latest))
                head.comments_known += 1
        head.rev = latest.rev
        rows.items[number] = _item(number, latest, head)
        if latest.fields.get(_DELETED, False):
            rows.deleted.add(number)


def write(connection: Connection, rows: Rows) -> None:
    """Write rows in the transaction that is open."""
    for number, revs in rows.anew.items():
        connection.execute(delete(REVISIONS).where(REVISIONS.c.work_item == number))
        connection.execute(delete(COMMENTS).where(_said_by(number, revs)))
    upsert_many(connection, WORK_ITEMS, list(rows.items.values()), keep=("comments_read_at",))
    insert_many(connection, REVISIONS, rows.revisions)
    insert_many(connection, COMMENTS, rows.comments)


def _rewritten(
    connection: Connection, number: int, came: Sequence[Snapshot], head: Head, rows: Rows
) -> Sequence[Snapshot]:
    """Let a work item begin anew, and give all its revisions: stored ones, and in their places those that came."""
    revs = [one.rev for one in came]
    gone = connection.execute(select(func.count()).select_from(COMMENTS).where(_said_by(number, revs))).scalar_one()
    known = _history(connection, number) | {one.rev: one for one in came}
    rows.anew[number] = revs
    head.rewrites += 1
    head.comments_known -= gone
    head.fields.clear()
    return [known[rev] for rev in sorted(known)]


def _said_by(number: int, revs: Collection[int]) -> ColumnElement[bool]:
    return and_(COMMENTS.c.work_item == number, COMMENTS.c.rev.in_(revs))


def _history(connection: Connection, number: int) -> dict[int, Snapshot]:
    """Give all stored revisions of a work item by their numbers; their comments stay where they are."""
    wanted = select(REVISIONS.c.rev, type_coerce(REVISIONS.c.at, BigInteger), REVISIONS.c.delta)
    wanted = wanted.where(REVISIONS.c.work_item == number).order_by(REVISIONS.c.rev)
    known: dict[int, Snapshot] = {}
    fields: Fields = {}
    for rev, at, packed in connection.execute(wanted):
        fields = applied(fields, packed)
        known[rev] = Snapshot(rev, at, fields, "")
    return known


def _comment(number: int, one: Snapshot) -> tuple[Any, ...]:
    """Give the row of what a revision says."""
    by = person_of(one.fields.get("System.ChangedBy"))
    return (number, one.rev, 0, one.at, by.name, by.mail, plain_text(one.said))


def _item(number: int, latest: Snapshot, head: Head) -> tuple[Any, ...]:
    fields = latest.fields
    return (
        number,
        fields["System.TeamProject"],
        fields["System.WorkItemType"],
        str(fields.get("System.State", "")),
        latest.rev,
        latest.at,
        bool(fields.get(_DELETED, False)),
        head.rewrites,
        fields.get(COMMENT_COUNT, 0),
        head.comments_known,
        head.comments_read_at,
    )
