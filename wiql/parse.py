"""Text to tree: read a query or a condition, and say precisely what is wrong with one that cannot be read."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from wiql.builder import TreeBuilder, span_of
from wiql.errors import WiqlError
from wiql.syntax import Clause, Condition, Not, Query, Span

LONGEST = 32_000
"""Characters of a query that Azure DevOps accepts at most."""

DEEPEST = 100
"""Levels of AND, OR and NOT within each other that are read at most."""

_WORDS = {
    "FIELD": "a field name",
    "STRING": "a text in quotes",
    "NUMBER": "a number",
    "BOOLEAN": "true or false",
    "MACRO": "a macro such as @Today",
    "OFFSET": "+ or - and a whole number",
    "COMPARISON": "a comparison (=, <>, <, >, <=, >=)",
    "_STAR": "*",
    "_COMMA": ",",
    "_OPEN": "(",
    "_CLOSE": ")",
    "_BY": "BY",
    "$END": "the end",
}
_NOT_IN_THE_LANGUAGE = {
    "BETWEEN": "BETWEEN is not part of the language: write [Field] >= first AND [Field] <= last.",
    "LIKE": "LIKE is not part of the language: write CONTAINS, or CONTAINS WORDS with a * at the end.",
    "GROUP": "GROUP BY is not supported, by Azure DevOps neither.",
    "HAVING": "HAVING is not part of the language.",
    "JOIN": "JOIN is not part of the language: write FROM WorkItemLinks.",
    "LIMIT": "LIMIT is not part of the language: ask for fewer with $top.",
    "TOP": "TOP is not part of the language: ask for fewer with $top.",
    "NULL": "NULL is not part of the language: write IS EMPTY or IS NOT EMPTY.",
}
_CURLY_QUOTES = "\u2018\u2019\u201c\u201d"


def parse(text: str) -> Query:
    """Read a whole query: `SELECT ... FROM WorkItems WHERE ... ORDER BY ... ASOF ...`.

    Raises:
        WiqlError: where the text is no query, with the place and what was expected there.
    """
    query: Query = _read(text, "query")
    if query.where is not None:
        _refuse_depth(query.where)
    return query


def parse_condition(text: str) -> Condition:
    """Read a condition (`[State] = 'New' AND ...`), or take the WHERE part of a whole query.

    Raises:
        WiqlError: where the text is no condition, or a query without one.
    """
    if re.match(r"\s*select(?![\w.])", text, re.IGNORECASE):
        query = parse(text)
        if query.where is None:
            raise WiqlError("The query has no WHERE clause, so there is no condition in it.", query.span, ("WHERE",))
        return query.where
    condition: Condition = _read(text, "condition")
    _refuse_depth(condition)
    return condition


@cache
def _parser() -> Lark:
    """Build the parser once, when the first text is read."""
    return Lark(
        files("wiql").joinpath("grammar.lark").read_text(encoding="utf-8"),
        parser="lalr",
        start=["query", "condition"],
        propagate_positions=True,
        maybe_placeholders=True,
    )


def _read(text: str, start: str) -> Any:
    if len(text) > LONGEST:
        message = f"The query has {len(text)} characters; Azure DevOps takes at most {LONGEST}."
        raise WiqlError(message, Span(1, 1, 0, 1, text))
    try:
        return TreeBuilder(text).transform(_parser().parse(text, start=start))
    except UnexpectedInput as error:
        raise _explained(error, text) from None
    except VisitError as error:
        raise error.orig_exc from None


def _refuse_depth(condition: Condition) -> None:
    """Refuse what could not be walked: each level of the tree is a call."""
    waiting = [(condition, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise WiqlError(f"The condition nests more than {DEEPEST} levels deep.", node.span)
        if isinstance(node, Not):
            waiting.append((node.part, depth + 1))
        elif not isinstance(node, Clause):
            waiting.extend((part, depth + 1) for part in node.parts)


def _explained(error: UnexpectedInput, text: str) -> WiqlError:
    """Turn the parser's surprise into a sentence of the language."""
    span, found = _place(error, text)
    # Where the parser has read a whole condition it names nothing that could follow.
    expected = tuple(sorted({_word(name) for name in _acceptable(error)})) or ("AND", "OR", "the end")
    # `SELECT TOP 5` takes TOP for a field: the number is what surprises.
    word = "TOP" if re.search(r"(?i)\bselect\s+top\s*$", text[: span.start]) else found.upper()
    if word in _NOT_IN_THE_LANGUAGE:
        return WiqlError(_NOT_IN_THE_LANGUAGE[word], span, expected)
    if found[:1] in {"'", '"', "["}:
        closing = "]" if found[0] == "[" else found[0]
        if closing not in text[span.start + 1 :]:
            return WiqlError(f"What begins with {found[0]} is never closed.", span, (closing,))
    if found[:1] and found[0] in _CURLY_QUOTES:
        return WiqlError("A text stands in straight quotes, ' or \", not in curly ones.", span, expected)
    wanted = f"expected {_enumerated(expected)}"
    if not found:
        return WiqlError(f"The text ends too soon: {wanted}.", span, expected)
    return WiqlError(f"'{found}' cannot stand here: {wanted}.", span, expected)


def _place(error: UnexpectedInput, text: str) -> tuple[Span, str]:
    """Give where the parser stopped, and the word that stands there; no word at the end of the text."""
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        return span_of(error.token, text), str(error.token)
    if isinstance(error, UnexpectedCharacters):
        start = cast("int", error.pos_in_stream)
        match = re.compile(r"[\w.@]+|.").match(text, start)
        found = match.group() if match else ""
        return Span(error.line, error.column, start, start + len(found), text), found
    end = len(text.rstrip())
    line = text.count("\n", 0, end) + 1
    return Span(line, end - text.rfind("\n", 0, end), end, end, text), ""


def _acceptable(error: UnexpectedInput) -> set[str]:
    """Give the names of the terminals that could have come."""
    if isinstance(error, UnexpectedToken):
        return set(error.accepts or error.expected)
    return set(getattr(error, "allowed", None) or ())


def _word(terminal: str) -> str:
    return _WORDS.get(terminal) or terminal.removeprefix("_")


def _enumerated(words: tuple[str, ...]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
