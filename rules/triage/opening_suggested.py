"""Suggest to open a new defect that states everything that triage needs."""

from __future__ import annotations

from collections.abc import Iterator

from rules.completeness import MANDATORY, Fact, lack
from rules.decisions import Decision, SetField
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.view import View
from rules.wording import listed


class Settings(RuleSettings):
    """To accept a defect is for the panel: by default it is only suggested.

    Attributes:
        mandatory: the facts that a defect must state before it is opened.
    """

    mandatory: tuple[Fact, ...] = MANDATORY


@rule("opening-suggested", settings=Settings, number=7)
def opening_suggested(view: View, defect: Defect, settings: Settings) -> Iterator[Finding]:
    """Suggest the first open state of the workflow for a new defect that states every mandatory fact.

    What a defect only tells between the lines does not count: first somebody agrees to what is inferred. Whether it is
    a defect at all, and no older one again, is for the panel to say, so that by default the rule suggests. In mode
    `apply` it opens defects by itself.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("opening-suggested", a_defect(state="New")))
        #1: set System.State to Open
            It is New and states its severity (3 - Medium), environment (SIT A), system (DIP) and party (DIP
              service provider).
    """
    if not view.is_new(defect):
        yield NotNow(f"It is {defect.state}, so that triage has seen it.")
        return
    lacks = [sentence for fact in settings.mandatory if (sentence := lack(view, defect, fact))]
    if lacks:
        yield NotNow(f"It is {defect.state}, and not complete: {' '.join(lacks)}")
        return
    states = view.programme.workflow.open
    if not states:
        yield NotNow("The programme's workflow names no state for open defects.")
        return
    fields = [fact.field(view) for fact in settings.mandatory]
    stated = listed(f"{fact.words} ({defect.text(fact.field(view))})" for fact in settings.mandatory)
    because = (f"It is {defect.state} and states its {stated}.",)
    yield Decision("opening-suggested", defect.id, SetField("System.State", states[0]), because, rests_on=tuple(fields))
