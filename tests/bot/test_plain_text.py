"""HTML becomes the text that a reader sees."""

from __future__ import annotations

import pytest

from bot.plain_text import plain_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  plain, 2 > 1  ", "plain, 2 > 1"),
        ("<div>One<br>two</div><div>three &lt;four&gt;</div>", "One\ntwo\nthree <four>"),
        ("<p>A <b>bold</b>  word</p><ul><li>x</li><li>y</li></ul>", "A bold word\nx\ny"),
        ("R&amp;D", "R&D"),
        ("", ""),
    ],
)
def test_html_becomes_text_with_one_paragraph_a_line(text: str, expected: str) -> None:
    """As a reader sees it."""
    assert plain_text(text) == expected
