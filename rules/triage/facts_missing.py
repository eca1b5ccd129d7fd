"""Put defects that lack their severity or another mandatory fact before the panel."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rules.completeness import MANDATORY, Fact, lack
from rules.decisions import Decision, Mode, PutOnAgenda, Section
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.view import View
from rules.wording import listed


class Settings(RuleSettings):
    """It changes nothing on the defect, so that it runs by default.

    Attributes:
        mandatory: the facts that every environment defect must state.
    """

    mode: Mode = Mode.APPLY
    mandatory: tuple[Fact, ...] = MANDATORY


@rule("facts-missing", settings=Settings, number=9)
def facts_missing(view: View, defect: Defect, settings: Settings) -> Iterator[Finding]:
    """Ask the panel for facts that nobody stated: without a severity the SLA clocks take the longest targets.

    A severity that the programme does not know counts as missing. An environment, system or party that the defect
    tells is left to the rules that infer it, and a defect that is fixed already is left in peace. The rule only writes
    on the agenda, so that it runs by default.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("facts-missing", a_defect(severity="", environment="")))
        #1: put on the agenda under "Suggestions for the panel": Severity and environment are missing.
            Severity (Microsoft.VSTS.Common.Severity) is empty; its SLA clocks take it for 4 - Low.
            Environment (Custom.Environment) is empty.
    """
    if view.is_fixed(defect) or view.is_in_retest(defect):
        yield NotNow(f"It is {defect.state}, so that what it lacks holds nobody up any more.")
        return
    missing = {
        fact: sentence
        for fact in settings.mandatory
        if (sentence := lack(view, defect, fact)) and not _is_told(view, defect, fact)
    }
    if not missing:
        yield NotNow(f"It states or tells all of {listed(fact.words for fact in settings.mandatory)}.")
        return
    yield Decision(
        "facts-missing",
        defect.id,
        PutOnAgenda(Section.SUGGESTIONS, missing_words(missing)),
        tuple(missing.values()),
        "+".join(missing),
        rests_on=tuple(fact.field(view) for fact in settings.mandatory),
    )


def missing_facts(decision: Decision) -> tuple[Fact, ...]:
    """Give the facts that a decision calls missing; none of another rule's."""
    return tuple(map(Fact, decision.step.split("+"))) if decision.rule == "facts-missing" else ()


def missing_words(facts: Collection[Fact]) -> str:
    """Say that facts are missing, as a sentence."""
    text = f"{listed(fact.words for fact in facts)} {'is' if len(facts) == 1 else 'are'} missing."
    return text[0].upper() + text[1:]


def _is_told(view: View, defect: Defect, fact: Fact) -> bool:
    """Whether the defect tells a fact that it does not state, so that another rule suggests it."""
    match fact:
        case Fact.ENVIRONMENT:
            return bool(view.environment_reading(defect).candidates)
        case Fact.SYSTEM:
            return bool(view.system_reading(defect).candidates)
        case Fact.PARTY:
            return bool(view.waits_on(defect))
        case _:
            return False
