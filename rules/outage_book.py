"""Every outage on record, to be asked which of them hit a defect, and which explain it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from rules.facts import Defect, Outage
from rules.outage_index import ANY, UNNAMED, OutageIndex, Place
from rules.outage_match import AFTERMATH, NOTED_LATE, OutageMatch, RaisedDefect, hits, matched
from rules.outage_mentions import OutageMentions
from rules.outage_words import OutageWords
from rules.programme import System


class OutageBook:
    """The outages of a programme, found by place and time, by link and by the words of people.

    Args:
        outages: planned and unplanned, in any order.
        when: writes an instant in local time.
        dull: terms that tell no outage from another: see `rules.outage_words`.
    """

    def __init__(
        self, outages: Iterable[Outage], when: Callable[[datetime], str], dull: Iterable[str] = frozenset()
    ) -> None:
        self._outages = sorted(outages, key=lambda each: (each.starts, each.reference))
        self._when = when
        self._index = OutageIndex(self._outages)
        self._mentions = OutageMentions(self._outages)
        self._words = OutageWords(self._outages, dull)
        self._by_record = {each.work_item: each for each in self._outages if each.work_item is not None}
        self._by_defect: defaultdict[int, list[Outage]] = defaultdict(list)
        self._reaching: dict[Place, tuple[Place, ...]] = {}
        for outage in self._outages:
            for number in outage.defects:
                self._by_defect[number].append(outage)

    def hitting(self, defect: Defect, environment: str, system: str) -> tuple[Outage, ...]:
        """Give the outages of its environment and system, or that it is linked to, since it was raised."""
        places = ((environment, system), (environment, UNNAMED), (UNNAMED, system))
        here = self._index.near(places, defect.created_at)
        found = (*(each for each in here if hits(each, environment, system)), *self._linked(defect))
        return tuple(
            each
            for each in dict.fromkeys(found)
            if each.stands and (each.ends is None or each.ends > defect.created_at)
        )

    def matches(self, defect: Defect, raised: RaisedDefect, said_by_people: str) -> tuple[OutageMatch, ...]:
        """Give the outages that may explain it, the best first; one that a person named or linked before all.

        One of which a person wrote that it is not this one does not explain it, unless it is linked all the same.
        """
        near = self._near(raised)
        mentions = self._mentions.in_text(said_by_people)
        recorded = self._by_defect.get(defect.id, ())
        linked = self._linked(defect)
        if not (near or mentions or recorded or linked):
            return ()
        denied = {each.outage.reference for each in mentions if each.is_denied}
        said = {each.reference: f"The record of {each.reference} names it." for each in recorded}
        named = [each for each in mentions if not each.is_denied]
        said |= {each.outage.reference: f"A person wrote {each.words} in it." for each in named}
        found: list[OutageMatch] = []
        for outage in dict.fromkeys((*near, *recorded, *(each.outage for each in named), *linked)):
            is_linked, sentence = outage in linked, said.get(outage.reference, "")
            if outage.reference in denied and not is_linked:
                continue
            match = matched(outage, raised, self._when, self._words.telling(outage))
            if is_linked or sentence:
                match = match or OutageMatch(outage, 0, ())
                first = f"It is linked to {outage.reference}." if is_linked else sentence
                match = replace(match, because=(first, *match.because), is_said=bool(sentence), is_linked=is_linked)
            if match is not None:
                found.append(match)
        found.sort(key=lambda each: (-each.is_linked, -each.is_said, -each.score, each.outage.reference))
        return tuple(found)

    def touching(self, begins: datetime, ends: datetime) -> tuple[Outage, ...]:
        """Give the outages under way at some time between two instants, in the order of their beginning."""
        return tuple(each for each in self._index.under_way(begins, ends) if each.stands)

    def _linked(self, defect: Defect) -> tuple[Outage, ...]:
        if not defect.relations:
            return ()
        targets = (relation.target for relation in defect.relations if relation.target is not None)
        return tuple(self._by_record[target] for target in targets if target in self._by_record)

    def _near(self, raised: RaisedDefect) -> tuple[Outage, ...]:
        """Give the outages that time, environment and system do not rule out."""
        place = raised.environment, raised.system.name if raised.system else None
        if place not in self._reaching:
            self._reaching[place] = _places(raised.environment, raised.system)
        return self._index.near(self._reaching[place], raised.raised - AFTERMATH, raised.raised + NOTED_LATE)


def _places(environment: str, system: System | None) -> tuple[Place, ...]:
    """Give where an outage may be said to be that explains a defect of an environment and system."""
    systems = (ANY,) if system is None else (UNNAMED, system.name, *system.connected_to)
    environments = (environment, UNNAMED) if environment else (ANY,)
    return tuple((each, one) for each in environments for one in systems)
