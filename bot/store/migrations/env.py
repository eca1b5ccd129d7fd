"""Run the migrations over the connection that `bot.store.engine` hands in."""

from __future__ import annotations

from alembic import context

from bot.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
