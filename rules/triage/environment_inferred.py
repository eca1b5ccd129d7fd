"""Suggest the environment of a defect that does not state it, from its text, DTN flags, stage and systems."""

from __future__ import annotations

from collections.abc import Iterator

from rules.decisions import Decision, PutOnAgenda, Section, SetField
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.view import View
from rules.wording import listed


class Settings(RuleSettings):
    """A stated fact changes who is told: by default it is only suggested."""


@rule("environment-inferred", settings=Settings)
def environment_inferred(view: View, defect: Defect, _settings: Settings) -> Iterator[Finding]:
    """Suggest the environment where the field is empty and the defect clearly tells.

    It tells by naming an environment or its DTN flag; else by its test stage, its system and who raised it, where
    these leave one environment. Where it may be this or that, the panel is asked and nothing is guessed. What
    somebody stated is never questioned. By default the rule suggests.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("environment-inferred", a_defect(environment="", title="D0150 with TR04 is not routed")))
        #1: set Custom.Environment to SIT B
            The text names TR04, the DTN flag of SIT B.
        >>> print(ask("environment-inferred", a_defect(environment="", title="Moved from TR03 to TR04 too early")))
        #1: put on the agenda under "Suggestions for the panel": The environment may be SIT A or SIT B:
          which is it?
            The text names TR03, the DTN flag of SIT A.
            The text names TR04, the DTN flag of SIT B.
    """
    field = view.programme.fields.environment
    reading = view.environment_reading(defect)
    if reading.is_stated:
        yield NotNow(f"Its environment is stated: {defect.text(field)}.")
    elif reading.is_ambiguous:
        text = f"The environment may be {listed(reading.candidates, 'or')}: which is it?"
        yield Decision(
            "environment-inferred", defect.id, PutOnAgenda(Section.SUGGESTIONS, text), reading.because, "which"
        )
    elif reading.name:
        yield Decision("environment-inferred", defect.id, SetField(field, reading.name), reading.because)
    else:
        yield NotNow("It states no environment, and neither its text nor its stage, system or party tells one.")
