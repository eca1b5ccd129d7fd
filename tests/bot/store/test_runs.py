"""Runs are numbered upwards and say how they ended."""

from __future__ import annotations

from bot.store.engine import Store
from bot.store.runs import Run, RunState
from tests.bot.store.conftest import NOW


def test_a_run_that_was_not_finished_is_still_running(store: Store) -> None:
    """That is what a died process leaves behind."""
    number = store.runs.start("run --apply")
    assert store.runs.run(number) == Run(number, "run --apply", NOW, None, RunState.RUNNING, None)


def test_a_finished_run_says_how_it_ended(store: Store) -> None:
    """Its summary is kept as it was given."""
    number = store.runs.start("run")
    store.runs.finish(number, RunState.FAILED, {"changes": 3, "error": "no network"})
    run = store.runs.run(number)
    assert run is not None
    assert (run.state, run.ended_at, run.summary) == (RunState.FAILED, NOW, {"changes": 3, "error": "no network"})


def test_the_latest_runs_come_first(store: Store) -> None:
    """Later runs have greater numbers."""
    numbers = [store.runs.start("run") for _ in range(3)]
    assert [run.id for run in store.runs.latest(2)] == [numbers[2], numbers[1]]
    assert numbers == sorted(numbers)


def test_a_run_that_never_was_is_none(store: Store) -> None:
    """Nothing is made up."""
    assert store.runs.run(99) is None
