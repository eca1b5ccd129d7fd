"""While nothing changes a run stands by the outcome of the one before; whatever changes, the rules are asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.assemble import open_house
from bot.store.outcomes import Outcomes
from sandbox.server import SandboxServer
from sandbox.work_item_state import WorkItems
from tests.bot.command_line import Envbot, changed

Served = tuple[SandboxServer, Path]
OF_THE_RUN = {"run", "now", "pulled", "unchanged_since_run", "holds_until"}


@pytest.fixture
def run(envbot: Envbot, served: Served) -> Callable[..., Any]:
    """Run a cycle on the scenario, and give what it says to programs."""
    _, config = served

    def cycle(*options: str | Path) -> Any:
        return envbot("--config", config, "run", "--json", *options).document

    return cycle


def test_the_second_of_two_dry_runs_asks_no_rule(run: Callable[..., Any], envbot: Envbot, served: Served) -> None:
    """It says what the first said, whose copies are still there; a person can have it asked again all the same."""
    first, second = run(), run()
    assert (first["unchanged_since_run"], second["unchanged_since_run"]) == (None, first["run"])
    for name in first.keys() - OF_THE_RUN:
        assert second[name] == first[name]
    afresh = run("--afresh")
    assert afresh["unchanged_since_run"] is None
    assert {name: afresh[name] for name in first.keys() - OF_THE_RUN} == {
        name: first[name] for name in first.keys() - OF_THE_RUN
    }
    said = envbot("--config", served[1], "run")
    assert f"Nothing has changed since run {afresh['run']}" in said.out


def test_a_run_that_did_something_is_followed_by_one_that_looks_again(run: Callable[..., Any]) -> None:
    """Only then nothing is left to do; and a dry run is no run that applies."""
    runs = [run("--apply") for _ in range(5)]
    stood = [each["unchanged_since_run"] for each in runs]
    since = next(each for each in stood if each)
    assert stood == [None] * since + [since] * (5 - since)
    assert sum(runs[since - 1]["posted"].values()) == 0
    assert run()["unchanged_since_run"] is None


def test_whatever_changes_the_rules_are_asked_again(run: Callable[..., Any], served: Served, tmp_path: Path) -> None:
    """A defect, a setting, a copy that is gone, the hour: one by one."""
    server, config = served
    run()
    assert run()["unchanged_since_run"]

    items = server.world.part(WorkItems)
    item = next(iter(items))
    items.record(item, {"System.Title": "Renamed meanwhile"}, server.world.now(), item.revisions[-1].by)
    assert run()["unchanged_since_run"] is None
    assert run()["unchanged_since_run"]

    changed(config, caps={"count": 49})
    assert run()["unchanged_since_run"] is None
    assert run()["unchanged_since_run"]

    (config.parent / "agenda.html").unlink()
    assert run()["unchanged_since_run"] is None
    assert run()["unchanged_since_run"]
    assert run("--out", tmp_path / "elsewhere")["unchanged_since_run"] is None
    assert run("--out", tmp_path / "elsewhere")["unchanged_since_run"]


def test_an_outcome_ends_with_its_horizon(run: Callable[..., Any], served: Served) -> None:
    """From that instant on time may answer a rule otherwise."""
    run()
    with open_house(served[1], {}) as house:
        outcomes = Outcomes(house.store.engine)
        kept = outcomes.kept("run")
        assert kept is not None
        outcomes.keep(replace(kept, until=house.now() + timedelta(seconds=1)))
        assert run()["unchanged_since_run"] == kept.run
        outcomes.keep(replace(kept, until=house.now()))
    assert run()["unchanged_since_run"] is None
