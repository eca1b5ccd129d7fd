"""Every request of a command is written down where a person asked for it, and nothing secret is."""

from __future__ import annotations

import json
from pathlib import Path

from sandbox.server import SandboxServer
from sandbox.weather import Kind, Spell
from tests.bot.command_line import Envbot


def test_every_request_is_written_down_without_secrets(
    envbot: Envbot, served: tuple[SandboxServer, Path], environment: dict[str, str], tmp_path: Path
) -> None:
    """Those that were sent again too, with the reason; both of the client's own and of the SDK's."""
    server, config = served
    server.world.weather.append(Spell(Kind.MAINTENANCE, path="reporting/workitemrevisions"))
    log = tmp_path / "requests.jsonl"
    assert envbot("check", "--config", config, "--log-requests", log).code == 0
    before = log.read_text(encoding="utf-8").splitlines()
    assert envbot("pull", "--config", config, "--log-requests", log).code == 0
    text = log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(lines) > len(before) > 0
    history = [line for line in lines if "workitemrevisions" in line["url"]]
    assert [line["status"] for line in history[:2]] == [503, 200]
    assert history[1]["received_bytes"] > 0
    assert history[1]["activity"]
    assert {line["method"] for line in lines} >= {"GET", "POST", "OPTIONS"}
    assert not [name for name, secret in environment.items() if secret in text]


def test_without_being_asked_nothing_is_written(
    envbot: Envbot, served: tuple[SandboxServer, Path], tmp_path: Path
) -> None:
    """A command leaves nothing behind but its store."""
    before = set(tmp_path.iterdir())
    assert envbot("check", "--config", served[1]).code == 0
    assert {path.name.partition(".")[0] for path in set(tmp_path.iterdir()) - before} <= {"envbot"}


def test_a_file_that_cannot_be_written_is_named(
    envbot: Envbot, served: tuple[SandboxServer, Path], tmp_path: Path
) -> None:
    """Before anything is sent."""
    said = envbot("pull", "--config", served[1], "--log-requests", tmp_path / "nowhere" / "requests.jsonl")
    assert said.code == 2
    assert "requests.jsonl: No such file or directory. Name another --log-requests." in said.err.replace("\n", "")
