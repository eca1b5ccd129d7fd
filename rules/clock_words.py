"""Say how the clocks of a defect stand, in the sentences that agenda, comments and explanations share."""

from __future__ import annotations

from rules.facts import Defect
from rules.sla import Clock
from rules.view import View
from rules.wording import listed


def clock_sentence(view: View, clock: Clock) -> str:
    """Say since when a clock runs, and when it is due or breached."""
    since = f"The {clock.name} clock ({clock.goal.target}) has run since {view.when(clock.started)}"
    if clock.breached_at is not None:
        paused = " and is paused now" if clock.is_paused else ""
        return f"{since} and breached {view.when(clock.breached_at)}{paused}."
    if clock.is_paused or clock.due is None:
        return f"{since} and is paused."
    return f"{since} and is due {view.when(clock.due)}."


def clock_reasons(view: View, defect: Defect, clock: Clock) -> tuple[str, ...]:
    """Say how a clock stands, and that its target had to be assumed where no known severity is given."""
    sentence = clock_sentence(view, clock)
    if view.severity_of(defect) is not None:
        return (sentence,)
    return (sentence, f"It has no severity that the programme knows, so that {view.programme.severities[-1]} counts.")


def no_clock_sentence(view: View, defect: Defect) -> str:
    """Say why no SLA clock is open."""
    stopped = [clock for clock in view.clocks(defect) if clock.name not in view.cadences and clock.stopped]
    if stopped:
        ended = (
            f"{clock.name} was {'breached' if clock.is_breached else 'met'} {view.when(clock.stopped)}"
            for clock in stopped
            if clock.stopped is not None
        )
        return f"No SLA clock is open: {listed(ended)}."
    return f"No SLA clock runs while it is {defect.state}."


def breach_words(view: View, clock: Clock) -> str:
    """Say which target was missed, and since when."""
    missed = view.now if clock.breached_at is None else clock.breached_at
    return f"{clock.name} ({clock.goal.target}) breached {view.when(missed)}"


def waiting_words(view: View, defect: Defect) -> str:
    """Say on whom it waits, to be put behind a sentence's end; empty where nobody is known."""
    party = view.waits_on(defect)
    return f"; waits on {party}" if party else ""
