"""Whatever befalls a pull at whichever page, the store is a prefix of the truth, and the next pull completes it."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest

from ado_client.auth import SignIn
from bot.pull import Progress
from bot.store.engine import open_store
from sandbox.scenarios import TOKEN
from sandbox.server import SandboxServer
from sandbox.weather import Kind, Spell
from sandbox.weather_budget import Budget
from sandbox.weather_tokens import TokenLife
from tests.bot.a_site import Site
from tests.bot.pull_truth import KilledAt, SeenAsUsual, SmallPages, State, Truth, a_world, find_truth, pull_fails

LATE = {Kind.DELAYED, Kind.SLOW}
"""After these the answer comes nevertheless."""
LASTING = {Kind.SIGN_IN, Kind.DEACTIVATED}
"""These are not asked again, since that cannot help."""


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Truth]:
    """Serve a short history in small pages, and know what each of them brings."""
    world = a_world()
    with SandboxServer(world, observer=SeenAsUsual()) as server:
        yield find_truth(world, server.base_url, tmp_path_factory.mktemp("truth"))


@pytest.fixture(autouse=True)
def calm(truth: Truth) -> Iterator[None]:
    """Begin each test in calm weather."""
    truth.world.weather.clear()
    yield
    truth.world.weather.clear()


async def then_it_completes(site: Site, truth: Truth) -> None:
    """Pull in calm weather, and once more for nothing."""
    site.world.weather.clear()
    site.transport = SmallPages
    site.told = lambda _: None
    await site.pull()
    assert State.of(site.store) == truth.states[-1]
    assert (await site.pull()).revisions == 0
    assert State.of(site.store) == truth.states[-1]


async def test_there_are_many_pages(truth: Truth, tmp_path: Path) -> None:
    """What is walked below: pages of revisions, one of links, a discussion read apart; each brings something."""
    with truth.site(tmp_path / "store.sqlite") as site:
        report = await site.pull()
        assert State.of(site.store) == truth.states[-1]
    assert report.calls == len(truth.requests) == 6
    assert (report.revisions, report.links, report.discussions) == (26, 1, 1)
    assert len({str(state) for state in truth.states}) == len(truth.states)


@pytest.mark.parametrize("kind", Kind)
async def test_weather_that_lasts_leaves_a_prefix(truth: Truth, tmp_path: Path, kind: Kind) -> None:
    """The store has what came before it, page for page, and the message says that the next pull goes on from there."""
    for number in truth.requests:
        with truth.site(tmp_path / f"{number}.sqlite") as site:
            truth.world.weather[:] = [Spell(kind, path="_apis/wit", first=number, times=0)]
            failure = await pull_fails(site)
            assert (failure is None) == (kind in LATE)
            assert State.of(site.store) == truth.states[-1 if failure is None else number - 1]
            if failure:
                assert "Run the same command again: it goes on from there." in str(failure)
                assert failure.report.revisions == truth.states[number - 1].counts.revisions
            await then_it_completes(site, truth)


@pytest.mark.parametrize("kind", sorted(set(Kind) - LASTING))
async def test_weather_that_passes_is_outlived(truth: Truth, tmp_path: Path, kind: Kind) -> None:
    """A request that failed once is sent again: the pull is whole, and nobody reads of it."""
    for number in truth.requests:
        with truth.site(tmp_path / f"{number}.sqlite") as site:
            truth.world.weather[:] = [Spell(kind, path="_apis/wit", first=number)]
            await site.pull()
            assert State.of(site.store) == truth.states[-1]


async def test_a_token_that_expires_leaves_a_prefix(truth: Truth, tmp_path: Path) -> None:
    """With a good one, the next pull goes on."""
    for number in truth.requests:
        with truth.site(tmp_path / f"{number}.sqlite") as site:
            truth.world.weather[:] = [TokenLife(token_requests=number - 1)]
            assert "asks to sign in" in str(await pull_fails(site))
            assert State.of(site.store) == truth.states[number - 1]
            await then_it_completes(site, truth)


class Renewing:
    """A credential that has another token whenever one is refused."""

    blocks = False

    def __init__(self, tokens: Iterable[str]) -> None:
        self._tokens = iter(tokens)
        self._now = next(self._tokens)

    def authorization(self) -> str:
        """Give the header's value."""
        return f"Bearer {self._now}"

    def renewed(self, refused: str) -> str:
        """Give that of the next token."""
        assert refused == self.authorization()
        self._now = next(self._tokens)
        return self.authorization()


