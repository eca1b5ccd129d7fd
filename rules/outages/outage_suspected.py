"""Ask for an outage record when several defects hit one environment at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from pydantic import Field

from rules.decisions import Decision, ProposeOutage
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule_over_all
from rules.view import View
from rules.wording import counted, duration


class Settings(RuleSettings):
    """Whether an environment is down is for its manager to say: by default it is only suggested.

    Attributes:
        at_least: so many defects make a burst.
        within: they were raised in a time as long as this.
        look_back: bursts that ended longer ago are history.
    """

    at_least: int = Field(default=3, ge=2)
    within: timedelta = Field(default=timedelta(hours=2), gt=timedelta(0))
    look_back: timedelta = Field(default=timedelta(hours=24), gt=timedelta(0))


@rule_over_all("outage-suspected", settings=Settings)
def outage_suspected(view: View, defects: Sequence[Defect], settings: Settings) -> Iterator[Finding]:
    """Propose one outage record per environment and burst, where no outage on record explains the defects.

    Where the programme has words for an environment defect, only defects with such words make a burst: testers who
    begin their day raise several defects as well, but of several kinds. What was raised between them is listed with
    them. By default the rule suggests.

    Example:
        >>> from rules.example import a_defect, ask
        >>> burst = [a_defect(n, title="DIP unavailable", raised=f"2024-06-12 08:0{n}") for n in (1, 2, 3)]
        >>> print(ask("outage-suspected", *burst))
        propose an outage record of SIT A (DIP) for #1, #2 and #3
            3 defects on SIT A were raised within 2 hours, from Wed 12 Jun 2024 08:01 to Wed 12 Jun 2024
              08:03.
            No outage of SIT A on record explains them.
    """
    places: defaultdict[str, list[Defect]] = defaultdict(list)
    for defect in defects:
        if view.has_come(defect.created_at + settings.look_back + settings.within):
            continue
        environment = view.environment_of(defect)
        matches = view.outage_matches(defect)
        if not environment:
            yield NotNow("Its environment is not known, so that it counts for no burst.", defect.id)
        elif matches:
            yield NotNow(f"The outage {matches[0].outage.reference} on record may explain it.", defect.id)
        else:
            places[environment].append(defect)
    for environment, there in sorted(places.items()):
        there.sort(key=lambda each: (each.created_at, each.id))
        yield from _bursts(view, environment, there, settings)


def _bursts(view: View, environment: str, there: list[Defect], settings: Settings) -> Iterator[Finding]:
    """Cut the defects of an environment where more than the time of a burst passed, and look at each part."""
    part: list[Defect] = []
    for defect in there:
        if part and defect.created_at - part[-1].created_at > settings.within:
            yield from _burst(view, environment, part, settings)
            part = []
        part.append(defect)
    yield from _burst(view, environment, part, settings)


def _burst(view: View, environment: str, part: list[Defect], settings: Settings) -> Iterator[Finding]:
    long = duration(settings.within)
    words = view.programme.category_words
    telling = [defect for defect in part if not words or view.category_words_in(defect)]
    starts = [
        place
        for place, (begins, ends) in enumerate(zip(telling, telling[settings.at_least - 1 :], strict=False))
        if ends.created_at - begins.created_at <= settings.within
    ]
    if not starts or view.has_come(part[-1].created_at + settings.look_back):
        seen = f"{counted(len(part), 'defect')} on {environment} came one after the other around it"
        told = f"{seen}, {len(telling)} of them with words for an environment defect" if words else seen
        for defect in part:
            yield NotNow(f"{told}; {settings.at_least} such within {long} make a burst.", defect.id)
        return
    burst = [each for each in part if telling[starts[0]].created_at <= each.created_at <= telling[-1].created_at]
    first, final = burst[0].created_at, burst[-1].created_at
    together = f"within {long}" if final - first <= settings.within else "one after the other"
    seen = f"{counted(len(burst), 'defect')} on {environment} were raised {together}"
    because = (
        f"{seen}, from {view.when(first)} to {view.when(final)}.",
        f"No outage of {environment} on record explains them.",
    )
    systems = tuple(sorted({system for defect in burst if (system := view.system_of(defect))}))
    proposal = ProposeOutage(environment, systems, first, tuple(defect.id for defect in burst))
    yield Decision("outage-suspected", None, proposal, because, f"{environment} from #{burst[0].id}")
