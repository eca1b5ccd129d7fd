"""Keep for each term which reports have it and what it weighs there, in the order of the reports."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]


class Postings:
    """Rows and weights by term. Rows only grow, so that "before a row" is the beginning of each list."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._rows: list[array[int]] = []
        self._weights: list[array[float]] = []

    def __contains__(self, term: str) -> bool:
        """Whether a term ever had a number."""
        return term in self._numbers

    def number(self, term: str) -> int:
        """Give the number of a term, a new one where it has none yet."""
        number = self._numbers.setdefault(term, len(self._rows))
        if number == len(self._rows):
            self._rows.append(array("i"))
            self._weights.append(array("f"))
        return number

    def append(self, row: int, terms: Iterable[int], weights: Iterable[float]) -> None:
        """Note the terms of a report that stands behind all others."""
        for term, weight in zip(terms, weights, strict=True):
            self._rows[term].append(row)
            self._weights[term].append(weight)

    def clear(self) -> None:
        """Forget every report; terms keep their numbers."""
        for rows, weights in zip(self._rows, self._weights, strict=True):
            del rows[:]
            del weights[:]

    def count(self, term: int, before: int) -> int:
        """Give how many of the reports before a row have a term."""
        return bisect_left(self._rows[term], before)

    def scores(self, wanted: Mapping[int, float], first: int, before: int) -> Scores:
        """Sum up the weights of the wanted terms, times their factors, for each row from the first to the last."""
        scores = np.zeros(before - first)
        for term, factor in wanted.items():
            begin, end = bisect_left(self._rows[term], first), bisect_left(self._rows[term], before)
            if begin < end:
                rows = np.frombuffer(self._rows[term], np.int32)[begin:end]
                scores[rows - first] += np.frombuffer(self._weights[term], np.float32)[begin:end] * factor
        return scores
