"""The defects of a store as a mapping that reads a history when it is asked for: most are closed, and nobody asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, and_, func, select

from bot.store.schema import WORK_ITEMS
from rules.facts import Defect, DefectsByState

Read = Callable[[Collection[int] | None], dict[int, Defect]]
"""Reads work items by their numbers, all for None."""


class KnownDefects(DefectsByState):
    """The work items of some types as of an instant, without deleted ones.

    Those that changed after the instant are read at once: how they stood then, and whether they were there, is in
    their histories alone. Of all others the store's row tells it. Who goes through all of them reads all of them.
    """

    def __init__(self, engine: Engine, read: Read, as_of: datetime, types: Collection[str]) -> None:
        self._engine = engine
        self._read = read
        self._is_all = False
        self._is_ours = WORK_ITEMS.c.type.in_(sorted(types))
        self._stands = and_(self._is_ours, WORK_ITEMS.c.changed_at <= as_of, ~WORK_ITEMS.c.is_deleted)
        moved = and_(self._is_ours, WORK_ITEMS.c.changed_at > as_of)
        self._moved = self._read_some(self._numbers(moved))
        self._known = dict(self._moved)

    def __getitem__(self, number: int) -> Defect:
        if number not in self._known and not self._is_all:
            self._known |= self._read_some([number])
        return self._known[number]

    def __contains__(self, number: object) -> bool:
        if number in self._known or self._is_all or not isinstance(number, int):
            return number in self._known
        return bool(self._numbers(self._stands & (WORK_ITEMS.c.id == number)))

    def __iter__(self) -> Iterator[int]:
        if not self._is_all:
            self._known, self._is_all = self._read(None) | self._known, True
        return iter(sorted(self._known))

    def __len__(self) -> int:
        if self._is_all:
            return len(self._known)
        with self._engine.connect() as connection:
            standing = connection.execute(select(func.count()).select_from(WORK_ITEMS).where(self._stands)).scalar_one()
        return int(standing) + len(self._moved)

    def not_in(self, states: Collection[str]) -> Iterable[Defect]:
        """Give the defects whose state is none of these, whatever the case, by number; no others are read."""
        left_out = {state.casefold() for state in states}
        with self._engine.connect() as connection:
            every = connection.execute(select(WORK_ITEMS.c.state).distinct()).scalars().all()
        wanted = WORK_ITEMS.c.state.in_([state for state in every if state.casefold() not in left_out])
        numbers = self._numbers(self._stands & wanted)
        self._known |= self._read_some([number for number in numbers if number not in self._known])
        moved = (number for number, defect in self._moved.items() if defect.state.casefold() not in left_out)
        return [self._known[number] for number in sorted({*numbers, *moved})]

    def _numbers(self, condition: ColumnElement[bool]) -> list[int]:
        with self._engine.connect() as connection:
            return list(connection.execute(select(WORK_ITEMS.c.id).where(condition)).scalars())

    def _read_some(self, numbers: list[int]) -> dict[int, Defect]:
        return self._read(numbers) if numbers else {}
