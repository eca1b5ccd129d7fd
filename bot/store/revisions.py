"""Write revisions so that the deltas of a work item stay right, in whatever order its revisions come."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeGuard

from sqlalchemy import BigInteger, Connection, delete, select, type_coerce

from bot.mistakes import Failure
from bot.plain_text import plain_text
from bot.store.defects import person_of
from bot.store.deltas import Fields, applied, apply, delta
from bot.store.schema import COMMENTS, REVISIONS, WORK_ITEMS, to_microseconds
from bot.store.writing import insert_many, upsert_many

_BOOKKEEPING = (
    "System.Watermark",
    "System.RevisedDate",
    "System.AuthorizedDate",
    "System.AuthorizedAs",
    "System.PersonId",
)
"""What Azure DevOps keeps for itself: other in every revision, so that it would be a third of the store, and nobody's
condition. `System.RevisedDate` even changes after the fact, when the next revision is made."""
_HISTORY = "System.History"
_COMMENTS = "System.CommentCount"
_NEEDED = ("System.ChangedDate", "System.TeamProject", "System.WorkItemType")
_HEADS = 8192
_HIGHEST = 2**31 - 1
"""Ids and revisions are 32-bit numbers."""


class HistoryError(Failure):
    """Azure DevOps sent what cannot be kept; nothing of its page was stored, everything before it was."""


class Snapshot(NamedTuple):
    """The full field values of a work item from one revision on.

    Attributes:
        at: when it was made, in microseconds as the store keeps instants.
        said: its comment, which is no field's value.
    """

    rev: int
    at: int
    fields: Fields
    said: str


class Stored(NamedTuple):
    """What the store says of a work item that it has; see the columns of `bot.store.schema.WORK_ITEMS`."""

    rev: int = 0
    rewrites: int = 0
    comments_known: int = 0
    comments_read_at: int = 0


_NEW = Stored()


class Heads:
    """Remembers the latest fields of the work items that were written last, since those are the next to change."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, tuple[int, int, Fields]] = OrderedDict()

    def find(self, number: int, rev: int, rewrites: int) -> Fields | None:
        """Give the fields of a work item, if they are known for the state that the store has."""
        known = self._known.get(number)
        return known[2] if known is not None and known[:2] == (rev, rewrites) else None

    def keep(self, number: int, rev: int, rewrites: int, fields: Fields) -> None:
        """Remember the latest fields of a work item, and forget those that did not change for longest."""
        self._known[number] = (rev, rewrites, fields)
        self._known.move_to_end(number)
        if len(self._known) > _HEADS:
            self._known.popitem(last=False)


def save_revisions(connection: Connection, raw: Iterable[Mapping[str, Any]], heads: Heads) -> frozenset[int]:
    """Store revisions of the reporting API (`{"id", "rev", "fields"}`), new ones and ones that came before.

    A work item whose revisions come in order is appended to. One of whose stored revisions comes again (an identity
    was renamed, a revision came late) is written anew as a whole, because later deltas build on it.

    Args:
        connection: to the store.
        raw: the revisions.
        heads: what is remembered from page to page. If the page is not committed, it must be thrown away.

    Returns:
        The work items that the revisions belong to.

    Raises:
        HistoryError: One of them lacks what makes it a revision.
    """
    incoming: dict[int, dict[int, Snapshot]] = defaultdict(dict)
    for one in raw:
        snapshot = _snapshot(one)
        incoming[one["id"]][snapshot.rev] = snapshot
    stored = _stored_items(connection, incoming)
    befores = _befores(connection, stored, heads)
    items: list[tuple[Any, ...]] = []
    rows: list[tuple[Any, ...]] = []
    comments: list[tuple[Any, ...]] = []
    for number, came in incoming.items():
        item = stored.get(number, _NEW)
        revisions, before = came, befores.get(number, {})
        if min(came) <= item.rev:
            revisions, before = {**_history(connection, number), **came}, {}
            connection.execute(delete(REVISIONS).where(REVISIONS.c.work_item == number))
            gone = _take_back(connection, number, came)
            item = item._replace(rewrites=item.rewrites + 1, comments_known=item.comments_known - gone)
        new = [_comment(number, each) for each in came.values() if each.said and each.rev > item.comments_read_at]
        ordered = [revisions[rev] for rev in sorted(revisions)]
        latest = ordered[-1]
        items.append(_item(number, latest, item.rewrites, item.comments_known + len(new)))
        rows += _rows(number, before, ordered)
        comments += new
        heads.keep(number, latest.rev, item.rewrites, latest.fields)
    upsert_many(connection, WORK_ITEMS, items, keep=("comments_read_at",))
    insert_many(connection, REVISIONS, rows)
    insert_many(connection, COMMENTS, comments)
    return frozenset(incoming)


