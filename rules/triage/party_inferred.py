"""Suggest the party responsible for a defect without one: who runs the system, or whose matter the like of it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from rules.decisions import Decision, SetField
from rules.duplicates import DuplicateIndex, Report
from rules.facts import Defect
from rules.reading import TEXT_FIELDS
from rules.registry import Finding, NotNow, RuleSettings, rule_over_all
from rules.view import View
from rules.wording import listed

Told = tuple[str, str]
"""A party, and the sentence that tells it."""


class Settings(RuleSettings):
    """Whose turn it is decides who is told: by default it is only suggested.

    Attributes:
        at_least: how similar the text of a defect must be whose party is taken, from 0 to 1 (the same words).
    """

    at_least: float = Field(default=0.5, gt=0, le=1)


@rule_over_all("party-inferred", settings=Settings, number=4)
def party_inferred(view: View, defects: Sequence[Defect], settings: Settings) -> Iterator[Finding]:
    """Suggest who is responsible: by the system, by a linked defect, by a like one, or by the environment.

    The first of these that tells one party counts: who runs the system, or all the systems that it may be; the party of
    the defects that it is linked to; the party of the older defect of its environment that reads most like it; the
    party that runs everything in its environment. By default the rule suggests.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("party-inferred", a_defect(party="")))
        #1: set Custom.Party to DIP service provider
            It concerns DIP, which DIP service provider runs.
    """
    field = view.programme.fields.party
    alike = _Alike(view, defects, settings.at_least)
    for defect in defects:
        if defect.text(field):
            yield NotNow(f"Its party is {defect.text(field)} already.", defect.id)
            continue
        told = _by_system(view, defect) or _by_link(view, defect) or alike.told(defect) or _by_environment(view, defect)
        if told is None:
            yield NotNow("Neither its system nor a defect like it tells who is responsible.", defect.id)
            continue
        party, because = told
        rests_on = (*TEXT_FIELDS, view.programme.fields.environment, view.programme.fields.system)
        yield Decision("party-inferred", defect.id, SetField(field, party), (because,), rests_on=rests_on)


def _by_system(view: View, defect: Defect) -> Told | None:
    candidates = view.system_reading(defect).candidates
    parties = {each.party for each in view.programme.systems if each.name in candidates}
    if len(parties) != 1:
        return None
    party = parties.pop()
    return party, f"It concerns {listed(candidates, 'or')}, which {party} runs."


def _by_link(view: View, defect: Defect) -> Told | None:
    field = view.programme.fields.party
    linked = {each.target: view.facts.defects.get(each.target) for each in defect.relations if each.target is not None}
    parties = {number: party for number, each in linked.items() if each is not None and (party := each.text(field))}
    if len(set(parties.values())) != 1:
        return None
    party = next(iter(parties.values()))
    return party, f"It is linked to {listed(f'#{number}' for number in parties)}, for which {party} is responsible."


def _by_environment(view: View, defect: Defect) -> Told | None:
    environment = view.environment_of(defect)
    parties = {each.party for each in view.programme.systems if environment in each.environments}
    if len(parties) != 1:
        return None
    party = parties.pop()
    return party, f"Whatever stands in {environment}, {party} runs it."


class _Alike:
    """Finds the older defect that one reads most like, among those of its environment; an index is built when asked."""

    def __init__(self, view: View, defects: Sequence[Defect], at_least: float) -> None:
        self._view = view
        self._at_least = at_least
        self._defects = {each.id: each for each in defects}
        self._indexes: dict[str, DuplicateIndex] = {}

    def told(self, defect: Defect) -> Told | None:
        field = self._view.programme.fields.party
        environment = self._view.environment_of(defect)
        for each in self._index(environment).nearest(self._report(defect)):
            party = self._defects[each.number].text(field)
            if party and each.similarity >= self._at_least:
                alike = f"reads much like it ({round(100 * each.similarity)} % alike, by {listed(each.words)})"
                return party, f"#{each.number}, for which {party} is responsible, {alike}."
        return None

    def _index(self, environment: str) -> DuplicateIndex:
        if environment not in self._indexes:
            here = (each for each in self._defects.values() if self._view.environment_of(each) == environment)
            self._indexes[environment] = DuplicateIndex(map(self._report, here))
        return self._indexes[environment]

    def _report(self, defect: Defect) -> Report:
        return Report(defect.id, defect.created_at, defect.title, self._view.text_of(defect).removeprefix(defect.title))
