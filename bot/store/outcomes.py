"""Keep the outcome of a run that found nothing to do, and give one number for everything that outcomes rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Connection, Engine, Table, cast, func, select, type_coerce

from bot.store.schema import (
    COLUMNS,
    COMMENTS,
    KEPT_OUTCOMES,
    LEDGER,
    METADATA,
    REVISIONS,
    RUNS,
    STANDINGS,
    VERDICTS,
    WATERMARKS,
    WORK_ITEMS,
)
from bot.store.writing import upsert, writing

_TOLD_BY_THEIR_WORK_ITEMS = (REVISIONS, COMMENTS)
_ABOUT_RUNS = (RUNS, WATERMARKS, KEPT_OUTCOMES, VERDICTS, COLUMNS, STANDINGS)
"""What runs write about themselves, or work out anew from the rest; no outcome rests on it."""
_OF_AN_ACT = (
    LEDGER.c.key,
    LEDGER.c.target,
    LEDGER.c.state,
    LEDGER.c.payload_hash,
    LEDGER.c.reference,
    LEDGER.c.attempts,
)


@dataclass(frozen=True, slots=True)
class KeptOutcome:
    """The outcome of a run that did nothing to the outside.

    Attributes:
        of_what: one hash for everything that it rests on.
        until: from this instant on, time itself may make it another one.
        files: the copies that the run wrote.
    """

    command: str
    of_what: str
    run: int
    until: datetime
    files: tuple[str, ...]


class Outcomes:
    """The last kept outcome of each command. Each method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, outcome: KeptOutcome) -> None:
        """Keep an outcome in the place of the last one."""
        row = {
            "command": outcome.command,
            "of_what": outcome.of_what,
            "run": outcome.run,
            "until": outcome.until,
            "files": list(outcome.files),
        }
        with writing(self._engine) as connection:
            upsert(connection, KEPT_OUTCOMES, [row])

    def kept(self, command: str) -> KeptOutcome | None:
        """Give the outcome that is kept for a command."""
        with self._engine.connect() as connection:
            row = connection.execute(select(KEPT_OUTCOMES).where(KEPT_OUTCOMES.c.command == command)).mappings().first()
        return KeptOutcome(**{**row, "files": tuple(row["files"])}) if row else None

    def contents(self, now: datetime) -> tuple[str, datetime | None]:
        """Give a hash of everything stored that outcomes rest on, and the next instant that something stored is of.

        Whatever table is added counts, unless it is named here.
        """
        digest = hashlib.sha256()
        left_out = {*_TOLD_BY_THEIR_WORK_ITEMS, *_ABOUT_RUNS, WORK_ITEMS, LEDGER}
        with self._engine.connect() as connection:
            digest.update(repr(_work_items(connection)).encode())
            digest.update(repr(connection.execute(select(*_OF_AN_ACT).order_by(LEDGER.c.key)).all()).encode())
            for table in METADATA.sorted_tables:
                if table not in left_out:
                    digest.update(f"{table.name}: {_rows(connection, table)}".encode())
            return digest.hexdigest(), _next_instant(connection, now)


def _work_items(connection: Connection) -> Sequence[object]:
    """Give sums that are equal only if every work item stands as it stood.

    No row goes away, and of each the revision, the rewrites and the revision at which its discussion was read only
    grow. So while their sums stay, each of them does; and with them stay its other columns, revisions and comments.
    What comments are known changes without them only where some were lacking: the last sums would tell.
    """
    item = WORK_ITEMS.c
    sums = (
        func.count(),
        *(func.sum(cast(column, BigInteger)) for column in (item.rev, item.rewrites, item.comments_read_at)),
        *(func.sum(cast(column, BigInteger) * item.id) for column in (item.comment_count, item.comments_known)),
        func.max(type_coerce(item.changed_at, BigInteger)),
    )
    return tuple(connection.execute(select(*sums)).one())


def _rows(connection: Connection, table: Table) -> str:
    columns = [column for column in table.columns if column.name != "read_at"]
    rows = connection.execute(select(*columns).order_by(*table.primary_key))
    return hashlib.sha256(repr(rows.all()).encode()).hexdigest()


def _next_instant(connection: Connection, now: datetime) -> datetime | None:
    """Give when something that is dated ahead comes to be: the clocks of two machines may differ."""
    ahead = (
        select(func.min(REVISIONS.c.at)).where(
            REVISIONS.c.work_item.in_(select(WORK_ITEMS.c.id).where(WORK_ITEMS.c.changed_at > now)),
            REVISIONS.c.at > now,
        ),
        select(func.min(COMMENTS.c.at)).where(COMMENTS.c.at > now),
    )
    found = (connection.execute(wanted).scalar() for wanted in ahead)
    return min((instant for instant in found if instant is not None), default=None)