def _snapshot(raw: Mapping[str, Any]) -> Snapshot:
    number, rev, told = raw.get("id"), raw.get("rev"), raw.get("fields")
    if not _is_number(number) or not _is_number(rev) or type(told) is not dict:
        raise HistoryError(f"Revision {rev} of work item {number} came without a number or without fields.")
    for needed in _NEEDED:
        if type(told.get(needed)) is not str:
            raise HistoryError(f"Revision {rev} of work item {number} came without {needed}.")
    fields = told.copy()
    for name in _BOOKKEEPING:
        fields.pop(name, None)
    said = fields.pop(_HISTORY, None) or ""
    if type(said) is not str or type(fields.get(_COMMENTS, 0)) is not int:
        raise HistoryError(f"Revision {rev} of work item {number}: {_HISTORY} is no text, or {_COMMENTS} no number.")
    return Snapshot(rev, _instant(told["System.ChangedDate"], rev, number), fields, said)


def _is_number(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 < value <= _HIGHEST


def _instant(text: str, rev: int, number: int) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        name = f"Revision {rev} of work item {number}"
        raise HistoryError(f"{name}: System.ChangedDate is no instant: {error}.") from error
    if at.tzinfo is None:
        raise HistoryError(f"Revision {rev} of work item {number}: System.ChangedDate {text} names no time zone.")
    return to_microseconds(at)


def _stored_items(connection: Connection, numbers: Collection[int]) -> dict[int, Stored]:
    if not numbers:
        return {}
    asked = f"SELECT id, {', '.join(Stored._fields)} FROM work_items WHERE id IN ({_ids(numbers)})"  # noqa: S608 - whole numbers
    return {number: Stored(*rest) for number, *rest in connection.exec_driver_sql(asked).all()}


def _befores(connection: Connection, stored: Mapping[int, Stored], heads: Heads) -> dict[int, Fields]:
    """Give the fields that new revisions of stored work items follow on."""
    found: dict[int, Fields] = {}
    unknown: dict[int, dict[str, Any]] = {}
    for number, item in stored.items():
        fields = heads.find(number, item.rev, item.rewrites)
        if fields is None:
            unknown[number] = {}
        else:
            found[number] = fields
    if unknown:
        asked = f"SELECT work_item, delta FROM revisions WHERE work_item IN ({_ids(unknown)}) ORDER BY work_item, rev"  # noqa: S608 - whole numbers
        for number, packed in connection.exec_driver_sql(asked):
            apply(unknown[number], packed)
    return found | unknown


def _ids(numbers: Iterable[int]) -> str:
    """Give whole numbers as text, because to SQLAlchemy many parameters are more work than to the database."""
    return ",".join(map(str, numbers))


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


def _take_back(connection: Connection, number: int, revs: Iterable[int]) -> int:
    """Delete what revisions of a work item say, since they come again; give how many comments that were."""
    gone = delete(COMMENTS).where(COMMENTS.c.work_item == number, COMMENTS.c.rev.in_(list(revs)))
    return connection.execute(gone).rowcount


def _comment(number: int, one: Snapshot) -> tuple[Any, ...]:
    """Give the row of what a revision says."""
    by = person_of(one.fields.get("System.ChangedBy"))
    return (number, one.rev, 0, one.at, by.name, by.mail, plain_text(one.said))


def _rows(number: int, before: Fields, snapshots: Iterable[Snapshot]) -> Iterator[tuple[Any, ...]]:
    """Give the rows of revisions that follow on `before`."""
    for rev, at, fields, _ in snapshots:
        yield (number, rev, at, delta(before, fields))
        before = fields


def _item(number: int, latest: Snapshot, rewrites: int, comments_known: int) -> tuple[Any, ...]:
    fields = latest.fields
    return (
        number,
        fields["System.TeamProject"],
        fields["System.WorkItemType"],
        str(fields.get("System.State", "")),
        latest.rev,
        latest.at,
        bool(fields.get("System.IsDeleted", False)),
        rewrites,
        fields.get(_COMMENTS, 0),
        comments_known,
        0,
    )
