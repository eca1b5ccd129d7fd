"""First light: work items with their revisions, runs, the ledger, verdicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this schema."""
    op.create_table(
        "pages",
        sa.Column("wiki", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("wiki", "path", name=op.f("pk_pages")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("command", sa.String(length=100), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "watermarks",
        sa.Column("stream", sa.String(length=400), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_watermarks")),
    )
    op.create_table(
        "work_items",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("rewrites", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("comments_known", sa.Integer(), nullable=False),
        sa.Column("comments_read_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_items")),
    )
    lacking = sa.text("comment_count != comments_known AND is_deleted IS FALSE")
    op.create_index(
        "ix_work_items_lacking_comments",
        "work_items",
        ["changed_at"],
        sqlite_where=lacking,
        postgresql_where=lacking,
    )
    op.create_index("ix_work_items_type", "work_items", ["type"])

    op.create_table(
        "comments",
        sa.Column("work_item", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.String(length=256), nullable=False),
        sa.Column("by_mail", sa.String(length=256), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_item"], ["work_items.id"], name=op.f("fk_comments_work_item_work_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("work_item", "rev", "id", name=op.f("pk_comments")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger",
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("target", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("intended_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_ledger_run_runs")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ledger")),
    )
    op.create_index("ix_ledger_run", "ledger", ["run"])
    op.create_index("ix_ledger_state", "ledger", ["state"])

    op.create_table(
        "links",
        sa.Column("source", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=256), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "target", "kind", name=op.f("pk_links")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_links_target", "links", ["target"])

    op.create_table(
        "revisions",
        sa.Column("work_item", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("delta", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_item"], ["work_items.id"], name=op.f("fk_revisions_work_item_work_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("work_item", "rev", name=op.f("pk_revisions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("work_item", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(length=50), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("elapsed", sa.BigInteger(), nullable=False),
        sa.Column("breached_at", sa.BigInteger(), nullable=True),
        sa.Column("policy_version", sa.String(length=64), nullable=False),
        sa.Column("calendar_version", sa.String(length=64), nullable=False),
        sa.Column("judged_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_item"], ["work_items.id"], name=op.f("fk_verdicts_work_item_work_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_verdicts_work_item", "verdicts", ["work_item"])
