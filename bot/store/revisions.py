"""Write revisions so that the deltas of a work item stay right, in whatever order its revisions come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from bot.mistakes import Failure
from bot.store.deltas import Fields, applied, delta, pack, unpack
from bot.store.schema import REVISIONS, WORK_ITEMS
from bot.store.writing import upsert

_BOOKKEEPING = frozenset(
    {
        "System.Watermark",
        "System.RevisedDate",
        "System.AuthorizedDate",
        "System.AuthorizedAs",
        "System.PersonId",
    }
)
"""What Azure DevOps keeps for itself: other in every revision, so that it would be a third of the store, and nobody's
condition. `System.RevisedDate` even changes after the fact, when the next revision is made."""


class HistoryError(Failure):
    """Azure DevOps sent what cannot be kept; nothing of its page was stored, everything before it was."""


class Snapshot(NamedTuple):
    """The full field values of a work item from one revision on."""

    rev: int
    at: datetime
    fields: Fields


def save_revisions(connection: Connection, raw: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    """Store revisions of the reporting API (`{"id", "rev", "fields"}`), new ones and ones that came before.

    A work item whose revisions come in order is appended to. One of whose stored revisions comes again (an identity
    was renamed, a revision came late) is written anew as a whole, because later deltas build on it.

    Returns:
        The work items that the revisions belong to.

    Raises:
        HistoryError: One of them lacks what makes it a revision.
    """
    incoming: dict[int, dict[int, Snapshot]] = defaultdict(dict)
    for one in raw:
        snapshot = _snapshot(one)
        incoming[one["id"]][snapshot.rev] = snapshot
    heads = _heads(connection, incoming)
    items: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for number, came in incoming.items():
        head, revisions = heads.get(number), came
        if head is not None and min(came) <= head.rev:
            revisions = {**_stored(connection, number), **came}
            connection.execute(delete(REVISIONS).where(REVISIONS.c.work_item == number))
            head = None
        ordered = [revisions[rev] for rev in sorted(revisions)]
        items.append(_item(number, ordered[-1]))
        rows += _rows(number, head.fields if head else {}, ordered)
    upsert(connection, WORK_ITEMS, items, keep=("comments_read", "relations_read"))
    if rows:
        connection.execute(insert(REVISIONS), rows)
    return frozenset(incoming)


def _snapshot(raw: Mapping[str, Any]) -> Snapshot:
    number, rev, fields = raw.get("id"), raw.get("rev"), raw.get("fields")
    name = f"Revision {rev} of work item {number}"
    if not isinstance(number, int) or not isinstance(rev, int) or not isinstance(fields, Mapping):
        raise HistoryError(f"{name} came without a number or without fields.")
    for needed in ("System.ChangedDate", "System.TeamProject", "System.WorkItemType"):
        if not isinstance(fields.get(needed), str):
            raise HistoryError(f"{name} came without {needed}.")
    try:
        at = datetime.fromisoformat(fields["System.ChangedDate"])
    except ValueError as error:
        raise HistoryError(f"{name}: System.ChangedDate is no instant: {error}.") from error
    if at.tzinfo is None:
        raise HistoryError(f"{name}: System.ChangedDate {fields['System.ChangedDate']} names no time zone.")
    return Snapshot(rev, at, {name: value for name, value in fields.items() if name not in _BOOKKEEPING})


def _heads(connection: Connection, numbers: Iterable[int]) -> dict[int, Snapshot]:
    """Give the last stored revision of each work item that has any."""
    wanted = select(WORK_ITEMS.c.id, WORK_ITEMS.c.rev, WORK_ITEMS.c.changed_at, WORK_ITEMS.c.fields)
    rows = connection.execute(wanted.where(WORK_ITEMS.c.id.in_(list(numbers))))
    return {number: Snapshot(rev, at, unpack(fields)) for number, rev, at, fields in rows}


def _stored(connection: Connection, number: int) -> dict[int, Snapshot]:
    """Give all stored revisions of a work item by their numbers."""
    wanted = select(REVISIONS.c.rev, REVISIONS.c.at, REVISIONS.c.delta).where(REVISIONS.c.work_item == number)
    known: dict[int, Snapshot] = {}
    fields: Fields = {}
    for rev, at, packed in connection.execute(wanted.order_by(REVISIONS.c.rev)):
        fields = applied(fields, packed)
        known[rev] = Snapshot(rev, at, fields)
    return known


def _rows(number: int, before: Fields, snapshots: Iterable[Snapshot]) -> Iterator[dict[str, Any]]:
    """Give the rows of revisions that follow on `before`."""
    for snapshot in snapshots:
        yield {
            "work_item": number,
            "rev": snapshot.rev,
            "at": snapshot.at,
            "delta": delta(before, snapshot.fields),
        }
        before = snapshot.fields


def _item(number: int, latest: Snapshot) -> dict[str, Any]:
    return {
        "id": number,
        "project": latest.fields["System.TeamProject"],
        "type": latest.fields["System.WorkItemType"],
        "state": str(latest.fields.get("System.State", "")),
        "rev": latest.rev,
        "changed_at": latest.at,
        "is_deleted": bool(latest.fields.get("System.IsDeleted", False)),
        "fields": pack(latest.fields),
        "comment_count": int(latest.fields.get("System.CommentCount", 0)),
        "comments_read": 0,
        "relations_read": 0,
    }
