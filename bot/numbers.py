"""Count different numbers without keeping a set of them: of work items there are very many."""

from __future__ import annotations

from collections.abc import Iterable


class Numbers:
    """A set of whole numbers that only tells how many it holds; a number takes a bit, not some seventy bytes."""

    def __init__(self) -> None:
        self._bits = bytearray()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, numbers: Iterable[int]) -> None:
        """Take in numbers from 0 on; those that are held already count once."""
        for number in numbers:
            place, bit = number >> 3, 1 << (number & 7)
            if place >= len(self._bits):
                self._bits.extend(bytes(place + 1 - len(self._bits)))
            if not self._bits[place] & bit:
                self._bits[place] |= bit
                self._count += 1
