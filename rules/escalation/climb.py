"""How far a ladder has been climbed on a defect: when it started, which step is due, and how it stood down."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from rules.activity import Activity, activities, answer_since
from rules.calendar_days import MICROSECOND
from rules.escalation.judged import JudgedLadder, LadderBook, LadderCondition, LadderError
from rules.escalation.policy import AnsweredBy, Ladder
from rules.escalation.records import StartedLadder
from rules.facts import Defect, Person, Value, is_same_value

if TYPE_CHECKING:
    from rules.view import View

_ASSIGNED_TO = "System.AssignedTo"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder that is climbed. `number` counts from 1."""

    number: int
    roles: tuple[str, ...]
    after: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Climb:
    """A ladder on a defect, from when it started.

    Attributes:
        is_kept: whether the store holds it as it stood when it started; else it is today's.
        ended_at: when it stood down; None while it runs.
        ended: how it stood down, as a sentence; empty while it runs.
        is_over: whether its condition has ended, be it after an answer.
    """

    started: StartedLadder
    is_kept: bool
    ended_at: datetime | None = None
    ended: str = ""
    is_over: bool = False

    @property
    def ladder(self) -> Ladder:
        """The ladder, as it stood when it started."""
        return self.started.ladder

    @property
    def runs(self) -> bool:
        """Whether it still runs."""
        return self.ended_at is None

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps, with the instants at which they are due."""
        pairs = zip(self.ladder.steps, self.started.dues, strict=True)
        return tuple(Step(number, step.tell, step.after, due) for number, (step, due) in enumerate(pairs, start=1))

    def current(self, now: datetime) -> Step:
        """Give the highest step that is due; the first, if none is yet."""
        return max(
            (step for step in self.steps if step.due <= now), key=lambda step: step.number, default=self.steps[0]
        )

    def coming(self, now: datetime) -> Step | None:
        """Give the step after that; None on the last."""
        return next((step for step in self.steps if step.due > now), None)

    def mark(self, step: Step | None, role: str) -> str:
        """Give what tells the decision for a step and role apart from others; no step stands for standing down."""
        began = f"{self.started.began:%Y%m%dT%H%M%SZ}"
        return f"{self.ladder.name}@{began}/{step.number if step else 'over'}/{role}"


def climbs_of(view: View, defect: Defect, book: LadderBook) -> tuple[Climb, ...]:
    """Give every ladder that runs on a defect or stood down on it: those kept, then what starts by today's programme.

    A ladder that is kept and still stands is climbed as it is; the programme's own of that name does not start beside
    it, nor does any other beside one that the programme has dropped or renamed.
    """
    records = view.facts.escalations
    mine = (each for each in records.started if each.defect == defect.id) if records else ()
    kept = [_kept(view, defect, started, book) for started in mine]
    is_dropped = any(each.runs and each.ladder.name not in book.names for each in kept)
    derived = []
    stretches: dict[str, _Stretch | None] = {}
    for judged in () if is_dropped or view.is_closed(defect) else book.current:
        same = [each for each in kept if each.ladder.name == judged.ladder.name]
        if any(each.runs for each in same):
            continue
        when = judged.ladder.when
        if when not in stretches:  # ladders of several phases have it in common
            stretches[when] = _stretch(view, defect, judged.when)
        climb = _derived(view, defect, judged, stretches[when])
        if climb is not None and not any(_is_within(climb, each) for each in same):
            derived.append(climb)
    for each in (*kept, *derived):
        for due in each.started.dues if each.runs else ():
            view.horizon.note(due)
    return (*kept, *derived)


def _is_within(climb: Climb, before: Climb) -> bool:
    """Whether it is the same stretch as one that stood down: that was answered, and its condition goes on."""
    return before.ended_at is not None and climb.started.began < before.ended_at


def _kept(view: View, defect: Defect, started: StartedLadder, book: LadderBook) -> Climb:
    try:
        condition = book.condition_of(started.ladder)
    except LadderError as error:
        first = str(error).partition("\n")[0]
        said = f"Its condition cannot be judged any more: {first}"
        return Climb(started, is_kept=True, ended_at=view.facts.now, ended=said, is_over=True)
    lapse = _lapse(view, defect, started, condition)
    at, how = min((*_answers(view, defect, started), *lapse), default=(None, ""))
    return Climb(started, is_kept=True, ended_at=at, ended=how, is_over=bool(lapse))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The time in which a condition has held without a break until now, and the defect as it stood at its beginning."""

    began: datetime
    view: View
    defect: Defect


