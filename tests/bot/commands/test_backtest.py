"""`backtest` replays stored history with other rules, and shows what would have been different."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from sandbox.server import SandboxServer
from tests.bot.command_line import Envbot

TIGHTER = "sla-at-risk:\n  panels: 4\n  share: 0.4\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Rules that warn earlier."""
    path = tmp_path / "tighter.yaml"
    path.write_text(TIGHTER, encoding="utf-8")
    return path


def test_a_tighter_warning_comes_sooner_and_more_often(
    served: tuple[SandboxServer, Path], envbot: Envbot, rules: Path, tmp_path: Path
) -> None:
    """The numbers of both sides, what differs, a page with its picture."""
    _, config = served
    envbot("pull", "--config", config)
    page = tmp_path / "out" / "tighter.html"
    span = ("--from", "2024-05-20", "--to", "2024-06-12")
    document = envbot("backtest", "--rules", rules, *span, "--out", page, "--config", config, "--json").document
    by_rule = {row["rule"]: row for row in document["rules"]}
    assert document["instants"] == 23
    assert by_rule["sla-at-risk"]["new"]["decisions"] > by_rule["sla-at-risk"]["today"]["decisions"]
    assert by_rule["sla-breached"]["new"] == by_rule["sla-breached"]["today"]
    assert by_rule["all rules"]["today"]["roles_told"]["SI defect manager"] >= 1
    told = by_rule["all rules"]["today"]
    assert 1 <= told["people_contacted"] <= told["messages"]
    assert {one["kind"] for one in document["differences"]} == {"only in the new rules", "sooner"}
    assert {one["rule"] for one in document["differences"]} == {"sla-at-risk"}
    assert (
        sum(row["count"] for row in document["decisions_per_day"] if row["rules"] == "today")
        == (by_rule["all rules"]["today"]["decisions"])
    )
    assert document["breaches"]
    html = page.read_text(encoding="utf-8")
    assert "data:image/png;base64," in html
    assert "data:image/svg+xml;base64," in html
    assert "only in the new rules" in html
    assert page.with_suffix(".svg").read_text(encoding="utf-8").startswith("<svg")
    assert page.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert orjson.loads(page.with_suffix(".json").read_bytes())["instants"] == 23

    said = envbot("backtest", "--rules", rules, "--every", 24, "--out", page, "--config", config)
    assert said.code == 0
    assert "only in the new rules: sla-at-risk #" in said.out
    assert "Nothing is written in a replay" in said.out
    assert "29 times" in said.out


def test_the_same_rules_differ_in_nothing(served: tuple[SandboxServer, Path], envbot: Envbot, tmp_path: Path) -> None:
    """A whole envbot.yaml is taken for its rules; what the bot did itself is said."""
    _, config = served
    envbot("run", "--apply", "--config", config, "--out", tmp_path / "out")
    page = tmp_path / "same.html"
    same = envbot("backtest", "--rules", config, "--from", "2024-06-10", "--out", page, "--config", config)
    assert "0 decisions differ." in same.out
    assert "both sets of rules would have done the same" in page.read_text(encoding="utf-8")
    today = ("--from", "2024-06-12T08:30", "--every", 1)
    assert "changes in this history are envbot's own" in (
        envbot("backtest", "--rules", config, *today, "--config", config).out
    )


def test_a_span_without_a_panel_and_rules_that_cannot_be_are_mistakes(
    served: tuple[SandboxServer, Path], envbot: Envbot, rules: Path, tmp_path: Path
) -> None:
    """Each with what to do; the file of the rules is named with its line."""
    _, config = served
    envbot("pull", "--config", config)
    early = ("--from", "2024-06-12T11:00", "--to", "2024-06-12T12:00")
    said = envbot("backtest", "--rules", rules, *early, "--config", config)
    assert (said.code, "No panel meets between" in said.err) == (2, True)
    rules.write_text("sla-at-risk:\n  pannels: 4\n", encoding="utf-8")
    said = envbot("backtest", "--rules", rules, "--config", config)
    assert (said.code, f"{rules}, line 2" in said.err, "Did you mean panels?" in said.err) == (2, True, True)
    rules.write_text("", encoding="utf-8")
    said = envbot("backtest", "--rules", rules, "--config", config)
    assert (said.code, "there are no rules in it" in said.err) == (2, True)
    said = envbot("backtest", "--rules", rules, "--from", "yesterday", "--config", config)
    assert said.code == 2
