"""Compare one report with earlier ones: how similar the texts are, and which shared terms make them so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import fsum, sqrt

import numpy as np

from rules.duplicates.postings import Postings
from rules.duplicates.report import Entry
from rules.duplicates.weighting import Weighting


class Comparison:
    """What a report says, weighed by how rare each term is among the reports before it.

    Args:
        terms: what each term weighs in the report.
        before: the row of the index that the report stands before, or would.
    """

    def __init__(self, terms: Mapping[str, float], before: int, postings: Postings, weighting: Weighting) -> None:
        self._postings = postings
        self._before = before
        self._weighting = weighting
        self._rarities: dict[int, float] = {}
        self._names = {postings.number(term): term for term in terms if term in postings}
        self._factors = {number: terms[term] * self._rarity(number) for number, term in self._names.items()}
        unheard = weighting.rarity(before, 0)
        self._length = _length(
            (self._rarity(postings.number(term)) if term in postings else unheard, weight)
            for term, weight in terms.items()
        )

    def best(self, first: int, many: int) -> list[int]:
        """Give the rows from the first on that share the most telling terms; of equals the older."""
        scores = self._postings.scores(self._factors, first, self._before)
        if len(scores) > many:
            least = float(np.partition(scores, -many)[-many])
            scores[scores < least] = 0
        rows = np.flatnonzero(scores)
        rows = rows[np.argsort(-scores[rows], kind="stable")[:many]]
        return [first + int(row) for row in rows]

    def similarity(self, entry: Entry) -> float:
        """Give the cosine of both texts' weights: 1 for the same words, 0 for none in common."""
        length = _length((self._rarity(term), weight) for term, weight in zip(entry.terms, entry.weights, strict=True))
        return min(1.0, fsum(self.shared(entry).values()) / (self._length * length))

    def coverage(self, entry: Entry) -> float:
        """Give how much of the older title the report says anywhere, from 0 to 1."""
        whole = fsum(map(self._rarity, entry.title))
        said = fsum(self._rarity(term) for term in entry.title if term in self._factors)
        return said / whole if whole else 0.0

    def shared(self, entry: Entry) -> dict[str, float]:
        """Give the terms that both have, with what each adds to their similarity."""
        return {
            self._names[term]: self._factors[term] * weight
            for term, weight in zip(entry.terms, entry.weights, strict=True)
            if term in self._factors
        }

    def _rarity(self, term: int) -> float:
        if term not in self._rarities:
            having = self._postings.count(term, self._before)
            self._rarities[term] = self._weighting.rarity(self._before, having)
        return self._rarities[term]


def _length(terms: Iterable[tuple[float, float]]) -> float:
    """Give the length of a text from rarity and weight of its terms; exact, so that their order does not matter."""
    return sqrt(fsum(rarity * weight * weight for rarity, weight in terms))
