"""Count what is written into the history, so that whoever read it can tell whether it still is what he read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.store.schema import WATERMARKS
from bot.store.writing import insert_new

_WRITES = "writes of the history"


class Overtaken(Exception):
    """Somebody else wrote into the history since it was read; nothing was written over it."""


def version(connection: Connection) -> int:
    """Give how often the history was written."""
    return int(connection.execute(select(WATERMARKS.c.value).where(WATERMARKS.c.stream == _WRITES)).scalar() or 0)


def claim(connection: Connection, at: datetime, version: int | None = None) -> None:
    """Be the only one who writes into the history until the transaction ends, and count that as one write.

    Args:
        connection: in a transaction.
        at: the instant of the write.
        version: of the history that was read; None where it is read in the same transaction.

    Raises:
        Overtaken: The history has another version by now.
    """
    insert_new(connection, WATERMARKS, {"stream": _WRITES, "value": "0", "saved_at": at})
    own = WATERMARKS.c.stream == _WRITES
    # PostgreSQL lets others wait for the row; SQLite has one writer at a time anyway.
    present = int(connection.execute(select(WATERMARKS.c.value).where(own).with_for_update()).scalar_one())
    if version not in {None, present}:
        raise Overtaken
    connection.execute(update(WATERMARKS).where(own).values(value=str(present + 1), saved_at=at))
