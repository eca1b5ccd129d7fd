"""Choose the numbers of the duplicate search on the train split of GitBugs alone, from a small grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product

from benchmarks.duplicate_sets import Search, mean_log_rank, ranks, recall
from rules.duplicates import DuplicateIndex, Report, Weighting

TITLES = (5.0, 8.0, 12.0)
SATURATIONS = (3.0, 6.0, 12.0)
COVERAGES = (0.0, 0.2, 0.4, 0.8)
DOUBLINGS = (0.0, 0.01, 0.02, 0.04)


@dataclass(frozen=True, slots=True)
class Tried:
    """One choice of the numbers and what it found on the train split."""

    weighting: Weighting
    mean_log_rank: float
    recall: Mapping[str, float]

    def as_json(self) -> dict[str, object]:
        """Give the choice for programs."""
        names = ("title", "saturation", "coverage", "doubling")
        chosen = {name: value for name, value in asdict(self.weighting).items() if name in names}
        return chosen | {"mean_log2_rank": round(self.mean_log_rank, 3), "recall": self.recall}


def tried(reports: Mapping[int, Report], train: Sequence[Search]) -> list[Tried]:
    """Try every choice of the grid; the best first, by the mean of the logarithm of ranks."""
    return sorted(_each(reports, train), key=lambda each: each.mean_log_rank)


def _each(reports: Mapping[int, Report], train: Sequence[Search]) -> Iterator[Tried]:
    for title, saturation, coverage, doubling in product(TITLES, SATURATIONS, COVERAGES, DOUBLINGS):
        weighting = Weighting(title=title, saturation=saturation, coverage=coverage, doubling=doubling)
        found = ranks(DuplicateIndex(reports.values(), weighting), train)
        yield Tried(weighting, mean_log_rank(found), recall(found))
