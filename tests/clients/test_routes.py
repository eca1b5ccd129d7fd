"""The table of the bot's routes is what the bot calls, from `envbot check` to the second cycle."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.desk import Machine
from bot.rehearsal import rehearsal
from sandbox.scenarios import scenario
from sandbox.server import SandboxServer
from tests.clients.routes import AT_TIMES, BOT_ROUTES, CYCLE, Routes, route_of
from tests.specification.exchanges import an_exchange


async def no_wait(seconds: float) -> None:
    """Let time pass."""
    assert seconds >= 0


def test_a_check_and_two_cycles_call_what_the_table_says(tmp_path: Path) -> None:
    """All of it, and nothing else."""
    routes = Routes()
    with SandboxServer(scenario("mhhs"), observer=routes) as server:
        practice, config = rehearsal(server), tmp_path / "envbot.yaml"
        practice.write(config)
        for command in (["check"], ["run", "--apply"], ["run", "--apply"]):
            with pytest.raises(SystemExit) as leaving:
                main([*command, "--config", str(config)], Machine(dict(practice.environment), no_wait))
            assert not leaving.value.code
    assert routes.ours - {""} == CYCLE


def test_nothing_is_listed_twice() -> None:
    """A route is part of the cycle, or is called at times."""
    assert len(BOT_ROUTES) == len(CYCLE) + len(AT_TIMES)


@pytest.mark.parametrize(
    ("method", "address", "route"),
    [
        ("GET", "/MHHS/_apis/wit/workItems/7", "GET {project}/_apis/wit/workItems/{id}"),
        ("OPTIONS", "/_apis", ""),
        ("GET", "/_apis/colours", ""),
    ],
)
def test_a_route_is_method_and_template(method: str, address: str, route: str) -> None:
    """As the sandbox's table has it; the table itself, and what nobody serves, are no routes."""
    assert route_of(an_exchange(method, address)) == route
