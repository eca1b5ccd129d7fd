"""The command line on a served scenario: results, JSON, exit codes, and one clear message for every mistake."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.scenarios import mhhs
from sandbox.server import SandboxServer
from sandbox.weather import Kind, Spell
from tests.bot.command_line import Envbot, changed


def test_the_commands_of_a_morning(served: tuple[SandboxServer, Path], envbot: Envbot, tmp_path: Path) -> None:
    """Pull, plan, apply, run, publish, why, sla: each does its work, and says so to people and to programs."""
    _, config = served
    pulled = envbot("pull", "--config", config, "--json")
    assert (pulled.code, pulled.document["items"]) == (0, 347)
    assert envbot("pull", "--config", config).out.startswith("Read 0 revisions of 0 work items")

    plan_file = tmp_path / "plan.json"
    planned = envbot("plan", "--config", config, "--save", plan_file)
    assert planned.code == 0
    assert f"#{mhhs.ids()['blocker']}" in planned.out
    assert "because" in planned.out
    changes = len(envbot("plan", "--config", config, "--json").document["plan"]["changes"])
    applied = envbot("apply", plan_file, "--config", config, "--json")
    assert (applied.code, applied.document["changes"]["applied"]) == (0, changes)
    again = envbot("apply", plan_file, "--config", config)
    assert (again.code, f"{changes} already done" in again.out) == (0, True)

    ran = envbot("run", "--apply", "--config", config, "--out", tmp_path / "out")
    assert ran.code == 0
    assert "Wiki: 8 posted" in ran.out
    assert (tmp_path / "out" / "index.html").exists()
    same = envbot("publish", "agenda", "--config", config, "--json")
    assert (same.code, same.document["posted"]) == (0, 0)
    resent = envbot("publish", "card", "--again", "--config", config)
    assert "card to stand-up: posted" in resent.out

    why = envbot("why", mhhs.ids()["blocker"], "--config", config)
    assert why.code == 0
    assert "Nobody but Tester, Supplier A, who raised it, has touched it since." in why.out
    assert envbot("why", mhhs.ids()["in-planned-outage"], "--config", config, "--json").document["system"] == "EES"

    sla = envbot("sla", mhhs.ids()["bank-holiday"], "--config", config, "--json").document
    assert {clock["name"]: clock["verdict"] for clock in sla["clocks"]}["resolve"] == "met"
    before = envbot("sla", mhhs.ids()["reopened"], "--as-of", "2024-06-01T10:00", "--config", config)
    assert "as of Sat 1 Jun 2024 10:00" in before.out


def test_check_says_that_everything_is_in_place(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """Offline parts first, then the connection."""
    _, config = served
    said = envbot("check", "--config", config)
    assert (said.code, "Everything is in place." in said.out) == (0, True)
    rows = envbot("check", "--offline", "--config", config, "--json").document["findings"]
    assert {row["state"] for row in rows} == {"ok", "note"}


@pytest.mark.parametrize("command", [("pull",), ("run", "--apply"), ("check",)])
def test_a_wrong_token_ends_in_one_clear_message(
    served: tuple[SandboxServer, Path], envbot: Envbot, environment: dict[str, str], command: tuple[str, ...]
) -> None:
    """The sign-in page that comes instead of an answer is named for what it is."""
    _, config = served
    environment["ENVBOT_PAT"] = "expired"
    said = envbot(*command, "--config", config)
    assert said.code == 1
    assert "the credential was not accepted" in " ".join((said.out + said.err).split())
    assert "Traceback" not in said.err


def test_a_missing_token_is_a_mistake_of_the_configuration(
    served: tuple[SandboxServer, Path], envbot: Envbot, environment: dict[str, str]
) -> None:
    """The message names the variable."""
    _, config = served
    del environment["ENVBOT_PAT"]
    said = envbot("pull", "--config", config, "--json")
    assert (said.code, "ENVBOT_PAT" in said.document["error"]) == (2, True)
    assert envbot("check", "--config", config).code == 2


def test_no_network_ends_in_one_clear_message(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """Host and reason are named; the retries are over soon because a refused connection says so at once."""
    server, config = served
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    nobody = f"http://127.0.0.1:{port}"
    changed(config, azure_devops={"organization": f"{nobody}/{server.world.organization}"})
    said = envbot("pull", "--config", config)
    assert said.code == 1
    assert nobody in said.err


def test_a_server_that_keeps_throttling_ends_in_one_clear_message(
    served: tuple[SandboxServer, Path], envbot: Envbot
) -> None:
    """The bot waits as it is told, gives up in the end, and says who can raise the limit or when to come back."""
    server, config = served
    server.world.weather.append(Spell(Kind.THROTTLED, path="workitemrevisions", times=0))
    said = envbot("pull", "--config", config)
    assert (said.code, "TF400733" in said.err, "Traceback" in said.err) == (1, True, False)


def test_an_unknown_project_is_named(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """With what Azure DevOps says of it."""
    _, config = served
    changed(config, azure_devops={"project": "MHSH"})
    said = envbot("pull", "--config", config)
    assert (said.code, "MHSH" in said.err) == (1, True)


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"rules": {"sla-breached": {"only": "[Custom.Enviroment] = 'SIT A'"}}}, "Custom.Environment"),
        ({"rules": {"sla-breached": {"only": "[System.State] = "}}}, "sla-breached"),
        ({"rules": {"sla-breachd": {"mode": "off"}}}, "sla-breached"),
        ({"publsh": {}}, "publish"),
        ({"programme": "nowhere"}, "mhhs"),
        ({"store": {"url": "mongodb://x"}}, "sqlite"),
    ],
    ids=["unknown field", "wiql", "unknown rule", "unknown key", "unknown programme", "unknown store"],
)
def test_a_mistake_in_the_settings_names_line_and_remedy(
    served: tuple[SandboxServer, Path], envbot: Envbot, parts: dict[str, Any], named: str
) -> None:
    """Exit code 2, the file and its line, what is wrong, and what would be right."""
    _, config = served
    said = envbot("plan", "--config", changed(config, **parts))
    assert said.code == 2
    assert f"{config}, line " in said.err
    assert named in said.err
    assert "Traceback" not in said.err


def test_an_impossible_calendar_is_refused_before_anything_runs(
    served: tuple[SandboxServer, Path], envbot: Envbot
) -> None:
    """A calendar that never opens would never let a clock run out."""
    _, config = served
    shipped = Path(mhhs.__file__).parents[3] / "bot" / "programmes" / "mhhs.yaml"
    programme = yaml.safe_load(shipped.read_text(encoding="utf-8").replace("off:", "'off':"))
    programme["calendars"]["working hours"]["week"] = {}
    own = config.parent / "own.yaml"
    own.write_text(yaml.safe_dump(programme), encoding="utf-8")
    said = envbot("plan", "--config", changed(config, programme="own.yaml"))
    assert (said.code, "working hours" in said.err) == (2, True)


def test_a_server_that_fails_halfway_leaves_a_store_that_goes_on(
    served: tuple[SandboxServer, Path], envbot: Envbot
) -> None:
    """What was stored is whole; the next pull brings the rest."""
    server, config = served
    server.world.weather.append(Spell(Kind.SERVER_ERROR, path="workitemrevisions", first=2, times=0))
    failed = envbot("pull", "--config", config)
    assert failed.code == 1
    assert "goes on from there" in failed.err
    server.world.weather.clear()
    assert envbot("pull", "--config", config).code == 0
    assert envbot("pull", "--config", config, "--json").document["stored"]["work_items"] == 347


def test_a_plan_that_is_too_large_waits_for_a_person(
    served: tuple[SandboxServer, Path], envbot: Envbot, tmp_path: Path
) -> None:
    """Nothing is changed without --approve; the run says where the plan is."""
    _, config = served
    changed(config, caps={"count": 1})
    ran = envbot("run", "--apply", "--config", config, "--out", tmp_path / "out", "--json")
    assert (ran.code, ran.document["changes"]["applied"]) == (1, 0)
    (plan_file,) = (tmp_path / "out").glob("plan-*.json")
    refused = envbot("apply", plan_file, "--config", config)
    assert (refused.code, "--approve" in refused.err) == (1, True)
    approved = envbot("apply", plan_file, "--approve", "--config", config, "--json")
    assert (approved.code, approved.document["changes"]["applied"] > 1) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("why", "x"), "'x' is not a whole number."),
        (("sandbox", "--port", "x"), "'x' is not a whole number."),
        (("sandbox", "--port", "70000"), "70000 is not from 0 to 65535."),
        (("nonsense",), "No such command"),
        (("sandbox", "--scenario", "moon"), "no scenario 'moon'"),
        (("plan", "--config", "missing.yaml"), "missing.yaml"),
    ],
)
def test_wrong_usage_ends_with_two(envbot: Envbot, arguments: tuple[str, ...], said: str) -> None:
    """One message and where help is."""
    result = envbot(*arguments)
    assert (result.code, said in result.err) == (2, True)


def test_unknown_defects_and_instants_are_mistakes(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """The message says what to do."""
    _, config = served
    for arguments in (("why", 1), ("sla", 1), ("sla", 1, "--as-of", "tomorrow")):
        said = envbot(*arguments, "--config", config)
        assert said.code == 2
    assert "2024-06-11T15:00" in said.err


def test_help_names_every_command(envbot: Envbot) -> None:
    """And version says which one runs."""
    said = envbot("--help")
    assert (said.code, "why" in said.out, "Traceback" in said.err) == (0, True, False)
    assert envbot("--version").out.startswith("envbot 0.")
    assert envbot("run", "--help").code == 0


def test_the_program_alone_shows_its_commands(envbot: Envbot) -> None:
    """That is help, and no mistake to be looked up."""
    said = envbot()
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Usage: envbot")
    assert "See `envbot --help`" not in said.err
