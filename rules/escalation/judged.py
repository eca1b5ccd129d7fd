"""Compile a programme's ladders once: conditions, working time, and the versions that say what stood in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rules.calendar import WorkingCalendar, build_calendar
from rules.calendar_days import CalendarError, content_hash
from rules.computed import rule_catalog
from rules.escalation.policy import AT_ONCE, Ladder
from rules.escalation.records import StartedLadder
from rules.facts import Defect
from rules.programme import Programme
from rules.targets import TargetError, Within, parse_target
from wiql import Catalog, Condition, Context, WiqlError, compile_condition, explain, parse_condition

if TYPE_CHECKING:
    from rules.view import View


LONGEST_NAME = 60
"""The ledger knows each step by the ladder's name, among other things, and keeps only so many letters."""


class LadderError(ValueError):
    """A ladder that cannot be used.

    Attributes:
        ladder: its name.
        key: the part of it that is wrong: `when`, `steps.1.after`.
    """

    def __init__(self, ladder: str, key: str, problem: str) -> None:
        super().__init__(problem)
        self.ladder = ladder
        self.key = key


@dataclass(frozen=True, slots=True)
class LadderCondition:
    """A WIQL condition of a ladder, ready for use."""

    condition: Condition
    test: Callable[[Mapping[str, Any], Context], bool]
    catalog: Catalog

    @classmethod
    def of(cls, ladder: str, key: str, text: str, catalog: Catalog) -> LadderCondition:
        """Read a condition.

        Raises:
            LadderError: it cannot be read, or names a field that nobody knows.
        """
        try:
            condition = parse_condition(text)
            return cls(condition, compile_condition(condition, catalog), catalog)
        except WiqlError as error:
            marked = f"\n{error.excerpt}" if error.excerpt else ""
            raise LadderError(ladder, key, f"the WIQL condition is refused: {error}{marked}") from error

    def holds(self, view: View, defect: Defect) -> bool:
        """Whether it holds of a defect, as the view sees it."""
        return self.test(view.fields(defect), view.context(defect.project))

    def seen(self, view: View, defect: Defect, *, failing: bool = False) -> str:
        """Say clause by clause what was seen; only what does not hold, if `failing`."""
        clauses = explain(self.condition, view.fields(defect), view.context(defect.project), self.catalog)
        return "; ".join(f"{each.text}: {each.seen}" for each in clauses if not (failing and each.holds))


@dataclass(frozen=True, slots=True)
class JudgedLadder:
    """A ladder of the programme, ready for use."""

    ladder: Ladder
    when: LadderCondition
    only: LadderCondition | None
    calendar: WorkingCalendar
    amounts: tuple[Within | None, ...]

    @classmethod
    def of(cls, ladder: Ladder, programme: Programme, catalog: Catalog) -> JudgedLadder:
        """Compile a ladder.

        Raises:
            LadderError: a condition, calendar, or step that cannot be.
        """
        if ladder.calendar not in programme.calendars:
            raise LadderError(ladder.name, "calendar", f"the programme has no calendar '{ladder.calendar}'.")
        if len(ladder.name) > LONGEST_NAME:
            raise LadderError(
                ladder.name, "name", f"it has {len(ladder.name)} letters; at most {LONGEST_NAME} will do."
            )
        if not ladder.steps:
            raise LadderError(ladder.name, "steps", "a ladder needs at least one step.")
        try:
            calendar = build_calendar(ladder.calendar, programme.calendars[ladder.calendar], programme.calendars)
        except CalendarError as error:
            raise LadderError(ladder.name, "calendar", str(error)) from error
        amounts = tuple(_amount(ladder, place, programme, calendar) for place in range(len(ladder.steps)))
        _ascend(ladder, amounts)
        return cls(
            ladder,
            LadderCondition.of(ladder.name, "when", ladder.when, catalog),
            LadderCondition.of(ladder.name, "only", ladder.only, catalog) if ladder.only else None,
            calendar,
            amounts,
        )

    def started(self, defect: int, began: datetime) -> StartedLadder:
        """Give the ladder as it is climbed when it starts at an instant."""
        dues = tuple(began if each is None else self.calendar.add(began, each.amount) for each in self.amounts)
        return StartedLadder(defect, began, self.ladder, dues, version_of(self.ladder, dues))


class LadderBook:
    """The ladders of a programme, and those that started as they stood earlier.

    Raises:
        LadderError: a ladder of the programme that cannot be used.
    """

    def __init__(self, programme: Programme) -> None:
        self._catalog = rule_catalog(programme)
        self._conditions: dict[str, LadderCondition] = {}
        self.current = tuple(JudgedLadder.of(each, programme, self._catalog) for each in programme.ladders)
        self.names = frozenset(each.name for each in programme.ladders)

    def condition_of(self, ladder: Ladder) -> LadderCondition:
        """Give the condition of a ladder, be it one that the programme does not have any more.

        Raises:
            LadderError: it names a field that nobody knows any more.
        """
        if ladder.when not in self._conditions:
            self._conditions[ladder.when] = LadderCondition.of(ladder.name, "when", ladder.when, self._catalog)
        return self._conditions[ladder.when]


def version_of(ladder: Ladder, dues: tuple[datetime, ...]) -> str:
    """Give the content hash of a ladder with the instants of its steps; whether it is confirmed changes nothing."""
    said = [asdict(replace(ladder, assumed=False)), [due.isoformat() for due in dues]]
    return content_hash(json.dumps(said, sort_keys=True))


def _amount(ladder: Ladder, place: int, programme: Programme, calendar: WorkingCalendar) -> Within | None:
    """Read how much working time a step waits; None for none."""
    text, key = ladder.steps[place].after, f"steps.{place}.after"
    if text.strip().casefold() == AT_ONCE:
        return None
    try:
        target = parse_target(text, programme.calendars[ladder.calendar])
    except TargetError as error:
        raise LadderError(ladder.name, key, f"{error} Or write '{AT_ONCE}'.") from error
    if not isinstance(target, Within):
        raise LadderError(ladder.name, key, f"'{text}' is no amount of working time.")
    if not calendar.reaches(target.amount):
        raise LadderError(ladder.name, key, f"'{text}' is more working time than the calendar has in all its years.")
    return target


def _ascend(ladder: Ladder, amounts: tuple[Within | None, ...]) -> None:
    """Hold that each step waits longer than the one before it."""
    for place in range(1, len(amounts)):
        before, after = amounts[place - 1], amounts[place]
        if after is None or (before is not None and after.amount <= before.amount):
            raise LadderError(ladder.name, f"steps.{place}.after", "a step must wait longer than the one before it.")
