"""The conditions that a person puts on a rule, `only` and `unless`: WIQL, compiled once, explained when asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.facts import Defect
from rules.registry import RuleError, RuleSettings
from rules.view import View
from wiql import Catalog, Context, WiqlError, compile_condition, explain, parse_condition
from wiql.syntax import Condition


@dataclass(frozen=True, slots=True)
class _Compiled:
    key: str
    condition: Condition
    holds: Callable[[Mapping[str, Any], Context], bool]


class Conditions:
    """Which defects a rule may look at, as its settings say.

    Raises:
        RuleError: a condition that cannot be read, or that names a field nobody knows.
    """

    def __init__(self, rule: str, settings: RuleSettings, catalog: Catalog) -> None:
        self._catalog = catalog
        self._only = _compiled(rule, "only", settings.only, catalog)
        self._unless = _compiled(rule, "unless", settings.unless, catalog)

    def admit(self, view: View, defect: Defect) -> bool:
        """Whether the rule may look at the defect."""
        if self._only is None and self._unless is None:
            return True
        fields, context = view.fields(defect), view.context(defect.project)
        if self._only is not None and not self._only.holds(fields, context):
            return False
        return self._unless is None or not self._unless.holds(fields, context)

    def objection(self, view: View, defect: Defect) -> str:
        """Say which condition keeps the rule away, clause by clause with the values seen; empty where none does."""
        fields, context = view.fields(defect), view.context(defect.project)
        for compiled, wanted in ((self._only, True), (self._unless, False)):
            if compiled is not None and compiled.holds(fields, context) is not wanted:
                clauses = explain(compiled.condition, fields, context, self._catalog)
                seen = "; ".join(f"{clause.text}: {clause.seen or 'empty'}" for clause in clauses)
                met = "not met" if wanted else "met"
                return f"The condition `{compiled.key}` of the rule is {met} ({seen})."
        return ""


def _compiled(rule: str, key: str, text: str, catalog: Catalog) -> _Compiled | None:
    if not text.strip():
        return None
    try:
        condition = parse_condition(text)
        return _Compiled(key, condition, compile_condition(condition, catalog))
    except WiqlError as error:
        excerpt = f"\n{error.excerpt}" if error.excerpt else ""
        raise RuleError(rule, key, f"{error}{excerpt}") from error
