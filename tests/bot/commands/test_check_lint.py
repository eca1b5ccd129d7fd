"""`check --lint` tries the rules on stored history before they run."""

from __future__ import annotations

from pathlib import Path

from sandbox.server import SandboxServer
from tests.bot.command_line import Envbot, changed


def test_the_shipped_rules_neither_fight_nor_echo(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """On the whole history of the scenario."""
    _, config = served
    envbot("pull", "--config", config)
    said = envbot("check", "--lint", "--offline", "--config", config)
    assert (said.code, "no rule fights another, none triggers itself" in said.out) == (0, True)


def test_rules_that_fight_are_wrong(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """Both are named, with a case and what to do."""
    _, config = served
    envbot("pull", "--config", config)
    for_all = {"mode": "apply", "when": "[System.State] <> ''", "reason": "For the test."}
    rules = {
        name: {**for_all, "then": [{"set": {"field": "Custom.TestStage", "value": name}}]} for name in ("one", "two")
    }
    said = envbot("check", "--lint", "--offline", "--config", changed(config, rules=rules), "--json")
    wrong = [row for row in said.document["findings"] if row["state"] == "wrong"]
    assert said.code == 1
    assert [row["about"] for row in wrong] == ["rules: rules that fight"]
    assert "one wants to set Custom.TestStage to one and two wants to" in wrong[0]["said"]
