"""Mark breached defects, put them on the agenda, and tell the defect manager of the severe ones."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from rules.clock_words import breach_words, clock_reasons, no_clock_sentence, outage_reasons, waiting_words
from rules.decisions import AddTag, Decision, Escalate, Mode, PutOnAgenda, Section
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.sla import Clock
from rules.view import View


class Settings(RuleSettings):
    """A tag that states a measured fact, and what the programme asks for anyway: it is applied by default.

    Attributes:
        tag: marks the defect for queries and charts.
        escalate_to_severity: breaches of this severity and worse are told to the defect manager; 0 for none.
    """

    mode: Mode = Mode.APPLY
    tag: str = Field(default="sla-breached", min_length=1)
    escalate_to_severity: int = Field(default=2, ge=0)


@rule("sla-breached", settings=Settings)
def sla_breached(view: View, defect: Defect, settings: Settings) -> Iterator[Finding]:
    """Tag a defect whose open clock is past its target, show it on the agenda, escalate it if it is severe.

    The tag stays when the clock stops: the breach did happen. While a clock is paused somebody else is asked, so
    that nobody is told again. By default the rule is applied.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("sla-breached", a_defect(severity="1 - Critical", state="Open", raised="2024-06-10 12:00")))
        #1: add the tag sla-breached
            The resolve clock (1 working day) has run since Mon 10 Jun 2024 12:00 and breached Tue 11 Jun
              2024 12:00.
        #1: put on the agenda under "SLA breached": resolve (1 working day) breached Tue 11 Jun 2024 12:00;
          waits on DIP service provider.
            The resolve clock (1 working day) has run since Mon 10 Jun 2024 12:00 and breached Tue 11 Jun
              2024 12:00.
        #1: tell the SI defect manager at once: resolve (1 working day) breached Tue 11 Jun 2024 12:00;
          waits on DIP service provider.
            The resolve clock (1 working day) has run since Mon 10 Jun 2024 12:00 and breached Tue 11 Jun
              2024 12:00.
            Its severity is 1 - Critical.
    """
    open_clocks = view.open_clocks(defect)
    if not open_clocks:
        yield NotNow(no_clock_sentence(view, defect))
    for clock in open_clocks:
        if clock.breached_at is None:
            act = f"tags it {settings.tag} and puts it on the agenda"
            yield NotNow(
                " ".join(clock_reasons(view, defect, clock)), None, clock.due if clock.is_running else None, act
            )
        else:
            yield from _breached(view, defect, clock, settings)


def _breached(view: View, defect: Defect, clock: Clock, settings: Settings) -> Iterator[Decision]:
    because = (*clock_reasons(view, defect, clock), *outage_reasons(clock))
    text = f"{breach_words(view, clock)}{waiting_words(view, defect)}."
    yield Decision(
        "sla-breached", defect.id, AddTag(settings.tag), because, clock.name, clock.cycle, since=clock.breached_at
    )
    yield Decision("sla-breached", defect.id, PutOnAgenda(Section.BREACHED, text), because, clock.name, clock.cycle)
    severity = view.severity_of(defect)
    if clock.is_paused or severity is None or severity > settings.escalate_to_severity:
        return
    severe = f"Its severity is {defect.text(view.programme.fields.severity)}."
    for role in view.defect_managers_of(defect):
        yield Decision(
            "sla-breached",
            defect.id,
            Escalate(role, text),
            (*because, severe),
            f"{clock.name}: {role}",
            clock.cycle,
        )
