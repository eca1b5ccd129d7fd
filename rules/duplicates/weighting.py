"""What a term weighs in a report, and what makes one report alike another: every number of it in one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, log2

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Weighting:
    """The numbers of BM25F and of the order among the best.

    Lengths are held against fixed ones, not against an average, so that a new report changes the weights of no other.

    Attributes:
        title: how often a word of the title counts, where one of the description counts once.
        saturation: from how many mentions on more of them tell little more (the k1 of BM25).
        title_length: terms of a title that is neither long nor short.
        title_norm: how much a long title takes from each of its words, from 0 to 1 (the b of BM25).
        description_length: the same of a description, with `description_norm`.
        background: imagined reports without any of the words, so that among few real ones a shared word still tells.
        coverage: what it adds to likeness that the new report has every word of the older one's title.
        doubling: what each doubling of the days between both takes from likeness.
    """

    title: float = 8.0
    saturation: float = 6.0
    title_length: float = 9.0
    title_norm: float = 0.5
    description_length: float = 90.0
    description_norm: float = 0.9
    background: int = 100
    coverage: float = 0.4
    doubling: float = 0.02

    def weights(self, title: Sequence[str], description: Sequence[str]) -> Mapping[str, float]:
        """Give what each term weighs in a report, from 0 to 1, whatever other reports say."""
        counted: dict[str, float] = {}
        for terms, each, norm, length in (
            (title, self.title, self.title_norm, self.title_length),
            (description, 1.0, self.description_norm, self.description_length),
        ):
            one = each / (1 - norm + norm * len(terms) / length)
            for term, times in Counter(terms).items():
                counted[term] = counted.get(term, 0.0) + times * one
        return {term: count / (count + self.saturation) for term, count in counted.items()}

    def rarity(self, reports: int, having: int) -> float:
        """Give how much a term tells that so many of the reports have."""
        return log(1 + (self.background + reports - having + 0.5) / (having + 0.5))

    def likeness(self, similarity: float, coverage: float, seconds: float) -> float:
        """Give by what the best are put in order: similar texts, the older title covered, reported close in time."""
        return similarity + self.coverage * coverage - self.doubling * log2(1 + seconds / _DAY)
