"""`envbot outages availability` tells how available everything was, to people, to programs and as a page."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from sandbox.server import SandboxServer
from tests.bot.command_line import Envbot

SPAN = ("--from", "2024-06-10", "--to", "2024-06-12")


@pytest.fixture
def config(served: tuple[SandboxServer, Path], envbot: Envbot) -> Path:
    """The settings of a scenario whose outages have been read."""
    _, path = served
    envbot("pull", "--config", path)
    return path


def test_it_measures_against_the_hours_of_each_system(config: Path, envbot: Envbot, tmp_path: Path) -> None:
    """The DIP serves from nine to five, and was down from 10:20 to 13:35 on Monday."""
    page = tmp_path / "out" / "availability.html"
    document = envbot("outages", "availability", *SPAN, "--out", page, "--config", config, "--json").document
    assert list(document["by"]) == ["environment", "system", "party", "phase"]
    dip = next(each for each in document["by"]["system"] if each["name"] == "DIP")
    assert dip | {"weeks": []} == {
        "name": "DIP",
        "window_minutes": 960,
        "down_minutes": 195,
        "degraded_minutes": 0,
        "planned_minutes": 0,
        "unplanned_down_minutes": 195,
        "available_percent": 79.6875,
        "available_outside_planned_percent": 79.6875,
        "planned_outages": 0,
        "unplanned_outages": 1,
        "failures": 1,
        "mean_minutes_to_restore": 195,
        "mean_minutes_between_failures": 765,
        "down_minutes_by_reason": {"connection failure": 195},
        "weeks": [],
        "outages": dip["outages"],
    }
    assert [each["week"] for each in dip["weeks"]] == ["2024-06-10"]
    assert page.read_text(encoding="utf-8").count("data:image/png;base64,") == 4
    assert {each.suffix for each in page.parent.iterdir()} == {".html", ".json", ".svg", ".png"}
    assert orjson.loads(page.with_suffix(".json").read_bytes())["from"] == "2024-06-09T23:00:00+00:00"


def test_a_person_reads_a_table(config: Path, envbot: Envbot) -> None:
    """Only what was asked for, up to now by default."""
    said = envbot("outages", "availability", "--by", "phase", "--config", config)
    assert said.code == 0
    assert "Wed 15 May 08:30 to Wed 12 Jun 08:30" in said.out
    assert "SIT " in said.out
    assert "DIP " not in said.out
    page = config.parent / "a.html"
    assert f"Written to {page}" in envbot("outages", "availability", "--out", page, "--config", config).out


@pytest.mark.parametrize("span", [("--from", "2024-06-12"), ("--from", "2024-06-13"), ("--from", "x")])
def test_a_span_that_holds_nothing_is_wrong_usage(config: Path, envbot: Envbot, span: tuple[str, str]) -> None:
    """It ends before it begins, begins after now, or is none."""
    said = envbot("outages", "availability", *span, "--to", "2024-06-12", "--config", config)
    assert said.code == 2
    assert "--from" in said.err


def test_the_page_of_outages_and_announcements_can_be_posted_alone(config: Path, envbot: Envbot) -> None:
    """Once, like everything else."""
    first = envbot("publish", "outages", "--config", config, "--json").document
    assert [each["channel"] for each in first["deliveries"]] == ["wiki", "calendar"]
    assert first["posted"] == 2
    assert envbot("publish", "outages", "--config", config, "--json").document["posted"] == 0
    assert envbot("publish", "announcement", "--config", config, "--json").document["posted"] > 0
    assert envbot("publish", "announcement", "--config", config, "--json").document["posted"] == 0
