"""Read wiki pages as what they say: headings, list items and rows of tables, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list.

    Attributes:
        heading: the nearest heading above it.
        text: its own text in one line, without that of lists inside it.
        line: counted from 1.
    """

    heading: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, its header included: the text of its cells."""

    cells: tuple[str, ...]
    line: int


def read_page(markdown: str) -> Iterator[ListItem | Row]:
    """Give the list items and table rows of a page in their order."""
    heading = ""
    cells: list[str] = []
    row_line = 0
    awaits_text = False
    tokens = _MARKDOWN.parse(markdown)
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.type == "list_item_open":
            awaits_text = True
        elif token.type == "tr_open":
            cells, row_line = [], _line(token)
        elif token.type == "tr_close":
            yield Row(tuple(cells), row_line)
        elif token.type == "inline" and before is not None:
            if before.type == "heading_open":
                heading = inline_text(token)
            elif before.type in {"td_open", "th_open"}:
                cells.append(inline_text(token))
            elif awaits_text:
                awaits_text = False
                yield ListItem(heading, inline_text(token), _line(token))


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def inline_text(token: Token) -> str:
    """Give the text of a line as a reader sees it: escapes, emphasis and addresses of links are gone."""
    parts = (
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in token.children or ()
        if child.type in {"text", "text_special", "code_inline", "softbreak", "hardbreak", "html_inline"}
    )
    return "".join(parts).strip()
