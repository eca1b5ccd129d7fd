"""Suggest a severity where it is missing, or is far from what the defect tells of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from rules.completeness import Fact, lack
from rules.decisions import Decision, SetField
from rules.facts import Defect
from rules.gravity import MANY_PARTIES, participants, rank_by_words, reach, rests_on
from rules.registry import Finding, NotNow, RuleSettings, rule_over_all
from rules.view import View

_GRAVE = 2


class Settings(RuleSettings):
    """A severity decides the SLA targets: by default it is only suggested.

    Attributes:
        critical: words of the most severe defects.
        high: words of the next.
        medium: words of the next.
        low: words of the least severe ones.
        parties: a defect that hits so many parties is at least the second most severe.
        apart: a stated severity is questioned, while the defect is new, if it is so many steps away.
    """

    critical: tuple[str, ...] = (
        "data loss",
        "security breach",
        "all testing has stopped",
        "all tests are blocked",
        "environment is down",
        "whole environment",
    )
    high: tuple[str, ...] = ("cannot continue", "cannot proceed", "no workaround", "is down", "server down", "blocked")
    medium: tuple[str, ...] = ("workaround", "intermittent", "intermittently", "sometimes", "slow", "delayed")
    low: tuple[str, ...] = ("cosmetic", "typo", "spelling", "layout", "wrong label", "documentation")
    parties: int = Field(default=MANY_PARTIES, ge=2)
    apart: int = Field(default=2, ge=1)


@rule_over_all("severity-suggested", settings=Settings, number=5)
def severity_suggested(view: View, defects: Sequence[Defect], settings: Settings) -> Iterator[Finding]:
    """Suggest a severity by what a defect's words say, whether it blocks testing, and how many parties it hits.

    A defect that blocks testing, or hits several parties, is at least the second most severe; one that does both is
    the most severe. A severity that somebody stated is questioned only while the defect is new and if it is far off.
    Where nothing tells, nothing is suggested. By default the rule suggests.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("severity-suggested", a_defect(severity="", title="Sometimes no answer, a workaround is known")))
        #1: set Microsoft.VSTS.Common.Severity to 3 - Medium
            Its text says "Sometimes" and "workaround".
            Severity (Microsoft.VSTS.Common.Severity) is empty; its SLA clocks take it for 4 - Low.
    """
    parties = participants(view, defects)
    for defect in defects:
        yield _judged(view, defect, settings, parties)


def _judged(view: View, defect: Defect, settings: Settings, parties: frozenset[str]) -> Finding:
    field, severities = view.programme.fields.severity, view.programme.severities
    stated, is_new = view.severity_of(defect), view.is_new(defect)
    if view.is_fixed(defect) or view.is_in_retest(defect):
        return NotNow(f"It is {defect.state}, so that nobody judges it any more.", defect.id)
    if stated is not None and not is_new:
        return NotNow(
            f"Its severity is {defect.text(field)}, and it is {defect.state}: triage has judged it.", defect.id
        )
    rank, because = _rank(view, defect, settings, parties)
    if rank is None:
        return NotNow("Neither its words nor what it does to testing tell a severity.", defect.id)
    rank = min(rank, len(severities))
    if stated is not None and abs(stated - rank) < settings.apart:
        return NotNow(f"Its severity is {defect.text(field)}, which fits. {' '.join(because)}", defect.id)
    now = lack(view, defect, Fact.SEVERITY) or f"Its severity is {defect.text(field)}."
    return Decision(
        "severity-suggested",
        defect.id,
        SetField(field, severities[rank - 1]),
        (*because, now),
        rests_on=(*rests_on(view), field),
    )


def _rank(
    view: View, defect: Defect, settings: Settings, parties: frozenset[str]
) -> tuple[int | None, tuple[str, ...]]:
    words = {1: settings.critical, 2: settings.high, 3: settings.medium, 4: settings.low}
    rank, said = rank_by_words(view, defect, words)
    hits = reach(view, defect, parties)
    grave = hits.is_blocking + (len(hits.parties) >= settings.parties)
    because = (*((said,) if said else ()), *(hits.sentences if grave else ()))
    if grave:
        rank = min(rank or _GRAVE, _GRAVE + 1 - grave)
    return rank, because
