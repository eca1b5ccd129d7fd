"""Write revisions so that the deltas of a work item stay right, in whatever order its revisions come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Connection, and_, delete, select, type_coerce

from bot.plain_text import plain_text
from bot.store.defects import person_of
from bot.store.deltas import Fields, applied, move
from bot.store.heads import Head, Heads
from bot.store.schema import COMMENTS, REVISIONS, WORK_ITEMS
from bot.store.snapshots import COMMENT_COUNT, Snapshot
from bot.store.writing import insert_many, upsert_many


@dataclass(slots=True)
class _Rows:
    """What revisions make of the store, as its database keeps it."""

    items: list[tuple[Any, ...]] = field(default_factory=list)
    revisions: list[tuple[Any, ...]] = field(default_factory=list)
    comments: list[tuple[Any, ...]] = field(default_factory=list)


def save_revisions(connection: Connection, came: Mapping[int, Sequence[Snapshot]], heads: Heads) -> None:
    """Store revisions, new ones and ones that came before.

    A work item whose revisions come in order is appended to. One of whose stored revisions comes again (an identity
    was renamed, a revision came late) is written anew as a whole, because later deltas build on it.

    Args:
        connection: to the store.
        came: the revisions of each work item.
        heads: what is remembered of work items. It is moved on: if this is not committed, it must be thrown away.
    """
    found, rows = heads.of(connection, came), _Rows()
    for number, revisions in came.items():
        head = found[number]
        again = revisions[0].rev <= head.rev
        ordered = _begun_anew(connection, number, revisions, head) if again else revisions
        for latest in ordered:
            rows.revisions.append((number, latest.rev, latest.at, move(head.fields, latest.fields)))
            if latest.said and latest.rev > head.comments_read_at:
                rows.comments.append(_comment(number, latest))
                head.comments_known += 1
        head.rev = latest.rev
        rows.items.append(_item(number, latest, head))
    upsert_many(connection, WORK_ITEMS, rows.items, keep=("comments_read_at",))
    insert_many(connection, REVISIONS, rows.revisions)
    insert_many(connection, COMMENTS, rows.comments)


def _begun_anew(connection: Connection, number: int, came: Sequence[Snapshot], head: Head) -> list[Snapshot]:
    """Delete the revisions of a work item, and give all of them: stored ones, and in their places those that came."""
    known = _history(connection, number) | {one.rev: one for one in came}
    connection.execute(delete(REVISIONS).where(REVISIONS.c.work_item == number))
    said = and_(COMMENTS.c.work_item == number, COMMENTS.c.rev.in_([one.rev for one in came]))
    head.comments_known -= connection.execute(delete(COMMENTS).where(said)).rowcount
    head.rewrites += 1
    head.fields.clear()
    return [known[rev] for rev in sorted(known)]


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
        bool(fields.get("System.IsDeleted", False)),
        head.rewrites,
        fields.get(COMMENT_COUNT, 0),
        head.comments_known,
        head.comments_read_at,
    )
