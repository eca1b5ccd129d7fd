"""Suggest the system of a defect that does not state it, from names, message numbers and flows in its text."""

from __future__ import annotations

from collections.abc import Iterator

from rules.decisions import Decision, PutOnAgenda, Section, SetField
from rules.facts import Defect
from rules.reading import TEXT_FIELDS
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.view import View
from rules.wording import listed


class Settings(RuleSettings):
    """A stated fact changes who is told: by default it is only suggested."""


@rule("system-inferred", settings=Settings, number=3)
def system_inferred(view: View, defect: Defect, _settings: Settings) -> Iterator[Finding]:
    """Suggest the system where the field is empty and the text names one, or a party of it runs only one.

    A text may name a system, an alias of it, or what only it handles: an IF-nnn message the DIP, a D-flow the DTN, a
    DB-flow MPRS; where nothing else tells, a test flag hints at the DTN. Of several, those count that stand in the
    environment that the defect states. Else the party responsible, or who raised it, may run one system and no other.
    Where it may be this or that, the panel is asked and nothing is guessed. By default the rule suggests.

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
        line = PutOnAgenda(Section.SUGGESTIONS, text)
        yield Decision("system-inferred", defect.id, line, reading.because, "which", rests_on=_rests_on(view))
    elif reading.name:
        action = SetField(field, reading.name)
        yield Decision("system-inferred", defect.id, action, reading.because, rests_on=_rests_on(view))
    else:
        yield NotNow("It states no system, and neither its text nor its party tells one.")


def _rests_on(view: View) -> tuple[str, ...]:
    names = view.programme.fields
    return (*TEXT_FIELDS, names.environment, names.party, names.raised_by_party)
