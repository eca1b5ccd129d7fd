"""Write to the store: transactions that mean to write, and upserts, on both engines."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite

WRITES = "envbot_writes"
"""Execution option of connections that mean to write: on SQLite they take the one writer's place at once."""

_ROWS = 250
"""So many rows go into one statement; both engines take some 32,000 values."""


def writing(engine: Engine) -> AbstractContextManager[Connection]:
    """Open a transaction that writes; it commits at the end of the `with` block, or undoes everything on an error.

    A SQLite transaction that reads first and writes then cannot wait for another writer: it fails. So those that
    will write say so, and wait at their beginning.
    """
    return engine.execution_options(**{WRITES: True}).begin()


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *, keep: Sequence[str] = ()) -> None:
    """Write rows by their primary key; of rows that are there already the columns in `keep` stay as they are."""
    if not rows:
        return
    statement = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys and name not in keep}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))


def insert_many(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, each with the values of all columns in their order, as the database keeps them.

    They go to the driver as they are: SQLAlchemy's own way with them takes longer than the database's.
    """
    _write(connection, table, rows, "")


def upsert_many(
    connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], *, keep: Sequence[str] = ()
) -> None:
    """Write rows as `insert_many` does, by their primary key; see `upsert`."""
    keys = [column.name for column in table.primary_key]
    changed = [column.name for column in table.columns if column.name not in keys and column.name not in keep]
    changes = ", ".join(f"{name} = excluded.{name}" for name in changed)
    _write(connection, table, rows, f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}")


def _write(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], on_conflict: str) -> None:
    """Insert many rows with each statement.

    With a statement for each row, SQLite's driver would let other threads in after each, and wait for its next turn.
    """
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    names = [column.name for column in table.columns]
    row = f"({', '.join(mark for _ in names)})"
    for first in range(0, len(rows), _ROWS):
        some = rows[first : first + _ROWS]
        insertion = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {', '.join([row] * len(some))}"  # noqa: S608 - names of the schema
        connection.exec_driver_sql(insertion + on_conflict, tuple(chain.from_iterable(some)))


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row unless its primary key is there; say whether it was inserted."""
    new = _insert(connection, table).values(row).on_conflict_do_nothing()
    return connection.execute(new.returning(*table.primary_key)).first() is not None


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
