"""An organisation that is served over HTTP, and a client that signs in to it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from sandbox.server import SandboxServer
from sandbox.state import World
from tests.sandbox.desk import a_world

TOKEN = "sandbox-pat"


@pytest.fixture
def world() -> World:
    """An organisation whose one person has a token."""
    world = a_world()
    world.add_token(TOKEN, next(iter(world.people.values())))
    return world


@pytest.fixture
def server(world: World) -> Iterator[SandboxServer]:
    """The organisation being served."""
    with SandboxServer(world) as server:
        yield server


@pytest.fixture
def client(server: SandboxServer) -> Iterator[httpx.Client]:
    """A client that signs in."""
    with httpx.Client(base_url=server.base_url, auth=("", TOKEN), timeout=10) as client:
        yield client
