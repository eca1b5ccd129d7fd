"""Of real duplicates, most originals are found among the first ten, more than by an untuned BM25."""

from __future__ import annotations

from benchmarks.duplicate_sets import family, family_searches, ranks, recall
from rules.duplicates import DuplicateIndex
from tests.shared import shared_path

YEAR = 2013


def test_originals_are_found_among_the_reports_of_a_year() -> None:
    """One year of the Hadoop family, of which nothing chose the numbers of the search."""
    data = shared_path("data/duplicates").parent
    reports = family(data)
    asked = [search for search in family_searches(data, reports) if search.report.at.year == YEAR]
    index = DuplicateIndex(report for report in reports.values() if report.at.year in (YEAR - 1, YEAR))
    found = recall(ranks(index, asked))
    by_bm25 = recall([search.rank_by_bm25 for search in asked])
    assert found["1"] > 0.45
    assert found["5"] > by_bm25["5"]
    assert found["10"] > max(0.77, by_bm25["10"])
