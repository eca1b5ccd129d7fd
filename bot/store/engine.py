"""Open the store: SQLite in WAL mode where one machine does, PostgreSQL by its URL where several do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from bot.mistakes import Mistake
from bot.store.history import History
from bot.store.ledger import Ledger
from bot.store.runs import Runs
from bot.store.writing import WRITES, writing

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATING = 0x656E7662  # "envb": PostgreSQL knows locks by number
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "busy_timeout = 30000",
    "foreign_keys = ON",
    "cache_size = -16384",  # KiB; a page of revisions touches more than the usual 2 MiB
    "wal_autocheckpoint = 8000",  # pages; what a first pull writes again and again goes into the file once
)
_OWN = frozenset({"alembic_version", "work_items", "ledger"})
"""Every store has had these tables from the first version on."""
_ENGINES = "Use sqlite:///envbot.sqlite or postgresql://user@host/database."


class StoreError(Mistake):
    """The store cannot be opened. Says which one, why, and what to do; nothing in it was changed."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; use it in a `with` statement, or close it."""

    engine: Engine
    history: History
    ledger: Ledger
    runs: Runs

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_store(url: str, *, now: Callable[[], datetime], organization: str = "") -> Store:
    """Open a store and bring it to the present schema; a new SQLite file is made where there is none.

    Args:
        url: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/DATABASE`.
        now: the clock that dates what is written.
        organization: address of the Azure DevOps organisation, for links that people open.

    Raises:
        StoreError: It cannot be opened, or was written by a newer envbot.
    """
    target = _target(url)
    _require_own(target)
    engine = _engine(target)
    try:
        with _explained(target):
            migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, History(engine, now, organization), Ledger(engine, now), Runs(engine, now))


def migrate(engine: Engine) -> None:
    """Bring the schema to the present one in a single transaction; others that open the store meanwhile wait."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
        command.upgrade(migrations(connection), "head")


def migrations(connection: Any) -> Config:
    """Give Alembic's configuration for the migrations that ship with the bot, over an open connection."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _target(url: str) -> URL:
    try:
        target = make_url(url)
    except ArgumentError:
        # The text may hold a password, so it is not repeated.
        raise StoreError(f"The store's URL is not one. {_ENGINES}") from None
    backend = target.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise StoreError(f"The store cannot be on {backend}. {_ENGINES}")
    return target.set(drivername="postgresql+psycopg") if backend == "postgresql" else target


def _require_own(target: URL) -> None:
    """Hold that a SQLite file is empty or the bot's own, before anything is written into it.

    Raises:
        StoreError: it holds tables that somebody else made.
    """
    file = target.database
    if target.get_backend_name() != "sqlite" or not file or not Path(file).is_file():
        return
    try:
        with closing(sqlite3.connect(f"{Path(file).absolute().as_uri()}?mode=ro", uri=True)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error:
        return  # opening it for good says what is wrong with it
    if tables and not tables.issuperset(_OWN):
        raise StoreError(
            f"{file} is no store of envbot: it holds the tables {', '.join(sorted(tables)[:5])}, which somebody else "
            "made. Nothing in it was changed. Name a new file in `store` of envbot.yaml."
        )


def _engine(target: URL) -> Engine:
    if target.get_backend_name() == "postgresql":
        try:
            return create_engine(target)
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            raise StoreError(
                f"A store on PostgreSQL needs psycopg ({error}). Run scripts/install again: it brings it."
            ) from error
    engine = create_engine(target)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Let readers and one writer work side by side, wait for a lock, and hold foreign keys."""
    connection.isolation_level = None  # SQLAlchemy's `begin` below opens transactions, also around schema changes
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _explained(target: URL) -> Iterator[None]:
    name = target.render_as_string(hide_password=True)
    try:
        yield
    except CommandError as error:
        raise StoreError(
            f"The store {name} has a schema that this envbot does not know ({error}). "
            "It was written by a newer one: install that one, or name another store."
        ) from error
    except DBAPIError as error:
        raise StoreError(f"The store {name} cannot be opened: {error.orig}. Correct `store` in envbot.yaml.") from error
