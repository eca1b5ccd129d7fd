"""How a rule declares itself: an id, its settings, and a pure function that yields decisions or says why not."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from rules.decisions import Decision, Mode
from rules.facts import Defect
from rules.view import View
from rules.wording import listed


class RuleError(Exception):
    """A rule's settings that cannot be used.

    Attributes:
        rule: the rule's id.
        key: the setting, or empty for the rule itself.
        problem: what is wrong, without its place.
    """

    def __init__(self, rule: str, key: str, problem: str) -> None:
        where = f"rules.{rule}.{key}" if key else f"rules.{rule}"
        super().__init__(f"{where}: {problem}")
        self.rule = rule
        self.key = key
        self.problem = problem


class RuleSettings(BaseModel):
    """What every rule can be told in `envbot.yaml`; a rule adds its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Mode = Mode.SUGGEST
    only: str = Field(
        default="", description="A WIQL condition: the rule looks at defects that meet it, and no others."
    )
    unless: str = Field(default="", description="A WIQL condition: the rule leaves alone the defects that meet it.")

    def conditions(self) -> tuple[tuple[str, str, bool], ...]:
        """Give the conditions on defects: the setting's name, its WIQL, and whether it must hold or must not."""
        return ("only", self.only, True), ("unless", self.unless, False)


@dataclass(frozen=True, slots=True)
class NotNow:
    """Why a rule asks for nothing on a defect, and when it may.

    Attributes:
        because: one sentence with the failing condition and the values seen.
        defect: filled in for a rule over all defects; a rule on one defect need not say which.
        next_at: when the rule would act if nothing happens until then; None if it would not.
        next_act: what it would do then (`tells the SI defect manager`).
    """

    because: str
    defect: int | None = None
    next_at: datetime | None = None
    next_act: str = ""


Finding = Decision | NotNow


class Scope(StrEnum):
    """Which defects a rule is shown."""

    ENVIRONMENT = "open environment defects"
    OPEN = "open defects"
    TOGETHER = "open environment defects, all together"


S = TypeVar("S", bound=RuleSettings)
OnDefect = Callable[[View, Defect, S], Iterator[Finding]]
OverAll = Callable[[View, Sequence[Defect], S], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as declared.

    Attributes:
        id: dashed; its file has the same name with underscores.
        settings: the type of its settings; their defaults are the rule's defaults.
        scope: which defects it is shown.
        about: its documentation, with an example that runs.
        module: where it is written.
        number: what the panel may call it; its own for ever, since answers of years ago name it.
    """

    id: str
    settings: type[RuleSettings]
    scope: Scope
    about: str
    module: str
    examine: Callable[..., Iterator[Finding]]
    number: int | None = None

    @property
    def summary(self) -> str:
        """The first line of its documentation."""
        return self.about.splitlines()[0]


def rule(
    identity: str, *, settings: type[S], scope: Scope = Scope.ENVIRONMENT, number: int | None = None
) -> Callable[[OnDefect[S]], Rule]:
    """Declare a rule that looks at one defect at a time."""

    def declare(examine: OnDefect[S]) -> Rule:
        return Rule(identity, settings, scope, examine.__doc__ or "", examine.__module__, examine, number)

    return declare


def rule_over_all(identity: str, *, settings: type[S], number: int | None = None) -> Callable[[OverAll[S]], Rule]:
    """Declare a rule that looks at all open environment defects together."""

    def declare(examine: OverAll[S]) -> Rule:
        return Rule(identity, settings, Scope.TOGETHER, examine.__doc__ or "", examine.__module__, examine, number)

    return declare


_FOLDERS = ("rules.triage", "rules.timing", "rules.outages", "rules.releases", "rules.escalation")


@cache
def registry() -> Mapping[str, Rule]:
    """Give every rule by its id, in the order of folders and files; a new file is a new rule."""
    found: dict[str, Rule] = {}
    for folder in _FOLDERS:
        package = importlib.import_module(folder)
        for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
            for thing in vars(importlib.import_module(f"{folder}.{module.name}")).values():
                if isinstance(thing, Rule):
                    found[thing.id] = thing
    return MappingProxyType(found)


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known names come close to one that is not known, or what there is."""
    names = sorted(known)
    close = get_close_matches(name, names, n=3, cutoff=0.5)
    return f"Did you mean {listed(close, 'or')}?" if close else f"There is {listed(names)}."
