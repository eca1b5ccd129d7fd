"""The watch judges what the sandbox says always, and what a client says when it is ours or was believed."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ado_client.session import USER_AGENT
from sandbox.server import SandboxServer
from sandbox.weather import Kind, Spell
from tests.sandbox.desk import a_world
from tests.shared import SHARED, shared_path
from tests.specification.exchanges import an_exchange
from tests.specification.watch import Watch

OURS = {"user-agent": f"python {USER_AGENT}"}


@pytest.fixture
def own() -> Watch:
    """Give a watch of one's own, so that what it finds fails nothing."""
    return Watch(shared_path("ado/specs"))


@pytest.fixture
def client(own: Watch) -> Iterator[httpx.Client]:
    """Give a client of a sandbox that only one's own watch sees."""
    world = a_world()
    world.add_token("sandbox-pat", next(iter(world.people.values())))
    with (
        SandboxServer(world, observer=own) as server,
        httpx.Client(base_url=server.base_url, auth=("", "sandbox-pat")) as http,
    ):
        world.weather.append(Spell(Kind.EMPTY, path="spoilt"))
        yield http


def test_the_whole_suite_is_watched(watch: Watch | None) -> None:
    """Where the specification is beside the repository, every server that is given no observer has the watch."""
    shared_path("ado/specs")
    assert watch is not None
    assert SandboxServer.default_observer is watch
    assert SHARED.is_dir()


def test_a_good_conversation_has_no_faults(client: httpx.Client, own: Watch) -> None:
    """Each exchange is judged, and counted."""
    client.get("/_apis/projects?api-version=7.1")
    client.get("/MHHS/_apis/wit/workitemtypes/Bug?api-version=7.1")
    client.get("/_apis/connectionData")
    client.options("/_apis")
    assert own.take() == []
    assert own.judged == 2


def test_what_the_sandbox_takes_must_be_specified(client: httpx.Client, own: Watch) -> None:
    """A stranger's parameter that nobody declared is a fault when the sandbox answers it, and not when it refuses."""
    client.get("/_apis/projects?colour=red")
    client.get("/_apis/projects/Nothing?colour=red")
    [fault] = own.take()
    assert fault == "GET /_apis/projects?colour=red → 200: sends the parameter colour, which is not declared"
    assert own.take() == []


def test_our_client_must_always_be_right(client: httpx.Client, own: Watch) -> None:
    """Even what the sandbox refuses is judged, and an address that is none is a fault."""
    client.get("/_apis/projects/Nothing?colour=red", headers=OURS)
    client.get("/_apis/wit/colours", headers=OURS)
    client.get("/_apis/wit/colours")
    assert [fault.partition(": ")[2] for fault in own.take()] == [
        "sends the parameter colour, which is not declared",
        "no operation of the specification has this method and address",
    ]


def test_bad_weather_is_nobodys_fault(client: httpx.Client, own: Watch) -> None:
    """An answer that was spoilt on purpose is not judged; the request is."""
    assert client.get("/_apis/projects?spoilt=true").content == b""
    assert [fault.partition(": ")[2] for fault in own.take()] == ["sends the parameter spoilt, which is not declared"]


def test_what_was_good_is_not_judged_twice_and_what_was_bad_is() -> None:
    """The same exchange on another port is known; a fault is told each time."""
    own = Watch(shared_path("ado/specs"))
    good, bad = an_exchange("GET", "/_apis/projects/x", {}), an_exchange("GET", "/_apis/projects/x", {"id": 3})
    for exchange in (good, good, bad, bad):
        own.see(exchange)
    assert own.judged == 4
    assert len(own.faults) == 2
    assert own.take() == ["GET /_apis/projects/x → 200: $.id: 3 is not of type 'string', 'null'"]
