"""The tables that hold what sources of outages were read to say."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from bot.store.schema import METADATA, Instant, Json

OUTAGE_RECORDS = Table(
    "outage_records",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("reference", Text, nullable=False),
    Column("content", Json, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("place", Text, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)
"""A row per version of an outage as one document of a source has it."""

OUTAGE_DOCUMENTS = Table(
    "outage_documents",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("digest", String(64), nullable=False),  # of what was read and how; empty where it was refused
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("read_at", Instant, nullable=False),
    Column("is_there", Boolean, nullable=False),
    Column("problems", Json, nullable=False),
    Column("mappings", Json, nullable=False),
    Column("remarks", Json, nullable=False),
)
"""A row per document of a source: when it was read last, how, and what was wrong in it."""
