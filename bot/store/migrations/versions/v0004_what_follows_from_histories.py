"""Keep what follows from histories, so that it need not be worked out again: outcomes of runs, histories as columns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this schema."""
    op.create_table(
        "kept_outcomes",
        sa.Column("command", sa.String(length=100), nullable=False),
        sa.Column("of_what", sa.String(length=64), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_kept_outcomes_run_runs")),
        sa.PrimaryKeyConstraint("command", name=op.f("pk_kept_outcomes")),
    )
    op.create_table(
        "standings",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("code", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("pk_standings")),
    )
    op.create_table(
        "columns",
        sa.Column("work_item", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("rewrites", sa.Integer(), nullable=False),
        sa.Column("comments_known", sa.Integer(), nullable=False),
        sa.Column("comments_read_at", sa.Integer(), nullable=False),
        sa.Column("steps", sa.LargeBinary(), nullable=False),
        sa.Column("comments", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_item"], ["work_items.id"], name=op.f("fk_columns_work_item_work_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("work_item", name=op.f("pk_columns")),
    )
