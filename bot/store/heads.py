"""Remember how the work items stand that changed last, since those are the next to change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from bot.store.deltas import apply
from bot.store.schema import WORK_ITEMS
from bot.store.snapshots import Snapshot

_HEADS = 16_384


@dataclass(slots=True)
class Head:
    """How a work item stands in the store, or in what is about to be written into it.

    Attributes:
        rev: its latest revision; 0 where it is not stored.
        rewrites: see `bot.store.schema.WORK_ITEMS`, as for the next two.
        fields: of its latest revision.
    """

    rev: int = 0
    rewrites: int = 0
    comments_known: int = 0
    comments_read_at: int = 0
    fields: dict[str, Any] = field(default_factory=dict)


class Heads:
    """The heads of the work items that changed last, as many as memory is meant for.

    Attributes:
        version: of the history that they are right for; see `bot.store.versions`.
    """

    def __init__(self, version: int = 0) -> None:
        self.version = version
        self._known: OrderedDict[int, Head] = OrderedDict()
        self._highest: int | None = None

    def of(self, connection: Connection, numbers: Iterable[int]) -> dict[int, Head]:
        """Give the heads of work items, those that are not remembered from the store, and remember them."""
        known, found, unknown = self._known, {}, []
        for number in numbers:
            head = known.get(number)
            if head is None:
                unknown.append(number)
            else:
                found[number] = head
                known.move_to_end(number)
        found |= self._stored(connection, unknown)
        for number in unknown:
            known[number] = found[number]
        while len(known) > _HEADS:
            forgotten, _ = known.popitem(last=False)
            self._highest = max(self._highest or 0, forgotten)
        return found

    def _stored(self, connection: Connection, numbers: Sequence[int]) -> dict[int, Head]:
        """Give the heads of work items as the store has them; it is not asked for those that it cannot have."""
        if self._highest is None and numbers:
            self._highest = connection.execute(select(func.max(WORK_ITEMS.c.id))).scalar() or 0
        heads = {number: Head() for number in numbers}
        asked = [number for number in numbers if number <= (self._highest or 0)]
        if asked:
            _read(connection, asked, heads)
        return heads

    def are_passed(self, came: Mapping[int, Sequence[Snapshot]]) -> bool:
        """Say whether any of these revisions has its place before a remembered one, so that it is there already."""
        known = self._known
        return any(
            revisions[0].rev <= head.rev
            for number, revisions in came.items()
            if (head := known.get(number)) is not None
        )


def _read(connection: Connection, numbers: Sequence[int], heads: dict[int, Head]) -> None:
    """Put the heads that the store has in their places."""
    asked = f"SELECT id, rev, rewrites, comments_known, comments_read_at FROM work_items WHERE id IN ({_ids(numbers)})"  # noqa: S608 - whole numbers
    stored = {number: Head(*rest) for number, *rest in connection.exec_driver_sql(asked)}
    if stored:
        asked = f"SELECT work_item, delta FROM revisions WHERE work_item IN ({_ids(stored)}) ORDER BY work_item, rev"  # noqa: S608 - whole numbers
        for number, packed in connection.exec_driver_sql(asked):
            apply(stored[number].fields, packed)
    heads |= stored


def _ids(numbers: Iterable[int]) -> str:
    """Give whole numbers as text, because to SQLAlchemy many parameters are more work than to the database."""
    return ",".join(map(str, numbers))
