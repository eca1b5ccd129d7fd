"""Choose the words of an outage's record that tell it from others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from rules.duplicates.terms import cuts, terms
from rules.facts import Outage
from rules.programme import Programme

_SAID_OF_ANY = "outage incident unplanned planned environment system service test testing issue reports"
"""Words that people put into the record of any outage."""
_SHORTEST = 3
_COMMON_SHARE = 0.05
"""A word in more of the records than this tells none of them apart ..."""
_FEW = 3
"""... unless it is in so few of them."""


def words_by_term(text: str) -> Mapping[str, str]:
    """Give the words of a plain text by their terms: without ending, whatever the case."""
    return {term: written for cut in cuts(text) for term, written in cut if len(term) >= _SHORTEST}


def dull_words(programme: Programme) -> frozenset[str]:
    """Give the terms that tell nothing: those of places and parties, which count by themselves, and of any outage."""
    names = [_SAID_OF_ANY, *programme.parties]
    for environment in programme.environments:
        names += (environment.name, environment.phase, *environment.aliases)
    for system in programme.systems:
        names += (system.name, system.party, *system.aliases)
    return frozenset(term for name in names for term in terms(name))


class OutageWords:
    """The words of many outage records: title and reason."""

    def __init__(self, outages: Collection[Outage], dull: Iterable[str] = ()) -> None:
        self._outages = outages
        self._dull = frozenset(dull)
        self._known: dict[str, frozenset[str]] = {}

    def telling(self, outage: Outage) -> frozenset[str]:
        """Give the terms of its record that tell it from others."""
        if outage.reference not in self._known:
            self._known[outage.reference] = _terms_of(outage) - self._dull - self._common
        return self._known[outage.reference]

    @cached_property
    def _common(self) -> frozenset[str]:
        counted = Counter(term for outage in self._outages for term in _terms_of(outage))
        most = max(_FEW, _COMMON_SHARE * len(self._outages))
        return frozenset(term for term, count in counted.items() if count > most)


def _terms_of(outage: Outage) -> frozenset[str]:
    return frozenset(words_by_term(f"{outage.title} {outage.reason}"))
