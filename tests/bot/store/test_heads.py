"""What is remembered of work items is what the store has of them."""

from __future__ import annotations

import pytest

from bot.store import heads as room
from bot.store.engine import Store
from bot.store.heads import Head, Heads
from bot.store.snapshots import snapshots
from tests.bot.store.building import a_revision


def found(store: Store, heads: Heads, *numbers: int) -> dict[int, Head]:
    """Ask for the heads of work items."""
    with store.engine.connect() as connection:
        return heads.of(connection, numbers)


def test_a_work_item_that_the_store_has_is_read_with_its_latest_fields(store: Store) -> None:
    """One that it does not have begins at nothing."""
    store.history.save_page("s", [a_revision(2, 1), a_revision(2, 2, State="Open", History="Seen")], "1")
    heads = found(store, store.history.heads(), 1, 2, 3)
    assert (heads[2].rev, heads[2].comments_known, heads[2].fields["System.State"]) == (2, 1, "Open")
    assert heads[1] == heads[3] == Head()


def test_what_is_remembered_is_not_read_again(store: Store) -> None:
    """It is the same head, which whoever moves revisions on moves on, too."""
    heads = store.history.heads()
    first = found(store, heads, 1)[1]
    store.history.save_page("s", [a_revision(1, 1)], "1")
    assert found(store, heads, 1)[1] is first


def test_those_that_did_not_change_for_longest_are_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays flat, however many there are; one that is forgotten is read again when it changes after all."""
    monkeypatch.setattr(room, "_HEADS", 2)
    heads = store.history.heads()
    first = found(store, heads, 1, 2)
    found(store, heads, 1)
    found(store, heads, 3)
    store.history.save_page("s", [a_revision(2, 1)], "1")
    assert found(store, heads, 1)[1] is first[1]
    assert found(store, heads, 2)[2].rev == 1


def test_a_revision_before_a_remembered_one_is_passed(store: Store) -> None:
    """One of a work item that is not remembered is not, whatever the store has."""
    store.history.save_page("s", [a_revision(1, 2), a_revision(2, 2)], "1")
    heads = store.history.heads()
    found(store, heads, 1)
    assert heads.are_passed(snapshots([a_revision(3, 1), a_revision(1, 2)]))
    assert not heads.are_passed(snapshots([a_revision(1, 3), a_revision(2, 1)]))
