"""The measurement of pulls runs on few defects, counts calls, and refuses to measure a store that lacks something."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from tests.shared import shared_path


@pytest.fixture(scope="module")
def report() -> dict[str, object]:
    """Measure once, on two hundred defects of which few are read by the SDK."""
    histories = shared_path("data/histories")
    few = ["--defects", "200", "--rounds", "1", "--sample", "3", "--changed", "20", "--histories", str(histories)]
    answer = CliRunner().invoke(main, ["pull", "--json", *few], catch_exceptions=False)
    found: dict[str, object] = json.loads(answer.stdout)
    return found


def test_the_ratios_are_told_with_the_share_of_the_sandbox(report: dict[str, object]) -> None:
    """Machines differ, so no number is held here; they are written down where they were measured."""
    ratios = {"ratio_vs_sdk", "ratio_vs_sdk_without_sandbox", "ratio_vs_floor", "peak_rss_mib", "cpu_seconds"}
    assert ratios <= report.keys()
    assert report["sandbox_share"].keys() == {"floor", "envbot", "sdk"}  # type: ignore[attr-defined]
    assert "sample of 3 items" in str(report["notes"])


def test_every_revision_is_in_the_store(report: dict[str, object]) -> None:
    """What was measured is the whole work."""
    assert report["stored_revisions"] == report["revisions"]


def test_calls_are_a_fiftieth_of_the_sdks(report: dict[str, object]) -> None:
    """Two pages of revisions and one of links, where the SDK asks once for each item beside the query and a batch."""
    assert report["calls"] == {"envbot": 3, "sdk": 202, "ratio": 67.3}


def test_later_pulls_take_two_calls(report: dict[str, object]) -> None:
    """Whether nothing changed or some did."""
    incremental = report["incremental"]
    assert incremental["calls"] == incremental["changed"]["calls"] == 2  # type: ignore[index]
    assert incremental["changed"]["revisions"] == 20  # type: ignore[index]


def test_a_folder_without_the_log_is_named(tmp_path: object) -> None:
    """Before anything is served."""
    answer = CliRunner().invoke(main, ["pull", "--histories", str(tmp_path)])
    assert answer.exit_code == 2
    assert "There is no" in answer.output
