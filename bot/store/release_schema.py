"""The table that holds what release notes and schedules were read to say."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from bot.store.schema import METADATA, Instant, Json

RELEASE_DOCUMENTS = Table(
    "release_documents",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("digest", String(64), nullable=False),  # of what was read; empty where it was refused
    Column("content", Json, nullable=False),
    Column("problem", Json),
    Column("first_read", Instant, nullable=False),
    Column("last_read", Instant, nullable=False),
    Column("is_there", Boolean, nullable=False),
)
"""A row per version of a document of a source: the latest counts, and those before say what was corrected."""
