"""Keep the escalation ladders that started, as they stood then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this schema."""
    op.create_table(
        "ladders",
        sa.Column("work_item", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.Column("dues", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_item"], ["work_items.id"], name=op.f("fk_ladders_work_item_work_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("work_item", "name", "began_at", name=op.f("pk_ladders")),
    )
