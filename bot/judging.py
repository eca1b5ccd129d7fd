"""Keep the verdicts on clocks that stopped, and hold what was kept against what would be judged today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.assemble import House
from bot.store.verdicts import Kept, Verdicts
from rules.calendar_days import content_hash
from rules.facts import Defect
from rules.sla import SlaJudge
from rules.sla.verdicts import Difference, differences, judgements
from rules.view import View

_OVERLAP = timedelta(days=1)
"""A revision may be dated before the run that did not see it yet."""


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What the policies and calendars of today would make of the verdicts that were kept.

    Attributes:
        kept: how many cycles have a verdict.
        reopened: how many of them run again, so that there is nothing to compare yet.
        differences: cycle by cycle, kept and judged anew.
    """

    kept: int
    reopened: int
    differences: tuple[Difference, ...]

    @property
    def turned(self) -> tuple[Difference, ...]:
        """Those whose verdict itself would be another one."""
        return tuple(each for each in self.differences if each.is_about_the_verdict)


def verdicts_of(house: House) -> Verdicts:
    """Give the verdicts that a house keeps."""
    return Verdicts(house.store.engine, house.now)


def keep_verdicts(house: House, view: View) -> int:
    """Keep the verdict on every clock that stopped; give how many are new.

    Only defects that changed since the last time are measured, unless a policy or a calendar is another one.
    """
    verdicts, judges = verdicts_of(house), _judges(view)
    until = verdicts.judged_until(judges)
    since = None if until is None else until - _OVERLAP
    changed = [each for each in _changed(house, view, since) if view.concerns_environment(each)]
    return verdicts.keep((each for defect in changed for each in judgements(view.clocks(defect))), judges=judges)


def _changed(house: House, view: View, since: datetime | None) -> Iterator[Defect]:
    defects = view.facts.defects
    if since is None:
        yield from defects.values()
        return
    for number in house.store.history.changed_since(since, house.programme.defect_types):
        if defect := defects.get(number):
            yield defect


def rejudged(house: House, view: View) -> Rejudged:
    """Judge every kept cycle again by the policies and calendars of today; what was kept stays as it is."""
    kept = _first_of_each(verdicts_of(house).kept())
    defects = {number: view.facts.defects[number] for number, *_ in kept if number in view.facts.defects}
    clocks = [clock for defect in defects.values() for clock in view.clocks(defect)]
    is_open = {(clock.defect, clock.name, clock.cycle) for clock in clocks if clock.is_open}
    # What stopped after the last run that kept verdicts is not different, only new.
    last = max((each.judged_at for each in kept.values()), default=view.now)
    anew = [each for each in judgements(clocks) if each.stopped <= last]
    before = [each.judgement for cycle, each in kept.items() if cycle[0] in defects and cycle not in is_open]
    return Rejudged(len(kept), len(is_open & kept.keys()), differences(before, anew))


def _first_of_each(kept: tuple[Kept, ...]) -> dict[tuple[int, str, int], Kept]:
    """Give the verdict that counts for each cycle: the first that was given when it stopped for the last time."""
    first: dict[tuple[int, str, int], Kept] = {}
    for each in kept:
        cycle = (each.judgement.defect, each.judgement.clock, each.judgement.cycle)
        if cycle not in first or each.judgement.stopped > first[cycle].judgement.stopped:
            first[cycle] = each
    return first


def _judges(view: View) -> str:
    """Give one hash for all policies and calendars that judge."""
    judge = SlaJudge.of(view.programme, view.facts.me)
    versions = [policy.version for policy in judge.policies]
    calendars = [goal.calendar.content_hash for policy in judge.policies for goal in policy.goals]
    return content_hash(" ".join((*versions, *calendars)))
