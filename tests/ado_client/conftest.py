"""A sandbox to talk to over real HTTP, and a client signed in to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ado_client.auth import SignIn, pat
from ado_client.control import Control
from ado_client.retry import Patience
from ado_client.session import Session
from ado_client.work_items import WorkItems
from sandbox.server import SandboxServer
from sandbox.state import World
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
