"""Ask the panel whether a new defect is an older one again: same environment and system, much the same title."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from rules.decisions import Decision, PutOnAgenda, Section
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule_over_all
from rules.text import words
from rules.view import View

Place = tuple[str, str]
_LITTLE_WORDS = words("a an and are as at be been by for from has have in is it of on or that the to was were with")
_MOST_COMPARED = 200
"""A word that so many open defects of one place share tells nothing; the latest of them are enough to look at."""
_ENDING = re.compile(r"(?<=\w{4})(?:ing|ed|s)$")


class Settings(RuleSettings):
    """Whether two defects are one is for the panel to say: by default it is only suggested.

    Attributes:
        at_least: the share of the telling words of both titles that must be the same, from 0 to 1.
    """

    at_least: float = Field(default=0.5, gt=0, le=1)


@rule_over_all("possible-duplicate", settings=Settings)
def possible_duplicate(view: View, defects: Sequence[Defect], settings: Settings) -> Iterator[Finding]:
    """Suggest the older open defect that a new one most resembles.

    Only defects of one environment and one system are held against each other, by the words of their titles but
    for the names of the place and words like "the". By default the rule suggests.

    Example:
        >>> from rules.example import a_defect, ask
        >>> older = a_defect(1, title="Connection to the DIP refused in SIT A", state="Open")
        >>> print(ask("possible-duplicate", older, a_defect(2, title="DIP connection refused in SIT A")))
        #2: put on the agenda under "Suggestions for the panel": May be the same as #1 (Connection to the
          DIP refused in SIT A).
            Both concern DIP in SIT A.
            2 of the 2 telling words of both titles are the same.
    """
    places: defaultdict[Place, list[Defect]] = defaultdict(list)
    for defect in defects:
        place = (view.environment_of(defect), view.system_of(defect))
        if all(place):
            places[place].append(defect)
    for place, there in places.items():
        if any(view.is_new(defect) for defect in there):
            yield from _among(view, place, there, settings.at_least)


@dataclass(frozen=True, slots=True)
class _Likeness:
    same: int
    of: int

    @property
    def share(self) -> float:
        return self.same / self.of


def _among(view: View, place: Place, there: list[Defect], at_least: float) -> Iterator[Finding]:
    """Hold the new defects of one place against the older ones; only those that share a rare word can be alike."""
    said_anyway = words(" ".join(place)) | _LITTLE_WORDS
    titles = {defect.id: _telling(defect.title, said_anyway) for defect in there}
    frequency = Counter(word for title in titles.values() for word in title)
    by_rare_word: defaultdict[str, deque[Defect]] = defaultdict(lambda: deque(maxlen=_MOST_COMPARED))
    for defect in sorted(there, key=lambda each: (each.created_at, each.id)):
        rare = _rare(titles[defect.id], frequency, at_least)
        if view.is_new(defect):
            older = {each.id: each for word in rare for each in by_rare_word[word]}
            yield _compared(place, defect, older, titles, at_least)
        for word in rare:
            by_rare_word[word].append(defect)


def _telling(title: str, said_anyway: frozenset[str]) -> frozenset[str]:
    """Give the words that tell one defect of a place from another, without the commonest endings."""
    return frozenset(_ENDING.sub("", word) for word in words(title) - said_anyway)


def _rare(title: frozenset[str], frequency: Counter[str], at_least: float) -> list[str]:
    """Give the rarest words of a title: any title that is alike enough has one of them among its own rarest."""
    rarest = sorted(title, key=lambda word: (frequency[word], word))
    return rarest[: len(rarest) - math.ceil(at_least * len(rarest)) + 1]


def _compared(
    place: Place,
    defect: Defect,
    older: Mapping[int, Defect],
    titles: Mapping[int, frozenset[str]],
    at_least: float,
) -> Finding:
    related = {relation.target for relation in defect.relations}
    mine = titles[defect.id]
    alike = [
        (likeness, each)
        for number, each in older.items()
        if number not in related
        and (likeness := _Likeness(len(mine & titles[number]), len(mine | titles[number]))).share >= at_least
    ]
    environment, system = place
    if not alike:
        return NotNow(f"No older open defect of {system} in {environment} has much the same title.", defect.id)
    likeness, nearest = max(alike, key=lambda pair: (pair[0].share, -pair[1].id))
    text = f"May be the same as #{nearest.id} ({nearest.title})."
    because = (
        f"Both concern {system} in {environment}.",
        f"{likeness.same} of the {likeness.of} telling words of both titles are the same.",
    )
    return Decision("possible-duplicate", defect.id, PutOnAgenda(Section.SUGGESTIONS, text), because, str(nearest.id))
