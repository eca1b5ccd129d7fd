"""A short history in many small pages, and what a store must hold after each of the requests that bring it."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from ado_client.results import link_changes
from bot.pull import PullError
from bot.pulled import comments_of
from bot.store.engine import Store, open_store
from bot.store.history import Counts
from rules.facts import Defect
from sandbox.files import enter
from sandbox.observing import Exchange
from sandbox.scenarios import TOKEN, empty_world
from sandbox.server import SandboxServer
from sandbox.state import World
from tests.bot.a_site import NO_CERTIFICATES, NOW, TYPES, Site, an_item, with_unsaid_comment

REVISIONS, LINKS = (f"{stream} of MHHS: Bug, Outage" for stream in ("revisions", "links"))
_PAGE = 7
_APART = 5


class SmallPages(httpx.AsyncBaseTransport):
    """A real connection, on which only small pages of revisions are asked for."""

    def __init__(self) -> None:
        self._connection = httpx.AsyncHTTPTransport(verify=NO_CERTIFICATES)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask for a small page."""
        if request.url.path.endswith("workitemrevisions"):
            request.url = request.url.copy_set_param("$maxPageSize", _PAGE)
        return await self._connection.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._connection.aclose()


class SeenAsUsual:
    """Tells the watch what it would have seen: small pages are declared for GET, and the client asks by POST."""

    def see(self, exchange: Exchange) -> None:
        """Pass it on without the size of the page."""
        if SandboxServer.default_observer is not None:
            query = exchange.query.replace(f"&%24maxPageSize={_PAGE}", "")
            SandboxServer.default_observer.see(replace(exchange, query=query))


@dataclass(frozen=True)
class State:
    """Everything that a pull leaves in a store."""

    defects: Mapping[int, Defect]
    counts: Counts
    revisions_to: str | None
    links_to: str | None

    @classmethod
    def of(cls, store: Store) -> State:
        """Read it."""
        history = store.history
        return cls(history.defects(), history.counts(), history.watermark(REVISIONS), history.watermark(LINKS))


def a_world() -> World:
    """Give a project with a few defects, two of them linked, one with a comment that no revision says."""
    world = empty_world("mhhs", lambda: NOW)
    world.add_project("MHHS")
    for number in (1, 2, 3):
        enter(world, an_item(number, "Bug", "Open", revisions=4, comments=number))
    linked = an_item(4, "Bug", "Closed", revisions=5)
    enter(world, linked | {"relations": [{"rel": "System.LinkTypes.Related", "target": 2}]})
    enter(world, with_unsaid_comment(an_item(_APART, "Outage", "Ended", revisions=3)))
    return world


@dataclass
class Truth:
    """What is served, and what a store holds of it.

    Attributes:
        states: what a store holds after so many requests were answered well; the first one is an empty store.
        template: an empty store that is copied, since making one takes longer than a pull.
    """

    world: World
    url: str
    states: list[State]
    template: Path

    @property
    def requests(self) -> range:
        """The numbers of the requests of a first pull, from 1 on."""
        return range(1, len(self.states))

    @contextmanager
    def site(self, file: Path, transport: type[httpx.AsyncBaseTransport] = SmallPages) -> Iterator[Site]:
        """Open a new store beside what is served."""
        shutil.copy(self.template, file)
        with open_store(f"sqlite:///{file}", now=lambda: NOW) as store:
            yield Site(self.world, self.url, store, transport=transport)


def find_truth(world: World, url: str, folder: Path) -> Truth:
    """Read all pages without the bot's client, and note what a store holds after each of them."""
    template = folder / "template.sqlite"
    open_store(f"sqlite:///{template}", now=lambda: NOW).close()
    with (
        httpx.Client(base_url=url, auth=("", TOKEN), verify=NO_CERTIFICATES) as client,
        open_store(f"sqlite:///{shutil.copy(template, folder / 'truth.sqlite')}", now=lambda: NOW) as store,
    ):
        states = [State.of(store)]
        for page in _pages(client, "POST", "workitemrevisions", {"$expand": "fields", "$maxPageSize": _PAGE}):
            store.history.save_page(REVISIONS, page["values"], page["continuationToken"])
            states.append(State.of(store))
        for page in _pages(client, "GET", "workitemlinks", {"types": ",".join(TYPES)}):
            store.history.save_links(LINKS, link_changes(page["values"]), page["continuationToken"])
            states.append(State.of(store))
        comments = client.get(f"MHHS/_apis/wit/workItems/{_APART}/comments", params={"api-version": "7.1-preview.4"})
        said = comments.raise_for_status().json()["comments"]
        store.history.save_comments(_APART, comments_of(said), count=len(said))
        states.append(State.of(store))
    return Truth(world, url, states, template)


def _pages(client: httpx.Client, method: str, stream: str, params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    body = {"types": TYPES, "includeDeleted": True, "includeIdentityRef": True} if method == "POST" else None
    place = ""
    while True:
        asked = {**params, "continuationToken": place, "api-version": "7.1"}
        page = client.request(method, f"MHHS/_apis/wit/reporting/{stream}", params=asked, json=body)
        yield page.raise_for_status().json()
        if page.json()["isLastBatch"]:
            return
        place = page.json()["continuationToken"]


async def pull_fails(site: Site) -> PullError | None:
    """Pull once, and give the failure that a person would read."""
    try:
        await site.pull()
    except PullError as failure:
        return failure
    return None


class KilledAt:
    """A clock that kills its process when it is looked at for the n-th time: while that page is being stored."""

    def __init__(self, looks: int) -> None:
        self._left = looks

    def __call__(self) -> datetime:
        """Give the time, or end."""
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)
        return NOW
