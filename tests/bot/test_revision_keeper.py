"""Parts of pages, pages that break off and come again, and other pulls leave each revision in the store once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ado_client.results import RevisionPage
from bot.revision_keeper import RevisionKeeper
from bot.store.engine import Store, open_store
from bot.store.revisions import Rows
from bot.store.versions import Overtaken
from tests.bot.store.building import a_revision
from tests.bot.store.conftest import NOW


@pytest.fixture
def store(tmp_path: Any) -> Iterator[Store]:
    """Open a new store."""
    with open_store(f"sqlite:///{tmp_path / 'envbot.sqlite'}", now=lambda: NOW) as store:
        yield store


class Kept:
    """A keeper, and what it stored."""

    def __init__(self, store: Store) -> None:
        self.stored: list[Rows] = []
        self.keeper = RevisionKeeper(store.history, "s", "", self.stored.append)

    def take(self, revisions: list[dict[str, Any]], watermark: str, *, is_last: bool = False) -> None:
        """Take a page or a part of one."""
        self.keeper.take(RevisionPage(revisions, watermark, is_last))


@pytest.fixture
def kept(store: Store) -> Kept:
    """Keep what comes from the beginning on."""
    return Kept(store)


def states(store: Store, number: int = 1) -> list[str]:
    """Give the states of a work item, revision by revision."""
    return [str(revision.fields["System.State"]) for revision in store.history.defects()[number].revisions]


def test_the_parts_of_a_page_are_stored_together(store: Store, kept: Kept) -> None:
    """Its watermark covers all of them; before its end nothing is stored."""
    kept.take([a_revision(1, 1)], "")
    assert store.history.counts().revisions == 0
    kept.take([a_revision(1, 2, State="Open")], "p1")
    assert (states(store), store.history.watermark("s"), kept.keeper.pages) == (["New", "Open"], "p1", 1)
    assert [rows.came for rows in kept.stored] == [2]


def test_a_very_long_page_is_stored_bit_by_bit(store: Store, kept: Kept) -> None:
    """Until its end with the watermark from before it, so that a pull that stops there repeats it."""
    kept.take([a_revision(number, 1) for number in range(1, 1_002)], "")
    assert (store.history.counts().revisions, store.history.watermark("s")) == (1_001, "")
    kept.take([a_revision(1, 2)], "p1", is_last=True)
    assert (store.history.counts().revisions, store.history.watermark("s")) == (1_002, "p1")
    assert kept.keeper.pages == 1


def test_a_page_that_broke_off_and_comes_again_is_there_once(store: Store, kept: Kept) -> None:
    """Its first parts were looked at already; the comment that they hold is one, too."""
    kept.take([a_revision(1, 1), a_revision(1, 2, State="Open", History="Seen")], "p1")
    kept.take([a_revision(1, 3, State="Fixed"), a_revision(2, 1, History="Odd")], "p1")
    kept.take([a_revision(1, 3, State="Fixed"), a_revision(2, 1, History="Odd")], "p1")
    kept.take([a_revision(1, 4, State="Closed")], "p2", is_last=True)
    assert states(store) == ["New", "Open", "Fixed", "Closed"]
    assert [comment.text for comment in store.history.defects()[2].comments] == ["Odd"]
    assert store.history.counts().comments == 2


def test_an_empty_page_moves_the_watermark(store: Store, kept: Kept) -> None:
    """As the last one of a project in which nothing happened."""
    kept.take([], "p1", is_last=True)
    assert store.history.watermark("s") == "p1"
    assert kept.stored[0].reached is None


def test_a_keeper_that_was_overtaken_writes_nothing(store: Store, kept: Kept) -> None:
    """What the other one wrote stays as it is."""
    kept.take([a_revision(1, 1)], "p1")
    store.history.save_page("s", [a_revision(1, 2, State="Open")], "p2")
    with pytest.raises(Overtaken):
        kept.take([a_revision(1, 2, State="Open"), a_revision(1, 3)], "p2")
    assert (states(store), store.history.watermark("s")) == (["New", "Open"], "p2")
