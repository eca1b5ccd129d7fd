"""A condition compiled to a function: checked and converted once, asked of many items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from wiql.clauses import Test, prepare
from wiql.context import Context
from wiql.errors import WiqlError
from wiql.fields import Catalog, FieldType
from wiql.readers import Fields
from wiql.syntax import And, Clause, Condition, FieldRef, Not, Or, Side, When

Predicate = Callable[[Fields, Context], bool]

LINK_TYPE = "System.Links.LinkType"
"""The one field that a link has, and no work item."""

_ANY_CONTEXT = Context(datetime.min.replace(tzinfo=UTC))


def compile_condition(condition: Condition, catalog: Catalog, *, time_precision: bool = False) -> Predicate:
    """Give the function that says whether an item's fields meet a condition, as Azure DevOps would say it.

    Fields are Azure DevOps' JSON values by reference name; a missing key is an empty field. Texts are compared without
    case. `<>`, `NOT IN` and `NOT CONTAINS` hold for empty fields, comparisons of order never do, and `NOT` turns a
    clause into its opposite (`NOT <` is `>=`). Dates are compared by the day in the context's zone, to the instant
    with `time_precision`. Where the condition asks about the past (see `needs_history`), the fields must be
    an `ItemFields`.

    Raises:
        WiqlError: where a field does not exist, or does not take its operator or value. The function itself raises it
            where the context does not know what a macro stands for.
    """
    bind, is_constant = compiled(condition, catalog, time_precision=time_precision)
    if is_constant:
        test = bind(_ANY_CONTEXT)
        return lambda fields, _context: test(fields)
    key = object()

    def predicate(fields: Fields, context: Context) -> bool:
        return context.remembered(key, bind)(fields)

    return predicate


def compiled(
    condition: Condition, catalog: Catalog, *, time_precision: bool, side: Side = Side.NONE, is_link: bool = False
) -> tuple[Callable[[Context], Test], bool]:
    """Give what binds a condition to a context, and whether every context gives the same test.

    With a side the condition is about that side of a link, with `is_link` about the link itself.
    """

    def prepared_clause(clause: Clause) -> tuple[Callable[[Context], Test], bool]:
        check_side(clause, side, is_link=is_link)
        prepared = prepare(clause, catalog, time_precision=time_precision)
        return prepared.bind, prepared.is_constant

    return _joined(condition, prepared_clause)


def _joined(
    condition: Condition, prepared: Callable[[Clause], tuple[Callable[[Context], Test], bool]]
) -> tuple[Callable[[Context], Test], bool]:
    if isinstance(condition, Clause):
        return prepared(condition)
    if isinstance(condition, Not):
        return _joined(positive(condition), prepared)
    parts = [_joined(part, prepared) for part in condition.parts]
    join = _all_of if isinstance(condition, And) else _any_of

    def bind(context: Context) -> Test:
        return join(tuple(part(context) for part, _ in parts))

    return bind, all(is_constant for _, is_constant in parts)


def is_link_type(reference: FieldRef) -> bool:
    """Say whether a field is the type of a link, which no work item has."""
    return reference.side is Side.NONE and reference.name.casefold() in {LINK_TYPE.casefold(), "link type"}


def check_side(clause: Clause, side: Side, *, is_link: bool = False) -> None:
    """Refuse a field of another side of a link than the one at hand."""
    if side is Side.NONE and (clause.field.side is not side or (is_link_type(clause.field) and not is_link)):
        name = f"[{clause.field.side}].[{clause.field.name}]".removeprefix("[].")
        raise WiqlError(f"{name} is for link queries only: FROM WorkItemLinks.", clause.field.span)


def _all_of(tests: tuple[Test, ...]) -> Test:
    def test(fields: Fields) -> bool:
        for part in tests:  # noqa: SIM110 - a loop asks in half the time of all()
            if not part(fields):
                return False
        return True

    return test


def _any_of(tests: tuple[Test, ...]) -> Test:
    def test(fields: Fields) -> bool:
        for part in tests:  # noqa: SIM110 - a loop asks in half the time of any()
            if part(fields):
                return True
        return False

    return test


def positive(condition: Condition, *, negated: bool = False) -> Condition:
    """Give a condition without NOT that means the same: each NOT has become the opposite operator of its clauses."""
    if isinstance(condition, Not):
        return positive(condition.part, negated=not negated)
    if isinstance(condition, Clause):
        return _opposite(condition) if negated else condition
    parts = tuple(positive(part, negated=negated) for part in condition.parts)
    return And(parts, condition.span) if isinstance(condition, And) is not negated else Or(parts, condition.span)


def _opposite(clause: Clause) -> Clause:
    if clause.when is When.NOW:
        return replace(clause, operator=clause.operator.opposite)
    return replace(clause, when=When.NEVER if clause.when is When.EVER else When.EVER)


def clauses_of(condition: Condition) -> Iterator[Clause]:
    """Give the clauses of a condition in the order of its text."""
    if isinstance(condition, Clause):
        yield condition
    else:
        for part in (condition.part,) if isinstance(condition, Not) else condition.parts:
            yield from clauses_of(part)


def needs_history(condition: Condition, catalog: Catalog) -> bool:
    """Say whether a condition asks about earlier revisions: EVER, NEVER, or the history field."""
    return any(
        clause.when is not When.NOW or catalog.field(clause.field).type is FieldType.HISTORY
        for clause in clauses_of(condition)
    )
