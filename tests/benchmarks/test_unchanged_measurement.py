"""The measurement of an unchanged cycle runs until nothing changed, and says what asking afresh says."""

from __future__ import annotations

import json

from click.testing import CliRunner

from benchmarks.__main__ import main
from tests.shared import shared_path


def test_an_unchanged_cycle_is_measured() -> None:
    """On few defects: the last run stands by the one before it."""
    few = ["--defects", "60", "--histories", str(shared_path("data/histories"))]
    answer = CliRunner().invoke(main, ["unchanged", "--json", *few], catch_exceptions=False)
    report = json.loads(answer.stdout)
    assert (report["defects"], report["is_equal_to_afresh"], report["is_within_2_seconds"]) == (60, True, True)
    assert report["runs"][0]["unchanged_since"] is None
    assert report["runs"][-1]["unchanged_since"] == len(report["runs"]) - 1
