"""The measurement of duplicates runs and prints recall and ratio."""

from __future__ import annotations

import json

from click.testing import CliRunner

from benchmarks.__main__ import main
from tests.shared import shared_path


def test_the_measurement_prints_recall_and_ratio() -> None:
    """On few reports and searches: the numbers are there, and ours are better than those of BM25."""
    data = shared_path("data/duplicates").parent
    few = ["--reports", "1000", "--questions", "5", "--limit", "40", "--data", str(data)]
    answer = CliRunner().invoke(main, ["duplicates", "--json", *few], catch_exceptions=False)
    report = json.loads(answer.stdout)
    assert report["searches"] == 40
    assert all(report["recall"][depth] >= report["recall_of_untuned_bm25"][depth] for depth in ("1", "5", "10"))
    assert report["gitbugs_train_where_numbers_were_chosen"]["searches"] == 55
    assert report["ratio_vs_fts5"] > 0
    assert {"us_per_query", "us_per_query_fts5"} <= report.keys()
    assert any("chose nothing" in line for line in report["protocol"])
