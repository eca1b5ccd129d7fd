"""Keep the verdicts on clocks that stopped, and hold what was kept against what would be judged today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.assemble import House
from bot.store.columns import ColumnStore
from bot.store.verdicts import Kept, Verdicts
from rules.calendar_days import content_hash
from rules.facts import Defect, DefectsByState
from rules.sla import PolicyError, SlaJudge
from rules.sla.many import ManyDefects
from rules.sla.many_verdicts import Cycle, many_judgements, open_cycles
from rules.sla.verdicts import Difference, Judgement, differences, judgements
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


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement of every clock that has stopped, and the cycles that have not."""

    judgements: tuple[Judgement, ...]
    is_open: frozenset[Cycle]


def verdicts_of(house: House) -> Verdicts:
    """Give the verdicts that a house keeps."""
    return Verdicts(house.store.engine, house.now)


def keep_verdicts(house: House, view: View) -> int:
    """Keep the verdict on every clock that stopped; give how many are new.

    Only defects that changed since the last time are measured, unless a policy or a calendar is another one.
    """
    verdicts, judges = verdicts_of(house), _judges(view)
    until = verdicts.judged_until(judges)
    judged = judge_all(house, view) if until is None else _one_by_one(view, _changed(house, view, until - _OVERLAP))
    return verdicts.keep(judged.judgements, judges=judges)


def rejudged(house: House, view: View) -> Rejudged:
    """Judge every kept cycle again by the policies and calendars of today; what was kept stays as it is."""
    kept = _first_of_each(verdicts_of(house).kept())
    judged, numbers = judge_all(house, view), {number for number, *_ in kept}
    judged_now = {each.defect for each in judged.judgements} | {number for number, *_ in judged.is_open}
    # Some are no environment defects any more, or no clock of today ever ran on them.
    others = {number: found for number in numbers - judged_now if (found := view.facts.defects.get(number))}
    apart = _one_by_one(view, others.values())
    there, is_open = judged_now | others.keys(), judged.is_open | apart.is_open
    # What stopped after the last run that kept verdicts is not different, only new.
    last = max((each.judged_at for each in kept.values()), default=view.facts.now)
    every = (*judged.judgements, *apart.judgements)
    anew = [each for each in every if each.defect in numbers and each.stopped <= last]
    before = [each.judgement for cycle, each in kept.items() if cycle[0] in there and cycle not in is_open]
    return Rejudged(len(kept), len(is_open & kept.keys()), differences(before, anew))


def judge_all(house: House, view: View) -> Judged:
    """Judge the clocks of all environment defects, the closed ones, too: in arrays, however many they are.

    Policies that arrays cannot measure, and histories in which time runs backwards, are measured defect by defect.
    """
    programme, history = view.programme, house.store.history
    judge, category = SlaJudge.of(programme, view.facts.me), programme.fields.category
    read = ColumnStore(house.store.engine, lambda numbers: history.defects(ids=numbers), judge, (category,))
    stored = read.columns(programme.defect_types)
    try:
        many = ManyDefects(judge, stored.columns)
    except PolicyError:
        return _one_by_one(view, _environmental(view, view.facts.defects.values()))
    wanted, unsaid = set[int](), list(stored.irregular)
    for number, fields in many.standings(view.facts.now):
        said = str(fields.get(category, "")).casefold()
        if not said:
            unsaid.append(number)
        elif said == programme.environment_category.casefold():
            wanted.add(number)
    read_apart = _environmental(view, history.defects(view.facts.now, unsaid).values())
    apart = {defect.id: defect for defect in read_apart}
    wanted |= apart.keys() - set(stored.irregular)
    if not isinstance(view.facts.defects, DefectsByState):  # the settings chose some of them
        wanted &= view.facts.defects.keys()
        apart = {number: defect for number, defect in apart.items() if number in view.facts.defects}
    measured = many.clocks(view.facts.now)
    one_by_one = _one_by_one(view, (apart[number] for number in stored.irregular if number in apart))
    regular = (each for each in many_judgements(judge, measured) if each.defect in wanted)
    still_open = (cycle for cycle in open_cycles(measured) if cycle[0] in wanted)
    return Judged((*regular, *one_by_one.judgements), one_by_one.is_open.union(still_open))


def _one_by_one(view: View, defects: Iterable[Defect]) -> Judged:
    measured = [clock for defect in defects for clock in view.clocks(defect)]
    still_open = ((clock.defect, clock.name, clock.cycle) for clock in measured if clock.is_open)
    return Judged(judgements(measured), frozenset(still_open))


def _changed(house: House, view: View, since: datetime) -> Iterator[Defect]:
    """Give the environment defects that changed since an instant."""
    numbers = house.store.history.changed_since(since, house.programme.defect_types)
    return _environmental(view, filter(None, map(view.facts.defects.get, numbers)))


def _environmental(view: View, defects: Iterable[Defect]) -> Iterator[Defect]:
    return filter(view.concerns_environment, defects)


def _first_of_each(kept: tuple[Kept, ...]) -> dict[Cycle, Kept]:
    """Give the verdict that counts for each cycle: the first that was given when it stopped for the last time."""
    first: dict[Cycle, Kept] = {}
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
