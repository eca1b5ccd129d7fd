"""A condition explained: clause by clause, whether it holds and what was seen."""

from __future__ import annotations

from dataclasses import dataclass

from wiql.clauses import prepare
from wiql.context import Context
from wiql.evaluate import check_side, clauses_of, positive
from wiql.fields import Catalog
from wiql.format import format_condition
from wiql.readers import Fields, reader, shown
from wiql.syntax import Condition, FieldRef, Side, Span


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """One clause and its answer.

    Attributes:
        text: the clause with every NOT around it resolved: `NOT [A] = 'x'` reads `[A] <> 'x'`.
        span: where it stands in the text of the condition.
        seen: the value of the field as a person reads it, times in the context's zone; `(empty)` for none. Where two
            fields are compared, both.
    """

    text: str
    span: Span
    holds: bool
    seen: str


def explain(
    condition: Condition, fields: Fields, context: Context, catalog: Catalog, *, time_precision: bool = False
) -> tuple[ClauseResult, ...]:
    """Answer every clause of a condition by itself, in the order of its text.

    Raises:
        WiqlError: where the condition cannot be compiled, or a macro has no meaning in the context.
    """
    results = []
    for clause in clauses_of(positive(condition)):
        check_side(clause, Side.NONE)
        prepared = prepare(clause, catalog, time_precision=time_precision)
        holds = prepared.bind(context)(fields)
        seen = [shown(prepared.read(fields), prepared.field.kind, context.zone)]
        others = (catalog.find(value.name) for value in clause.values if isinstance(value, FieldRef))
        seen.extend(shown(reader(other)(fields), other.kind, context.zone) for other in others if other)
        results.append(ClauseResult(format_condition(clause), clause.span, holds, " and ".join(seen)))
    return tuple(results)
