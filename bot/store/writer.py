"""Write what a long pull brings in another process: the database works while the next page is looked at."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from types import TracebackType
from typing import NamedTuple, Self

from bot.mistakes import Failure
from bot.store.engine import open_store
from bot.store.history import History
from bot.store.revisions import Rows
from bot.store.versions import Overtaken

_LONG = 10_000
"""After so many revisions a pull is long enough to be worth another process, which takes most of a second to start."""


class WriterEnded(Failure):
    """The process that writes ended before it said that all is stored."""


class Page(NamedTuple):
    """What is to be written in one transaction; see `bot.store.history.History.save_rows`."""

    stream: str
    rows: Rows
    watermark: str
    version: int


class Writer:
    """Writes pages one after the other, each as a whole; use it in a `with` statement.

    Attributes:
        history: where they are stored.
        now: the clock that dates what is written.
        stored: is told of each page after it was stored.
        long: after so many revisions another process takes over, as soon as it can.
        other: the other process.
    """

    def __init__(
        self, history: History, now: Callable[[], datetime], stored: Callable[[Page], None], *, long: int = _LONG
    ) -> None:
        self.history = history
        self.now = now
        self.stored = stored
        self.long = long
        self._revisions = 0
        self.other: OtherWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait until nothing is written any more.

        Raises:
            Overtaken: as `write` does, unless there is another error to tell.
            WriterEnded: as `write` does.
        """
        if self.other is None:
            return
        try:
            self.settle()
        except Overtaken:
            if kind is None:
                raise
        finally:
            self.other.close()

    def write(self, page: Page) -> None:
        """Write a page, or have it written while the next one is looked at.

        Raises:
            Overtaken: Somebody else wrote into the history before this page, or before the last one.
            WriterEnded: The other process ended.
        """
        if self.other is not None and self.other.is_ready():
            self.settle()
            self.other.begin(page, self.now())
        else:
            self.history.save_rows(*page)
            self.stored(page)
        self._revisions += len(page.rows.revisions)
        if self.other is None and self._revisions >= self.long:
            self.other = OtherWriter(self.history.url)

    def settle(self) -> None:
        """Wait until the last page is stored.

        Raises:
            Overtaken: as `write` does.
            WriterEnded: as `write` does.
        """
        page = self.other.end() if self.other is not None else None
        if page is not None:
            self.stored(page)


class OtherWriter:
    """A process that writes one page at a time. It ends when this process does, however this one ends."""

    def __init__(self, url: str) -> None:
        context = multiprocessing.get_context("spawn")  # another thread may hold a lock here
        self._pipe, there = context.Pipe()
        self.process = context.Process(target=serve, args=(there, url), name="envbot writer", daemon=True)
        self.process.start()
        there.close()
        self._is_ready = False
        self._page: Page | None = None

    def is_ready(self, patience: float = 0) -> bool:
        """Say whether it has opened the store, or will have within so many seconds."""
        if not self._is_ready and self._pipe.poll(patience):
            self._receive()
            self._is_ready = True
        return self._is_ready

    def begin(self, page: Page, at: datetime) -> None:
        """Have a page written that is dated with an instant."""
        try:
            self._pipe.send((page, at))
        except OSError as error:
            raise _ended() from error
        self._page = page

    def end(self) -> Page | None:
        """Wait until the page is stored, and give it; None if there is none.

        Raises:
            Overtaken: It was not stored, because somebody else wrote into the history.
            WriterEnded: The process ended.
        """
        page, self._page = self._page, None
        if page is not None:
            self._receive()
        return page

    def close(self) -> None:
        """Wait until the process has ended."""
        self._pipe.close()  # the other end reads this as the end
        self.process.join()

    def _receive(self) -> None:
        try:
            fault = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise _ended() from error
        if fault is not None:
            raise fault


def _ended() -> WriterEnded:
    return WriterEnded(
        "The process that writes into the store ended before it said that all is stored. What is stored is whole; run "
        "the command again and it goes on from there."
    )


def serve(pipe: Connection, url: str) -> None:
    """Write each page that comes, and answer None, or why it could not be written; end when the other side ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who presses Ctrl+C means the command, which ends this in good order
    at = datetime.min.replace(tzinfo=UTC)
    with open_store(url, now=lambda: at) as store, suppress(EOFError):
        pipe.send(None)
        while True:
            page, at = pipe.recv()
            try:
                store.history.save_rows(*page)
            except Exception as error:  # noqa: BLE001 - whatever it is, the command tells it
                pipe.send(error)
            else:
                pipe.send(None)
