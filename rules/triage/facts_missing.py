"""Put defects that lack their severity or another mandatory fact before the panel."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from rules.decisions import Decision, Mode, PutOnAgenda, Section
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.view import View
from rules.wording import listed


class Fact(StrEnum):
    """A fact that a defect may have to state; the name of its field is in the programme file."""

    SEVERITY = "severity"
    PRIORITY = "priority"
    ENVIRONMENT = "environment"
    SYSTEM = "system"
    PARTY = "party"
    RAISED_BY_PARTY = "raised_by_party"
    STAGE = "stage"


class Settings(RuleSettings):
    """It changes nothing on the defect, so that it runs by default.

    Attributes:
        mandatory: the facts that every environment defect must state.
    """

    mode: Mode = Mode.APPLY
    mandatory: tuple[Fact, ...] = (Fact.SEVERITY, Fact.ENVIRONMENT, Fact.SYSTEM, Fact.PARTY)


@rule("facts-missing", settings=Settings)
def facts_missing(view: View, defect: Defect, settings: Settings) -> Iterator[Finding]:
    """Ask the panel for facts that nobody stated: without a severity the SLA clocks take the longest targets.

    A severity that the programme does not know counts as missing. An environment or system that the defect tells
    is left to the rules that infer it. The rule only writes on the agenda, so that it runs by default.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("facts-missing", a_defect(severity="", party="")))
        #1: put on the agenda under "Suggestions for the panel": Severity and party are missing.
            Severity (Microsoft.VSTS.Common.Severity) is empty; its SLA clocks take it for 4 - Low.
            Party (Custom.Party) is empty.
    """
    missing = {fact: sentence for fact in settings.mandatory if (sentence := _lack(view, defect, fact))}
    if not missing:
        yield NotNow(f"It states or tells all of {listed(_named(fact) for fact in settings.mandatory)}.")
        return
    text = f"{listed(_named(fact) for fact in missing)} {'is' if len(missing) == 1 else 'are'} missing."
    yield Decision(
        "facts-missing",
        defect.id,
        PutOnAgenda(Section.SUGGESTIONS, text[0].upper() + text[1:]),
        tuple(missing.values()),
        "+".join(missing),
    )


def _lack(view: View, defect: Defect, fact: Fact) -> str:
    field = str(getattr(view.programme.fields, fact.value))
    name = _named(fact).capitalize()
    value = defect.text(field)
    if (fact is Fact.ENVIRONMENT and view.environment_reading(defect).candidates) or (
        fact is Fact.SYSTEM and view.system_reading(defect).candidates
    ):
        return ""
    if not value:
        least = view.programme.severities[-1]
        so = f"; its SLA clocks take it for {least}" if fact is Fact.SEVERITY else ""
        return f"{name} ({field}) is empty{so}."
    if fact is Fact.SEVERITY and view.severity_of(defect) is None:
        return f"{name} ({field}) is {value}, which the programme does not know: {listed(view.programme.severities)}."
    return ""


def _named(fact: Fact) -> str:
    return fact.value.replace("_", " ")
