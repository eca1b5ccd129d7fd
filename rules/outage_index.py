"""Find outages by place and time without looking at the others: an interval tree for each environment and system."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate

from rules.facts import Outage

ANY = None
"""In a place: whatever the environment, or whatever the system."""
UNNAMED = ""
"""In a place: an outage that names no environment; one that names no system takes a whole environment."""

Place = tuple[str | None, str | None]
"""Environment and system."""

_NEVER = datetime.max.replace(tzinfo=UTC)


class Stretches:
    """Stretches of time, in the order of their beginning, to be asked which of them touch another one.

    A tree over them holds the latest end below each of its nodes, so that an answer looks only at what it gives and at
    the way there, however long or short the stretches are. Most answers are nothing, and need no tree: of the first
    so many stretches, the latest end is known.
    """

    def __init__(self, stretches: Sequence[tuple[datetime, datetime | None]]) -> None:
        """Take the stretches in the order of their beginning; one without an end goes on for ever."""
        self._starts = [starts for starts, _ in stretches]
        self._first_leaf = 1 << max(len(stretches) - 1, 0).bit_length()
        nothing = datetime.min.replace(tzinfo=UTC)
        leaves = [_NEVER if ends is None else ends for _, ends in stretches]
        self._latest_of_first = list(accumulate(leaves, max))
        self._latest = [nothing] * self._first_leaf + leaves + [nothing] * (self._first_leaf - len(leaves))
        for node in range(self._first_leaf - 1, 0, -1):
            self._latest[node] = max(self._latest[2 * node], self._latest[2 * node + 1])

    def touching(self, begins: datetime, ends: datetime) -> Iterator[int]:
        """Yield the numbers of those that begin by `ends` and end at `begins` or later, in their order."""
        count = bisect_right(self._starts, ends)
        if not count or self._latest_of_first[count - 1] < begins:
            return
        latest = self._latest
        waiting = [(1, 0, self._first_leaf)]
        while waiting:
            node, low, width = waiting.pop()
            if low >= count or latest[node] < begins:
                continue
            if width == 1:
                yield low
                continue
            half = width // 2
            waiting.append((2 * node + 1, low + half, half))
            waiting.append((2 * node, low, half))


class OutageIndex:
    """Outages in the order of their beginning, by place: each is where it says, and under `ANY`."""

    def __init__(self, outages: Sequence[Outage]) -> None:
        places: defaultdict[Place, list[int]] = defaultdict(list)
        for number, outage in enumerate(outages):
            for environment in (*(outage.environments or (UNNAMED,)), ANY):
                for system in (*(outage.systems or (UNNAMED,)), ANY):
                    places[environment, system].append(number)
        self._outages = outages
        self._places: Mapping[Place, list[int]] = places
        self._together: dict[tuple[Place, ...], tuple[tuple[Outage, ...], Stretches]] = {}

    def near(self, places: tuple[Place, ...], begins: datetime, ends: datetime = _NEVER) -> tuple[Outage, ...]:
        """Give the outages of any of the places that begin by `ends` and end at `begins` or later, in their order."""
        there, stretches = self._of(places)
        return tuple(there[number] for number in stretches.touching(begins, ends))

    def under_way(self, begins: datetime, ends: datetime) -> tuple[Outage, ...]:
        """Give the outages of any place under way at some time between two instants, in their order."""
        near = self.near(((ANY, ANY),), begins, ends)
        return tuple(each for each in near if each.starts < ends and (each.ends is None or each.ends > begins))

    def _of(self, places: tuple[Place, ...]) -> tuple[tuple[Outage, ...], Stretches]:
        """Give the outages of several places together, once: many defects ask about the same places."""
        if places not in self._together:
            numbers = sorted({number for place in places for number in self._places.get(place, ())})
            there = tuple(self._outages[number] for number in numbers)
            self._together[places] = there, Stretches([(each.starts, each.ends) for each in there])
        return self._together[places]
