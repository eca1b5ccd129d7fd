"""Many rows are written at once, as the database keeps them, on both engines."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.engine import Store
from bot.store.schema import WATERMARKS
from bot.store.writing import insert_many, upsert_many, writing
from tests.bot.store.conftest import NOW

A_DAY = 86_400_000_000


def watermarks(store: Store) -> list[tuple[str, str, int]]:
    """Give the rows of a small table, with instants as days since 1970."""
    with store.engine.connect() as connection:
        rows = connection.execute(select(WATERMARKS).order_by(WATERMARKS.c.stream))
        return [(row.stream, row.value, (row.saved_at - NOW).days) for row in rows]


def microseconds(days: int) -> int:
    """Give the instant so many days after NOW as it is kept."""
    return int(NOW.timestamp()) * 1_000_000 + days * A_DAY


def test_rows_go_in_as_the_database_keeps_them(store: Store) -> None:
    """The values are in the order of the columns; what has a meaning of its own in SQL stays text."""
    with writing(store.engine) as connection:
        insert_many(connection, WATERMARKS, [("a", "1%s?", microseconds(0)), ("b", "'; --", microseconds(1))])
    assert watermarks(store) == [("a", "1%s?", 0), ("b", "'; --", 1)]


def test_rows_that_are_there_are_changed_but_for_what_is_kept(store: Store) -> None:
    """New ones are added beside them."""
    with writing(store.engine) as connection:
        insert_many(connection, WATERMARKS, [("a", "1", microseconds(0))])
        rows = [("a", "2", microseconds(5)), ("b", "3", microseconds(5))]
        upsert_many(connection, WATERMARKS, rows, keep=["saved_at"])
    assert watermarks(store) == [("a", "2", 0), ("b", "3", 5)]


def test_no_rows_are_nothing_to_do(store: Store) -> None:
    """A page may be empty."""
    with writing(store.engine) as connection:
        insert_many(connection, WATERMARKS, [])
        upsert_many(connection, WATERMARKS, [])
    assert watermarks(store) == []
