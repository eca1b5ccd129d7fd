"""The parser's raw tree to the syntax tree: one method a rule of the grammar."""

from __future__ import annotations

import re
from typing import Any

from lark import Token, Transformer_NonRecursive, v_args
from lark.tree import Meta

from wiql.errors import WiqlError
from wiql.syntax import (
    And,
    Clause,
    Condition,
    FieldRef,
    LinkMode,
    Literal,
    Macro,
    Not,
    Operand,
    Operator,
    Or,
    Query,
    Side,
    Sorting,
    Span,
    Table,
    When,
)

_TABLES = {
    "workitems": Table.WORK_ITEMS,
    "workitem": Table.WORK_ITEMS,
    "issues": Table.WORK_ITEMS,
    "issue": Table.WORK_ITEMS,
    "workitemlinks": Table.LINKS,
    "links": Table.LINKS,
}
_MODES = {
    ("mustcontain",): LinkMode.MUST_CONTAIN,
    ("maycontain",): LinkMode.MAY_CONTAIN,
    ("doesnotcontain",): LinkMode.DOES_NOT_CONTAIN,
    ("recursive",): LinkMode.RECURSIVE,
    ("mustcontain", "recursive"): LinkMode.RECURSIVE,
    ("recursive", "returnmatchingchildren"): LinkMode.RETURN_MATCHING_CHILDREN,
}
_EVER_OPERATORS = (Operator.EQUAL, Operator.CONTAINS, Operator.CONTAINS_WORDS)
_COMPARISONS = {"==": Operator.EQUAL, "!=": Operator.NOT_EQUAL}


def span_of(place: Token | Meta, source: str) -> Span:
    """Give the span of a token, or of the part of the text that a rule covers."""
    start = place.start_pos or 0
    return Span(place.line or 1, place.column or 1, start, place.end_pos or start, source)


def _text_of(token: Token) -> str:
    """Give what a quoted text says: without its quotes, and with doubled quotes single."""
    quote = token[0]
    return token[1:-1].replace(quote * 2, quote)


