"""The watch judges what the sandbox says always, and what a client says when it is ours or was believed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ado_client.session import USER_AGENT
from sandbox.server import SandboxServer
from sandbox.weather import Kind, Spell
from tests.own_process import serving
from tests.sandbox.desk import a_world
from tests.shared import SHARED, shared_path
from tests.specification.exchanges import an_exchange
from tests.specification.watch import Watch

OURS = {"user-agent": f"python {USER_AGENT}"}
TESTS = Path(__file__).resolve().parents[1]
A_TEST = """\
import httpx
from sandbox.server import SandboxServer
from tests.sandbox.desk import a_world

def test_it():
    world = a_world()
    world.add_token("sandbox-pat", next(iter(world.people.values())))
    with SandboxServer(world) as server:
        assert httpx.get(f"{server.base_url}/_apis/projects?colour=red", auth=("", "sandbox-pat")).is_success
"""


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


def test_nobody_looks_past_the_watch() -> None:
    """Only tests of observing give a server another observer; those of clients and pulls pass on what they see."""
    texts = {path.relative_to(TESTS).as_posix(): path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py")}
    named = {name for name, text in texts.items() if "observer=" in text or "default_observer =" in text}
    of_clients = {"clients/test_routes.py", "clients/test_sdk_python.py"}
    of_pulls = {"bot/test_pull_lies.py", "bot/test_pull_weather.py"}
    assert named == {"conftest.py", "own_process.py", "specification/test_watch.py", *of_clients, *of_pulls}


def test_a_sandbox_in_a_process_of_its_own_is_watched_too() -> None:
    """What it said against the specification is told when it stops; no test starts one in any other way."""
    shared_path("ado/specs")
    served = serving("--scenario", "mhhs")
    url = served.__enter__().readline().strip()
    assert httpx.get(f"{url}/_apis/projects?colour=red", auth=("", "sandbox-pat")).is_success
    with pytest.raises(AssertionError, match="→ 200: sends the parameter colour"):
        served.__exit__(None, None, None)
    starting = "Popen" + "("
    starters = {path.name for path in TESTS.rglob("*.py") if starting in path.read_text(encoding="utf-8")}
    assert starters == {"own_process.py"}


def test_a_fault_fails_the_test_in_which_it_was_said(tmp_path: Path) -> None:
    """A test of its own, in a run of its own, asks for what is not specified: it passes, and the watch has it fail."""
    shared_path("ado/specs")
    (tmp_path / "test_it.py").write_text(A_TEST, encoding="utf-8")
    options = ["-p", "tests.conftest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), "-q"]
    done = subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        cwd=TESTS.parent,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "GET /_apis/projects?colour=red → 200: sends the parameter colour" in done.stdout
    assert "1 passed, 1 error" in done.stdout


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


def test_our_client_calls_what_the_sdk_was_tried_with(client: httpx.Client, own: Watch) -> None:
    """A route that is not in the table is a fault, though the specification knows it."""
    client.get("/MHHS/_apis/wit/tags?api-version=7.1")
    client.get("/MHHS/_apis/wit/tags?api-version=7.1", headers=OURS)
    [fault] = own.take()
    assert fault.startswith("GET {project}/_apis/wit/tags/{tagIdOrName} is called by envbot")


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
