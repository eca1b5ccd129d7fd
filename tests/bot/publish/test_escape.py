"""Hold that text from outside is shown as it was written in every medium, and never read as mark-up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.publish import escape

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
NASTY = [
    "<script>alert(1)</script>",
    "a | b",
    "**bold** _it_ `code` ~~gone~~",
    "[click](javascript:alert(1))",
    "![x](https://evil.example.com/a.png)",
    "# heading",
    "- item",
    "+ item",
    "12. item",
    "> quote",
    "&lt;b&gt;",
    "back\\slash",
    "[[_TOC_]]",
    "===",
    "    indented",
    "عربى 日本語 🚧",
]


def as_read(markdown: str) -> str:
    """Give the text that a reader of Markdown would show, by its inline tokens."""
    tokens = READER.parse(markdown)
    assert [token.type for token in tokens] in (["paragraph_open", "inline", "paragraph_close"], [])
    children = (child for token in tokens for child in token.children or ())
    shown = []
    for child in children:
        assert child.type in ("text", "text_special"), f"{markdown!r} is read as {child.type}"
        shown.append(child.content)
    return "".join(shown)


@pytest.mark.parametrize("text", NASTY)
def test_markdown_is_shown_as_it_was_written(text: str) -> None:
    """Nothing in the text becomes a heading, a list, a link or HTML."""
    assert as_read(escape.markdown(text)) == escape.one_line(text)


@given(st.text(max_size=60))
def test_any_text_survives_markdown(text: str) -> None:
    """Whatever is typed as a title comes out as it was."""
    assert as_read(escape.markdown(text)) == escape.one_line(text)


def test_a_pipe_does_not_end_a_cell_and_a_number_is_no_mention() -> None:
    """Titles neither break tables nor mention work items, people or formulas of Azure DevOps."""
    assert escape.markdown("a|b #12 @you $x$") == r"a\|b \#12 &#64;you &#36;x&#36;"


def test_an_address_in_a_title_is_no_link() -> None:
    """A link that nobody looked at is not offered."""
    assert "://" not in escape.markdown("see https://evil.example.com")


def test_a_reason_may_mention_a_work_item() -> None:
    """Rules write `#1234` and mean it; headings stay escaped."""
    assert escape.markdown_reason("As #1234 and (#5), not a#6 or #x") == r"As #1234 and (#5), not a\#6 or \#x"


def test_line_breaks_and_control_characters_are_taken_out() -> None:
    """A line stays a line, and text cannot turn the reading direction of what follows."""
    assert escape.one_line("a\r\n\tb\x00\u202ec\u2028d") == "a bc d"


def test_joined_emoji_stay_joined() -> None:
    """The character that joins emoji and letters of some scripts is kept."""
    assert escape.one_line("👩\u200d💻") == "👩\u200d💻"


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("short", 10, "short"),
        ("several words here", 10, "several…"),
        ("unbreakable", 6, "unbre…"),
        ("日本語日本語", 4, "日本語…"),
    ],
)
def test_text_is_cut_at_a_word_if_there_is_one(text: str, length: int, short: str) -> None:
    """The result is never longer than asked for."""
    assert escape.shorten(text, length) == short


def test_a_gantt_name_keeps_no_sign_that_mermaid_reads() -> None:
    """Colons, hashes and semicolons would end the name."""
    assert escape.mermaid("SIT A: #1; {x} — y, z") == "SIT A 1 x y z"
    assert escape.mermaid(":::") == "outage"


def test_card_text_is_neither_markdown_nor_a_function() -> None:
    """`{{DATE(…)}}` is not worked out, and emphasis is not read."""
    assert escape.card("*a* {{DATE(2024-06-12T09:00:00Z)}} [b](c)") == (
        "\\*a\\* {\u200b{DATE(2024-06-12T09:00:00Z)}} \\[b\\](c)"
    )
    assert escape.card("1. first") == "1\\. first"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", " \njavascript:x", "", "/relative", "https:// x"],
)
def test_an_address_of_another_kind_is_no_address(address: str) -> None:
    """Only http, https and mailto are followed."""
    assert escape.link_address(address) == ""


def test_an_address_cannot_leave_its_brackets_or_quotes() -> None:
    """Signs that end a Markdown link or an HTML attribute are encoded."""
    assert escape.link_address("https://x.example/a(b)|c\"d'e<f>") == "https://x.example/a%28b%29%7Cc%22d%27e%3Cf%3E"
    assert escape.link_address("mailto:a@example.com") == "mailto:a@example.com"
