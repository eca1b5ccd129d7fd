"""Count what is written into the history, so that whoever remembers it can tell whether it is still as it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.store.schema import WATERMARKS
from bot.store.writing import insert_new

_WRITES = "writes of the history"


def claim(connection: Connection, at: datetime) -> int:
    """Be the only one who writes into the history until the transaction ends, and count that as one write.

    Args:
        connection: in a transaction.
        at: the instant of the write.

    Returns:
        The version before this write: how often the history was written.
    """
    insert_new(connection, WATERMARKS, {"stream": _WRITES, "value": "0", "saved_at": at})
    own = WATERMARKS.c.stream == _WRITES
    # PostgreSQL lets others wait for the row; SQLite has one writer at a time anyway.
    version = int(connection.execute(select(WATERMARKS.c.value).where(own).with_for_update()).scalar_one())
    connection.execute(update(WATERMARKS).where(own).values(value=str(version + 1), saved_at=at))
    return version
