"""A served MHHS scenario and a house on it, fresh for each test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.assemble import Azure, House, connect, open_house
from bot.cycle import CycleReport, run_cycle
from bot.rehearsal import rehearsal
from sandbox.post_office import PostOffice
from sandbox.scenarios import mhhs, scenario
from sandbox.server import SandboxServer

T = TypeVar("T")


@dataclass
class Stage:
    """A running sandbox and the house that works on it; `reopen` starts the bot anew on the same store."""

    server: SandboxServer
    config: Path
    environment: dict[str, str]
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    house: House = field(init=False)

    def __post_init__(self) -> None:
        self.reopen()

    def reopen(self) -> None:
        """Start as a new process would."""
        if hasattr(self, "house"):
            self.house.store.close()
        self.house = open_house(self.config, self.environment, sleep=self.sleep)

    def act(self, what: Callable[[Azure], Coroutine[Any, Any, T]]) -> T:
        """Do something with the connection."""

        async def run() -> T:
            async with connect(self.house) as azure:
                return await what(azure)

        return asyncio.run(run())

    def cycle(self, *, apply: bool = True) -> CycleReport:
        """Run one cycle."""
        return self.act(lambda azure: run_cycle(self.house, azure, apply=apply))

    @property
    def post(self) -> PostOffice:
        """What Teams and mail received."""
        return self.server.world.part(PostOffice)

    def id_of(self, key: str) -> int:
        """Give the number of a story of the scenario."""
        return mhhs.ids()[key]


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """Serve the MHHS scenario, with a bot that has done nothing yet and keeps its store in the folder."""
    with SandboxServer(scenario("mhhs")) as server:
        practice = rehearsal(server)
        config = folder / "envbot.yaml"
        practice.write(config)
        set_up = Stage(server, config, dict(practice.environment))
        try:
            yield set_up
        finally:
            set_up.house.store.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """The MHHS scenario, fresh for one test."""
    with staged(tmp_path) as set_up:
        yield set_up
