"""Suggest a priority where it is missing, or is far from what severity and reach ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from rules.decisions import Decision, SetField
from rules.facts import Defect
from rules.gravity import MANY_PARTIES, participants, reach, rests_on
from rules.registry import Finding, NotNow, RuleSettings, rule_over_all
from rules.view import View

_LAST = 4
"""Azure DevOps knows priorities from 1 to 4."""


class Settings(RuleSettings):
    """What is done first is for the panel to say: by default it is only suggested.

    Attributes:
        parties: a defect that hits so many parties comes before others of its severity.
        apart: a stated priority is questioned, while the defect is new, if it is so many steps away.
    """

    parties: int = Field(default=MANY_PARTIES, ge=2)
    apart: int = Field(default=2, ge=1)


@rule_over_all("priority-suggested", settings=Settings, number=6)
def priority_suggested(view: View, defects: Sequence[Defect], settings: Settings) -> Iterator[Finding]:
    """Suggest the priority that goes with the severity, one step higher for what blocks testing or hits many parties.

    A priority that somebody stated is questioned only while the defect is new and if it is far off. Without a severity
    nothing is suggested. By default the rule suggests.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("priority-suggested", a_defect(severity="2 - High", blocked="Yes")))
        #1: set Microsoft.VSTS.Common.Priority to 1
            Its severity is 2 - High.
            It is marked as blocking testing.
            Its priority is empty.
    """
    parties = participants(view, defects)
    for defect in defects:
        yield _judged(view, defect, settings, parties)


def _judged(view: View, defect: Defect, settings: Settings, parties: frozenset[str]) -> Finding:
    names = view.programme.fields
    stated, severity = defect.text(names.priority), view.severity_of(defect)
    if view.is_fixed(defect) or view.is_in_retest(defect):
        return NotNow(f"It is {defect.state}, so that nobody waits for its turn any more.", defect.id)
    if stated and not view.is_new(defect):
        return NotNow(f"Its priority is {stated}, and it is {defect.state}: triage has judged it.", defect.id)
    if severity is None:
        return NotNow("It has no severity that the programme knows, and its priority follows from that.", defect.id)
    hits = reach(view, defect, parties)
    is_urgent = hits.is_blocking or len(hits.parties) >= settings.parties
    wanted = min(max(severity - is_urgent, 1), _LAST)
    because = (f"Its severity is {defect.text(names.severity)}.", *(hits.sentences if is_urgent else ()))
    if stated.isdigit() and abs(int(stated) - wanted) < settings.apart:
        return NotNow(f"Its priority is {stated}, which fits. {' '.join(because)}", defect.id)
    return Decision(
        "priority-suggested",
        defect.id,
        SetField(names.priority, wanted),
        (*because, f"Its priority is {stated or 'empty'}."),
        rests_on=(*rests_on(view), names.severity, names.priority),
    )
