"""Say how a ladder stands, in the sentences that mails, the agenda and explanations share."""

from __future__ import annotations

from rules.clock_words import waiting_words
from rules.escalation.climb import Climb, Step
from rules.escalation.policy import AnsweredBy
from rules.facts import Defect
from rules.view import View
from rules.wording import listed, the_role


def roles_words(step: Step) -> str:
    """Name whom a step tells: `the SI defect manager and the environment manager`."""
    return listed(map(the_role, step.roles))


def place_words(climb: Climb, step: Step) -> str:
    """Say which step it is of how many."""
    return f"step {step.number} of {len(climb.steps)}"


def matter_words(view: View, defect: Defect, climb: Climb, step: Step) -> str:
    """Say what a role is told: the matter, since when, whom it waits on, which step this is."""
    since = view.when(climb.started.began)
    place = place_words(climb, step)
    return f"{climb.ladder.matter} since {since}{waiting_words(view, defect)}. {place[0].upper()}{place[1:]}."


def coming_words(view: View, climb: Climb) -> str:
    """Say what the ladder does next."""
    coming = climb.coming(view.facts.now)
    if coming is None:
        return "This is the last step."
    until = "its condition ends" if climb.ladder.answered_by is AnsweredBy.NOBODY else "it is answered"
    return f"Step {coming.number} tells {roles_words(coming)} on {view.when(coming.due)}, unless {until} before."


def standing_words(view: View, climb: Climb, step: Step) -> str:
    """Say which step a ladder is on and which comes next, in one sentence."""
    coming = climb.coming(view.facts.now)
    then = f"; step {coming.number} tells {roles_words(coming)} on {view.when(coming.due)}" if coming else ", the last"
    place = place_words(climb, step)
    told = f"{place} ({listed(step.roles)}), due {view.when(step.due)}"
    return f'Escalation ladder "{climb.ladder.name}": {told}{then}.'


def silence_words(defect: Defect, climb: Climb) -> str:
    """Say whose answer the ladder waits for."""
    match climb.ladder.answered_by:
        case AnsweredBy.ANYBODY:
            return f"Nobody but {defect.revisions[0].by.name}, who raised it, has touched it since."
        case AnsweredBy.ASSIGNED:
            return "Nobody to whom it was assigned has touched it since."
        case _:
            return "It stands down when its condition is no longer met."
