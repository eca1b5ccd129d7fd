"""What is remembered of work items is what the store has of them."""

from __future__ import annotations

from random import Random

import pytest

from bot.store import heads as room
from bot.store.engine import Store
from bot.store.heads import Head, Heads
from tests.bot.store.building import a_revision


def found(store: Store, heads: Heads, *numbers: int) -> dict[int, Head]:
    """Ask for the heads of work items."""
    with store.engine.connect() as connection:
        return heads.of(connection, numbers)


def held_for(store: Store, version: int) -> Heads:
    """Begin to remember at a version of the history."""
    heads = Heads()
    with store.engine.connect() as connection:
        heads.hold_for(connection, version)
    return heads


def test_a_work_item_that_the_store_has_is_read_with_its_latest_fields(store: Store) -> None:
    """One that it does not have begins at nothing."""
    store.history.save_page("s", [a_revision(2, 1), a_revision(2, 2, State="Open", History="Seen")], "1")
    heads = found(store, held_for(store, 1), 1, 2, 3)
    assert (heads[2].rev, heads[2].comments_known, heads[2].fields["System.State"]) == (2, 1, "Open")
    assert heads[1] == heads[3] == Head()


def test_what_is_remembered_is_right_for_one_version_of_the_history(store: Store) -> None:
    """In the next one, which follows on it, it is still the same; in any other it is read again."""
    store.history.save_page("s", [a_revision(1, 1)], "1")
    heads = held_for(store, 1)
    first = found(store, heads, 1)[1]
    for version, is_known in ((2, True), (4, False)):
        with store.engine.connect() as connection:
            heads.hold_for(connection, version)
        assert (found(store, heads, 1)[1] is first) is is_known


def test_those_that_did_not_change_for_longest_are_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays flat, however many there are; one that is forgotten is read again when it changes after all."""
    monkeypatch.setattr(room, "_HEADS", 2)
    heads = held_for(store, 0)
    first = found(store, heads, 1, 2)
    found(store, heads, 1)
    found(store, heads, 3)
    store.history.save_page("s", [a_revision(2, 1)], "1")
    assert found(store, heads, 1)[1] is first[1]
    assert found(store, heads, 2)[2].rev == 1


@pytest.mark.parametrize("seed", range(20))
def test_a_memory_changes_nothing_but_the_time(store: Store, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Whatever comes late, again or from another pull in between, the store is as without a memory."""
    monkeypatch.setattr(room, "_HEADS", 3)
    chance, heads = Random(seed), Heads()  # noqa: S311 - no secret
    latest: dict[tuple[int, int], str] = {}
    for page in range(12):
        revisions = []
        for _ in range(chance.randrange(6)):
            number, rev, title = chance.randint(1, 6), chance.randint(1, 5), f"Said with page {page}"
            said = {"History": title} if rev % 2 else {}
            revisions.append(a_revision(number, rev, Title=title, **said))
            latest[number, rev] = title
        store.history.save_page("s", revisions, str(page), heads if chance.random() < 0.7 else None)
    defects = store.history.defects()
    kept = {(number, one.number): one.fields["System.Title"] for number in defects for one in defects[number].revisions}
    assert kept == latest
    comments = {(number, one.id): one.text for number in defects for one in defects[number].comments}
    assert comments == {key: title for key, title in latest.items() if key[1] % 2}
