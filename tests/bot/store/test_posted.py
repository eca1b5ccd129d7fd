"""The store knows what stands outside, by channel and document."""

from __future__ import annotations

from bot.store.engine import Store
from bot.store.posted import PostedDocument
from tests.bot.store.conftest import NOW


def test_what_was_posted_is_known_until_something_else_takes_its_place(store: Store) -> None:
    """The newer document replaces the older one on its channel only."""
    run = store.runs.start("run")
    store.posted.save("wiki", "agenda", content_hash="a", reference="page 1", run=run)
    store.posted.save("mail:em@example.com", "agenda", content_hash="a", reference="message 1", run=run)
    store.posted.save("wiki", "agenda", content_hash="b", reference="page 1", run=run)
    assert store.posted.last("wiki", "agenda") == PostedDocument("wiki", "agenda", "b", "page 1", run, NOW)
    mailed = store.posted.last("mail:em@example.com", "agenda")
    assert mailed is not None
    assert mailed.content_hash == "a"


def test_what_was_never_posted_is_none(store: Store) -> None:
    """Nothing is made up."""
    assert store.posted.last("wiki", "agenda") is None
