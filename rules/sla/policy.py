"""Compile a programme's SLA policies and calendars once, so that they judge many defects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules.calendar import WorkingCalendar, build_calendars
from rules.calendar_days import content_hash
from rules.facts import Person, Value
from rules.programme import ClockPolicy, Goal, Programme
from rules.targets import Target, TargetError, Within, parse_target
from wiql import (
    Catalog,
    Condition,
    Context,
    Field,
    FieldType,
    ItemFields,
    WiqlError,
    compile_condition,
    needs_history,
    parse_condition,
)
from wiql.syntax import FieldRef, Macro

Test = Callable[[Mapping[str, Value], Context], bool]


class PolicyError(ValueError):
    """An SLA policy that cannot be used.

    Attributes:
        clock: its name.
    """

    def __init__(self, clock: str, problem: str) -> None:
        super().__init__(f"SLA clock '{clock}': {problem}")
        self.clock = clock


@dataclass(frozen=True, slots=True)
class JudgedGoal:
    """A goal with its condition, target and calendar ready for use."""

    goal: Goal
    holds: Test
    target: Target
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True)
class Standing:
    """What a policy says of a defect as it stood at one moment.

    Attributes:
        goal: place of the first goal that matches; None where none does.
        assumption: what had to be assumed to find the goal; empty if nothing.
    """

    starts: bool
    stops: bool
    pauses: bool
    goal: int | None
    assumption: str = ""


@dataclass(frozen=True, slots=True)
class JudgedPolicy:
    """A clock policy whose conditions are compiled.

    Attributes:
        names: reference names of every field that decides.
        looks_back: whether a condition asks about earlier revisions (`EVER`).
        is_timeless: whether equal values always stand equally; not with `@Today`, nor with earlier revisions.
        version: content hash of everything that the policy says, without its calendars.
        remembers: so many different standings, before it forgets them all.
    """

    policy: ClockPolicy
    starts: Test
    stops: Test
    pauses: Test
    goals: tuple[JudgedGoal, ...]
    severity: str
    severities: tuple[str, ...]
    names: tuple[str, ...]
    looks_back: bool
    is_timeless: bool
    version: str
    remembers: int = 100_000
    _standings: dict[tuple[Value, ...], Standing] = field(default_factory=dict, repr=False, compare=False)

    def standing(self, values: Mapping[str, Value], context: Context) -> Standing:
        """Apply every condition to a defect as it stood; equal values are judged once."""
        if not self.is_timeless:
            return self._judge(values, context)
        key = tuple([hashable(values.get(name)) for name in self.names])
        known = self._standings.get(key)
        if known is None:
            if len(self._standings) >= self.remembers:
                self._standings.clear()
            known = self._standings[key] = self._judge(values, context)
        return known

    def _judge(self, values: Mapping[str, Value], context: Context) -> Standing:
        goal, assumption = self._goal(values, context), ""
        severity, least = str(values.get(self.severity, "")), self.severities[-1]
        if goal is None and severity.casefold() not in map(str.casefold, self.severities):
            assumed = {**values, self.severity: least}
            goal = self._goal(
                ItemFields(assumed, values.earlier) if isinstance(values, ItemFields) else assumed, context
            )
            missing = f"'{severity}' is none of the programme's severities" if severity else "The severity is missing"
            assumption = "" if goal is None else f"{missing}; the target of '{least}' was used."
        return Standing(
            self.starts(values, context), self.stops(values, context), self.pauses(values, context), goal, assumption
        )

    def _goal(self, values: Mapping[str, Value], context: Context) -> int | None:
        return next((place for place, goal in enumerate(self.goals) if goal.holds(values, context)), None)


@dataclass(frozen=True)
class SlaJudge:
    """The SLA policies of a programme, compiled once. Build it with `SlaJudge.of`.

    Attributes:
        me: the bot's account; what it does is no activity.
    """

    programme: Programme = field(repr=False)
    policies: tuple[JudgedPolicy, ...] = field(repr=False)
    calendars: Mapping[str, WorkingCalendar]
    zone: ZoneInfo
    me: Person | None

    @classmethod
    def of(cls, programme: Programme, me: Person | None = None, catalog: Catalog | None = None) -> SlaJudge:
        """Compile the policies of a programme.

        Args:
            programme: its clocks and calendars.
            me: the bot's account.
            catalog: the fields that conditions may name; otherwise the usual ones and those that the programme names.

        Raises:
            CalendarError: for a calendar that cannot be.
            PolicyError: for a condition or target that cannot be read, an unknown calendar, a target never reached.
        """
        calendars = build_calendars(programme.calendars)
        known = catalog or _catalog_of(programme)
        policies = tuple(_judged(policy, programme, calendars, known) for policy in programme.clocks)
        return cls(programme, policies, calendars, ZoneInfo(programme.zone), me)

    def context(self, at: datetime, project: str) -> Context:
        """Give what the macros of conditions mean at an instant."""
        return Context(now=at, project=project, me=self.me.mail if self.me else "", zone=self.zone)


def _judged(
    policy: ClockPolicy, programme: Programme, calendars: Mapping[str, WorkingCalendar], catalog: Catalog
) -> JudgedPolicy:
    if not policy.goals:
        raise PolicyError(policy.name, "it has no goal. Give it at least one target.")
    conditions: list[Condition] = []

    def compiled(part: str, text: str) -> Test:
        try:
            condition = parse_condition(text)
            test = compile_condition(condition, catalog)
        except WiqlError as error:
            raise PolicyError(policy.name, f"its {part} condition is refused: {error}") from error
        conditions.append(condition)
        return test

    starts, stops = compiled("start", policy.start), compiled("stop", policy.stop)
    pauses = compiled("pause", policy.pause) if policy.pause else _never
    goals = tuple(
        JudgedGoal(
            goal,
            compiled("goal", goal.when) if goal.when else _always,
            _target(policy, goal, programme, calendars),
            calendars[goal.calendar],
        )
        for goal in policy.goals
    )
    nodes = [node for condition in conditions for node in _nodes(condition)]
    names = (catalog.field(node).reference_name for node in nodes if isinstance(node, FieldRef))
    looks_back = any(needs_history(condition, catalog) for condition in conditions)
    return JudgedPolicy(
        policy,
        starts,
        stops,
        pauses,
        goals,
        programme.fields.severity,
        programme.severities,
        tuple(dict.fromkeys((programme.fields.severity, *names))),
        looks_back,
        not looks_back and not any(isinstance(node, Macro) for node in nodes),
        # Whether the programme has confirmed a policy changes nothing that it judges.
        content_hash(json.dumps(asdict(replace(policy, assumed=False)), default=str)),
    )


def _target(policy: ClockPolicy, goal: Goal, programme: Programme, calendars: Mapping[str, WorkingCalendar]) -> Target:
    if goal.calendar not in calendars:
        known = ", ".join(calendars) or "none"
        raise PolicyError(policy.name, f"there is no calendar '{goal.calendar}'. Known: {known}.")
    try:
        target = parse_target(goal.target, programme.calendars[goal.calendar])
    except TargetError as error:
        raise PolicyError(policy.name, str(error)) from error
    if isinstance(target, Within) and not calendars[goal.calendar].reaches(target.amount):
        raise PolicyError(
            policy.name,
            f"the target '{goal.target}' can never be reached: the calendar '{goal.calendar}' has less open time"
            " in all its years.",
        )
    return target


def _nodes(node: Any) -> Iterator[Any]:
    """Yield a node of a syntax tree and every node below it."""
    yield node
    if isinstance(node, tuple):
        for part in node:
            yield from _nodes(part)
    elif is_dataclass(node):
        for each in fields(node):
            if each.name != "span":
                yield from _nodes(getattr(node, each.name))


def _catalog_of(programme: Programme) -> Catalog:
    standard = Catalog.standard()
    named = asdict(programme.fields).values()
    own = (name for name in named if name not in standard)
    return standard.extended(Field(name, name.rpartition(".")[2], FieldType.STRING) for name in own)


def hashable(value: Value) -> Value:
    """Give a value as something that can be looked up; accounts and lists as their text."""
    return value if value.__hash__ else repr(value)


def _always(values: Mapping[str, Value], context: Context) -> bool:  # noqa: ARG001 (no condition looks at nothing)
    return True


def _never(values: Mapping[str, Value], context: Context) -> bool:  # noqa: ARG001 (the same)
    return False
