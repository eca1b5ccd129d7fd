"""The conditions that a person puts on a rule, in WIQL: compiled once, explained when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.facts import Defect
from rules.registry import RuleError, RuleSettings
from rules.view import View
from wiql import Catalog, Context, WiqlError, compile_condition, explain, parse_condition
from wiql.syntax import Clause, Condition, Not

_COMPUTED = "envbot."


@dataclass(frozen=True, slots=True)
class _Compiled:
    key: str
    wanted: bool
    condition: Condition
    holds: Callable[[Mapping[str, Any], Context], bool]


@dataclass(frozen=True, slots=True)
class SeenClause:
    """One clause of one condition, as it was found.

    Attributes:
        key: the setting that holds the condition: `when`, `only` or `unless`.
        wanted: whether the condition must hold (`when`, `only`) or must not (`unless`).
        seen: the value of the field, as a person reads it.
        fits: whether its condition as a whole is as the rule wants it.
    """

    key: str
    wanted: bool
    text: str
    holds: bool
    seen: str
    fits: bool

    @property
    def is_obstacle(self) -> bool:
        """Whether it stands against the rule, taken by itself."""
        return not self.fits and self.holds is not self.wanted


class Conditions:
    """Which defects a rule may look at, as its settings say.

    Raises:
        RuleError: a condition that cannot be read, or that names a field nobody knows.
    """

    def __init__(self, rule: str, settings: RuleSettings, catalog: Catalog) -> None:
        self._catalog = catalog
        self._compiled = tuple(
            _compile(rule, key, text, catalog, wanted=wanted)
            for key, text, wanted in settings.conditions()
            if text.strip()
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that they read, by reference name; what envbot computes is none of them."""
        read = (
            self._catalog.field(clause.field).reference_name
            for each in self._compiled
            for clause in _clauses(each.condition)
        )
        return tuple(dict.fromkeys(name for name in read if not name.startswith(_COMPUTED)))

    def admit(self, view: View, defect: Defect) -> bool:
        """Whether the rule may look at the defect."""
        if not self._compiled:
            return True
        fields, context = view.fields(defect), view.context(defect.project)
        return all(each.holds(fields, context) is each.wanted for each in self._compiled)

    def answers(self, view: View, defect: Defect) -> tuple[tuple[str, bool], ...]:
        """Give whether each condition holds, by the setting that holds it."""
        if not self._compiled:
            return ()
        fields, context = view.fields(defect), view.context(defect.project)
        return tuple((each.key, each.holds(fields, context)) for each in self._compiled)

    def objection(self, view: View, defect: Defect) -> str:
        """Say which condition keeps the rule away, clause by clause with the values seen; empty where none does."""
        fields, context = view.fields(defect), view.context(defect.project)
        for each in self._compiled:
            if each.holds(fields, context) is not each.wanted:
                met = "not met" if each.wanted else "met"
                return f"The condition `{each.key}` of the rule is {met} ({self._seen(each, view, defect)})."
        return ""

    def met(self, view: View, defect: Defect) -> tuple[str, ...]:
        """Say of each condition that must hold what was seen."""
        return tuple(
            f"The condition `{each.key}` of the rule is met ({self._seen(each, view, defect)})."
            for each in self._compiled
            if each.wanted
        )

    def clauses(self, view: View, defect: Defect) -> tuple[SeenClause, ...]:
        """Give every clause of every condition with what was seen, whether the rule may look at the defect or not."""
        fields, context = view.fields(defect), view.context(defect.project)
        return tuple(
            SeenClause(each.key, each.wanted, clause.text, clause.holds, clause.seen, fits)
            for each in self._compiled
            for fits in (each.holds(fields, context) is each.wanted,)
            for clause in explain(each.condition, fields, context, self._catalog)
        )

    def _seen(self, compiled: _Compiled, view: View, defect: Defect) -> str:
        clauses = explain(compiled.condition, view.fields(defect), view.context(defect.project), self._catalog)
        return "; ".join(f"{clause.text}: {clause.seen}" for clause in clauses)


def _clauses(condition: Condition) -> Iterator[Clause]:
    if isinstance(condition, Clause):
        yield condition
        return
    for part in (condition.part,) if isinstance(condition, Not) else condition.parts:
        yield from _clauses(part)


def _compile(rule: str, key: str, text: str, catalog: Catalog, *, wanted: bool) -> _Compiled:
    try:
        condition = parse_condition(text)
        return _Compiled(key, wanted, condition, compile_condition(condition, catalog))
    except WiqlError as error:
        excerpt = f"\n{error.excerpt}" if error.excerpt else ""
        raise RuleError(rule, key, f"{error}{excerpt}") from error
