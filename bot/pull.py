"""Bring the store up to date with Azure DevOps: revisions and links by their watermarks, then what those lack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, Protocol, TypeVar

from ado_client.errors import AdoError
from ado_client.wiki import WikiPage
from ado_client.work_items import LinkPage, RevisionPage
from bot.mistakes import Failure
from bot.numbers import Numbers
from bot.pulled import comments_of
from bot.read_ahead import read_ahead
from bot.store.heads import Heads
from bot.store.history import History, StoredPage

T = TypeVar("T")

DISCUSSIONS_AT_MOST = 400
"""So many discussions are read apart in one pull, a call each; what is left is read by the next ones."""
_DISCUSSIONS_AT_ONCE = 40


class Step(StrEnum):
    """The steps of a pull, in their order."""

    REVISIONS = "revisions"
    LINKS = "links"
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
        deleted: of them, those that were deleted.
        links: links that came or went, those that came again included.
        discussions: work items whose discussion had to be read apart, because their revisions do not tell all of it.
        discussions_left: work items of which that is left to the next pulls.
        pages: wiki pages read.
        calls: requests, without what was sent again.
    """

    revisions: int
    items: int
    deleted: int
    links: int
    discussions: int
    discussions_left: int
    pages: int
    calls: int
    took: timedelta

    def as_json(self) -> dict[str, int]:
        """Give the numbers that a cycle tells programs."""
        return {"revisions": self.revisions, "items": self.items, "pages": self.pages, "calls": self.calls}


class PullError(Failure):
    """Azure DevOps failed on the way. What was stored before is whole, and the next pull goes on from there.

    Attributes:
        step: where it failed.
        report: what was stored.
    """

    def __init__(self, step: Step, report: PullReport, error: AdoError) -> None:
        stored = f"{report.revisions} revisions of {report.items} work items were stored before that and are whole."
        super().__init__(
            f"Reading {step} from Azure DevOps stopped: {error} {stored if report.revisions else 'Nothing is lost.'} "
            "Run the same command again: it goes on from there."
        )
        self.step = step
        self.report = report


class WorkItemReader(Protocol):
    """The part of `ado_client.work_items.WorkItems` that a pull needs."""

    def reporting_revisions(
        self, *, watermark: str | None = None, types: Sequence[str] | None = None
    ) -> AsyncGenerator[RevisionPage, None]:
        """Read the revisions of the project, page by page."""

    def reporting_links(
        self, *, watermark: str | None = None, types: Sequence[str] | None = None
    ) -> AsyncGenerator[LinkPage, None]:
        """Read the links that came or went between work items, page by page."""

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

    Each page of revisions, and each of links, is stored in one transaction with the watermark that covers it, while
    the next one is on its way; a very long page in several, each but the last with the watermark from before it.
    Revisions say the comments, too. Only where a work item says it has more or fewer, its discussion is read apart; of
    which items that is, the store knows. So a pull that was cut off anywhere is completed by the next one.

    Args:
        work_items: of the project.
        history: where they are stored.
        project: its name; the watermark belongs to it and the types.
        types: work item types to pull.
        now: the clock, for the time that the pull took.
        closed: states of work items that nobody works on; their discussions are read apart last.
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
    items: Numbers = field(default_factory=Numbers)
    deleted: Numbers = field(default_factory=Numbers)
    left: int = 0
    done: dict[Step, int] = field(default_factory=lambda: dict.fromkeys(Step, 0))
    calls: int = 0

    async def run(
        self, project: str, types: Sequence[str], closed: Collection[str], pages: Sequence[PagesBelow]
    ) -> PullReport:
        started = self.now()
        try:
            await self._revisions(project, types)
            await self._links(project, types)
            await self._comments(closed)
            await self._pages(pages)
        except AdoError as error:
            raise PullError(self.step, self._report(started), error) from error
        return self._report(started)

    async def _revisions(self, project: str, types: Sequence[str]) -> None:
        stream, heads = _stream(Step.REVISIONS, project, types), Heads()
        watermark = self.history.watermark(stream)
        pages = self.work_items.reporting_revisions(watermark=watermark, types=sorted(types))
        async with aclosing(read_ahead(pages)) as read:
            async for page in read:
                watermark = self._count(page, watermark)
                self.items.add(self.history.save_page(stream, page.revisions, page.watermark, heads))
                self.deleted.add(one["id"] for one in page.revisions if one["fields"].get("System.IsDeleted"))
                # Pages hold the oldest change first.
                latest = page.revisions[-1]["fields"]["System.ChangedDate"] if page.revisions else None
                self._advance(len(page.revisions), reached=datetime.fromisoformat(latest) if latest else None)

    async def _links(self, project: str, types: Sequence[str]) -> None:
        self.step = Step.LINKS
        stream = _stream(Step.LINKS, project, types)
        watermark = self.history.watermark(stream)
        pages = self.work_items.reporting_links(watermark=watermark, types=sorted(types))
        async with aclosing(read_ahead(pages)) as read:
            async for page in read:
                watermark = self._count(page, watermark)
                self.history.save_links(stream, page.links, page.watermark)
                self._advance(len(page.links))

    def _count(self, page: RevisionPage | LinkPage, before: str | None) -> str:
        """Count the request that a page ends, not each of its parts; give the watermark after it."""
        self.calls += page.is_last or page.watermark != (before or "")
        return page.watermark

    async def _comments(self, closed: Collection[str]) -> None:
        self.step = Step.COMMENTS
        lacking = self.history.lacking_comments(closed, at_most=DISCUSSIONS_AT_MOST)
        self.left = lacking.left + len(lacking.counts)
        for ids in _some(lacking.counts, _DISCUSSIONS_AT_ONCE):
            found = await _all(self.work_items.comments(number) for number in ids)
            for number, raw in zip(ids, found, strict=True):
                self.history.save_comments(number, comments_of(raw), count=lacking.counts[number])
            self.calls += len(ids)
            self.left -= len(ids)
            self._advance(len(ids), of=len(lacking.counts))

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
            links=self.done[Step.LINKS],
            discussions=self.done[Step.COMMENTS],
            discussions_left=self.left,
            pages=self.done[Step.PAGES],
            calls=self.calls,
            took=self.now() - started,
        )


def _stream(step: Step, project: str, types: Sequence[str]) -> str:
    return f"{step} of {project}: {', '.join(sorted(types))}"


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
