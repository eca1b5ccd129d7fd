"""Find the ladders that should have moved and did not, and say why: the bot was not there, or nobody could be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rules.asking import is_hands_off
from rules.calendar_days import MICROSECOND
from rules.decisions import Decision, Escalate
from rules.escalation.climb import Climb, Step
from rules.escalation.records import EscalationRecords
from rules.facts import Defect
from rules.view import View
from rules.wording import listed, the_role

ESCALATION_LADDER = "escalation-ladder"
"""The rule that climbs ladders."""
GRACE = timedelta(hours=1)
"""A step that is told so much later than it was due, by the working hours of the programme, is late."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A step that is due and that a role has not been told of.

    Attributes:
        said: what should have happened and did not, as a sentence.
        because: why, as far as the records tell.
        advice: what to do; empty where the next run does it by itself.
    """

    defect: int
    said: str
    because: str
    advice: str = ""


def stuck(view: View) -> Iterator[Stuck]:
    """Yield every step that should have been told and was not; nothing where there are no records to tell."""
    records = view.facts.escalations
    if records is None:
        return
    for defect in view.environment_defects:
        if is_hands_off(view, defect):
            continue
        for climb in view.climbs(defect):
            if climb.runs:
                yield from _stuck(view, defect, climb, records)


def obstacles(view: View, defect: Defect, climb: Climb) -> tuple[str, ...]:
    """Say what keeps a step that is due, or the next one, from reaching its role, and stays so by itself."""
    records = view.facts.escalations
    if records is None:
        return ()
    steps = (climb.current(view.facts.now), climb.coming(view.facts.now))
    empty = dict.fromkeys(role for step in steps if step for role in step.roles if role not in records.filled)
    said = [f"Nobody fills the role {role}: its step of the ladder reaches nobody." for role in empty]
    failed = [each.said for each in _stuck(view, defect, climb, records) if each.advice == _LOOK]
    return (*said, *failed)


def step_key(climb: Climb, defect: Defect, step: Step, role: str) -> str:
    """Give the key by which the ledger knows that a role was told of a step."""
    return Decision(ESCALATION_LADDER, defect.id, Escalate(role, ""), (), climb.mark(step, role)).key


_LOOK = "See what the last run says of mail, and `envbot check`; the next run tries again."


def _stuck(view: View, defect: Defect, climb: Climb, records: EscalationRecords) -> Iterator[Stuck]:
    step = climb.current(view.facts.now)
    untold = [role for role in step.roles if step_key(climb, defect, step, role) not in records.told]
    missing = [role for role in untold if role not in records.filled]
    reachable = [role for role in untold if role in records.filled]
    due = view.when(step.due)

    def said(roles: list[str]) -> str:
        names = listed(map(the_role, roles))
        return (
            f'#{defect.id}: step {step.number} of the ladder "{climb.ladder.name}" should have told {names} on {due}.'
        )

    if missing:
        yield Stuck(
            defect.id, said(missing), f"Nobody fills {listed(missing)}.", "Name somebody below `roles` in envbot.yaml."
        )
    if not reachable:
        return
    if records.last_run is not None and records.last_run >= step.due:
        yield Stuck(
            defect.id, said(reachable), f"envbot ran {view.when(records.last_run)} and did not get it out.", _LOOK
        )
    elif view.has_come(view.working_calendar.add(step.due, GRACE + MICROSECOND)):
        last = f"did not run after {view.when(records.last_run)}" if records.last_run else "had not run before"
        yield Stuck(defect.id, said(reachable), f"envbot {last}.")
