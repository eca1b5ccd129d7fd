"""A command line on a served scenario, for the tests of commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.desk import Machine
from bot.rehearsal import rehearsal
from sandbox.scenarios import scenario
from sandbox.server import SandboxServer
from tests.bot.command_line import Envbot, Said


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment variables of the command line; nothing of the machine's own."""
    return {}


@pytest.fixture
def envbot(capsys: pytest.CaptureFixture[str], environment: dict[str, str]) -> Envbot:
    """Run the command line as a shell would, without waiting between tries."""

    async def no_wait(seconds: float) -> None:
        assert seconds >= 0

    def run(*arguments: str | Path | int) -> Said:
        with pytest.raises(SystemExit) as leaving:
            main([str(argument) for argument in arguments], Machine(environment, no_wait))
        told = capsys.readouterr()
        return Said(int(leaving.value.code or 0), told.out, told.err)

    return run


@pytest.fixture
def served(tmp_path: Path, environment: dict[str, str]) -> Iterator[tuple[SandboxServer, Path]]:
    """A running scenario and the settings file that fits it, its secrets in the environment."""
    with SandboxServer(scenario("mhhs")) as server:
        practice = rehearsal(server)
        config = tmp_path / "envbot.yaml"
        practice.write(config)
        environment.update(practice.environment)
        yield server, config
