"""A long pull is written by another process, page by page as a whole, with the same outcome."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from bot.store.engine import Store
from bot.store.heads import Heads
from bot.store.revisions import Rows
from bot.store.snapshots import snapshots
from bot.store.versions import Overtaken
from bot.store.writer import OtherWriter, Page, Writer, WriterEnded
from tests.bot.store.building import a_revision
from tests.bot.store.conftest import NOW

PATIENCE = 60
"""Seconds for another process to start on a busy machine."""


class Pages:
    """Makes pages of revisions, each building on those before it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._heads: Heads = store.history.heads()
        self._number = 0

    def next(self, *revisions: dict[str, Any]) -> Page:
        """Make a page of revisions."""
        rows = Rows()
        self._store.history.add_to(rows, snapshots(revisions), self._heads)
        self._heads.version += 1
        self._number += 1
        return Page("s", rows, str(self._number), self._heads.version - 1)


@pytest.fixture
def stored() -> list[str]:
    """Give a list for the watermarks of the pages that were said to be stored."""
    return []


@pytest.fixture
def writer(store: Store, stored: list[str]) -> Iterator[Writer]:
    """Write with another process from the second page on."""
    with Writer(store.history, lambda: NOW, lambda page: stored.append(page.watermark), long=1) as writer:
        yield writer


def other_of(writer: Writer) -> OtherWriter:
    """Wait until the other process is there."""
    assert writer.other is not None
    assert writer.other.is_ready(PATIENCE)
    return writer.other


def test_a_short_pull_needs_no_other_process(store: Store) -> None:
    """It would be over before one has started."""
    with Writer(store.history, lambda: NOW, lambda _: None) as writer:
        writer.write(Pages(store).next(a_revision(1, 1)))
    assert writer.other is None
    assert store.history.watermark("s") == "1"


def test_another_process_writes_what_comes_after_the_first_pages(
    store: Store, writer: Writer, stored: list[str]
) -> None:
    """Each page is told when it is stored: the last one when there is nothing left to wait for."""
    pages = Pages(store)
    writer.write(pages.next(a_revision(1, 1)))
    other_of(writer)
    writer.write(pages.next(a_revision(1, 2, State="Open", History="Seen")))
    writer.write(pages.next(a_revision(1, 3, State="Fixed"), a_revision(2, 1)))
    assert stored == ["1", "2"]
    writer.settle()
    assert stored == ["1", "2", "3"]
    defects = store.history.defects()
    assert [revision.fields["System.State"] for revision in defects[1].revisions] == ["New", "Open", "Fixed"]
    assert [comment.text for comment in defects[1].comments] == ["Seen"]
    assert list(defects) == [1, 2]


def test_what_another_pull_wrote_is_not_written_over(store: Store, writer: Writer) -> None:
    """The other process tells, too."""
    pages = Pages(store)
    writer.write(pages.next(a_revision(1, 1)))
    other_of(writer)
    store.history.save_page("s", [a_revision(1, 2, State="Open")], "another")
    writer.write(pages.next(a_revision(1, 2, State="Lost")))
    with pytest.raises(Overtaken):
        writer.settle()
    assert store.history.watermark("s") == "another"
    assert store.history.defects()[1].text("System.State") == "Open"


@pytest.mark.parametrize("first", [None, RuntimeError("The network is gone.")], ids=["alone", "after another error"])
def test_what_went_wrong_first_is_told(store: Store, first: Exception | None) -> None:
    """A last page that was overtaken is no news beside an error that ends the pull."""
    with pytest.raises(Overtaken if first is None else RuntimeError):
        _is_overtaken(store, first)


def _is_overtaken(store: Store, first: Exception | None) -> None:
    with Writer(store.history, lambda: NOW, lambda _: None, long=1) as writer:
        pages = Pages(store)
        writer.write(pages.next(a_revision(1, 1)))
        other_of(writer)
        store.history.save_page("s", [a_revision(2, 1)], "another")
        writer.write(pages.next(a_revision(1, 2)))
        if first is not None:
            raise first


def test_a_process_that_is_killed_is_one_clear_message(store: Store, writer: Writer, stored: list[str]) -> None:
    """What it had said to be stored is."""
    pages = Pages(store)
    writer.write(pages.next(a_revision(1, 1)))
    other = other_of(writer)
    other.process.kill()
    other.process.join()
    with pytest.raises(WriterEnded, match="run the command again"):
        _write_all(writer, pages)
    assert stored == ["1"]
    assert store.history.watermark("s") == "1"


def _write_all(writer: Writer, pages: Pages) -> None:
    writer.write(pages.next(a_revision(1, 2)))
    writer.settle()


def test_the_process_ends_with_the_one_that_started_it(store: Store) -> None:
    """Its end of the pipe is closed then, however it ended."""
    other = OtherWriter(store.history.url)
    assert other.is_ready(PATIENCE)
    other.close()
    assert other.process.exitcode == 0


def test_no_thread_of_this_process_keeps_the_other_one_waiting(store: Store) -> None:
    """It is started anew, without what is going on here."""
    here, there = multiprocessing.Pipe()
    holding = Thread(target=there.recv)
    holding.start()
    other = OtherWriter(store.history.url)
    assert other.is_ready(PATIENCE)
    other.close()
    here.send(None)
    holding.join()
