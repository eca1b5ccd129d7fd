"""Say which address shows what, and lead the addresses of Azure DevOps' own web pages there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.answers import AdoError
from sandbox.dashboards import Dashboards
from sandbox.pages.cards import card_text
from sandbox.pages.changes import Opening
from sandbox.pages.gallery import Gallery
from sandbox.pages.mails import attachments, framed_html
from sandbox.pages.values import shown_instant, shown_value
from sandbox.post_office import Mail, Post
from sandbox.queries import Queries, QueryItem
from sandbox.queries_wiql import run
from sandbox.routing import Call
from sandbox.state import Person, World
from sandbox.stored_wiql import read_wiql
from sandbox.wiki import Wikis
from sandbox.work_item_state import WorkItem, WorkItems

_KILO = 1024
_NOT_FOUND = 404
_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; frame-src 'self'"
)
_STATIC = {"pages.css": "text/css", "pages.js": "text/javascript"}
View = Callable[[Request], Awaitable[Response]]
Numbered = TypeVar("Numbered", Post, Mail)


class _Site:
    """The pages over one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._gallery = Gallery(world, Opening(world), lambda query: answers_of(world, query))
        self._templates = Environment(
            loader=PackageLoader("sandbox.pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.filters.update(
            card_text=card_text,
            files=attachments,
            framed=framed_html,
            instant=shown_instant,
            said=self._gallery.said,
            size=_shown_size,
            value=shown_value,
        )

    async def overview(self, request: Request) -> Response:
        """Show everything."""
        return self._page("overview.html", request)

    async def wiki(self, request: Request) -> Response:
        """Show the trees of all wikis, or one page."""
        name, path = request.path_params.get("wiki"), request.path_params.get("path", "")
        if name is None:
            return self._list(request, "Wiki", tree=self._gallery.trees())
        try:
            view = self._gallery.wiki_page(name, path)
        except AdoError as error:
            return self._absent(request, error.message)
        return self._list(request, view.title, pages=[view], titled=True)

    async def cards(self, request: Request) -> Response:
        """Show what the Teams channels were sent, all of it or one."""
        posts = _numbered(request, self._gallery.posts())
        if not posts and "number" in request.path_params:
            return self._absent(request, "There is no such card.")
        return self._list(request, "Teams cards", posts=posts)

    async def mail(self, request: Request) -> Response:
        """Show the mails, all or one."""
        mails = _numbered(request, self._gallery.mails())
        if not mails and "number" in request.path_params:
            return self._absent(request, "There is no such mail.")
        return self._list(request, "Mail", mails=mails)

    async def dashboards(self, request: Request) -> Response:
        """Show the dashboards, all or one."""
        if "id" not in request.path_params:
            return self._list(request, "Dashboards", boards=self._gallery.boards())
        found = self._world.part(Dashboards).by_id(request.path_params["id"])
        if found is None:
            return self._absent(request, "There is no such dashboard.")
        return self._list(request, found.name, boards=[self._gallery.board(found)], titled=True)

    async def work_items(self, request: Request) -> Response:
        """Show the changed work items, or all of the past of one."""
        gallery = self._gallery
        if "number" not in request.path_params:
            items = [(item, gallery.steps(item)) for item in gallery.changed()]
            return self._list(request, "Changed work items", items=items)
        found = self._world.part(WorkItems).find(request.path_params["number"])
        if found is None:
            return self._absent(request, "There is no such work item.")
        steps = gallery.steps(found, since_opening=False)
        title = f"{found.type} {found.id}"
        return self._list(request, title, items=[(found, steps)], fields=gallery.fields(found), titled=True)

    async def query(self, request: Request) -> Response:
        """Show a stored query and what it finds now."""
        found = self._world.part(Queries).by_id(request.path_params["id"])
        if found is None or found.is_folder:
            return self._absent(request, "There is no such query.")
        return self._list(request, found.name, query=found, found=answers_of(self._world, found))

    async def static(self, request: Request) -> Response:
        """Give the style sheet and the script."""
        name = request.path_params["name"]
        if name not in _STATIC:
            return self._absent(request, "There is no such file.")
        content = files("sandbox.pages").joinpath("static", name).read_bytes()
        return Response(content, media_type=_STATIC[name])

    async def wiki_link(self, request: Request) -> Response:
        """Lead Azure DevOps' address of a wiki page, by path or by id, to the page here."""
        try:
            wiki = self._world.part(Wikis).find(request.path_params["wiki"])
            number = request.path_params.get("number")
            path = wiki.page_by_id(number).path if number else request.query_params.get("pagePath", "/")
        except AdoError as error:
            return self._absent(request, error.message)
        return RedirectResponse("/wiki" if path == "/" else quote(f"/wiki/{wiki.name}{path}"))

    def _list(self, request: Request, title: str, **values: Any) -> Response:
        return self._page("list.html", request, title=title, **values)

    def _page(self, template: str, request: Request, status: int = 200, **values: Any) -> Response:
        page = self._templates.get_template(template)
        html = page.render(gallery=self._gallery, here=quote(request.url.path), **values)
        return Response(html, status, {"Content-Security-Policy": _POLICY}, "text/html; charset=utf-8")

    def _absent(self, request: Request, what: str) -> Response:
        return self._page("list.html", request, _NOT_FOUND, title="Not found", missing=what)


def page_routes(world: World) -> list[Route]:
    """Give the routes of the pages, and those that lead Azure DevOps' web addresses to them.

    What is "changed" is judged from now on: call this when the world is as it should be at the start.
    """
    site = _Site(world)
    web = f"/{quote(world.organization)}/{{project}}"
    return [
        Route("/", site.overview),
        Route("/wiki", site.wiki),
        Route("/wiki/{wiki}", _leads_to("/wiki")),
        Route("/wiki/{wiki}/{path:path}", site.wiki),
        Route("/cards", site.cards),
        Route("/cards/{number:int}", site.cards),
        Route("/mail", site.mail),
        Route("/mail/{number:int}", site.mail),
        Route("/dashboards", site.dashboards),
        Route("/dashboards/{id}", site.dashboards),
        Route("/work-items", site.work_items),
        Route("/work-items/{number:int}", site.work_items),
        Route("/queries/{id}", site.query),
        Route("/_pages/{name}", site.static),
        Route(f"{web}/_workitems/edit/{{number:int}}", _leads_to("/work-items/{number}")),
        Route(f"{web}/_dashboards/dashboard/{{id}}", _leads_to("/dashboards/{id}")),
        Route(f"{web}/_queries/query/{{id}}", _leads_to("/queries/{id}")),
        Route(f"{web}/_wiki/wikis/{{wiki}}", site.wiki_link),
        Route(f"{web}/_wiki/wikis/{{wiki}}/{{number:int}}", site.wiki_link),
        Route(f"{web}/_wiki/wikis/{{wiki}}/{{number:int}}/{{title}}", site.wiki_link),
    ]


def answers_of(world: World, query: QueryItem) -> list[WorkItem]:
    """Run a stored query in its project as the wiql resource does, and give the work items.

    Raises:
        AdoError: what the wiql resource would answer.
    """
    project = world.part(Queries).project_of(query)
    who = next(iter(world.people.values()), Person("", "Nobody", ""))
    call = Call(world, who, "GET", {"project": project}, {}, {}, b"", "", "")
    shown = run(call, read_wiql(world, query.wiql), top=None, time_precision=False)
    return [world.part(WorkItems).get(row["id"]) for row in shown["workItems"]]


def _leads_to(address: str) -> View:
    async def lead(request: Request) -> Response:
        return RedirectResponse(address.format(**request.path_params))

    return lead


def _numbered(request: Request, things: Sequence[Numbered]) -> list[Numbered]:
    """Give the one whose number the address names; all where it names none."""
    number = request.path_params.get("number")
    return [thing for thing in things if number in (None, thing.number)]


def _shown_size(size: int) -> str:
    return f"{size} bytes" if size < _KILO else f"{size / _KILO:.1f} KB"
