"""A server that lies in the middle of a pull: no endless loop, one clear message, and what was true before is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import orjson
import pytest

from bot.mistakes import Failure
from bot.pull import Progress
from bot.store.engine import open_store
from sandbox.server import SandboxServer
from tests.bot.a_site import NOW, Site
from tests.bot.pull_truth import SeenAsUsual, SmallPages, State, Truth, a_world, find_truth

Page = dict[str, Any]
Lie = Callable[[Page], Page | httpx.Response]
LIES_AT = 3


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Truth]:
    """Serve a short history in small pages, and know what each of them brings."""
    world = a_world()
    with SandboxServer(world, observer=SeenAsUsual()) as server:
        yield find_truth(world, server.base_url, tmp_path_factory.mktemp("truth"))


def liar(lie: Lie) -> type[httpx.AsyncBaseTransport]:
    """Give a connection on which revisions are changed on their way, from one page on and whenever asked for."""

    class Lying(SmallPages):
        pages = 0

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            self.pages += request.url.path.endswith("workitemrevisions")
            if self.pages < LIES_AT or not request.url.path.endswith("workitemrevisions"):
                return answer
            told = lie(orjson.loads(await answer.aread()))
            await answer.aclose()
            return told if isinstance(told, httpx.Response) else httpx.Response(200, json=told)

    return Lying


async def then_it_completes(site: Site, truth: Truth) -> None:
    """Pull from an honest server."""
    site.transport = SmallPages
    await site.pull()
    assert State.of(site.store) == truth.states[-1]


def revision(changes: dict[str, Any] | None) -> Lie:
    """Change the first revision of the page; None takes its fields away."""

    def lie(page: Page) -> Page:
        first = page["values"][0]
        first["fields"] = changes if changes is None else {**first["fields"], **changes}
        return page

    return lie


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (
            lambda page: page | {"isLastBatch": False, "continuationToken": "7;2;2"},
            "goes back to 7;2;2, and would never",
        ),
        (lambda page: page | {"isLastBatch": False, "continuationToken": "14;3;3"}, "goes back to 14;3;3, and would"),
        (lambda page: {"values": page["values"]}, "another shape than expected: it has no 'nextLink'"),
        (lambda page: page | {"values": None}, "cannot be read: it has no list 'values'"),
        (lambda page: page | {"values": "none"}, "cannot be read: it has no list 'values'"),
        (lambda _: httpx.Response(200, json=["values"]), "cannot be read"),
        (
            lambda _: httpx.Response(200, text="<html>Hello</html>", headers={"Content-Type": "text/html"}),
            "asks to sign in",
        ),
        (
            lambda _: httpx.Response(200, text="<html></html>", headers={"Content-Type": "application/json"}),
            "cannot be",
        ),
        (lambda _: httpx.Response(200, content=b"\x89PNG", headers={"Content-Type": "image/png"}), "image/png"),
        (lambda _: httpx.Response(204), "204"),
        (lambda _: httpx.Response(418, text="no"), "418"),
        (revision(None), "came without a number or without fields"),
        (revision({"System.ChangedDate": "soon"}), "System.ChangedDate is no instant"),
        (revision({"System.CommentCount": "many"}), "System.CommentCount no number"),
        (lambda page: page | {"values": [{"id": 10**18, "rev": 1, "fields": {}}]}, "came without a number"),
        (lambda page: page | {"values": [{}]}, "came without a number"),
    ],
)
async def test_a_lie_is_one_clear_message(truth: Truth, tmp_path: Path, lie: Lie, said: str) -> None:
    """Nothing of the page is kept, everything before it is, and an honest server completes it."""
    with truth.site(tmp_path / "store.sqlite", liar(lie)) as site:
        with pytest.raises(Failure, match=said) as failure:
            await site.pull()
        assert "\n" not in str(failure.value)
        assert State.of(site.store) == truth.states[LIES_AT - 1]
        await then_it_completes(site, truth)


@pytest.mark.parametrize(
    "lie",
    [
        lambda page: page | {"values": page["values"] * 2},
        lambda page: page | {"values": page["values"][::-1]},
        lambda page: page | {"unheardOf": {"values": []}, "nextLink": "https://example.com/elsewhere"},
    ],
    ids=["twice", "backwards", "with more"],
)
async def test_what_is_said_oddly_is_understood(truth: Truth, tmp_path: Path, lie: Lie) -> None:
    """Nothing is doubled or lost, and no address that an answer names is followed."""
    with truth.site(tmp_path / "store.sqlite", liar(lie)) as site:
        await site.pull()
        assert State.of(site.store) == truth.states[-1]


async def test_an_end_that_is_none_is_gone_on_from(truth: Truth, tmp_path: Path) -> None:
    """The pull believes it, and the next one asks from there."""
    with truth.site(tmp_path / "store.sqlite", liar(lambda page: page | {"isLastBatch": True})) as site:
        assert (await site.pull()).revisions == truth.states[LIES_AT].counts.revisions
        assert site.store.history.counts().revisions < truth.states[-1].counts.revisions
        await then_it_completes(site, truth)


async def test_fields_that_nobody_knows_are_kept(truth: Truth, tmp_path: Path) -> None:
    """A process may have any, of whatever type; here they come with each of the last two pages."""
    new = {"Custom.Unheard": {"of": [1, 2.5, None]}, "Custom.Flag": True}
    with truth.site(tmp_path / "store.sqlite", liar(revision(new))) as site:
        await site.pull()
        assert site.store.history.counts() == truth.states[-1].counts
        kept = [each.fields for defect in site.store.history.defects().values() for each in defect.revisions]
    assert [new.items() <= fields.items() for fields in kept].count(True) == 2


async def test_a_page_that_comes_again_later_changes_nothing(truth: Truth, tmp_path: Path) -> None:
    """As after a watermark that was lost: everything is read again, and is there once."""
    with truth.site(tmp_path / "store.sqlite") as site:
        await site.pull()
        site.store.history.save_page("revisions of MHHS: Bug, Outage", [], "")
        again = await site.pull()
        assert again.revisions == truth.states[-1].counts.revisions
        assert State.of(site.store) == truth.states[-1]


async def test_another_pull_meanwhile_changes_nothing(truth: Truth, tmp_path: Path) -> None:
    """It stored everything already: what this one brings again is there once."""
    file = tmp_path / "store.sqlite"
    with truth.site(file) as site, open_store(f"sqlite:///{file}", now=lambda: NOW) as store:
        other = Site(truth.world, truth.url, store, transport=SmallPages)

        def told(_: Progress) -> None:
            site.told = lambda _: None
            pulling = Thread(target=lambda: asyncio.run(other.pull()))
            pulling.start()
            pulling.join()

        site.told = told
        await site.pull()
        assert State.of(site.store) == truth.states[-1]


async def test_a_page_of_over_a_thousand_revisions_is_one_request(truth: Truth, tmp_path: Path) -> None:
    """It is stored in parts, and each revision in it is there once, however often it is said."""
    with truth.site(tmp_path / "honest.sqlite") as honest:
        calls = (await honest.pull()).calls
    with truth.site(tmp_path / "store.sqlite", liar(lambda page: page | {"values": page["values"] * 500})) as site:
        report = await site.pull()
        assert report.revisions > 2_000
        assert report.calls == calls
        assert State.of(site.store) == truth.states[-1]
