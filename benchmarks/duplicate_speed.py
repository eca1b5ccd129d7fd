"""Time questions for duplicates against SQLite's full text search, over the same words of the same many reports."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import process_time

import numpy as np

from rules.duplicates import DuplicateIndex, Report, Weighting
from rules.duplicates.terms import terms

_EXCHANGED = 0.2
"""The share of words that a copy of a report has from another report."""
_ANY_TIME = timedelta(days=36_500)
_NO_REPORT = -1
_TABLE = """CREATE VIRTUAL TABLE reports USING fts5(title, description, tokenize="unicode61 tokenchars '._$-'")"""


@dataclass(frozen=True)
class Timing:
    """CPU seconds on average.

    Attributes:
        adding: a report to the index of the rules.
        asking: it about a report.
        fts5: SQLite's full text search for the same words.
    """

    adding: float
    asking: float
    fts5: float


def multiplied(reports: Sequence[Report], many: int) -> list[Report]:
    """Give so many reports: the real ones and, after them, copies with a fifth of their words from other reports."""
    random = np.random.default_rng(4)
    vocabulary = [word for report in reports for word in f"{report.title} {report.description}".split()]

    def changed(text: str) -> str:
        words = text.split()
        exchanged = np.flatnonzero(random.random(len(words)) < _EXCHANGED)
        for place, other in zip(exchanged, random.integers(len(vocabulary), size=len(exchanged)), strict=True):
            words[place] = vocabulary[other]
        return " ".join(words)

    copies = [
        replace(real, number=number, title=changed(real.title), description=changed(real.description))
        for number in range(len(reports), many)
        for real in (reports[number % len(reports)],)
    ]
    return [replace(real, number=number) for number, real in enumerate(reports[:many])] + copies


def timing(reports: Sequence[Report], questions: int) -> Timing:
    """Ask about some of the reports once more, with every report of any time a candidate."""
    after = max(report.at for report in reports) + timedelta(days=1)
    chosen = np.random.default_rng(5).choice(len(reports), size=min(questions, len(reports)), replace=False)
    asked = [reports[place] for place in chosen]
    began = process_time()
    index = DuplicateIndex(reports)
    adding = (process_time() - began) / len(reports)
    return Timing(adding, _ours(index, asked, after), _fts5(reports, asked))


def _ours(index: DuplicateIndex, asked: Sequence[Report], after: datetime) -> float:
    """Time the whole question: from the text to the ten most alike, compared in full, with the words that tell."""
    began = process_time()
    for report in asked:
        found = index.nearest(replace(report, number=_NO_REPORT, at=after), within=_ANY_TIME, limit=10)
        assert found[0].similarity > 0.99, report
    return (process_time() - began) / len(asked)


def _fts5(reports: Sequence[Report], asked: Sequence[Report]) -> float:
    """Time the search alone: the ten best by `bm25()` of those with any of the words, which are given cut up."""
    weights = Weighting()
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(
            "CREATE VIRTUAL TABLE reports USING fts5(title, description, tokenize=\"unicode61 tokenchars '._$-'\")"
        )
        base.executemany("INSERT INTO reports (rowid, title, description) VALUES (?, ?, ?)", map(_row, reports))
        base.execute("INSERT INTO reports (reports) VALUES ('optimize')")
        wanted = [" OR ".join(f'"{term}"' for term in dict.fromkeys(_terms(report))) for report in asked]
        ranking = f"bm25({weights.title}, 1.0)"
        began = process_time()
        for words in wanted:
            found = base.execute(
                "SELECT rowid FROM reports WHERE reports MATCH ? AND rank MATCH ? ORDER BY rank LIMIT 10",
                (words, ranking),
            ).fetchall()
            assert found, words
        return (process_time() - began) / len(asked)


def _terms(report: Report) -> list[str]:
    return terms(report.title) + terms(report.description)


def _row(report: Report) -> tuple[int, str, str]:
    return report.number, " ".join(terms(report.title)), " ".join(terms(report.description))
