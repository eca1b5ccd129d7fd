"""The history of work items as it was pulled: whole pages in, frozen defects as of any instant out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, func, insert, select, true, update

from bot.store.defects import DefectReader, RevisionRow
from bot.store.revisions import save_revisions
from bot.store.schema import COMMENTS, PAGES, RELATIONS, REVISIONS, WATERMARKS, WORK_ITEMS
from bot.store.writing import upsert, writing
from rules.facts import Comment, Defect, Person, Relation

_T = TypeVar("_T")

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
    """Work items with all their revisions, comments and relations, and the wiki pages that sources read.

    Each method that writes is one committed transaction.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime], organization: str = "") -> None:
        self._engine = engine
        self._now = now
        self._organization = organization.rstrip("/")

    def save_page(self, stream: str, revisions: Sequence[Mapping[str, Any]], watermark: str) -> frozenset[int]:
        """Store a page of the reporting API and, in the same transaction, the watermark that covers it.

        Returns:
            The work items that the page's revisions belong to.

        Raises:
            HistoryError: A revision cannot be kept; nothing of the page is stored.
        """
        mark = {"stream": stream, "value": watermark, "saved_at": self._now()}
        with writing(self._engine) as connection:
            numbers = save_revisions(connection, revisions)
            upsert(connection, WATERMARKS, [mark])
        return numbers

    def watermark(self, stream: str) -> str | None:
        """Give how far a stream was read; None if it never was."""
        with self._engine.connect() as connection:
            return connection.execute(select(WATERMARKS.c.value).where(WATERMARKS.c.stream == stream)).scalar()

    def lacking_relations(self, closed: Collection[str] = ()) -> tuple[int, ...]:
        """Give the work items whose relations may be others than those stored.

        Links make no revision. So relations may have changed on every item, whether it changed or not; of items in a
        closed state, only those are given that changed since their relations were read.
        """
        changed = WORK_ITEMS.c.relations_read != WORK_ITEMS.c.rev
        lacking = changed | WORK_ITEMS.c.state.not_in(sorted(closed))
        wanted = select(WORK_ITEMS.c.id).where(~WORK_ITEMS.c.is_deleted, lacking).order_by(WORK_ITEMS.c.id)
        with self._engine.connect() as connection:
            return tuple(connection.execute(wanted).scalars())

    def save_relations(self, read: Mapping[int, tuple[int, Sequence[Relation]]]) -> None:
        """Replace the relations of work items; each comes with the revision at which it was read."""
        rows = [
            {"work_item": number, "position": position, "kind": one.kind, "target": one.target, "url": one.url}
            | {"comment": one.comment}
            for number, (_, relations) in read.items()
            for position, one in enumerate(relations)
        ]
        with writing(self._engine) as connection:
            connection.execute(delete(RELATIONS).where(RELATIONS.c.work_item.in_(list(read))))
            if rows:
                connection.execute(insert(RELATIONS), rows)
            for number, (rev, _) in read.items():
                connection.execute(update(WORK_ITEMS).where(WORK_ITEMS.c.id == number).values(relations_read=rev))

    def lacking_comments(self) -> Mapping[int, int]:
        """Give the work items whose count of comments changed since they were read, with that count."""
        with self._engine.connect() as connection:
            wanted = select(WORK_ITEMS.c.id, WORK_ITEMS.c.comment_count)
            lagging = wanted.where(~WORK_ITEMS.c.is_deleted, WORK_ITEMS.c.comments_read != WORK_ITEMS.c.comment_count)
            return {row.id: row.comment_count for row in connection.execute(lagging.order_by(WORK_ITEMS.c.id))}

    def save_comments(self, number: int, comments: Sequence[Comment], *, count: int) -> None:
        """Replace the comments of a work item that says it has `count` of them."""
        rows = [
            {"work_item": number, "id": one.id, "at": one.at, "by_name": one.by.name, "by_mail": one.by.mail}
            | {"text": one.text}
            for one in comments
        ]
        with writing(self._engine) as connection:
            connection.execute(delete(COMMENTS).where(COMMENTS.c.work_item == number))
            if rows:
                connection.execute(insert(COMMENTS), rows)
            connection.execute(update(WORK_ITEMS).where(WORK_ITEMS.c.id == number).values(comments_read=count))

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

        An item that was deleted after `as_of` was still there then, and is given. Relations are as they stand now.
        """
        condition = true() if types is None else WORK_ITEMS.c.type.in_(sorted(types))
        found: dict[int, Defect] = {}
        with self._engine.connect() as connection:
            for chosen in _chosen(WORK_ITEMS.c.id, ids):
                reader = DefectReader(
                    self._organization,
                    _comments(connection, condition & chosen, as_of),
                    _relations(connection, condition & chosen),
                )
                rows = connection.execute(_revisions(condition & chosen, as_of))
                found.update((defect.id, defect) for defect in reader.read(RevisionRow(*row) for row in rows))
        return found

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


def _comments(
    connection: Connection, condition: ColumnElement[bool], as_of: datetime | None
) -> dict[int, tuple[Comment, ...]]:
    wanted = select(COMMENTS).join(WORK_ITEMS, WORK_ITEMS.c.id == COMMENTS.c.work_item).where(condition)
    if as_of is not None:
        wanted = wanted.where(COMMENTS.c.at <= as_of)
    ordered = connection.execute(wanted.order_by(COMMENTS.c.work_item, COMMENTS.c.at, COMMENTS.c.id))
    return _grouped(
        (row.work_item, Comment(row.id, row.at, Person(row.by_name, row.by_mail), row.text)) for row in ordered
    )


def _relations(connection: Connection, condition: ColumnElement[bool]) -> dict[int, tuple[Relation, ...]]:
    wanted = select(RELATIONS).join(WORK_ITEMS, WORK_ITEMS.c.id == RELATIONS.c.work_item).where(condition)
    ordered = connection.execute(wanted.order_by(RELATIONS.c.work_item, RELATIONS.c.position))
    return _grouped((row.work_item, Relation(row.kind, row.target, row.url, row.comment)) for row in ordered)


def _grouped(pairs: Iterable[tuple[int, _T]]) -> dict[int, tuple[_T, ...]]:
    found: dict[int, list[_T]] = defaultdict(list)
    for number, value in pairs:
        found[number].append(value)
    return {number: tuple(values) for number, values in found.items()}
