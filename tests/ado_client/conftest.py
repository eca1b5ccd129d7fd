"""A sandbox to talk to over real HTTP, and a client signed in to it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from ado_client.auth import SignIn, pat
from ado_client.control import Control
from ado_client.retry import Patience
from ado_client.session import Session
from ado_client.work_items import WorkItems
from sandbox.server import SandboxServer
from sandbox.state import World
from tests.ado_client import cassettes
from tests.ado_client.wire_fakes import Naps

NOON = datetime(2024, 6, 12, 12, 0, tzinfo=UTC)
PAT = "sandbox-pat"


@pytest.fixture
def world() -> World:
    """Make an organisation with one project, one account and its token; its clock moves a second with every look."""
    ticks = iter(range(1_000_000))
    made = World(clock=lambda: NOON + timedelta(seconds=next(ticks)))
    made.add_project("MHHS")
    made.add_token(PAT, made.add_person("envbot", "envbot@example.com"))
    return made


@pytest.fixture
def server(world: World) -> Iterator[SandboxServer]:
    """Serve the organisation on a free port."""
    with SandboxServer(world) as running:
        yield running


@pytest.fixture
def naps() -> Naps:
    """Give the sleep of the client, which takes no time."""
    return Naps()


def connect(url: str, naps: Naps, auth: SignIn | None = None, **options: Any) -> Session:
    """Open a session with little patience."""
    patience = Patience(attempts=3, first=timedelta(seconds=1))
    return Session(url, auth or pat(PAT), sleep=naps, patience=patience, timeout=timedelta(seconds=20), **options)


@pytest.fixture
async def session(server: SandboxServer, naps: Naps) -> AsyncIterator[Session]:
    """Sign in with the right token."""
    async with connect(server.base_url, naps) as opened:
        yield opened


@pytest.fixture
async def control(session: Session) -> AsyncIterator[Control]:
    """Open the SDK's side of the session."""
    async with Control(session) as opened:
        yield opened


@pytest.fixture
def items(session: Session) -> WorkItems:
    """Give the work items of the sandbox's project."""
    return WorkItems(session, "MHHS")


@dataclass(frozen=True, slots=True)
class Place:
    """Where cassettes are recorded, or played as if they were."""

    organization: str
    project: str
    pat: str


@pytest.fixture
def place(request: pytest.FixtureRequest, record_mode: str) -> Place:
    """Give what the cassettes are about: made-up names to play them; to record them the sandbox, or a real project.

    The real one is named by ENVBOT_RECORD_PROJECT (https://dev.azure.com/ORGANISATION/PROJECT) and ENVBOT_RECORD_PAT.
    """
    if record_mode == "none":
        return Place(cassettes.ORGANIZATION, cassettes.PROJECT, "a-token")
    real = os.environ.get("ENVBOT_RECORD_PROJECT")
    if real:
        organization, _, project = real.rstrip("/").rpartition("/")
        return Place(organization, unquote(project), os.environ["ENVBOT_RECORD_PAT"])
    server: SandboxServer = request.getfixturevalue("server")
    return Place(server.base_url, "MHHS", PAT)


@pytest.fixture
def vcr_config(place: Place) -> dict[str, Any]:
    """Tell pytest-recording how cassettes are scrubbed and matched, and that the sandbox may always be reached."""
    scrubber = cassettes.Scrubber(place.organization, place.project)
    return {
        "allowed_hosts": [r"127\.0\.0\.1"],
        "before_record_request": scrubber.request,
        "before_record_response": scrubber.response,
        "match_on": ("method", "scheme", "host", "port", "path", "query", "body"),
        "decode_compressed_response": True,
    }
