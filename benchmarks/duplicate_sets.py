"""Read real defects of which some are known to be duplicates, and measure how often the original is found."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2
from pathlib import Path
from typing import Any

from rules.duplicates import DuplicateIndex, Report
from rules.duplicates.index import YEAR

DEPTHS = (1, 5, 10)
_NOT_FOUND = 1000
"""The rank that counts for an original that is not among those compared."""

Pair = tuple[int, int]
"""The numbers of two reports of one defect, the lower first."""


@dataclass(frozen=True, slots=True)
class Search:
    """A report of which an original is known.

    Attributes:
        report: the later report.
        accept: the numbers of the earlier ones, of the 365 days before, that are the same defect.
        rank_by_bm25: the best rank that an untuned BM25 gives to one of them; 0 where it gives none or nobody asked.
    """

    report: Report
    accept: frozenset[int]
    rank_by_bm25: int = 0


def family(data: Path) -> dict[str, Report]:
    """Give the defects of Hadoop, HDFS, MapReduce and YARN by their keys."""
    found = {}
    with gzip.open(data / "defects" / "hadoop_family.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            at = datetime.fromisoformat(told["created"])
            found[told["key"]] = Report(told["id"], at, told["summary"] or "", told["description"] or "")
    return found


def family_searches(data: Path, reports: Mapping[str, Report]) -> list[Search]:
    """Give what is asked about those defects."""
    with gzip.open(data / "duplicates" / "duplicate_queries.jsonl.gz", "rt", encoding="utf-8") as lines:
        asked = [json.loads(line) for line in lines]
    return [
        Search(reports[each["query"]], frozenset(reports[key].number for key in each["accept"]), each["bm25_rank"] or 0)
        for each in asked
    ]


def gitbugs(data: Path) -> dict[int, Report]:
    """Give the reports of GitBugs on Hadoop by their numbers; none of them is in the family, which ends before."""
    return {
        int(row["Issue id"]): Report(
            int(row["Issue id"]),
            datetime.strptime(row["Created"], "%d/%b/%y %H:%M").replace(tzinfo=UTC),
            row["Summary"],
            row["Description"],
        )
        for row in _rows(data / "duplicates" / "gitbugs_hadoop.csv.gz")
    }


def gitbugs_pairs(data: Path, split: str) -> frozenset[Pair]:
    """Give the pairs of a published split; most of `test` are those of `train` the other way round."""
    return frozenset(
        (min(one, other), max(one, other))
        for row in _rows(data / "duplicates" / f"gitbugs_hadoop_dups_{split}.csv.gz")
        for one in (int(row["Issue id"]),)
        for other in map(int, row["Duplicate id"].split(","))
    )


def searches(reports: Mapping[int, Report], pairs: Iterable[Pair]) -> list[Search]:
    """Ask for the earlier of each pair with the later, where no more than the 365 days lie between."""
    accept: defaultdict[int, set[int]] = defaultdict(set)
    for pair in sorted(pairs):
        older, newer = sorted((reports[number] for number in pair), key=lambda report: report.key)
        if newer.at - older.at <= YEAR:
            accept[newer.number].add(older.number)
    return [Search(reports[number], frozenset(older)) for number, older in accept.items()]


def ranks(index: DuplicateIndex, asked: Iterable[Search]) -> list[int]:
    """Give at which place each search finds an original."""
    return [
        next(
            (
                rank
                for rank, candidate in enumerate(index.nearest(search.report, limit=_NOT_FOUND), start=1)
                if candidate.number in search.accept
            ),
            _NOT_FOUND,
        )
        for search in asked
    ]


def recall(found: Sequence[int]) -> dict[str, float]:
    """Give the share of searches that found an original among the first so many."""
    return {str(depth): round(sum(0 < rank <= depth for rank in found) / len(found), 3) for depth in DEPTHS}


def mean_log_rank(found: Sequence[int]) -> float:
    """Give how far down originals stand: 0 for always first, 1 for second on geometric average."""
    return sum(map(log2, found)) / len(found)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