async def test_a_token_that_can_be_renewed_is_renewed_in_mid_run(truth: Truth, tmp_path: Path) -> None:
    """The pull takes as many as it needs, and nobody reads of it."""
    tokens = [f"token {number}" for number in range(3)]
    truth.world.tokens.update(dict.fromkeys(tokens, truth.world.tokens[TOKEN]))
    truth.world.weather[:] = [TokenLife(token_requests=2)]
    with truth.site(tmp_path / "store.sqlite") as site:
        site.sign_in = lambda _: SignIn(Renewing(tokens))
        await site.pull()
        assert State.of(site.store) == truth.states[-1]


async def test_a_budget_that_is_too_small_only_delays(truth: Truth, tmp_path: Path) -> None:
    """The pull waits as it is told, and is whole."""
    with truth.site(tmp_path / "store.sqlite") as site:
        truth.world.weather[:] = [Budget(tstu=2)]
        await site.pull()
        assert State.of(site.store) == truth.states[-1]


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("too late"),
        httpx.PoolTimeout("too many"),
        httpx.ReadTimeout("too late"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("no HTTP"),
    ],
    ids=lambda fault: type(fault).__name__,
)
async def test_a_connection_that_fails_on_our_side_leaves_a_prefix(
    truth: Truth, tmp_path: Path, fault: httpx.TransportError
) -> None:
    """Time-outs are among them; which request it was does not matter."""
    for number in truth.requests:

        class Failing(SmallPages):
            """Fails from one request on."""

            left = number

            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                """Send, or fail."""
                self.left -= 1
                if self.left <= 0:
                    raise fault
                return await super().handle_async_request(request)

        with truth.site(tmp_path / f"{number}.sqlite", Failing) as site:
            assert "cannot be reached" in str(await pull_fails(site))
            assert State.of(site.store) == truth.states[number - 1]
            await then_it_completes(site, truth)


async def test_an_interrupted_pull_leaves_a_prefix(truth: Truth, tmp_path: Path) -> None:
    """As by Ctrl-C, after any page: what was read by then is kept, and nothing is written after the end."""
    for number in truth.requests:
        with truth.site(tmp_path / f"{number}.sqlite") as site:
            pulling = asyncio.create_task(site.pull())
            site.told = _after(number, pulling.cancel)
            with pytest.raises(asyncio.CancelledError):
                await pulling
            left = State.of(site.store)
            assert left in truth.states[number : number + 2]
            await then_it_completes(site, truth)


def _after(pages: int, act: Callable[[], object]) -> Callable[[Progress], None]:
    """Do something when so many pages are stored."""
    stored = count(1)

    def told(_: Progress) -> None:
        if next(stored) == pages:
            act()

    return told


def pull_until_killed(truth_url: str, file: Path, page: int) -> None:
    """Pull in this process, which dies while it stores a page: the clock is looked at when that begins and ends."""
    with open_store(f"sqlite:///{file}", now=KilledAt(2 * page)) as store:
        site = Site(a_world(), truth_url, store, transport=SmallPages)
        asyncio.run(pull_fails(site))


async def test_a_killed_pull_leaves_a_prefix(truth: Truth, tmp_path: Path) -> None:
    """Killed within the transaction that stores the third page, of which nothing is kept."""
    with truth.site(tmp_path / "store.sqlite") as site:
        arguments = (truth.url, tmp_path / "store.sqlite", 3)
        process = multiprocessing.get_context("spawn").Process(target=pull_until_killed, args=arguments)
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert State.of(site.store) == truth.states[2]
        await then_it_completes(site, truth)
