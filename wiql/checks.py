"""What may be asked of which field: operators, values and macros, refused by name where Azure DevOps refuses them."""

from __future__ import annotations

import re

from wiql.context import DATE_MACROS, ID_MACROS, check_macro
from wiql.errors import WiqlError
from wiql.fields import Field, FieldType, Kind
from wiql.syntax import Clause, Literal, Macro, Operator
from wiql.values import number, truth

EQUALITY = {Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN, Operator.NOT_IN}
ORDER = {Operator.LESS, Operator.GREATER, Operator.AT_MOST, Operator.AT_LEAST}
GROUPS = {Operator.IN_GROUP, Operator.NOT_IN_GROUP}
EMPTINESS = {Operator.IS_EMPTY, Operator.IS_NOT_EMPTY}
WORDS = {Operator.CONTAINS_WORDS, Operator.NOT_CONTAINS_WORDS}
PARTS = {Operator.CONTAINS, Operator.NOT_CONTAINS} | WORDS

_ALLOWED: dict[Kind, set[Operator]] = {
    Kind.TEXT: EQUALITY | ORDER | PARTS | GROUPS | EMPTINESS,
    Kind.NUMBER: EQUALITY | ORDER | EMPTINESS,
    Kind.INSTANT: EQUALITY | ORDER | EMPTINESS,
    Kind.TRUTH: EQUALITY | EMPTINESS,
    Kind.IDENTITY: EQUALITY | ORDER | PARTS | GROUPS | EMPTINESS,
    Kind.PATH: EQUALITY | {Operator.UNDER, Operator.NOT_UNDER} | EMPTINESS,
    Kind.LONG_TEXT: PARTS | EMPTINESS,
    Kind.TAGS: EQUALITY | PARTS | EMPTINESS,
}
_MEANS_TEXT = {
    "me": {Kind.IDENTITY, Kind.TEXT},
    "project": {Kind.TEXT, Kind.PATH},
    "currentiteration": {Kind.PATH},
    "teamareas": {Kind.PATH},
}
_WHOLE = {FieldType.INTEGER, FieldType.PICKLIST_INTEGER}
_TAKES_EMPTY_TEXT = EQUALITY | {Operator.CONTAINS, Operator.NOT_CONTAINS}


def check_operator(clause: Clause, field: Field) -> None:
    """Refuse an operator that the field does not take, saying which ones it does.

    Raises:
        WiqlError: also where the operator cannot be asked about the empty text.
    """
    kind, asked = field.kind, clause.operator
    if asked not in _ALLOWED[kind]:
        allowed = tuple(str(known) for known in Operator if known in _ALLOWED[kind])
        message = f"{asked} does not work on {field.reference_name}, a field of {kind.value}"
        raise WiqlError(f"{message}: write {', '.join(allowed)}.", clause.span, allowed)
    if asked not in _TAKES_EMPTY_TEXT and any(is_empty_text(value) for value in clause.values):
        raise WiqlError(f"{asked} cannot be asked about the empty text.", clause.span, ("= ''", "<> ''"))


def is_empty_text(value: object) -> bool:
    """Say whether a value is the empty text, which stands for a field without a value."""
    return isinstance(value, Literal) and value.value == ""


def check_value(value: Literal | Macro, field: Field) -> None:
    """Refuse a value that the field can never have.

    Raises:
        WiqlError: naming what the field wants.
    """
    if isinstance(value, Macro):
        _check_macro(value, field)
    elif not is_empty_text(value):
        _check_literal(value, field)


def _check_macro(macro: Macro, field: Field) -> None:
    check_macro(macro)
    name = macro.name.casefold()
    if name in DATE_MACROS:
        fits = field.kind is Kind.INSTANT
    elif name in ID_MACROS:
        fits = field.kind is Kind.NUMBER
    else:
        fits = field.kind in _MEANS_TEXT[name]
    if not fits:
        message = f"@{macro.name} is no value for {field.reference_name}, a field of {field.kind.value}."
        raise WiqlError(message, macro.span)


def _check_literal(literal: Literal, field: Field) -> None:
    text = str(literal.value)
    wanted = ""
    if field.type in _WHOLE and not re.fullmatch(r"\s*[+-]?\d+\s*", text):
        wanted = "a whole number"
    elif field.kind is Kind.NUMBER and number(literal.value) is None:
        wanted = "a number"
    elif field.kind is Kind.TRUTH and truth(literal.value) is None:
        wanted = "true or false"
    elif field.kind is Kind.PATH and text.startswith("\\"):
        wanted = "a path that begins with the project"
    if wanted:
        raise WiqlError(f"{field.reference_name} wants {wanted}, not '{text}'.", literal.span, (wanted,))
