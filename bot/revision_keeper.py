"""Keep revisions as they come: look at each part of a page while it is fresh, and store a page when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ado_client.results import RevisionPage
from bot.store.heads import Heads
from bot.store.history import History
from bot.store.revisions import Rows
from bot.store.snapshots import snapshots

_AT_MOST = 1000
"""So many revisions are stored in one transaction, however long a page is."""


@dataclass(slots=True)
class RevisionKeeper:
    """Keeps the revisions of a stream from one watermark on.

    Attributes:
        stream: which revisions these are.
        watermark: where the page began that comes in now; empty at the beginning of the stream.
        stored: is told what was stored, each time.
        pages: so many came to their end.
    """

    history: History
    stream: str
    watermark: str
    stored: Callable[[Rows], None]
    pages: int = 0
    _heads: Heads = field(init=False)
    _rows: Rows = field(default_factory=Rows)

    def __post_init__(self) -> None:
        self._heads = self.history.heads()

    def take(self, page: RevisionPage) -> None:
        """Look at a page or a part of one, and store what is complete.

        Raises:
            HistoryError: One of its revisions cannot be kept; nothing of its page is stored.
            Overtaken: Somebody else wrote into the history; another keeper has to go on from the store's watermark.
        """
        came = snapshots(page.revisions)
        if self._heads.are_passed(came):  # what is written anew is made of what is stored
            self._store(self.watermark)
        self.history.add_to(self._rows, came, self._heads)
        self._rows.came += len(page.revisions)
        if page.revisions:  # the oldest change comes first
            self._rows.reached = datetime.fromisoformat(page.revisions[-1]["fields"]["System.ChangedDate"])
        ends = page.is_last or page.watermark != self.watermark
        if ends or len(self._rows.revisions) >= _AT_MOST:
            self._store(page.watermark)
        self.pages += ends
        self.watermark = page.watermark

    def _store(self, watermark: str) -> None:
        rows, self._rows = self._rows, Rows()
        self.history.save_rows(self.stream, rows, watermark, self._heads.version)
        self._heads.version += 1
        self.stored(rows)
