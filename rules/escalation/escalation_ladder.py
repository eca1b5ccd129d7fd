"""Climb the programme's escalation ladders: tell the roles of the step that is due, and say when it stands down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rules.asking import is_hands_off
from rules.decisions import Decision, Escalate, Mode, Notify, PutOnAgenda, Section
from rules.escalation.climb import Climb, Step
from rules.escalation.records import EscalationRecords
from rules.escalation.watchdog import ESCALATION_LADDER, obstacles, step_key
from rules.escalation.words import coming_words, matter_words, place_words, silence_words, standing_words
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule_over_all
from rules.view import View
from rules.wording import listed, the_role

_OF_CLOCKS = "envbot.sla."


class Settings(RuleSettings):
    """The programme says whom to tell: it is applied by default."""

    mode: Mode = Mode.APPLY


@rule_over_all(ESCALATION_LADDER, settings=Settings)
def escalation_ladder(view: View, defects: Sequence[Defect], _settings: Settings) -> Iterator[Finding]:
    """Tell the roles of the highest step that is due on each escalation ladder, and that a ladder stands down.

    The ladders are the programme's (`ladders:` in its file). One starts when its condition comes to hold, and is
    climbed as it stood then, whatever is changed in the programme or on the defect later. Each step tells its roles
    once, by mail and Teams, so much working time after the start. The ladder stands down when it is answered or its
    condition ends: those who were told are told so, once. After a time in which envbot did not run, only the highest
    step that is due is told, and says so. By default the rule is applied.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("escalation-ladder", a_defect(severity="1 - Critical", raised="2024-06-11 16:00")))
        #1: put on the agenda under "New and blocked": Escalation ladder "critical": step 1 of 2 (SI defect
          manager), due Tue 11 Jun 2024 16:00; step 2 tells SITAG on Wed 12 Jun 2024 12:00.
            Escalation ladder "critical": step 1 of 2 (SI defect manager), due Tue 11 Jun 2024 16:00; step 2
              tells SITAG on Wed 12 Jun 2024 12:00.
        #1: tell the SI defect manager at once: A critical defect that nobody has answered since Tue 11 Jun
          2024 16:00; waits on DIP service provider. Step 1 of 2.
            The escalation ladder "critical" started Tue 11 Jun 2024 16:00; step 1 of 2 was due Tue 11 Jun
              2024 16:00 (at once).
            Nobody but Tester, who raised it, has touched it since.
            Step 2 tells SITAG on Wed 12 Jun 2024 12:00, unless it is answered before.
    """
    for defect in defects:
        climbs = view.climbs(defect)
        if not climbs:
            yield NotNow("No escalation ladder has started on it.", defect.id)
        for climb in climbs:
            if climb.runs:
                yield from _climbed(view, defect, climb)
            else:
                yield NotNow(f'The ladder "{climb.ladder.name}" stood down. {climb.ended}', defect.id)
    records = view.facts.escalations
    if records is not None:
        yield from _stood_down(view, records)


def _climbed(view: View, defect: Defect, climb: Climb) -> Iterator[Finding]:
    step = climb.current(view.facts.now)
    started = f'The escalation ladder "{climb.ladder.name}" started {view.when(climb.started.began)}'
    because = (
        f"{started}; {place_words(climb, step)} was due {view.when(step.due)} ({step.after}).",
        silence_words(defect, climb),
        coming_words(view, climb),
        *_skipped(view, defect, climb, step),
    )
    said = (standing_words(view, climb, step), *obstacles(view, defect, climb))
    section = Section.BREACHED if _OF_CLOCKS in climb.ladder.when else Section.BLOCKED
    yield Decision(
        ESCALATION_LADDER, defect.id, PutOnAgenda(section, said[0]), said, f"{climb.ladder.name}, {step.number}"
    )
    text = matter_words(view, defect, climb, step)
    for role in step.roles:
        yield Decision(ESCALATION_LADDER, defect.id, Escalate(role, text), because, climb.mark(step, role))
    coming = climb.coming(view.facts.now)
    if coming is not None:
        act = f"tells {listed(map(the_role, coming.roles))} ({place_words(climb, coming)})"
        yield NotNow(coming_words(view, climb), defect.id, coming.due, act)


def _skipped(view: View, defect: Defect, climb: Climb, step: Step) -> Iterator[str]:
    """Say which earlier steps nobody was told of: only the highest that is due is told."""
    records = view.facts.escalations
    if records is None:
        return
    untold = [
        f"step {each.number} ({listed(each.roles)}), due {view.when(each.due)}"
        for each in climb.steps[: step.number - 1]
        if not any(step_key(climb, defect, each, role) in records.told for role in each.roles)
    ]
    if untold:
        yield f"Nobody was told of {listed(untold)}: envbot did not run then, or could not tell."


def _stood_down(view: View, records: EscalationRecords) -> Iterator[Decision]:
    """Tell those who were told of a ladder that it is over; be the defect closed by now."""
    for started in records.started:
        defect = view.facts.defects.get(started.defect)
        if defect is None or is_hands_off(view, defect):
            continue
        for climb in view.climbs(defect):
            if climb.started == started and not climb.runs:
                yield from _over(view, defect, climb, records)


def _over(view: View, defect: Defect, climb: Climb, records: EscalationRecords) -> Iterator[Decision]:
    told = dict.fromkeys(
        role for step in climb.steps for role in step.roles if step_key(climb, defect, step, role) in records.told
    )
    for role in told:
        text = f'The escalation ladder "{climb.ladder.name}" stood down. {climb.ended}'
        because = (
            climb.ended,
            f"It had started {view.when(climb.started.began)} and {the_role(role)} was told; no further step is.",
        )
        yield Decision(ESCALATION_LADDER, defect.id, Notify(role, text), because, climb.mark(None, role))
