"""Put clocks that are about to breach on the agenda, while something can still be done."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from rules.clock_words import clock_reasons, clock_sentence, no_clock_sentence, waiting_words
from rules.decisions import Decision, Mode, PutOnAgenda, Section
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.sla import Clock
from rules.view import AT_RISK_SHARE, PANELS_AHEAD, View


class Settings(RuleSettings):
    """It changes nothing on the defect, so that it runs by default.

    Attributes:
        panels: a clock is at risk if it is due before the panel so many meetings ahead. 2 by default: what is due
            before the panel after the next can be spoken about at the next one only.
        share: a clock is at risk as well with no more than this share of its target left, from 0 to 1.
    """

    mode: Mode = Mode.APPLY
    panels: int = Field(default=PANELS_AHEAD, ge=1, le=20)
    share: float = Field(default=AT_RISK_SHARE, ge=0, le=1)


@rule("sla-at-risk", settings=Settings)
def sla_at_risk(view: View, defect: Defect, settings: Settings) -> Iterator[Finding]:
    """Put each running clock on the agenda that breaches before the panel can speak about it twice, or has little left.

    The cadence of updates has a rule of its own. The rule only writes on the agenda, so that it runs by default.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("sla-at-risk", a_defect(severity="1 - Critical", state="Open", raised="2024-06-11 12:00")))
        #1: put on the agenda under "Next to breach": resolve (1 working day) is due Wed 12 Jun 2024 12:00;
          waits on DIP service provider.
            The resolve clock (1 working day) has run since Tue 11 Jun 2024 12:00 and is due Wed 12 Jun 2024
              12:00.
            The panel meets Wed 12 Jun 2024 10:00 and then Thu 13 Jun 2024 10:00.
    """
    open_clocks = view.open_clocks(defect)
    if not open_clocks:
        yield NotNow(no_clock_sentence(view, defect))
    for clock in open_clocks:
        if clock.is_breached:
            yield NotNow(f"{clock_sentence(view, clock)} It is past being at risk.")
            continue
        from_ = view.at_risk_from(clock, share=settings.share, panels=settings.panels)
        if from_ is None or not view.has_come(from_):
            yield NotNow(
                " ".join(clock_reasons(view, defect, clock)), None, from_, f"puts the {clock.name} clock on the agenda"
            )
        else:
            yield _at_risk(view, defect, clock, settings)


def _at_risk(view: View, defect: Defect, clock: Clock, settings: Settings) -> Decision:
    due = "" if clock.due is None else view.when(clock.due)
    text = f"{clock.name} ({clock.goal.target}) is due {due}{waiting_words(view, defect)}."
    panels = " and then ".join(view.when(view.panels.ahead(number + 1)) for number in range(settings.panels))
    because = (*clock_reasons(view, defect, clock), f"The panel meets {panels}.")
    return Decision("sla-at-risk", defect.id, PutOnAgenda(Section.AT_RISK, text), because, clock.name, clock.cycle)