@v_args(meta=True)
class TreeBuilder(Transformer_NonRecursive[Token, Any]):
    """Builds the nodes of one text, bottom up."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self._source = source

    def FIELD(self, token: Token) -> FieldRef:  # noqa: N802 - lark calls this by the terminal's name
        """Split `[Source].[System.State]` and `Source.System.State` into side and name; drop the brackets."""
        parts = [a or b for a, b in re.findall(r"\[([^\[\]]+)\]|([^\s.\[\]]+(?:\.\w+)*)", token)]
        if len(parts) == 1 and "." in parts[0] and not token.startswith("["):
            first, rest = parts[0].split(".", 1)
            parts = [first, rest] if first.casefold() in {"source", "target"} else parts
        name = parts[-1].strip()
        span = span_of(token, self._source)
        if len(parts) == 1:
            return FieldRef(name, Side.NONE, span)
        side = parts[0].strip().capitalize()
        if side not in {Side.SOURCE, Side.TARGET}:
            raise WiqlError(f"'{parts[0]}' is no side of a link.", span, ("Source", "Target"))
        return FieldRef(name, Side(side), span)

    def text(self, meta: Meta, children: list[Token]) -> Literal:
        """A quoted text."""
        return Literal(_text_of(children[0]), span_of(meta, self._source))

    def number(self, meta: Meta, children: list[Token]) -> Literal:
        """A whole number stays one, everything else is a float."""
        (token,) = children
        value: int | float = int(token) if re.fullmatch(r"[+-]?\d+", token) else float(token)
        return Literal(value, span_of(meta, self._source))

    def boolean(self, meta: Meta, children: list[Token]) -> Literal:
        """True or false."""
        return Literal(children[0].lower() == "true", span_of(meta, self._source))

    def macro(self, meta: Meta, children: list[Token | None]) -> Macro:
        """A macro's name, argument, and the sum of its offsets."""
        name, argument, *offsets = children
        total = sum(int(re.sub(r"\s", "", offset or "0")) for offset in offsets)
        return Macro(str(name)[1:], _text_of(argument) if argument else None, total, span_of(meta, self._source))

    def comparison(self, meta: Meta, children: list[Any]) -> Clause:
        """`[A] = 1`, `[A] <> [B]`."""
        field, sign, value = children
        operator = _COMPARISONS.get(sign) or Operator(str(sign))
        return Clause(field, operator, (value,), When.NOW, span_of(meta, self._source))

    def test(self, meta: Meta, children: list[Any]) -> Clause:
        """Every operator of words: the tokens between field and values are its name."""
        field, *rest = children
        words = " ".join(token.upper() for token in rest if isinstance(token, Token))
        values = tuple(value for value in rest if value is not None and not isinstance(value, Token))
        return Clause(field, Operator(words), values, When.NOW, span_of(meta, self._source))

    def history(self, meta: Meta, children: list[Any]) -> Clause:
        """`[A] EVER 'x'`, `[A] WAS EVER 'x'`, `[A] NEVER CONTAINS 'x'`."""
        field, *rest = children
        words = [token.upper() for token in rest if isinstance(token, Token)]
        when = When.NEVER if {"NOT", "NEVER"} & set(words) else When.EVER
        operator = " ".join(word for word in words if word not in {"NOT", "EVER", "NEVER"})
        return Clause(field, Operator(operator or "="), (rest[-1],), when, span_of(meta, self._source))

    def ever(self, meta: Meta, children: list[Condition]) -> Clause:
        """`EVER [A] = 'x'`."""
        return self._over_time(meta, children[0], When.EVER)

    def never(self, meta: Meta, children: list[Condition]) -> Clause:
        """`NEVER [A] = 'x'`."""
        return self._over_time(meta, children[0], When.NEVER)

    def _over_time(self, meta: Meta, part: Condition, when: When) -> Clause:
        span = span_of(meta, self._source)
        if not isinstance(part, Clause) or part.when is not When.NOW or part.operator not in _EVER_OPERATORS:
            raise WiqlError(
                f"{when.name} asks about one clause with =, CONTAINS or CONTAINS WORDS, and about nothing else.", span
            )
        return Clause(part.field, part.operator, part.values, when, span)

    def negation(self, meta: Meta, children: list[Condition]) -> Not:
        """`NOT ...`."""
        return Not(children[0], span_of(meta, self._source))

    def all_of(self, meta: Meta, children: list[Condition]) -> And:
        """`... AND ...`."""
        return And(tuple(children), span_of(meta, self._source))

    def any_of(self, meta: Meta, children: list[Condition]) -> Or:
        """`... OR ...`."""
        return Or(tuple(children), span_of(meta, self._source))

    def columns(self, _meta: Meta, children: list[FieldRef]) -> tuple[FieldRef, ...] | None:
        """The fields after SELECT; None for all of them."""
        return tuple(children) or None

    def sorting(self, meta: Meta, children: list[Any]) -> Sorting:
        """One field of ORDER BY with its direction."""
        field, direction = children
        return Sorting(field, direction is not None and direction.type == "DESC", span_of(meta, self._source))

    def order(self, meta: Meta, children: list[Sorting]) -> tuple[str, Meta, tuple[Sorting, ...]]:
        """`ORDER BY ...`."""
        return "ORDER BY", meta, tuple(children)

    def as_of(self, meta: Meta, children: list[Operand]) -> tuple[str, Meta, Operand]:
        """`ASOF ...`."""
        return "ASOF", meta, children[0]

    def mode(self, meta: Meta, children: list[FieldRef]) -> tuple[str, Meta, LinkMode]:
        """`MODE (...)`."""
        mode = _MODES.get(tuple(sorted(child.name.casefold() for child in children)))
        if mode is None:
            span = span_of(meta, self._source)
            raise WiqlError("There is no such mode of a link query.", span, tuple(f"MODE ({m})" for m in LinkMode))
        return "MODE", meta, mode

    def query(self, meta: Meta, children: list[Any]) -> Query:
        """The whole query; ORDER BY, ASOF and MODE may stand in any order, each once."""
        columns, source, where, *tails = children
        table = _TABLES.get(source.name.casefold())
        if table is None or source.side is not Side.NONE:
            raise WiqlError(f"Nothing is called '{source.name}' after FROM.", source.span, tuple(Table))
        found: dict[str, Any] = {}
        for name, place, value in tails:
            span = span_of(place, self._source)
            if name in found:
                raise WiqlError(f"{name} is said twice.", span)
            if name == "MODE" and table is Table.WORK_ITEMS:
                raise WiqlError("MODE is for link queries only: FROM WorkItemLinks.", span)
            found[name] = value
        return Query(
            columns,
            table,
            where,
            found.get("ORDER BY", ()),
            found.get("ASOF"),
            found.get("MODE"),
            span_of(meta, self._source),
        )
