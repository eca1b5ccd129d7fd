"""Whoever writes into the history counts it, so that nobody trusts a memory that is not right any more."""

from __future__ import annotations

from bot.store.engine import Store
from bot.store.versions import claim
from bot.store.writing import writing
from tests.bot.store.building import a_revision
from tests.bot.store.conftest import NOW


def version_of(store: Store) -> int:
    """Give how often the history was written, which counts once, too."""
    with writing(store.engine) as connection:
        return claim(connection, NOW)


def test_every_write_into_the_history_counts(store: Store) -> None:
    """Revisions as well as discussions; what is read does not."""
    assert version_of(store) == 0
    store.history.save_page("s", [a_revision(1, 1)], "1")
    assert version_of(store) == 2
    store.history.save_comments(1, [], count=0)
    store.history.defects()
    assert version_of(store) == 4
