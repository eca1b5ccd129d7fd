"""Bring the store up to date with Azure DevOps: revisions by their watermark, then what they say has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, Protocol, TypeVar

from ado_client.errors import AdoError
from ado_client.wiki import WikiPage
from ado_client.work_items import IDS_AT_ONCE, RevisionPage
from bot.mistakes import Failure
from bot.pulled import comments_of, relations_of
from bot.store.history import History, StoredPage

T = TypeVar("T")

_RELATIONS_AT_ONCE = 5 * IDS_AT_ONCE
_COMMENTS_AT_ONCE = 40


class Step(StrEnum):
    """The steps of a pull, in their order."""

    REVISIONS = "revisions"
    RELATIONS = "relations"
    COMMENTS = "comments"
    PAGES = "wiki pages"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pull is.

    Attributes:
        of: how much the step has to do; None while nobody knows, as with the revisions of a first pull.
        reached: the instant of the latest revision read.
    """

    step: Step
    done: int
    of: int | None = None
    reached: datetime | None = None


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull brought.

    Attributes:
        revisions: read and stored, those that came again included.
        items: work items that they belong to.
        deleted: of them, those that are deleted.
        relations: work items whose relations were read.
        comments: work items whose discussion was read.
        pages: wiki pages read.
        calls: requests, without what was sent again.
    """

    revisions: int
    items: int
    deleted: int
    relations: int
    comments: int
    pages: int
    calls: int
    took: timedelta


class PullError(Failure):
    """Azure DevOps failed on the way. What was stored before is whole, and the next pull goes on from there.

    Attributes:
        step: where it failed.
        report: what was stored.
    """

    def __init__(self, step: Step, report: PullReport, error: AdoError) -> None:
        super().__init__(
            f"Reading {step} from Azure DevOps stopped: {error} "
            f"{report.revisions} revisions of {report.items} work items were stored before that and are whole; "
            "run `envbot pull` again and it goes on from there."
        )
        self.step = step
        self.report = report


class WorkItemReader(Protocol):
    """The part of `ado_client.work_items.WorkItems` that a pull needs."""

    def reporting_revisions(
        self, *, watermark: str | None = None, types: Sequence[str] | None = None
    ) -> AsyncIterator[RevisionPage]:
        """Read the revisions of the project, page by page."""

    async def batch(self, ids: Iterable[int], *, expand: str | None = None) -> list[dict[str, Any]]:
        """Read work items."""

    async def comments(self, number: int) -> list[dict[str, Any]]:
        """Read the discussion of a work item."""


class WikiReader(Protocol):
    """The part of `ado_client.wiki.Wiki` that a pull needs."""

    name: str

    async def pages(self, below: str) -> tuple[str, ...]:
        """Give the paths of all pages below a page."""

    async def get(self, path: str) -> WikiPage | None:
        """Read a page."""


@dataclass(frozen=True, slots=True)
class PagesBelow:
    """Wiki pages to pull: all below one."""

    wiki: WikiReader
    path: str


async def pull(
    work_items: WorkItemReader,
    history: History,
    *,
    project: str,
    types: Sequence[str],
    now: Callable[[], datetime],
    closed: Collection[str] = (),
    pages: Sequence[PagesBelow] = (),
    progress: Callable[[Progress], None] = lambda _: None,
) -> PullReport:
    """Store everything that changed since the last pull; a first pull stores the whole history.

    Each page of revisions is stored in one transaction with the watermark that covers it. What the store lacks after
    that (relations, discussions whose count of comments changed) is asked of the store itself, so a
    pull that was cut off anywhere is completed by the next one.

    Args:
        work_items: of the project.
        history: where they are stored.
        project: its name; the watermark belongs to it and the types.
        types: work item types to pull.
        now: the clock, for the time that the pull took.
        closed: states of work items whose links nobody changes any more. Links make no revision, so those of all
            other items are read in every pull.
        pages: wiki pages that sources read.
        progress: is told after everything that was stored.

    Raises:
        PullError: Azure DevOps failed on the way.
        HistoryError: It sent a revision that cannot be kept.
    """
    return await _Pull(work_items, history, now, progress).run(project, types, closed, pages)


@dataclass(slots=True)
class _Pull:
    """A pull under way, with what it counted so far."""

    work_items: WorkItemReader
    history: History
    now: Callable[[], datetime]
    progress: Callable[[Progress], None]
    step: Step = Step.REVISIONS
    items: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    done: dict[Step, int] = field(default_factory=lambda: dict.fromkeys(Step, 0))
    calls: int = 0

    async def run(
        self, project: str, types: Sequence[str], closed: Collection[str], pages: Sequence[PagesBelow]
    ) -> PullReport:
        started = self.now()
        try:
            await self._revisions(project, types)
            await self._relations(closed)
            await self._comments()
            await self._pages(pages)
        except AdoError as error:
            raise PullError(self.step, self._report(started), error) from error
        return self._report(started)

    async def _revisions(self, project: str, types: Sequence[str]) -> None:
        stream = f"revisions of {project}: {', '.join(sorted(types))}"
        watermark = self.history.watermark(stream)
        async for page in self.work_items.reporting_revisions(watermark=watermark, types=sorted(types)):
            self.items |= self.history.save_page(stream, page.revisions, page.watermark)
            self.deleted |= {one["id"] for one in page.revisions if one["fields"].get("System.IsDeleted")}
            self.calls += 1
            # Pages hold the oldest change first.
            latest = page.revisions[-1]["fields"]["System.ChangedDate"] if page.revisions else None
            self._advance(len(page.revisions), reached=datetime.fromisoformat(latest) if latest else None)

    async def _relations(self, closed: Collection[str]) -> None:
        self.step = Step.RELATIONS
        lacking = self.history.lacking_relations(closed)
        for ids in _some(lacking, _RELATIONS_AT_ONCE):
            requests = [self.work_items.batch(some, expand="relations") for some in _some(ids, IDS_AT_ONCE)]
            found = {one["id"]: one for answer in await _all(requests) for one in answer}
            # What is not found was deleted since: its next revision tells.
            self.history.save_relations({
                number: (one["rev"], relations_of(one)) for number, one in found.items()
            })  # fmt: skip
            self.calls += len(requests)
            self._advance(len(ids), of=len(lacking))

    async def _comments(self) -> None:
        self.step = Step.COMMENTS
        lacking = self.history.lacking_comments()
        for ids in _some(lacking, _COMMENTS_AT_ONCE):
            discussions = await _all(self.work_items.comments(number) for number in ids)
            for number, raw in zip(ids, discussions, strict=True):
                self.history.save_comments(number, comments_of(raw), count=lacking[number])
            self.calls += len(ids)
            self._advance(len(ids), of=len(lacking))

    async def _pages(self, folders: Sequence[PagesBelow]) -> None:
        self.step = Step.PAGES
        for folder in folders:
            paths = await folder.wiki.pages(folder.path)
            found = await _all(folder.wiki.get(path) for path in paths)
            read = [StoredPage(folder.wiki.name, page.path, page.content, page.url) for page in found if page]
            self.history.save_wiki_pages(folder.wiki.name, folder.path, read)
            self.calls += 1 + len(paths)
            self._advance(len(read))

    def _advance(self, count: int, *, of: int | None = None, reached: datetime | None = None) -> None:
        self.done[self.step] += count
        self.progress(Progress(self.step, self.done[self.step], of, reached))

    def _report(self, started: datetime) -> PullReport:
        return PullReport(
            revisions=self.done[Step.REVISIONS],
            items=len(self.items),
            deleted=len(self.deleted),
            relations=self.done[Step.RELATIONS],
            comments=self.done[Step.COMMENTS],
            pages=self.done[Step.PAGES],
            calls=self.calls,
            took=self.now() - started,
        )


async def _all(acts: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Do all acts at the same time; when one fails, the others are given up, and its error is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(act) for act in acts]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]


def _some(things: Iterable[T], count: int) -> Iterator[list[T]]:
    """Give things so many at a time."""
    left = iter(things)
    while some := list(islice(left, count)):
        yield some
