"""What a defect reports, as it was said and as an index keeps it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import datetime

Key = tuple[datetime, int]
"""The place of a report in time: when it was made and, of two of one instant, its number."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a defect reports. Texts are plain, without HTML.

    Attributes:
        number: tells it from every other; of two of one instant, the lower is the earlier.
        at: when it was reported; aware, or naive throughout an index.
    """

    number: int
    at: datetime
    title: str
    description: str = ""

    @property
    def key(self) -> Key:
        """Its place in time."""
        return self.at, self.number


@dataclass(frozen=True, slots=True)
class Entry:
    """A report in an index: its terms by their numbers, what each weighs, and which of them are in its title."""

    key: Key
    terms: array[int]
    weights: array[float]
    title: frozenset[int]
