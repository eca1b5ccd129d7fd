"""Ask the panel whether a new defect is an older one again: same environment and system, much the same text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field

from rules.decisions import Action, Decision, LinkWorkItem, PutOnAgenda, Section, SetField
from rules.duplicates import Candidate, DuplicateIndex, Report
from rules.facts import Defect
from rules.reading import TEXT_FIELDS
from rules.registry import Finding, NotNow, RuleSettings, rule_over_all
from rules.text import words
from rules.view import View
from rules.wording import listed

Place = tuple[str, str]
_LOOKED_THROUGH = 20
"""Of so many of the most alike, the first that counts is suggested."""
_DUPLICATE = "Duplicate"
_DUPLICATE_OF = "System.LinkTypes.Duplicate-Reverse"
"""A link from a duplicate to its original."""


class Settings(RuleSettings):
    """Whether two defects are one is for the panel to say: by default it is only suggested.

    Attributes:
        at_least: how similar the texts must be, from 0 (no word in common) to 1 (the same words).
    """

    at_least: float = Field(default=0.5, gt=0, le=1)


@rule_over_all("possible-duplicate", settings=Settings, number=8)
def possible_duplicate(view: View, defects: Sequence[Defect], settings: Settings) -> Iterator[Finding]:
    """Suggest the older open defect that a new one most resembles.

    Only defects of one environment and one system are held against each other, by the words of title and
    description. A word that few of them use tells more than one that many use, a word of the title more than one of
    the description; identifiers and names of files and errors count whole and in their parts. What was raised more
    than a year before is not looked at. When the panel accepts, both are linked and the new one is set to Duplicate, if
    the programme has that state; the rule itself only ever writes on the agenda.

    Example:
        >>> from rules.example import a_defect, ask
        >>> older = a_defect(1, title="Connection to the DIP refused in SIT A", state="Open")
        >>> print(ask("possible-duplicate", older, a_defect(2, title="DIP connection refused in SIT A")))
        #2: put on the agenda under "Suggestions for the panel": May be the same as #1 (Connection to the
          DIP refused in SIT A).
            Both concern DIP in SIT A.
            The texts are 100 % alike; what tells most is connection and refused.
    """
    places: defaultdict[Place, list[Defect]] = defaultdict(list)
    for defect in defects:
        place = (view.environment_of(defect), view.system_of(defect))
        if all(place):
            places[place].append(defect)
    for place, there in places.items():
        if any(view.is_new(defect) for defect in there):
            yield from _among(view, place, there, settings.at_least)


def _among(view: View, place: Place, there: Sequence[Defect], at_least: float) -> Iterator[Finding]:
    """Hold the new defects of one place against the older ones, without the names of the place that all concern."""
    names = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words(' '.join(place))))})(?![\w-])", re.IGNORECASE)
    reports = {defect.id: _report(view, defect, names) for defect in there}
    titles = {defect.id: defect.title for defect in there}
    index = DuplicateIndex(reports.values())
    for defect in there:
        if view.is_new(defect):
            candidates = index.nearest(reports[defect.id], limit=_LOOKED_THROUGH)
            yield _suggested(view, defect, candidates, titles, place, at_least)


def _report(view: View, defect: Defect, names: re.Pattern[str]) -> Report:
    description = view.text_of(defect).removeprefix(defect.title)
    return Report(defect.id, defect.created_at, names.sub(" ", defect.title), names.sub(" ", description))


def _suggested(
    view: View,
    defect: Defect,
    candidates: Sequence[Candidate],
    titles: Mapping[int, str],
    place: Place,
    at_least: float,
) -> Finding:
    environment, system = place
    related = {relation.target for relation in defect.relations}
    alike = [each for each in candidates if each.similarity >= at_least and each.number not in related]
    if not alike:
        return NotNow(f"No older open defect of {system} in {environment} reads much the same.", defect.id)
    nearest = alike[0]
    text = f"May be the same as #{nearest.number} ({titles[nearest.number]})."
    because = (
        f"Both concern {system} in {environment}.",
        f"The texts are {round(100 * nearest.similarity)} % alike; what tells most is {listed(nearest.words)}.",
    )
    names = view.programme.fields
    return Decision(
        "possible-duplicate",
        defect.id,
        PutOnAgenda(Section.SUGGESTIONS, text),
        because,
        str(nearest.number),
        offers=_acceptance(view, nearest.number),
        rests_on=(*TEXT_FIELDS, names.environment, names.system),
    )


def _acceptance(view: View, original: int) -> tuple[Action, ...]:
    """Give what makes a defect the duplicate of another."""
    link = LinkWorkItem(original, "The panel says it is the same.", _DUPLICATE_OF)
    if _DUPLICATE in view.programme.workflow.closed:
        return link, SetField("System.State", _DUPLICATE)
    return (link,)
