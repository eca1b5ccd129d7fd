"""What is wrong with a query, and where: one error with line, column, what was expected and an excerpt."""

from __future__ import annotations

from wiql.syntax import Span


class WiqlError(ValueError):
    """A query that cannot be read, or that asks for what is not there.

    Attributes:
        message: one sentence without the place.
        line: counted from 1; 0 where the error has no place in a text.
        column: counted from 1; 0 where the error has no place in a text.
        expected: what could have stood there instead, in the words of the language.
        excerpt: the line of the query with a caret below the place; empty without a place.
    """

    def __init__(self, message: str, span: Span | None = None, expected: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.line = span.line if span else 0
        self.column = span.column if span else 0
        self.expected = expected
        self.excerpt = _excerpt(span) if span else ""

    def __str__(self) -> str:
        """Give the message and its place as one sentence."""
        if not self.line:
            return self.message
        return f"{self.message.removesuffix('.')} (line {self.line}, column {self.column})."


def _excerpt(span: Span) -> str:
    """Draw the line of the span and carets below what the span covers of it."""
    first = span.source.rfind("\n", 0, span.start) + 1
    end = span.source.find("\n", first)
    line = span.source[first : end if end >= 0 else len(span.source)]
    carets = "^" * max(1, min(span.end, first + len(line)) - span.start)
    indent = "".join("\t" if sign == "\t" else " " for sign in line[: span.start - first])
    return f"{line}\n{indent}{carets}"
