"""Give the histories of all work items as numbers for SLA clocks; only those that changed are read to be kept so."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Connection, Engine, and_, delete, insert, select, text

from bot.store.schema import COLUMNS, STANDINGS, WORK_ITEMS
from bot.store.writing import upsert_many, writing
from rules.calendar_days import content_hash
from rules.facts import Defect
from rules.sla.policy import SlaJudge
from rules.sla.steps import Columns, Counts, Steps, asks_for_activity, deciding_fields, read_columns

Read = Callable[[Collection[int]], dict[int, Defect]]
"""Reads the histories of work items, by their numbers."""

_FORM = 1
"""Of the rows; another one if they are ever packed otherwise."""
_AT_ONCE = 2_000
_AS_THEY_STAND = ("rev", "rewrites", "comments_known", "comments_read_at")
"""While these are the same, so are the revisions and comments of a work item."""
_LITTLE = np.dtype("<i8")
_IS_DELETED = "System.IsDeleted"


@dataclass(frozen=True, slots=True, eq=False)
class StoredColumns:
    """Every history that can be measured in numbers, and those that cannot.

    Attributes:
        irregular: work items whose time runs backwards, or that were ever deleted: the columns have no revision of
            them, and they are measured one by one.
    """

    columns: Columns
    irregular: tuple[int, ...]


class ColumnStore:
    """Keeps, beside each history, what SLA clocks need of it: when, in which standing, and whether a person acted.

    A row is used while its work item stands as it stood when the row was written, and written anew otherwise. The
    comparison is with the work items themselves, so that nobody has to say that something changed.
    """

    def __init__(self, engine: Engine, read: Read, judge: SlaJudge, also: Sequence[str] = ()) -> None:
        """Prepare to read for some policies.

        Args:
            engine: of the store.
            read: gives histories that are not kept yet.
            judge: its policies say which fields decide, its account whose edits are no activity.
            also: further fields that are wanted.
        """
        self._engine = engine
        self._read = read
        self._judge = judge
        self._also = (*also, _IS_DELETED)
        self._names = tuple(dict.fromkeys((*deciding_fields(judge), *self._also)))
        me = judge.me
        whose = (me.name, me.mail) if me and asks_for_activity(judge) else None
        self._kind = content_hash(repr((_FORM, self._names, whose, asks_for_activity(judge))))

    def columns(self, types: Collection[str]) -> StoredColumns:
        """Give the histories of the work items of some types, without those that are deleted."""
        with _uncollected():
            numbers, steps, said = self._rows(types)
            if None in steps:
                missing = iter([number for number, packed in zip(numbers, steps, strict=True) if packed is None])
                while some := list(islice(missing, _AT_ONCE)):
                    self._keep(self._read(some), some)
                numbers, steps, said = self._rows(types)
            odd = [number for number, packed in zip(numbers, steps, strict=True) if not packed] if b"" in steps else []
            with self._engine.connect() as connection:
                standings = self._fields(self._standings(connection))
            return StoredColumns(_assembled(numbers, steps, said, standings), tuple(odd))

    def _rows(self, types: Collection[str]) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
        """Give numbers, steps and comments of the work items; None where they are not kept as an item stands."""
        same = [getattr(COLUMNS.c, name) == getattr(WORK_ITEMS.c, name) for name in _AS_THEY_STAND]
        joined = WORK_ITEMS.outerjoin(
            COLUMNS, and_(COLUMNS.c.work_item == WORK_ITEMS.c.id, COLUMNS.c.kind == self._kind, *same)
        )
        wanted = select(WORK_ITEMS.c.id, COLUMNS.c.steps, COLUMNS.c.comments).select_from(joined)
        wanted = wanted.where(WORK_ITEMS.c.type.in_(sorted(types)), ~WORK_ITEMS.c.is_deleted).order_by(WORK_ITEMS.c.id)
        with self._engine.connect() as connection:
            # From the driver as they are: making a row of each takes longer than reading it.
            rows = connection.execute(wanted).cursor.fetchall()
        if not rows:
            return (), (), ()
        numbers, steps, said = zip(*rows, strict=True)
        return numbers, steps, said

    def _keep(self, defects: dict[int, Defect], numbers: Iterable[int]) -> None:
        """Write the rows of some work items as they stand."""
        read = read_columns(self._judge, list(defects.values()), self._also)
        with writing(self._engine) as connection:
            codes = self._coded(connection, read)
            stand = select(WORK_ITEMS.c.id, *(getattr(WORK_ITEMS.c, name) for name in _AS_THEY_STAND))
            standing = {row[0]: row[1:] for row in connection.execute(stand.where(WORK_ITEMS.c.id.in_(list(numbers))))}
            packed = {number: (steps, comments) for number, steps, comments in _packed(read, codes)}
            rows = [
                (number, self._kind, *standing[number], *packed.get(number, (b"", b"")))
                for number in standing
                # What was written while the histories were read is read again the next time.
                if number not in defects or defects[number].latest.number == standing[number][0]
            ]
            upsert_many(connection, COLUMNS, rows)

    def _standings(self, connection: Connection) -> list[Any]:
        wanted = select(STANDINGS.c.fields).where(STANDINGS.c.kind == self._kind).order_by(STANDINGS.c.code)
        return list(connection.execute(wanted).scalars())

    def _fields(self, standings: Iterable[list[Any]]) -> list[dict[str, Any]]:
        return [
            {name: value for name, value in zip(self._names, values, strict=True) if value is not None}
            for values in standings
        ]

    def _coded(self, connection: Connection, read: Columns) -> Counts:
        """Give for each standing that was read its code in the store, where new ones are entered."""
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE standings IN EXCLUSIVE MODE"))  # SQLite has one writer anyway
        known = self._standings(connection)
        if not known:
            # Codes of other fields are of no use any more; neither are the rows that have them.
            connection.execute(delete(COLUMNS).where(COLUMNS.c.kind != self._kind))
            connection.execute(delete(STANDINGS).where(STANDINGS.c.kind != self._kind))
        codes = {_key(values): code for code, values in enumerate(known)}
        wanted = [[values.get(name) for name in self._names] for values in read.standings]
        new = {_key(values): values for values in wanted if _key(values) not in codes}
        rows = [
            {"kind": self._kind, "code": code, "fields": values} for code, values in enumerate(new.values(), len(known))
        ]
        if rows:
            connection.execute(insert(STANDINGS), rows)
        codes |= {key: code for code, key in enumerate(new, len(known))}
        return np.array([codes[_key(values)] for values in wanted], dtype=np.int64)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let nobody look for garbage while very many rows come that are none: it would take as long as reading them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _key(values: Sequence[Any]) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)


def _packed(read: Columns, codes: Counts) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield number, steps and comments of each history that can be measured in numbers."""
    steps = read.steps
    ends = np.searchsorted(steps.defects, np.arange(len(read.numbers)), side="right")
    said = np.searchsorted(read.comments[0], np.arange(len(read.numbers)), side="right")
    was_deleted = np.array([bool(values.get(_IS_DELETED)) for values in read.standings], dtype=np.bool_)
    odd = set(steps.defects[1:][read.falls].tolist()) | set(steps.defects[was_deleted[steps.codes]].tolist())
    pairs = np.stack((steps.at, codes[steps.codes] * 2 + steps.activity), axis=1).astype(_LITTLE)
    comments = read.comments[1].astype(_LITTLE)
    first = first_said = 0
    for place, number in enumerate(read.numbers.tolist()):
        if place not in odd:
            yield number, pairs[first : ends[place]].tobytes(), comments[first_said : said[place]].tobytes()
        first, first_said = ends[place], said[place]


def _assembled(
    numbers: Sequence[int], steps: Sequence[bytes], said: Sequence[bytes], standings: Sequence[dict[str, Any]]
) -> Columns:
    """Put the rows together: one column after the other, not one row after the other."""
    pairs = np.frombuffer(b"".join(steps), dtype=_LITTLE).reshape(-1, 2)
    codes = pairs[:, 1]
    instants = np.ascontiguousarray(pairs[:, 0], dtype=np.int64)
    activity = (codes & 1).astype(np.bool_)
    return Columns(
        np.array(numbers, dtype=np.int64),
        Steps(_places(steps, 2 * _LITTLE.itemsize), instants, (codes >> 1).astype(np.int64), activity),
        np.stack((_places(said, _LITTLE.itemsize), np.frombuffer(b"".join(said), dtype=_LITTLE).astype(np.int64))),
        standings,
    )


def _places(packed: Sequence[bytes], size: int) -> Counts:
    """Give for each value in a column whose row it is of."""
    lengths = np.fromiter(map(len, packed), dtype=np.int64, count=len(packed)) // size
    return np.repeat(np.arange(len(packed)), lengths)
