"""Collect what there is to look at: wiki pages, cards, mails, dashboards, changed work items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote, urlsplit

from markupsafe import Markup

from sandbox.answers import AdoError
from sandbox.dashboards import Dashboard, Dashboards
from sandbox.pages.boards import Asking, Board, Easel
from sandbox.pages.changes import Opening, Step
from sandbox.pages.markdown import Surroundings, draw_markdown
from sandbox.pages.values import Names, shown_value
from sandbox.post_office import Mail, Post, PostOffice
from sandbox.queries import Queries
from sandbox.state import World
from sandbox.wiki import Wiki, WikiPage, Wikis
from sandbox.work_item_state import Comment, WorkItem, WorkItems


@dataclass(frozen=True, slots=True)
class PageView:
    """A wiki page, drawn when it is looked at.

    Attributes:
        wiki: Where it is.
        page: What it is.
        address: Where this site shows it.
        around: What its text may point to.
    """

    wiki: Wiki
    page: WikiPage
    address: str
    around: Surroundings

    @property
    def html(self) -> Markup:
        """Its text, drawn."""
        return draw_markdown(self.page.content, self.around)

    @property
    def crumbs(self) -> list[str]:
        """The names from the top of the wiki down."""
        return self.page.path.strip("/").split("/")

    @property
    def title(self) -> str:
        """The last of the names."""
        return self.crumbs[-1]

    @property
    def anchor(self) -> str:
        """The id of the page within the overview."""
        return f"page-{self.page.id}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the navigation."""

    title: str
    address: str
    count: int
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class WikiTree:
    """All pages of a wiki, parents first."""

    name: str
    views: Sequence[PageView]


_MOST_ENTRIES = 12


class Gallery:
    """All there is to look at in a world; everything is drawn when it is asked for.

    Args:
        world: What is looked at.
        opening: How far its work items were at first.
        ask: Runs a stored query.
    """

    def __init__(self, world: World, opening: Opening, ask: Asking) -> None:
        self._world = world
        self._opening = opening
        self._ask = ask

    @property
    def organization(self) -> str:
        """The name of the organisation."""
        return self._world.organization

    @property
    def now(self) -> datetime:
        """What time it is in the sandbox."""
        return self._world.now()

    def contents(self) -> list[Section]:
        """Give the navigation."""
        pages = [Entry(view.title, view.address) for view in self.posted_pages()]
        posts = [Entry(f"{one.number} · {one.channel}", f"/cards/{one.number}") for one in self.posts()]
        mails = [Entry(one.subject or "(no subject)", f"/mail/{one.number}") for one in self.mails()]
        boards = [Entry(one.name, f"/dashboards/{one.id}") for one in self._dashboards()]
        items = [
            Entry(f"{item.id} {shown_value(item.fields.get('System.Title'))}", f"/work-items/{item.id}")
            for item in self.changed()
        ]
        sections = {"Wiki": pages, "Cards": posts, "Mail": mails, "Dashboards": boards, "Work items": items}
        return [
            Section(title, "/" + title.lower().replace(" ", "-"), len(entries), entries[:_MOST_ENTRIES])
            for title, entries in sections.items()
        ]

    def posted_pages(self) -> list[PageView]:
        """Give the wiki pages that were written through the API, the newest first."""
        views = [view for tree in self.trees() for view in tree.views if view.page.is_posted]
        return sorted(views, key=lambda view: (view.page.changed, view.page.id), reverse=True)

    def trees(self) -> list[WikiTree]:
        """Give every wiki with all its pages."""
        return [
            WikiTree(wiki.name, [self._page_view(wiki, page) for page in wiki.pages()])
            for wiki in self._world.part(Wikis).all()
        ]

    def wiki_page(self, name: str, path: str) -> PageView:
        """Give the page of a wiki and path.

        Raises:
            AdoError: 404 for a wiki or page that is not there.
        """
        wiki = self._world.part(Wikis).find(name)
        return self._page_view(wiki, wiki.page(path))

    def posts(self) -> list[Post]:
        """Give what the Teams channels were sent, the newest first."""
        return self._world.part(PostOffice).posts[::-1]

    def mails(self) -> list[Mail]:
        """Give the mails, the newest first."""
        return self._world.part(PostOffice).mails[::-1]

    def boards(self) -> list[Board]:
        """Give the dashboards, drawn."""
        return [self.board(one) for one in self._dashboards()]

    def board(self, dashboard: Dashboard) -> Board:
        """Give one dashboard, drawn."""
        around = Surroundings(link=self._link, mention=self._mention)
        easel = Easel(self._world.part(Queries), self._ask, Names(self._world), around)
        return easel.board(dashboard)

    def owner(self, dashboard: Dashboard) -> str:
        """Give the project and team of a dashboard."""
        project = self._world.project(dashboard.project)
        return f"{project.name} / {project.teams[dashboard.team].name}" if dashboard.team else project.name

    def changed(self) -> list[WorkItem]:
        """Give the work items to which something was done."""
        return self._opening.changed()

    def steps(self, item: WorkItem, *, since_opening: bool = True) -> list[Step]:
        """Tell what was done to a work item."""
        return self._opening.steps(item, since_opening=since_opening)

    def said(self, comment: Comment) -> Markup:
        """Draw a comment; its HTML passes through Markdown unchanged."""
        return draw_markdown(comment.text, Surroundings(link=self._link, mention=self._mention))

    def fields(self, item: WorkItem) -> Iterator[tuple[str, str]]:
        """Give the fields of a work item by name."""
        names = Names(self._world)
        for reference, value in sorted(item.fields.items()):
            yield names.of(reference), names.told(reference, value)

    def _dashboards(self) -> list[Dashboard]:
        dashboards = self._world.part(Dashboards)
        return [one for project in self._world.projects for one in dashboards.all(project)]

    def _page_view(self, wiki: Wiki, page: WikiPage) -> PageView:
        subpages = [
            (child.path.rpartition("/")[2], _page_address(wiki, child.path)) for child in wiki.children(page.path)
        ]
        around = Surroundings(lambda href: self._link(href, wiki), self._mention, subpages)
        return PageView(wiki, page, _page_address(wiki, page.path), around)

    def _mention(self, number: int) -> str | None:
        item = self._world.part(WorkItems).find(number)
        if item is None:
            return None
        title, state = (shown_value(item.fields.get(f"System.{name}")) for name in ("Title", "State"))
        return f"{item.type} {number}: {title} ({state})"

    def _link(self, href: str, wiki: Wiki | None = None) -> str:
        """Lead links to the organisation, and those between pages of a wiki, to where this site shows the thing."""
        root = self._world.base_url.removesuffix(f"/{quote(self.organization)}")
        if href.startswith(f"{self._world.base_url}/"):
            return href.removeprefix(root)
        if wiki is None or not href.startswith("/"):
            return href
        path = urlsplit(href).path
        for candidate in (path, path.replace("-", " ")):
            try:
                return _page_address(wiki, wiki.page(unquote(candidate)).path)
            except AdoError:
                continue
        return href


def _page_address(wiki: Wiki, path: str) -> str:
    return quote(f"/wiki/{wiki.name}{path}")
