"""Say how the clocks of a defect stand, in the sentences that agenda, comments and explanations share."""

from __future__ import annotations

from rules.facts import Defect
from rules.sla import Clock
from rules.sla.attribution import OutageShare, attribution
from rules.view import View
from rules.wording import listed, worked


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


def outage_reasons(clock: Clock) -> tuple[str, ...]:
    """Say how much of a missed target was whose outage, up to the breach: the same words whenever it is asked."""
    if clock.breached_at is None:
        return ()
    until = attribution(clock, clock.breached_at)
    if not until.outages:
        return ()
    return (f"Of the {worked(until.counted)} that had counted by then, {_outages(until.outages)}.",)


def attribution_sentence(clock: Clock) -> str:
    """Say by how much a target is missed, and how much of what counted was whose outage; empty where nothing was.

    It grows while the clock runs, so that it belongs into answers, not into what is posted.
    """
    counted = attribution(clock)
    outages = f"of the {worked(counted.counted)} that counted, {_outages(counted.outages)}" if counted.outages else ""
    if clock.breached_at is None:
        return f"{outages[:1].upper()}{outages[1:]}." if outages else ""
    missed = f"Breached by {worked(counted.overrun)}"
    if not outages:
        return f"{missed}."
    without = "the target would be met" if counted.is_met_without else "the target would be missed all the same"
    return f"{missed}; {outages}. Had that time not counted, {without}."


def _outages(shares: tuple[OutageShare, ...]) -> str:
    return listed(f"{worked(share.working)} was the outage {share.reference}" for share in shares)


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
    return f"{clock.name} ({clock.goal.target}) breached {view.when(clock.breached_at or clock.as_of)}"


def waiting_words(view: View, defect: Defect) -> str:
    """Say on whom it waits, to be put behind a sentence's end; empty where nobody is known."""
    party = view.waits_on(defect)
    return f"; waits on {party}" if party else ""
