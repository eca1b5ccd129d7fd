"""Read the WIQL of a stored query: its type, columns, sorting and clauses, as the queries resource shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sandbox.answers import AdoError
from sandbox.queries import refused
from sandbox.state import World
from sandbox.work_item_types import Field, Tracking
from wiql import WiqlError, parse
from wiql.syntax import (
    And,
    Clause,
    Condition,
    FieldRef,
    LinkMode,
    Literal,
    Macro,
    Not,
    Operator,
    Or,
    Query,
    Table,
    When,
)

_OPERATIONS = {
    Operator.EQUAL: "Equals",
    Operator.NOT_EQUAL: "NotEquals",
    Operator.LESS: "LessThan",
    Operator.GREATER: "GreaterThan",
    Operator.AT_MOST: "LessThanEquals",
    Operator.AT_LEAST: "GreaterThanEquals",
    Operator.IN: "In",
    Operator.NOT_IN: "NotIn",
    Operator.IN_GROUP: "InGroup",
    Operator.NOT_IN_GROUP: "NotInGroup",
    Operator.CONTAINS: "Contains",
    Operator.NOT_CONTAINS: "NotContains",
    Operator.CONTAINS_WORDS: "ContainsWords",
    Operator.NOT_CONTAINS_WORDS: "NotContainsWords",
    Operator.UNDER: "Under",
    Operator.NOT_UNDER: "NotUnder",
    Operator.IS_EMPTY: "IsEmpty",
    Operator.IS_NOT_EMPTY: "IsNotEmpty",
}
_MOST_CHARACTERS = 32_000
_TREES = frozenset({LinkMode.RECURSIVE, LinkMode.RETURN_MATCHING_CHILDREN})


def read_wiql(world: World, text: str) -> Query:
    """Read a query whose fields all exist.

    Raises:
        AdoError: VS402338 for more than 32,000 characters, TF51006 for what is no WIQL, TF51005 for a field that does
            not exist; each 400.
    """
    if len(text) > _MOST_CHARACTERS:
        message = f"VS402338: The length of the query exceeds the limit of {_MOST_CHARACTERS} characters. Shorten it."
        raise refused(400, "WorkItemTrackingQueryMaxWiqlTextLengthLimitExceededException", message)
    try:
        query = parse(text)
    except WiqlError as error:
        message = f"TF51006: The query statement is missing a clause or is not written right. {error}"
        raise refused(400, "SyntaxException", message) from error
    for reference in _references(query):
        _field(world, reference)
    return query


def query_type(query: Query) -> str:
    """Name the kind of answer: `flat`, `oneHop` or `tree`."""
    if query.table is Table.WORK_ITEMS:
        return "flat"
    return "tree" if query.mode in _TREES else "oneHop"


def columns_json(world: World, query: Query) -> list[dict[str, Any]]:
    """Give the columns that are shown."""
    return [_field_json(world, reference) for reference in query.columns or ()]


def sorting_json(world: World, query: Query) -> list[dict[str, Any]]:
    """Give what the answer is sorted by."""
    return [{"field": _field_json(world, each.field), "descending": each.descending} for each in query.order]


def clauses_json(world: World, condition: Condition, *, denied: bool = False) -> dict[str, Any]:
    """Give the condition as a tree of clauses, which knows AND and OR but no NOT: what is denied is turned round."""
    if isinstance(condition, Clause):
        return _clause_json(world, _opposite(condition) if denied else condition)
    if isinstance(condition, Not):
        return clauses_json(world, condition.part, denied=not denied)
    operator = "AND" if isinstance(condition, And) is not denied else "OR"
    return {
        "logicalOperator": operator,
        "clauses": [clauses_json(world, part, denied=denied) for part in condition.parts],
    }


def _opposite(clause: Clause) -> Clause:
    if clause.when is When.NOW:
        return replace(clause, operator=clause.operator.opposite)
    return replace(clause, when=When.NEVER if clause.when is When.EVER else When.EVER)


def _clause_json(world: World, clause: Clause) -> dict[str, Any]:
    operation, word = _OPERATIONS[clause.operator], clause.operator.value
    if clause.when is not When.NOW:
        operation, word = ("Ever", "EVER") if clause.when is When.EVER else ("Never", "NEVER")
    shown: dict[str, Any] = {"field": _field_json(world, clause.field)}
    if len(clause.values) == 1 and isinstance(clause.values[0], FieldRef):
        shown["operator"] = {"referenceName": f"SupportedOperations.{operation}Field", "name": f"{word} [Field]"}
        return shown | {"isFieldValue": True, "fieldValue": _field_json(world, clause.values[0])}
    shown["operator"] = {"referenceName": f"SupportedOperations.{operation}", "name": word}
    return shown | {"value": ", ".join(_text(value) for value in clause.values)}


def _text(value: FieldRef | Literal | Macro) -> str:
    if isinstance(value, Literal):
        return str(value.value)
    if isinstance(value, FieldRef):
        return f"[{value.name}]"
    argument = f"('{value.argument}')" if value.argument else ""
    return f"@{value.name}{argument}{f' {value.offset:+d}' if value.offset else ''}"


def _field_json(world: World, reference: FieldRef) -> dict[str, Any]:
    field = _field(world, reference)
    return {
        "referenceName": field.reference_name,
        "name": field.name,
        "url": f"{world.base_url}/_apis/wit/fields/{field.reference_name}",
    }


def _field(world: World, reference: FieldRef) -> Field:
    try:
        return world.part(Tracking).field(reference.name)
    except AdoError as error:
        message = (
            f"TF51005: The query references a field that does not exist. The error is caused by «[{reference.name}]»."
        )
        raise refused(400, "QueryFieldNotFoundException", message) from error


def _references(query: Query) -> Iterator[FieldRef]:
    yield from query.columns or ()
    yield from (each.field for each in query.order)
    if query.where is not None:
        yield from _references_of(query.where)


def _references_of(condition: Condition) -> Iterator[FieldRef]:
    match condition:
        case Clause():
            yield condition.field
            yield from (value for value in condition.values if isinstance(value, FieldRef))
        case Not():
            yield from _references_of(condition.part)
        case And() | Or():
            for part in condition.parts:
                yield from _references_of(part)
