"""An index over what defects report: which earlier ones a report resembles, as of its instant, and by which words."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.duplicates.comparison import Comparison
from rules.duplicates.postings import Postings
from rules.duplicates.report import Entry, Key, Report
from rules.duplicates.telling import telling
from rules.duplicates.terms import cuts, terms
from rules.duplicates.weighting import Weighting

YEAR = timedelta(days=365)
_COMPARED = 50
"""So many of the best by their words are compared in full."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier report that may be the same defect.

    Attributes:
        number: of the earlier report.
        similarity: of both texts, from 0 (no word in common) to 1 (the same words).
        words: what both have that tells most, as the later report writes it, the most telling first.
    """

    number: int
    similarity: float
    words: tuple[str, ...]


class DuplicateIndex:
    """Reports in the order in which they were made, searched by their words.

    A question is answered as of the instant of the report that asks: whatever was reported later changes neither
    the candidates nor their similarity. The order in which reports are added does not matter either.

    Args:
        reports: what to begin with.
        weighting: the numbers to use; the usual ones were chosen on the train split of GitBugs' Hadoop reports.
    """

    def __init__(self, reports: Iterable[Report] = (), weighting: Weighting | None = None) -> None:
        self._weighting = weighting or Weighting()
        self._postings = Postings()
        self._entries: list[Entry] = []
        self._keys: dict[int, Key] = {}
        self._is_in_order = True
        for report in sorted(reports, key=lambda each: each.key):
            self.add(report)

    def add(self, report: Report) -> None:
        """Add a report, or put it in place of the one with its number.

        The latest report is added at once; after any other, the next question begins with putting all in order.
        """
        if report.number in self._keys:
            del self._entries[self._place(self._keys[report.number])]
            self._is_in_order = False
        entry = self._read(report)
        self._is_in_order &= self._place(report.key) == len(self._entries)
        self._keys[report.number] = report.key
        insort(self._entries, entry, key=lambda each: each.key)
        if self._is_in_order:
            self._postings.append(len(self._entries) - 1, entry.terms, entry.weights)

    def nearest(self, report: Report, *, within: timedelta = YEAR, limit: int = 10) -> tuple[Candidate, ...]:
        """Give what was reported before a report and is most like it, the most alike first.

        Args:
            report: what to compare; it need not be in the index.
            within: how long before it; older reports are no candidates.
            limit: how many at most.
        """
        self._put_in_order()
        first, before = self._place((report.at - within,)), self._place(report.key)
        weights = self._weighting.weights(terms(report.title), terms(report.description))
        comparison = Comparison(weights, before, self._postings, self._weighting)
        alike: list[tuple[float, int, float]] = []
        for row in comparison.best(first, _COMPARED):
            entry = self._entries[row]
            similarity, coverage = comparison.similarity(entry), comparison.coverage(entry)
            likeness = self._weighting.likeness(similarity, coverage, (report.at - entry.key[0]).total_seconds())
            alike.append((-likeness, row, similarity))
        alike.sort()
        words = cuts(f"{report.title}\n{report.description}")
        return tuple(
            Candidate(entry.key[1], similarity, telling(words, comparison.shared(entry)))
            for similarity, entry in ((similarity, self._entries[row]) for _, row, similarity in alike[:limit])
        )

    def _place(self, key: Key | tuple[datetime]) -> int:
        return bisect_left(self._entries, key, key=lambda entry: entry.key)

    def _read(self, report: Report) -> Entry:
        title = terms(report.title)
        weights = self._weighting.weights(title, terms(report.description))
        numbers = array("i", map(self._postings.number, weights))
        return Entry(report.key, numbers, array("f", weights.values()), frozenset(map(self._postings.number, title)))

    def _put_in_order(self) -> None:
        if not self._is_in_order:
            self._postings.clear()
            for row, entry in enumerate(self._entries):
                self._postings.append(row, entry.terms, entry.weights)
            self._is_in_order = True
