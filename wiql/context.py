"""What the macros of a query mean: when, who, where, and in which team it is asked."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import IntEnum
from types import MappingProxyType
from typing import Any, TypeVar

from wiql.errors import WiqlError
from wiql.syntax import Literal, Macro

Found = TypeVar("Found")


class Weekday(IntEnum):
    """A day of the week as Python counts them."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Iterations:
    r"""A team's iterations in their order, and which of them is the current one (`Project\Release 1\Sprint 4`)."""

    paths: tuple[str, ...]
    current: str

    def __post_init__(self) -> None:
        """Refuse a current iteration that is none of the team's."""
        if self.current not in self.paths:
            raise ValueError(f"The current iteration {self.current!r} is none of the team's: {self.paths}.")


@dataclass(frozen=True, slots=True)
class Context:
    r"""Who asks what when; a query that uses a macro which the context does not know is refused.

    Attributes:
        now: an aware instant.
        project: what `@Project` means.
        me: what `@Me` means: a name, a mail address, or `Name <mail>`.
        zone: the zone of days and of times without one.
        week_starts: where `@StartOfWeek` goes back to.
        iterations: what `@CurrentIteration` means by team name; the key "" is the team that asks.
        groups: members by group name for IN GROUP (`[MHHS]\Triage Team`), beside the vendor's categories of types.
        sets: values of the macros that stand for several: `Follows`, `RecentMentions`, `TeamAreas`...
    """

    now: datetime
    project: str = ""
    me: str = ""
    zone: tzinfo = UTC
    week_starts: Weekday = Weekday.MONDAY
    iterations: Mapping[str, Iterations] = field(default_factory=dict, hash=False)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    sets: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, hash=False)
    _memory: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a time without a zone: nobody could say which day it is."""
        if self.now.tzinfo is None:
            raise ValueError(f"The context's now has no zone: {self.now}.")

    def remembered(self, key: object, find: Callable[[Context], Found]) -> Found:
        """Give what `find` finds in this context, found once."""
        memory = self._memory
        if key not in memory:
            memory[key] = find(self)
        found: Found = memory[key]
        return found


DATE_MACROS: Mapping[str, str] = MappingProxyType(
    {"today": "d", "startofday": "d", "startofweek": "w", "startofmonth": "M", "startofyear": "y"}
)
"""The macros that mean an instant, with the unit of their offset."""

ID_MACROS = frozenset({"follows", "recentmentions", "myrecentactivity", "recentprojectactivity"})
"""The macros that mean several work items, by number."""

MACROS = ("Me", "Project", "Today", "StartOfDay", "StartOfWeek", "StartOfMonth", "StartOfYear", "CurrentIteration",
          "TeamAreas", "Follows", "RecentMentions", "MyRecentActivity", "RecentProjectActivity")  # fmt: skip
"""Every macro, as the vendor writes it."""

_MODIFIER = re.compile(r"\s*([+-]?)\s*(\d+)\s*([yMwdhm]?)\s*")
_TEAM = re.compile(r"(?:\[(?P<project>[^\]]*)\])?\\?(?P<team>[^<]*?)\s*(?:<[^>]*>)?\s*")


def check_macro(macro: Macro) -> None:
    """Refuse by name a macro that does not exist, or that is written with what it does not take.

    Raises:
        WiqlError: saying what the macro takes instead.
    """
    name = macro.name.casefold()
    if name not in {known.casefold() for known in MACROS}:
        raise WiqlError(f"There is no macro @{macro.name}.", macro.span, tuple(f"@{known}" for known in MACROS))
    if macro.offset and name not in DATE_MACROS and name != "currentiteration":
        raise WiqlError(f"@{macro.name} takes no offset.", macro.span)
    if macro.argument is None:
        return
    if name in DATE_MACROS and name != "today":
        if not _MODIFIER.fullmatch(macro.argument):
            message = f"@{macro.name} does not understand '{macro.argument}': write a number and one of y M w d h m."
            raise WiqlError(message, macro.span, ("'+3M'", "'-1d'"))
    elif name not in {"currentiteration", "teamareas"}:
        raise WiqlError(f"@{macro.name} takes nothing in parentheses.", macro.span)


def macro_has_time(macro: Macro) -> bool:
    """Say whether a date macro may mean another instant than a midnight."""
    return macro.argument is not None and macro.argument.strip().endswith(("h", "m"))


def moment_of(macro: Macro, context: Context) -> datetime:
    """Give the local time that a date macro means."""
    name = macro.name.casefold()
    today = datetime.combine(context.now.astimezone(context.zone).date(), time(), context.zone)
    match name:
        case "startofweek":
            start = today - timedelta(days=(today.weekday() - context.week_starts) % 7)
        case "startofmonth":
            start = today.replace(day=1)
        case "startofyear":
            start = today.replace(month=1, day=1)
        case _:
            start = today
    unit = DATE_MACROS[name]
    if macro.argument is not None:
        sign, number, given = _modifier(macro.argument)
        start = _moved(start, sign * number, given or unit, macro)
    return _moved(start, macro.offset, unit, macro)


def _modifier(argument: str) -> tuple[int, int, str]:
    sign, number, unit = _MODIFIER.findall(argument)[0]
    return -1 if sign == "-" else 1, int(number), unit


def _moved(moment: datetime, number: int, unit: str, macro: Macro) -> datetime:
    try:
        match unit:
            case "y":
                return _months_later(moment, 12 * number)
            case "M":
                return _months_later(moment, number)
            case "h":
                return moment + timedelta(hours=number)
            case "m":
                return moment + timedelta(minutes=number)
            case _:
                return moment + timedelta(days=number * (7 if unit == "w" else 1))
    except (OverflowError, ValueError):
        raise WiqlError(f"@{macro.name} leads out of the calendar.", macro.span) from None


def _months_later(moment: datetime, number: int) -> datetime:
    """Move by whole months; a day that the month lacks becomes its last one, as .NET does it."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + number, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def iteration_of(macro: Macro, context: Context) -> str:
    """Give the path that `@CurrentIteration` means for its team, so many iterations on."""
    team = _TEAM.fullmatch(macro.argument or "")
    name = team["team"] if team else ""
    known = {key.casefold(): value for key, value in context.iterations.items()}
    iterations = known.get(name.casefold())
    if iterations is None:
        whose = f"of team '{name}'" if name else "of the team that asks"
        raise WiqlError(f"@{macro.name} has no meaning here: the iterations {whose} are not known.", macro.span)
    index = iterations.paths.index(iterations.current) + macro.offset
    if not 0 <= index < len(iterations.paths):
        raise WiqlError(f"@{macro.name} {macro.offset:+} leads past the iterations of the team.", macro.span)
    return iterations.paths[index]


def _values_of(macro: Macro, context: Context) -> tuple[Any, ...]:
    name = macro.name.casefold()
    if name in ID_MACROS or name == "teamareas":
        for key, values in context.sets.items():
            if key.casefold() == name:
                return tuple(values)
        raise WiqlError(f"@{macro.name} has no meaning here: nobody has said what it stands for.", macro.span)
    if name == "currentiteration":
        return (iteration_of(macro, context),)
    value, missing = (context.me, "who asks") if name == "me" else (context.project, "in which project")
    if not value:
        raise WiqlError(f"@{macro.name} has no meaning here: nobody has said {missing}.", macro.span)
    return (value,)


def literal_values(value: Literal | Macro, context: Context) -> tuple[Any, ...]:
    """Give what a literal says, or what a macro that is no date stands for: one value, or several.

    Raises:
        WiqlError: where the context does not know what the macro stands for.
    """
    return (value.value,) if isinstance(value, Literal) else _values_of(value, context)
