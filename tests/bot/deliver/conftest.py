"""A ledger to deliver through, doors that answer as they are told, and an Azure DevOps to put documents into."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from ado_client.auth import pat
from ado_client.boards import Boards
from ado_client.control import Control
from ado_client.session import Session
from ado_client.wiki import Wiki
from bot.store.engine import Store, open_store
from bot.store.ledger import Ledger
from sandbox.scenarios import TOKEN, empty_world
from sandbox.server import SandboxServer
from sandbox.state import World
from tests.bot.deliver.doors import Door

NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store."""
    with open_store(f"sqlite:///{tmp_path / 'envbot.sqlite'}", now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Its ledger."""
    return store.ledger


@pytest.fixture
def run(store: Store) -> int:
    """A run that has begun."""
    return store.runs.start("run --apply")


@pytest.fixture
def door() -> Iterator[Door]:
    """A web server that answers 202 until it is told otherwise."""
    with Door() as opened:
        yield opened


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A client as the bot has it."""
    async with httpx.AsyncClient() as client:
        yield client


@pytest.fixture
def world() -> Iterator[World]:
    """An organisation with one project, served."""
    made = empty_world("mhhs", lambda: NOW)
    made.add_project("MHHS")
    with SandboxServer(made):
        yield made


@pytest.fixture
async def control(world: World) -> AsyncIterator[Control]:
    """The bot's connection to it; nobody waits between tries."""

    async def no_wait(_: float) -> None:
        await asyncio.sleep(0)

    async with Session(world.base_url, pat(TOKEN), sleep=no_wait) as session, Control(session) as opened:
        yield opened


@pytest.fixture
async def wiki(control: Control) -> Wiki:
    """The wiki of the project."""
    made = Wiki(control, "MHHS")
    await made.ensure_wiki()
    return made


@pytest.fixture
def boards(control: Control) -> Boards:
    """The dashboards of its team."""
    return Boards(control, "MHHS", "MHHS Team")
