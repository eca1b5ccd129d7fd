"""The history of work items as it was pulled: whole pages in, frozen defects as of any instant out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, func, insert, select, true

from ado_client.results import LinkChange
from bot.store import discussions
from bot.store.defects import DefectReader, RevisionRow
from bot.store.heads import Heads
from bot.store.known_defects import KnownDefects
from bot.store.links import relations, save_links
from bot.store.outages import Outages
from bot.store.release_notes import Papers
from bot.store.revisions import save_revisions
from bot.store.schema import COMMENTS, PAGES, REVISIONS, WATERMARKS, WORK_ITEMS, to_microseconds
from bot.store.snapshots import snapshots
from bot.store.versions import claim
from bot.store.writing import upsert_many, writing
from rules.facts import Comment, Defect

_AT_ONCE = 5_000
"""How many ids stand in one statement; both engines take more."""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A wiki page as it was last pulled."""

    wiki: str
    path: str
    content: str
    url: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the history holds; deleted work items are counted apart."""

    work_items: int
    deleted: int
    revisions: int
    comments: int
    wiki_pages: int


class History:
    """Work items with all their revisions, comments and links, and the wiki pages that sources read.

    Each method that writes is one committed transaction.

    Attributes:
        outages: those that other sources than work items have.
        papers: release notes and schedules that were read as documents.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime], organization: str = "") -> None:
        self._engine = engine
        self._now = now
        self._organization = organization.rstrip("/")
        self.outages = Outages(engine, now)
        self.papers = Papers(engine, now)

    def save_page(
        self, stream: str, revisions: Iterable[Mapping[str, Any]], watermark: str, heads: Heads | None = None
    ) -> frozenset[int]:
        """Store a page of the reporting API and, in the same transaction, the watermark that covers it.

        Args:
            stream: which one it is a page of.
            revisions: the page.
            watermark: where to go on.
            heads: what is remembered from the pages before, for speed; to be thrown away when this fails.

        Returns:
            The work items that the page's revisions belong to.

        Raises:
            HistoryError: A revision cannot be kept; nothing of the page is stored.
        """
        came, heads = snapshots(revisions), Heads() if heads is None else heads
        with writing(self._engine) as connection:
            heads.hold_for(connection, claim(connection, self._now()))
            save_revisions(connection, came, heads)
            self._mark(connection, stream, watermark)
        return frozenset(came)

    def save_links(self, stream: str, changes: Sequence[LinkChange], watermark: str) -> None:
        """Store what became of links and, in the same transaction, the watermark that covers it."""
        with writing(self._engine) as connection:
            save_links(connection, changes)
            self._mark(connection, stream, watermark)

    def watermark(self, stream: str) -> str | None:
        """Give how far a stream was read; None if it never was."""
        with self._engine.connect() as connection:
            return connection.execute(select(WATERMARKS.c.value).where(WATERMARKS.c.stream == stream)).scalar()

    def lacking_comments(self, closed: Collection[str] = (), *, at_most: int) -> discussions.Lacking:
        """Give the work items whose revisions do not tell their whole discussion, the most urgent first.

        Args:
            closed: states of work items that nobody works on.
            at_most: so many of them are given.
        """
        with self._engine.connect() as connection:
            return discussions.lacking(connection, closed, at_most)

    def save_comments(self, number: int, comments: Sequence[Comment], *, count: int) -> None:
        """Replace the comments of a work item that says it has `count` of them; oldest comment first."""
        with writing(self._engine) as connection:
            claim(connection, self._now())
            discussions.replace(connection, number, comments, count=count)

    def save_wiki_pages(self, wiki: str, under: str, pages: Sequence[StoredPage]) -> None:
        """Replace everything stored of the wiki below `under` (a page path) by these pages."""
        rows = [
            {"wiki": wiki, "path": one.path, "content": one.content, "url": one.url, "read_at": self._now()}
            for one in pages
        ]
        with writing(self._engine) as connection:
            connection.execute(delete(PAGES).where(PAGES.c.wiki == wiki, _below(under)))
            if rows:
                connection.execute(insert(PAGES), rows)

    def wiki_pages(self, wiki: str, under: str) -> tuple[StoredPage, ...]:
        """Give the pages of the wiki below `under`, by path."""
        wanted = select(PAGES.c.wiki, PAGES.c.path, PAGES.c.content, PAGES.c.url)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.where(PAGES.c.wiki == wiki, _below(under)).order_by(PAGES.c.path))
            return tuple(StoredPage(*row) for row in rows)

    def defects(
        self,
        as_of: datetime | None = None,
        ids: Collection[int] | None = None,
        types: Collection[str] | None = None,
    ) -> dict[int, Defect]:
        """Give work items of these types (all, if None) with their history up to `as_of`, without deleted ones.

        An item that was deleted after `as_of` was still there then, and is given. Links are as they stand now.
        """
        condition = true() if types is None else WORK_ITEMS.c.type.in_(sorted(types))
        found: dict[int, Defect] = {}
        with self._engine.connect() as connection:
            for chosen in _chosen(WORK_ITEMS.c.id, ids):
                reader = DefectReader(
                    self._organization,
                    discussions.comments(connection, condition & chosen, as_of),
                    relations(connection, condition & chosen, self._organization),
                )
                rows = connection.execute(_revisions(condition & chosen, as_of))
                found.update((defect.id, defect) for defect in reader.read(RevisionRow(*row) for row in rows))
        return found

    def known_defects(self, as_of: datetime, types: Collection[str]) -> KnownDefects:
        """Give the same as a mapping that reads a history when it is asked for."""
        return KnownDefects(self._engine, lambda ids: self.defects(as_of, ids, types), as_of, types)

    def changed_since(self, instant: datetime, types: Collection[str]) -> tuple[int, ...]:
        """Give the numbers of the work items of these types whose latest revision was made since an instant."""
        wanted = select(WORK_ITEMS.c.id).where(WORK_ITEMS.c.type.in_(sorted(types)), WORK_ITEMS.c.changed_at >= instant)
        with self._engine.connect() as connection:
            return tuple(connection.execute(wanted.order_by(WORK_ITEMS.c.id)).scalars())

    def _mark(self, connection: Connection, stream: str, watermark: str) -> None:
        upsert_many(connection, WATERMARKS, [(stream, watermark, to_microseconds(self._now()))])

    def counts(self) -> Counts:
        """Count what the history holds."""
        with self._engine.connect() as connection:

            def count(wanted: Select[Any]) -> int:
                return int(connection.execute(wanted).scalar_one())

            return Counts(
                work_items=count(select(func.count()).select_from(WORK_ITEMS).where(~WORK_ITEMS.c.is_deleted)),
                deleted=count(select(func.count()).select_from(WORK_ITEMS).where(WORK_ITEMS.c.is_deleted)),
                revisions=count(select(func.count()).select_from(REVISIONS)),
                comments=count(select(func.count()).select_from(COMMENTS)),
                wiki_pages=count(select(func.count()).select_from(PAGES)),
            )


def _below(under: str) -> ColumnElement[bool]:
    return PAGES.c.path.startswith(f"{under.rstrip('/')}/", autoescape=True)


def _chosen(column: ColumnElement[int], ids: Collection[int] | None) -> Iterator[ColumnElement[bool]]:
    """Give conditions that together choose these ids: statements take only so many."""
    if ids is None:
        yield true()
        return
    left = iter(sorted(ids))
    while some := list(islice(left, _AT_ONCE)):
        yield column.in_(some)


def _revisions(condition: ColumnElement[bool], as_of: datetime | None) -> Select[Any]:
    wanted = select(REVISIONS.c.work_item, REVISIONS.c.rev, REVISIONS.c.at, REVISIONS.c.delta)
    wanted = wanted.join(WORK_ITEMS, WORK_ITEMS.c.id == REVISIONS.c.work_item).where(condition)
    if as_of is not None:
        wanted = wanted.where(REVISIONS.c.at <= as_of)
    return wanted.order_by(REVISIONS.c.work_item, REVISIONS.c.rev)
