"""The measurement of linking runs, is right more often than it must be, and is faster than every pair."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from benchmarks.__main__ import main
from tests.shared import shared_path


def test_the_measurement_prints_precision_recall_and_ratio(tmp_path: Path) -> None:
    """On all labelled cases, and timed on few outages and defects."""
    data = shared_path("data/outages").parent
    shared_path("data/defects")
    picture = tmp_path / "tradeoff.svg"
    few = ["--outages", "300", "--defects", "1000", "--sample", "10", "--data", str(data), "--picture", str(picture)]
    answer = CliRunner().invoke(main, ["outages", "--json", *few], catch_exceptions=False)
    report = json.loads(answer.stdout)
    assert report["precision"] >= 0.95
    assert report["recall"] >= 0.5
    assert report["scenario"]["precision"] == report["scenario"]["recall"] == 1
    assert report["elexon"]["precision"] >= 0.95
    assert report["ratio_vs_all_pairs"] > 1
    assert report["growth"] > 0
    assert report["speed"]["same_matches_on_the_sample"]
    below = [each for each in report["tradeoff"] if each["half"] == "chosen on" and each["score"] < 7]
    assert all(each["precision"] < 0.95 for each in below)
    assert picture.read_text(encoding="utf-8").startswith("<svg")
