"""The tables of the store, as SQLAlchemy Core sees them; `migrations/` brings a real store to this shape."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    and_,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as whole microseconds since 1970 in UTC: exact, ordered, the same on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - the base's
        """Give the number for an instant; a datetime without zone is refused."""
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base's
        """Give the instant for a number, in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


class Json(TypeDecorator[Any]):
    """A small JSON value as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base's signature
        """Write the value; None stays NULL."""
        return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - the base's signature
        """Read the value."""
        return None if value is None else orjson.loads(value)


def to_microseconds(instant: datetime) -> int:
    """Give an aware datetime as whole microseconds since 1970 in UTC."""
    since = instant - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

WORK_ITEMS = Table(
    "work_items",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),  # unique in the whole organisation
    Column("project", String(200), nullable=False),
    Column("type", String(128), nullable=False),
    Column("state", String(128), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
    Column("rewrites", Integer, nullable=False),  # how often stored revisions were written anew
    Column("comment_count", Integer, nullable=False),  # so many comments it says it has
    Column("comments_known", Integer, nullable=False),  # so many of them are stored, or known to be gone
    Column("comments_read_at", Integer, nullable=False),  # the revision when its discussion was read apart; 0 for never
)
"""A row per work item as it stands."""

LACKING_COMMENTS = and_(WORK_ITEMS.c.comment_count != WORK_ITEMS.c.comments_known, WORK_ITEMS.c.is_deleted.is_(false()))
"""Holds for work items whose discussion has to be read apart, since their revisions do not tell all of it."""

Index(
    "ix_work_items_lacking_comments",
    WORK_ITEMS.c.changed_at,
    sqlite_where=LACKING_COMMENTS,
    postgresql_where=LACKING_COMMENTS,
)

REVISIONS = Table(
    "revisions",
    METADATA,
    Column("work_item", ForeignKey("work_items.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("rev", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("delta", LargeBinary, nullable=False),  # see bot.store.deltas
)
"""A row per revision, holding what changed against the one before: in order they give every revision's full fields."""

COMMENTS = Table(
    "comments",
    METADATA,
    Column("work_item", ForeignKey("work_items.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column(
        "rev", Integer, primary_key=True, autoincrement=False
    ),  # the revision that said it; 0 where it was read apart
    Column("id", Integer, primary_key=True, autoincrement=False),  # of the comment; 0 where a revision said it
    Column("at", Instant, nullable=False),
    Column("by_name", String(256), nullable=False),
    Column("by_mail", String(256), nullable=False),
    Column("text", Text, nullable=False),
)
"""The discussion of each work item as plain text."""

LINKS = Table(
    "links",
    METADATA,
    Column("source", Integer, primary_key=True, autoincrement=False),
    Column("target", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(256), primary_key=True),  # without the end it is seen from: System.LinkTypes.Hierarchy
    Column("comment", Text, nullable=False),
    Index("ix_links_target", "target"),
    sqlite_with_rowid=False,
)
"""The links between work items as they stand, one row for both ends; either may be of a type that is not stored."""

PAGES = Table(
    "pages",
    METADATA,
    Column("wiki", String(200), primary_key=True),
    Column("path", String(1000), primary_key=True),
    Column("content", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("read_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""The wiki pages that sources read: release notes, stand-ups."""

WATERMARKS = Table(
    "watermarks",
    METADATA,
    Column("stream", String(400), primary_key=True),
    Column("value", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
)
"""How far each stream of changes has been read; saved in the transaction that stores what it covers."""

RUNS = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("command", String(100), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("state", String(20), nullable=False),
    Column("summary", Json),
    sqlite_autoincrement=True,
)
"""A row per run that may act. A run whose process died stays `running` until the next start finds it."""

LEDGER = Table(
    "ledger",
    METADATA,
    Column("key", String(400), primary_key=True),
    Column("kind", String(50), nullable=False),
    Column("target", String(400), nullable=False),
    Column("state", String(20), nullable=False),
    Column("payload_hash", String(64), nullable=False),
    Column("payload", Json),  # for a change: its fields before and after, which is what undo needs
    Column("run", ForeignKey("runs.id"), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reference", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("intended_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Index("ix_ledger_state", "state"),
    Index("ix_ledger_run", "run"),
)
"""A row per outward act, known by its deterministic key."""

VERDICTS = Table(
    "verdicts",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("work_item", ForeignKey("work_items.id", ondelete="CASCADE"), nullable=False),
    Column("clock", String(50), nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("stopped_at", Instant, nullable=False),
    Column("target", BigInteger, nullable=False),  # microseconds of working time, as is `elapsed`
    Column("elapsed", BigInteger, nullable=False),
    Column("breached_at", Instant),
    Column("policy_version", String(64), nullable=False),
    Column("calendar_version", String(64), nullable=False),
    Column("judged_at", Instant, nullable=False),
    Index("ix_verdicts_work_item", "work_item"),
    sqlite_autoincrement=True,
)
"""Closed verdicts with the policy and calendar that judged them: a re-judgement stands below one, never over it."""

KEPT_OUTCOMES = Table(
    "kept_outcomes",
    METADATA,
    Column("command", String(100), primary_key=True),
    Column("of_what", String(64), nullable=False),  # hash of everything that the outcome rests on
    Column("run", ForeignKey("runs.id"), nullable=False),
    Column("until", Instant, nullable=False),
    Column("files", Json, nullable=False),
)
"""The run of each command that found nothing to do: its outcome stands until something changes or an instant comes."""

STANDINGS = Table(
    "standings",
    METADATA,
    Column("kind", String(64), primary_key=True),
    Column("code", Integer, primary_key=True, autoincrement=False),
    Column("fields", Json, nullable=False),  # the values of the fields that SLA conditions name, in their order
)
"""The different standings in which defects have been, by the codes that `COLUMNS` has for them."""

COLUMNS = Table(
    "columns",
    METADATA,
    Column("work_item", ForeignKey("work_items.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("kind", String(64), nullable=False),  # hash of the fields that decide, and of whose edits are no activity
    Column("rev", Integer, nullable=False),  # this column and the next three as `WORK_ITEMS` had them
    Column("rewrites", Integer, nullable=False),
    Column("comments_known", Integer, nullable=False),
    Column("comments_read_at", Integer, nullable=False),
    Column("steps", LargeBinary, nullable=False),  # see bot.store.columns
    Column("comments", LargeBinary, nullable=False),
)
"""The history of each work item as numbers, for SLA clocks: it follows from the other tables and is checked by them."""

LADDERS = Table(
    "ladders",
    METADATA,
    Column("work_item", ForeignKey("work_items.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("name", String(200), primary_key=True),
    Column("began_at", Instant, primary_key=True),
    Column("ladder", Json, nullable=False),
    Column("dues", Json, nullable=False),  # when each step is due, by the calendar as it was
    Column("version", String(64), nullable=False),
    Column("kept_at", Instant, nullable=False),
)
"""Escalation ladders that started, each as the programme had it then: a row is never changed."""
