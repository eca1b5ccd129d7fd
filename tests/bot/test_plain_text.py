"""HTML becomes the text that a reader sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plain_text import plain_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  plain, 2 > 1  ", "plain, 2 > 1"),
        ("<div>One<br>two</div><div>three &lt;four&gt;</div>", "One\ntwo\nthree <four>"),
        ("<p>A <b>bold</b>  word</p><ul><li>x</li><li>y</li></ul>", "A bold word\nx\ny"),
        ("R&amp;D", "R&D"),
        (" <div>One\n line,  and\ttabs</div>\n", "One\nline, and tabs"),
        ("<p></p>", ""),
        ("<p>Not </div> closed", "Not closed"),
        ("", ""),
        ('<div><a href="#" data-vss-mention="version:2.0,1">@Sam, SI</a>&nbsp;look</div>', "@<Sam, SI> look"),
        ("<blockquote><p>one</p><blockquote>two</blockquote></blockquote><p>said</p>", "> one\n> > two\nsaid"),
        ("<p>so:</p><pre>a\nb</pre>", "so:\n> a\n> b"),
    ],
)
def test_html_becomes_text_with_one_paragraph_a_line(text: str, expected: str) -> None:
    """As a reader sees it."""
    assert plain_text(text) == expected


@given(st.text(alphabet=st.characters(exclude_characters="<>&\0", exclude_categories=["Cs"])))
def test_a_single_paragraph_is_read_as_a_parser_reads_it(text: str) -> None:
    """Most comments are one, and are read without a parser; with one more paragraph beside it, the parser reads it."""
    assert plain_text(f"<p>{text}</p>") == plain_text(f"<p>{text}</p><p></p>")