def _stretch(view: View, defect: Defect, condition: LadderCondition) -> _Stretch | None:
    """Find since when a condition holds; None where it does not."""
    if not condition.holds(view, defect):
        return None
    found: _Stretch | None = None
    for instant in reversed(_turns(view, defect)):
        then, past = _as_of(view, defect, instant)
        if then.is_closed(past) or not condition.holds(then, past):
            break
        found = _Stretch(instant, then, past)
    # A condition that came to hold by the time alone is first seen now.
    return found or _Stretch(view.now, view, defect)


def _derived(view: View, defect: Defect, judged: JudgedLadder, stretch: _Stretch | None) -> Climb | None:
    """Give the ladder that today's programme starts on a defect; None where its conditions do not hold."""
    if stretch is None or (judged.only is not None and not judged.only.holds(stretch.view, stretch.defect)):
        return None
    started = judged.started(defect.id, stretch.began)
    at, how = min(_answers(view, defect, started), default=(None, ""))
    return Climb(started, is_kept=False, ended_at=at, ended=how)


def _answers(view: View, defect: Defect, started: StartedLadder) -> Iterator[tuple[datetime, str]]:
    """Yield the answer that lets a ladder stand down, if there is one."""
    answer = _answer(view, defect, started)
    if answer is not None:
        yield (
            answer.at,
            f"{answer.by.name} {answer.what} on {view.when(answer.at)}, so that it is answered.",
        )


def _answer(view: View, defect: Defect, started: StartedLadder) -> Activity | None:
    match started.ladder.answered_by:
        case AnsweredBy.ANYBODY:
            return answer_since(view.facts, defect, started.began)
        case AnsweredBy.ASSIGNED:
            later = (each for each in activities(view.facts, defect) if each.at > started.began)
            theirs = (each for each in later if _is_assigned(defect, each))
            return min(theirs, key=lambda each: each.at, default=None)
        case _:
            return None


def _is_assigned(defect: Defect, activity: Activity) -> bool:
    """Whether it is by whom the defect was assigned to at that moment."""
    past = defect.as_of(activity.at)
    assigned = past.latest.fields.get(_ASSIGNED_TO) if past else None
    return assigned is not None and is_same_value(assigned, _identity(activity.by))


def _identity(person: Person) -> Value:
    return {"displayName": person.name, "uniqueName": person.mail}


def _lapse(
    view: View, defect: Defect, started: StartedLadder, condition: LadderCondition
) -> tuple[tuple[datetime, str], ...]:
    """Give when the condition of a ladder ceased to hold for the first time after its start; nothing if it did not."""
    held = started.began
    for instant in (*(each for each in _turns(view, defect) if each > held), view.facts.now):
        then, past = (view, defect) if instant == view.facts.now else _as_of(view, defect, instant)
        if then.is_closed(past):
            return ((instant, f"It is {past.state} since {view.when(instant)}."),)
        if not condition.holds(then, past):
            at = _ended(view, defect, condition, held, instant)
            seen = condition.seen(*((then, past) if at == instant else _as_of(view, defect, at)), failing=True)
            return ((at, f"Its condition is no longer met since {view.when(at)} ({seen})."),)
        held = instant
    return ()


def _ended(view: View, defect: Defect, condition: LadderCondition, held: datetime, instant: datetime) -> datetime:
    """Give when a condition that had held ceased to: at an instant, or before by the time alone.

    So that every run finds the same, whenever it is and whatever happened after.
    """

    def is_over(count: int) -> bool:
        return not condition.holds(*_as_of(view, defect, held + (count - 1) * MICROSECOND))

    until = (instant - held) // MICROSECOND
    if until <= 1 or not is_over(until - 1):
        return instant
    return held + bisect_left(range(until), 1, lo=1, key=is_over) * MICROSECOND


def _turns(view: View, defect: Defect) -> list[datetime]:
    """Give the instants at which a condition may have come to hold or not: revisions, and breaches of clocks."""
    breaches = (clock.breached_at for clock in view.clocks(defect) if clock.breached_at)
    instants = {*(each.at for each in defect.revisions), *breaches}
    return sorted(instant for instant in instants if instant <= view.facts.now)


def _as_of(view: View, defect: Defect, instant: datetime) -> tuple[View, Defect]:
    """Give the defect as it was at an instant, and a view that sees it so."""
    just_after = instant + MICROSECOND  # a clock that used up its target at an instant is past it only then
    past = defect.as_of(just_after) or defect  # no instant that is asked about lies before the first revision
    return view.later(replace(view.facts, now=just_after, defects=MappingProxyType({defect.id: past}))), past
