"""The MHHS scenario pulled into a store, and a command line on it; the sandbox is gone by then."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.assemble import House, connect, open_house
from bot.cli import main
from bot.commands.desk import Machine
from bot.cycle import pull_all
from bot.gather import gather
from bot.rehearsal import rehearsal
from rules.view import View
from sandbox.scenarios import scenario
from sandbox.server import SandboxServer


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.out)


Envbot = Callable[..., Said]


@pytest.fixture(scope="session")
def pulled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with settings and a store that holds the scenario's history."""
    folder = tmp_path_factory.mktemp("pulled")
    with SandboxServer(scenario("mhhs")) as server:
        practice = rehearsal(server)
        practice.write(folder / "envbot.yaml")
        with open_house(folder / "envbot.yaml", practice.environment) as house:

            async def pull() -> None:
                async with connect(house) as azure:
                    await pull_all(house, azure)

            asyncio.run(pull())
    return folder


@pytest.fixture
def pulled(pulled_once: Path, tmp_path: Path) -> Path:
    """A copy of that folder for one test."""
    return Path(shutil.copytree(pulled_once, tmp_path / "pulled"))


@pytest.fixture
def house(pulled: Path) -> Iterator[House]:
    """A house on the pulled store."""
    with open_house(pulled / "envbot.yaml", {}) as opened:
        yield opened


@pytest.fixture
def view(house: House) -> View:
    """The facts of the scenario's morning."""
    return View(gather(house.store.history, house.programme, house.settings, house.now()).facts)


@pytest.fixture
def envbot(capsys: pytest.CaptureFixture[str], pulled: Path) -> Envbot:
    """Run the command line on the pulled store as a shell would."""

    def run(*arguments: str | Path | int) -> Said:
        with pytest.raises(SystemExit) as leaving:
            main(["--config", str(pulled / "envbot.yaml"), *map(str, arguments)], Machine({}))
        told = capsys.readouterr()
        return Said(int(leaving.value.code or 0), told.out, told.err)

    return run
