"""Suggest the system of a defect that does not state it, from names, message numbers and flows in its text."""

from __future__ import annotations

from collections.abc import Iterator

from rules.decisions import Decision, PutOnAgenda, Section, SetField
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.view import View
from rules.wording import listed


class Settings(RuleSettings):
    """A stated fact changes who is told: by default it is only suggested."""


@rule("system-inferred", settings=Settings)
def system_inferred(view: View, defect: Defect, _settings: Settings) -> Iterator[Finding]:
    """Suggest the system where the field is empty and the text names one, or its party runs only one.

    A text may name a system, an alias of it, or what only it handles: an IF-nnn message the DIP, a D-flow the DTN, a
    DB-flow MPRS. Where it names several, the panel is asked and nothing is guessed. By default the rule suggests.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("system-inferred", a_defect(system="", title="IF-031 is refused with 503")))
        #1: set Custom.System to DIP
            The text names IF-031, which concerns DIP.
        >>> print(ask("system-inferred", a_defect(system="", title="IF-031 is late when D0150 came first")))
        #1: put on the agenda under "Suggestions for the panel": The system may be DIP or DTN: which is it?
            The text names IF-031, which concerns DIP.
            The text names D0150, which concerns DTN.
    """
    field = view.programme.fields.system
    reading = view.system_reading(defect)
    if reading.is_stated:
        yield NotNow(f"Its system is stated: {defect.text(field)}.")
    elif reading.is_ambiguous:
        text = f"The system may be {listed(reading.candidates, 'or')}: which is it?"
        yield Decision("system-inferred", defect.id, PutOnAgenda(Section.SUGGESTIONS, text), reading.because, "which")
    elif reading.name:
        yield Decision("system-inferred", defect.id, SetField(field, reading.name), reading.because)
    else:
        yield NotNow("It states no system, and neither its text nor its party tells one.")
