"""Whoever writes into the history counts it, so that nobody writes over what he has not read."""

from __future__ import annotations

import pytest

from bot.store.engine import Store
from bot.store.versions import Overtaken, claim, version
from bot.store.writing import writing
from tests.bot.store.building import a_revision
from tests.bot.store.conftest import NOW


def version_of(store: Store) -> int:
    """Give how often the history was written."""
    with store.engine.connect() as connection:
        return version(connection)


def test_every_write_into_the_history_counts(store: Store) -> None:
    """Revisions as well as discussions; what is read does not."""
    assert version_of(store) == 0
    store.history.save_page("s", [a_revision(1, 1)], "1")
    assert version_of(store) == 1
    store.history.save_comments(1, [], count=0)
    store.history.defects()
    assert version_of(store) == 2


def test_who_knows_the_present_version_may_write(store: Store) -> None:
    """And nobody who knows an older one, or a newer one of another store."""
    with writing(store.engine) as connection:
        claim(connection, NOW, 0)
    for other in (0, 2):
        with pytest.raises(Overtaken), writing(store.engine) as connection:
            claim(connection, NOW, other)
    assert version_of(store) == 1
