"""Errors name the place and draw it."""

from __future__ import annotations

import pytest

from wiql import WiqlError, parse_condition
from wiql.syntax import Span


def error_of(text: str) -> WiqlError:
    """Give the error that a condition ends in."""
    with pytest.raises(WiqlError) as caught:
        parse_condition(text)
    return caught.value


def test_an_error_reads_as_one_sentence_with_its_place() -> None:
    """The sentence ends with line and column, and the message stands alone too."""
    error = error_of("[State] = 'New'\nAND [Priority] LIKE 1")
    assert str(error).endswith("(line 2, column 16).")
    assert error.message.endswith(".")
    assert (error.line, error.column) == (2, 16)


def test_the_excerpt_shows_the_line_with_carets_below_the_word() -> None:
    """Only the line at fault is drawn, whatever stands around it."""
    error = error_of("[State] = 'New'\n\tAND [Priority] LIKE 1\nAND [Id] = 1")
    assert error.excerpt == "\tAND [Priority] LIKE 1\n\t               ^^^^"


def test_what_covers_several_lines_is_drawn_on_its_first() -> None:
    """The carets end with the line."""
    text = "[State] = 'a\nb'"
    error = WiqlError("No.", Span(1, 11, 10, 15, text))
    assert error.excerpt == "[State] = 'a\n          ^^"


def test_an_error_without_a_place_is_just_its_message() -> None:
    """There is no line 0 in what people read."""
    error = WiqlError("Nothing to ask.")
    assert str(error) == "Nothing to ask."
    assert (error.line, error.column, error.excerpt, error.expected) == (0, 0, "", ())
