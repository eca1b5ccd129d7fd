"""Tree to text: a query as a person would write it, which parses to the same tree."""

from __future__ import annotations

from wiql.syntax import And, Clause, Condition, FieldRef, Literal, Macro, Not, Operand, Operator, Or, Query, Side, When


def format_query(query: Query) -> str:
    """Write a whole query, one clause of the language a line."""
    columns = "*" if query.columns is None else ", ".join(map(_field, query.columns))
    lines = [f"SELECT {columns}", f"FROM {query.table}"]
    if query.where is not None:
        lines.append(f"WHERE {format_condition(query.where)}")
    if query.order:
        lines.append("ORDER BY " + ", ".join(_field(s.field) + " DESC" * s.descending for s in query.order))
    if query.as_of is not None:
        lines.append(f"ASOF {_operand(query.as_of)}")
    if query.mode is not None:
        lines.append(f"MODE ({query.mode})")
    return "\n".join(lines)


def format_condition(condition: Condition) -> str:
    """Write a condition on one line, with parentheses where the tree needs them."""
    match condition:
        case Clause():
            return _clause(condition)
        case Not(part=part):
            return f"NOT {_nested(part)}"
        case And(parts=parts):
            return " AND ".join(map(_nested, parts))
        case _:
            parts = condition.parts
            return " OR ".join(format_condition(part) if isinstance(part, And) else _nested(part) for part in parts)


def _nested(condition: Condition) -> str:
    text = format_condition(condition)
    return f"({text})" if isinstance(condition, And | Or) else text


def _clause(clause: Clause) -> str:
    field, asked = _field(clause.field), clause.operator
    values = ", ".join(map(_operand, clause.values))
    if asked in {Operator.IN, Operator.NOT_IN}:
        values = f"({values})"
    text = f"{field} {asked} {values}" if clause.values else f"{field} {asked}"
    return text if clause.when is When.NOW else f"{clause.when.name} {text}"


def _field(reference: FieldRef) -> str:
    side = "" if reference.side is Side.NONE else f"[{reference.side}]."
    return f"{side}[{reference.name}]"


def _operand(value: Operand) -> str:
    if isinstance(value, FieldRef):
        return _field(value)
    if isinstance(value, Macro):
        argument = "" if value.argument is None else f"({_quoted(value.argument)})"
        offset = f" {'-' if value.offset < 0 else '+'} {abs(value.offset)}" if value.offset else ""
        return f"@{value.name}{argument}{offset}"
    return _literal(value)


def _literal(literal: Literal) -> str:
    if isinstance(literal.value, str):
        return _quoted(literal.value)
    return str(literal.value).lower() if isinstance(literal.value, bool) else repr(literal.value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
