"""Measure the search for duplicates: recall on known ones, and time against SQLite's full text search."""

from __future__ import annotations

import json
import resource
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.duplicate_choice import tried
from benchmarks.duplicate_sets import Search, family, family_searches, gitbugs, gitbugs_pairs, ranks, recall, searches
from benchmarks.duplicate_speed import multiplied, timing
from benchmarks.incidents import HISTORIES
from rules.duplicates import DuplicateIndex, Report

PROTOCOL = """\
Each later report of a known pair is asked about as of its own instant; candidates are all earlier reports of the 365
days before. What counts is at which place the first original stands. No learnt model.
Title, saturation, coverage and doubling were chosen from a grid on the train split of GitBugs alone (--choose shows it:
of what comes within a hundredth of the best mean log2 rank, the middle of the grid); the norms by trying a few pairs
on the same split; lengths and background beforehand. The searches in the Hadoop family chose nothing.
The test split of GitBugs is mostly its train split the other way round: only its other pairs are counted.
The time is of CPU, over real reports multiplied, a fifth of the words of each copy exchanged, without a window. Ours is
from the text to ten candidates with their words; FTS5, in memory, is given the same words cut up already, seeks any of
them, and gives the ten best by bm25()."""


@click.command("duplicates")
@click.option("--reports", type=click.IntRange(min=1), default=50_000, help="How many to time with.")
@click.option("--questions", type=click.IntRange(min=1), default=100, help="How many to time.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many searches of the Hadoop family.")
@click.option("--choose", is_flag=True, help="Only try the grid of numbers on the train split; the best twenty.")
@click.option(
    "--data", type=click.Path(path_type=Path), default=HISTORIES.parent, help="Folder with defects/ and duplicates/."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(reports: int, questions: int, limit: int | None, data: Path, *, choose: bool, as_json: bool) -> None:
    """Known duplicates of Hadoop among 20,858 reports, and the time of a question among 50,000."""
    report = _choice(data) if choose else _measured(data, limit, reports, questions)
    click.echo(json.dumps(report, indent=2) if as_json else _table(report))


def _measured(data: Path, limit: int | None, reports: int, questions: int) -> dict[str, Any]:
    hadoop = family(data)
    found = _found(hadoop, family_searches(data, hadoop)[:limit])
    took = timing(multiplied(sorted(hadoop.values(), key=lambda report: report.key), reports), questions)
    return {
        **found,
        **_found_in_gitbugs(data),
        "reports": reports,
        "questions": questions,
        "us_per_query": round(took.asking * 1e6),
        "us_per_query_fts5": round(took.fts5 * 1e6),
        "ratio_vs_fts5": round(took.asking / took.fts5, 3),
        "us_to_add_a_report": round(took.adding * 1e6),
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "protocol": PROTOCOL.split("\n"),
    }


def _choice(data: Path) -> dict[str, Any]:
    reports = gitbugs(data)
    train = searches(reports, gitbugs_pairs(data, "train"))
    return {"searches": len(train), "best": [each.as_json() for each in tried(reports, train)[:20]]}


def _found(hadoop: Mapping[str, Report], asked: Sequence[Search]) -> dict[str, Any]:
    """Say how often the original was found in the family, and how often an untuned BM25 finds it."""
    latest = max(search.report.at for search in asked)
    known = (report for report in hadoop.values() if report.at <= latest)  # what comes later changes no answer
    return {
        **_recall(DuplicateIndex(known), asked),
        "recall_of_untuned_bm25": recall([search.rank_by_bm25 for search in asked]),
    }


def _found_in_gitbugs(data: Path) -> dict[str, Any]:
    """Say the same of GitBugs, apart for the pairs that chose the numbers and for those that did not."""
    reports = gitbugs(data)
    train, test = gitbugs_pairs(data, "train"), gitbugs_pairs(data, "test")
    index = DuplicateIndex(reports.values())
    return {
        "gitbugs_train_where_numbers_were_chosen": _recall(index, searches(reports, train)),
        "gitbugs_test_without_pairs_of_train": _recall(index, searches(reports, test - train)),
    }


def _recall(index: DuplicateIndex, asked: Sequence[Search]) -> dict[str, Any]:
    return {"searches": len(asked), "recall": recall(ranks(index, asked))}


def _table(report: Mapping[str, Any]) -> str:
    lines: list[str] = []
    for name, value in report.items():
        several = value if isinstance(value, list) else [value]
        lines.extend(f"{'' if place else name:40} {each}" for place, each in enumerate(several))
    return "\n".join(lines)
