"""Hold a defect against an outage: time, environment, system, party and words, with the reasons in words.

`docs/decisions/091-when-an-outage-is-linked.md` says where the points and thresholds come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from rules.facts import Outage
from rules.outage_words import words_by_term
from rules.programme import System
from rules.wording import listed, quoted

AFTERMATH = timedelta(hours=2)
"""Defects raised so soon after an outage may still come from it: queues drain, sessions reconnect."""
NOTED_LATE = timedelta(minutes=30)
"""Outage records begin when somebody noted the outage, a little after the first defect."""

CLEAR_SCORE = 7
"""The environment, a time that fits, a system that is hit or connected: from here on an outage explains a defect."""
POSSIBLE_SCORE = 6
"""From here on an outage is worth a question to the panel."""
CLEAR_LEAD = 2
"""So far ahead of the next best outage an explanation is not one of several."""


@dataclass(frozen=True, slots=True)
class OutageMatch:
    """How well an outage explains a defect.

    Attributes:
        score: environment 3; raised while it was under way 3, shortly before 2, shortly after 1; same system 3,
            whole environment 2, connected system 1; same party 1; a telling word in both 1, more of them 2.
        because: a sentence for each part of the score.
        is_said: a person named the outage in the defect, or its record names the defect; that wins over any score.
        is_linked: the defect already has a link to the outage's record.
    """

    outage: Outage
    score: int
    because: tuple[str, ...]
    is_said: bool = False
    is_linked: bool = False


@dataclass(frozen=True)
class RaisedDefect:
    """What of a defect counts here; empty where it is not known.

    Attributes:
        text: title and description as a reader sees them.
    """

    raised: datetime
    environment: str
    system: System | None
    party: str = ""
    text: str = ""

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Its words by their terms, cut when first needed: most defects are near no outage."""
        return words_by_term(self.text)


def matched(
    outage: Outage, defect: RaisedDefect, when: Callable[[datetime], str], telling: frozenset[str] = frozenset()
) -> OutageMatch | None:
    """Hold the defect against the outage; None where time, environment or system speak against it.

    Args:
        outage: a planned or unplanned one.
        defect: when it was raised, where, and what it says.
        when: writes an instant in local time.
        telling: the terms of the outage's record that tell it from others.
    """
    if not outage.stands:
        return None
    held: list[tuple[int, str]] = []
    for part in (_time, _environment, _system):
        judged = part(outage, defect, when)
        if judged is None:
            return None
        held.append(judged)
    held.extend((*_party(outage, defect), *_words(defect, telling)))
    return OutageMatch(outage, sum(score for score, _ in held), tuple(sentence for _, sentence in held))


_Part = tuple[int, str] | None


def _time(outage: Outage, defect: RaisedDefect, when: Callable[[datetime], str]) -> _Part:
    raised = defect.raised
    if outage.covers(raised):
        return 3, f"It was raised {when(raised)}, while {outage.reference} was under way ({span(outage, when)})."
    if outage.starts - NOTED_LATE <= raised < outage.starts:
        return 2, f"It was raised {when(raised)}, shortly before {outage.reference} was noted ({span(outage, when)})."
    if outage.ends is not None and outage.ends <= raised <= outage.ends + AFTERMATH:
        return 1, f"It was raised {when(raised)}, shortly after {outage.reference} ended ({span(outage, when)})."
    return None


def hits(outage: Outage, environment: str, system: str) -> bool:
    """Whether an outage took this system of this environment down, or the whole environment.

    One whose record names systems and no environment took them down everywhere.
    """
    is_here = environment in outage.environments if outage.environments else bool(outage.systems)
    return outage.stands and is_here and (not outage.systems or system in outage.systems)


def is_clear(matches: Sequence[OutageMatch]) -> bool:
    """Whether the first of some matches, the best first, explains the defect, and no other does nearly as well."""
    first, *others = matches
    if first.is_linked:
        return True
    if first.is_said:
        return not any(other.is_said for other in others)
    return first.score >= CLEAR_SCORE and all(first.score - other.score >= CLEAR_LEAD for other in others)


def span(outage: Outage, when: Callable[[datetime], str]) -> str:
    """Write from when to when an outage lasts."""
    return f"{when(outage.starts)} to {'open end' if outage.ends is None else when(outage.ends)}"


def _environment(outage: Outage, defect: RaisedDefect, _when: Callable[[datetime], str]) -> _Part:
    if not defect.environment:
        return 0, "The defect does not say its environment."
    if not outage.environments:
        return 0, "The outage record names no environment."
    if defect.environment in outage.environments:
        return 3, f"Both concern {defect.environment}."
    return None


def _system(outage: Outage, defect: RaisedDefect, _when: Callable[[datetime], str]) -> _Part:
    if not outage.systems:
        return 2, "The outage takes the whole environment."
    system = defect.system
    if system is None:
        return 0, f"The defect does not say its system; the outage hit {listed(outage.systems)}."
    if system.name in outage.systems:
        return 3, f"Both concern {system.name}."
    reached = [name for name in outage.systems if name in system.connected_to]
    if reached:
        return 1, f"{system.name} is connected to {listed(reached)}, which the outage hit."
    return None


def _party(outage: Outage, defect: RaisedDefect) -> tuple[tuple[int, str], ...]:
    if outage.party and outage.party.casefold() == defect.party.casefold():
        return ((1, f"Both are with {outage.party}."),)
    return ()


def _words(defect: RaisedDefect, telling: frozenset[str]) -> tuple[tuple[int, str], ...]:
    shared = sorted(defect.words[term] for term in telling & defect.words.keys()) if telling else []
    if not shared:
        return ()
    return ((min(len(shared), 2), f"Both say {listed(quoted(shared))}."),)
