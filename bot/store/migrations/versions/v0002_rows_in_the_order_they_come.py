"""Keep revisions and comments in the order in which they come, which makes a first pull faster; drop an idle index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this schema."""
    op.drop_index("ix_work_items_type", table_name="work_items")
    if op.get_context().dialect.name == "sqlite":  # PostgreSQL never kept them by their keys
        _anew(
            "revisions",
            sa.Column("work_item", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("rev", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("at", sa.BigInteger(), nullable=False),
            sa.Column("delta", sa.LargeBinary(), nullable=False),
            sa.ForeignKeyConstraint(
                ["work_item"], ["work_items.id"], name=op.f("fk_revisions_work_item_work_items"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("work_item", "rev", name=op.f("pk_revisions")),
        )
        _anew(
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
        )


def _anew(name: str, *parts: sa.schema.SchemaItem) -> None:
    """Make a table again with the same columns, and put its rows there."""
    before = f"{name}_before"
    op.rename_table(name, before)
    op.create_table(name, *parts)
    op.execute(f"INSERT INTO {name} SELECT * FROM {before}")  # noqa: S608 - names of the schema
    op.drop_table(before)
