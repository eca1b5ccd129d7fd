"""Suggest the environment of a defect that does not state it, from text, DTN flags, stage, systems and participant."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from rules.decisions import Decision, PutOnAgenda, Section, SetField
from rules.facts import Defect
from rules.reading import TEXT_FIELDS
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.view import View
from rules.wording import listed


class Settings(RuleSettings):
    """A stated fact changes who is told: by default it is only suggested.

    Attributes:
        earlier: so many open defects of a participant, all of one environment, tell where it tests.
    """

    earlier: int = Field(default=3, ge=1)


@rule("environment-inferred", settings=Settings, number=2)
def environment_inferred(view: View, defect: Defect, settings: Settings) -> Iterator[Finding]:
    """Suggest the environment where the field is empty and the defect clearly tells.

    It tells by naming an environment or its DTN flag; else by its test stage, its system and who raised it, where
    these leave one environment; else by the other open defects of the participant that raised it, where all are of one
    environment. Where it may be this or that, the panel is asked and nothing is guessed. What somebody stated is never
    questioned. By default the rule suggests.

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
    names = view.programme.fields
    rests_on = (*TEXT_FIELDS, names.stage, names.system, names.raised_by_party)
    reading = view.environment_reading(defect)
    name, because = reading.name, reading.because
    if reading.is_stated:
        yield NotNow(f"Its environment is stated: {defect.text(names.environment)}.")
        return
    if reading.is_ambiguous:
        line = PutOnAgenda(
            Section.SUGGESTIONS, f"The environment may be {listed(reading.candidates, 'or')}: which is it?"
        )
        yield Decision("environment-inferred", defect.id, line, because, "which", rests_on=rests_on)
        return
    if not name:
        name, because = _where_it_tests(view, defect, settings.earlier)
    if name:
        action = SetField(names.environment, name)
        yield Decision("environment-inferred", defect.id, action, because, rests_on=rests_on)
    else:
        yield NotNow("It states no environment, and neither its text nor its stage, system or party tells one.")


def _where_it_tests(view: View, defect: Defect, earlier: int) -> tuple[str, tuple[str, ...]]:
    """Give the one environment that the other open defects of the participant are of; nothing without one."""
    names = view.programme.fields
    participant = defect.text(names.raised_by_party)
    others = [
        where
        for each in view.environment_defects
        if participant and each.text(names.raised_by_party) == participant and (where := each.text(names.environment))
    ]
    if len(others) < earlier or len(set(others)) > 1:
        return "", ()
    said = f"All {len(others)} other open environment defects that {participant} raised are of {others[0]}."
    return others[0], (said,)
