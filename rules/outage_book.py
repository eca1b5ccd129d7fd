"""Every outage on record, to be asked which of them hit a defect, and which explain it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from rules.facts import Defect, Outage
from rules.outage_match import AFTERMATH, NOTED_LATE, OutageMatch, RaisedDefect, hits, matched
from rules.text import Phrases


class OutageBook:
    """The outages of a programme, found by place, by time, by link and by the words of people.

    Args:
        outages: planned and unplanned, in any order.
        when: writes an instant in local time.
    """

    def __init__(self, outages: Iterable[Outage], when: Callable[[datetime], str]) -> None:
        self._outages = sorted(outages, key=lambda each: (each.starts, each.reference))
        self._starts = [outage.starts for outage in self._outages]
        self._when = when
        self._references = Phrases({outage.reference: (outage.reference,) for outage in self._outages})
        self._by_reference: Mapping[str, Outage] = {outage.reference: outage for outage in self._outages}
        self._by_record = {each.work_item: each for each in self._outages if each.work_item is not None}
        self._by_place: dict[tuple[str, str], tuple[Outage, ...]] = {}
        self._open_or_long = [outage for outage in self._outages if _is_long(outage)]

    def hitting(self, defect: Defect, environment: str, system: str) -> tuple[Outage, ...]:
        """Give the outages of its environment and system, or that it is linked to, since it was raised."""
        place = (environment, system)
        if place not in self._by_place:
            self._by_place[place] = tuple(each for each in self._outages if hits(each, *place))
        linked = (each for each in self._linked(defect) if each.stands)
        hit = dict.fromkeys((*self._by_place[place], *linked))
        return tuple(each for each in hit if each.ends is None or each.ends > defect.created_at)

    def matches(self, defect: Defect, raised: RaisedDefect, said_by_people: str) -> tuple[OutageMatch, ...]:
        """Give the outages that may explain it, the best first; one that a person named or linked before all."""
        said = {mention.names: mention.words for mention in self._references.mentions(said_by_people)}
        linked = self._linked(defect)
        near = (*self._near(raised.raised), *(self._by_reference[reference] for reference in said), *linked)
        found: list[OutageMatch] = []
        for outage in dict.fromkeys(near):
            match = matched(outage, raised, self._when)
            is_linked = outage in linked
            words = said.get(outage.reference, "")
            if is_linked or words:
                match = match or OutageMatch(outage, 0, ())
                sentence = f"It is linked to {outage.reference}." if is_linked else f"A person wrote {words} in it."
                match = replace(match, because=(sentence, *match.because), is_said=bool(words), is_linked=is_linked)
            if match is not None:
                found.append(match)
        found.sort(key=lambda each: (-each.is_linked, -each.is_said, -each.score, each.outage.reference))
        return tuple(found)

    def touching(self, begins: datetime, ends: datetime) -> tuple[Outage, ...]:
        """Give the outages under way at some time between two instants, in the order of their beginning."""
        return tuple(
            each
            for each in self._outages[: bisect_right(self._starts, ends)]
            if each.stands and each.starts < ends and (each.ends is None or each.ends > begins)
        )

    def _linked(self, defect: Defect) -> tuple[Outage, ...]:
        targets = (relation.target for relation in defect.relations if relation.target is not None)
        return tuple(self._by_record[target] for target in targets if target in self._by_record)

    def _near(self, raised: datetime) -> list[Outage]:
        """Give the outages that may have been under way then: those begun lately, and those that last long."""
        first = bisect_right(self._starts, raised - _LONG - AFTERMATH)
        last = bisect_right(self._starts, raised + NOTED_LATE)
        return [*self._outages[first:last], *self._open_or_long]


_LONG = timedelta(days=3)


def _is_long(outage: Outage) -> bool:
    return outage.ends is None or outage.ends - outage.starts > _LONG
