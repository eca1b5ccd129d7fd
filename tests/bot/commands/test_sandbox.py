"""`envbot sandbox` serves until it is stopped, in the weather that it was told to make."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import httpx
import pytest

from bot.settings import load_settings
from tests.bot.command_line import Envbot
from tests.own_process import serving


def test_a_sandbox_is_served_in_the_weather_it_was_told(tmp_path: Path) -> None:
    """The first line is its address; the weather is shown where the output says, and the settings fit."""
    weather = ("--weather", "seed=7,rate=0.05,kinds=throttled+lost", "--weather", "kind=maintenance,path=projects")
    settings = tmp_path / "envbot.yaml"
    with serving(*weather, "--settings", settings) as out:
        address, _, shown = (out.readline().split()[-1] for _ in range(3))
        schedule, spell = httpx.get(shown).json()
        assert (schedule["seed"], schedule["kinds"], spell["path"]) == (7, ["throttled", "lost"], "projects")
        assert httpx.get(f"{address}/_apis/projects", auth=("", "sandbox-pat")).status_code == 503
        assert out.readline() == "export ENVBOT_PAT=sandbox-pat\n"
        assert out.readline().startswith("export ENVBOT_TEAMS_STAND_UP=http://127.0.0.1:")
        assert out.readline() == f"envbot --config {settings} run\n"
        assert str(load_settings(settings).azure_devops.organization) == address


def test_work_items_are_loaded_and_saved(tmp_path: Path) -> None:
    """What was loaded comes out again when it stops; programs are told the addresses as JSON."""
    given, kept = tmp_path / "given.jsonl", tmp_path / "kept.jsonl"
    revision = {"rev": 1, "changedDate": "2024-06-01T09:00:00Z", "changedBy": "A <a@example.com>"}
    fields = {"System.Title": "DIP is down", "System.WorkItemType": "Bug", "System.State": "New"}
    item = {"id": 7, "project": "P", "type": "Bug", "revisions": [revision | {"fields": fields}]}
    given.write_text(json.dumps(item), encoding="utf-8")
    with serving("--load", given, "--save", kept, "--json") as out:
        told = ""
        while not told.endswith("\n}\n"):
            told += out.readline()
        base = json.loads(told)["base_url"]
        read = httpx.get(f"{base}/_apis/wit/workitems/7?api-version=7.1", auth=("", "sandbox-pat")).json()
        assert read["fields"]["System.Title"] == "DIP is down"
    [saved] = kept.read_text(encoding="utf-8").splitlines()
    assert json.loads(saved)["revisions"][0]["fields"]["System.Title"] == "DIP is down"


def test_a_port_that_is_taken_is_a_mistake(envbot: Envbot) -> None:
    """With what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = envbot("sandbox", "--scenario", "mhhs", "--port", port)
    assert (said.code, f"Port {port} cannot be had" in said.err) == (2, True)


def test_a_file_without_work_items_is_a_mistake(envbot: Envbot, tmp_path: Path) -> None:
    """Named by its line."""
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n", encoding="utf-8")
    said = envbot("sandbox", "--load", bad)
    assert (said.code, "line 1" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("kind=snow", "kind='snow' cannot be read"),
        ("seed=7", "['rate', 'kinds'] is missing"),
        ("sunny", "it has none of ['kind', 'seed', 'tstu'"),
    ],
)
def test_words_that_are_no_weather_are_a_mistake(envbot: Envbot, words: str, said: str) -> None:
    """With what is known; nothing is served."""
    answer = envbot("sandbox", "--weather", words)
    assert (answer.code, said in " ".join(answer.err.split())) == (2, True)
