"""Remember how the work items stand that changed last, since those are the next to change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from bot.store.deltas import apply
from bot.store.schema import WORK_ITEMS

_HEADS = 16_384
_ANY = 2**31
"""Higher than any id."""


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
    """The heads of the work items that changed last, as many as memory is meant for."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._known: OrderedDict[int, Head] = OrderedDict()
        self._highest = _ANY

    def hold_for(self, connection: Connection, version: int) -> None:
        """Forget everything, if it is not right for this version of the history; the next one is written now."""
        if version != self._version:
            self._known.clear()
            self._highest = connection.execute(select(func.max(WORK_ITEMS.c.id))).scalar() or 0
        self._version = version + 1

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
        new = {number: Head() for number in unknown}
        if stored := [number for number in unknown if number <= self._highest]:  # the store cannot have any other
            _read(connection, stored, new)
        known |= new
        while len(known) > _HEADS:
            forgotten, _ = known.popitem(last=False)
            self._highest = max(self._highest, forgotten)
        return found | new


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
