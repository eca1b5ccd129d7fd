"""Read Markdown as blocks: files, and pages of an Azure DevOps wiki."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.sources.release_notes.addresses import linked, with_ids
from bot.sources.release_notes.blocks import Block, heading, item, paragraphs, row

_MARKDOWN = MarkdownIt("commonmark").enable("table").enable("strikethrough")
_TEXT = frozenset({"text", "text_special", "code_inline"})


def blocks_of_markdown(markdown: str) -> Iterator[Block]:
    """Give the headings, list items, paragraphs and rows of a document in their order; HTML in it is left out."""
    page = _Page()
    before: Token | None = None
    for token in _MARKDOWN.parse(markdown):
        if token.type == "inline" and before is not None:
            yield from page.text(token, before)
        elif token.type == "tr_close":
            yield from page.row()
        else:
            page.mark(token)
        before = token


class _Page:
    """Knows whether a text begins a list item, and the table that it is in."""

    def __init__(self) -> None:
        self._begins_item = False
        self._in_header = False
        self._columns: tuple[str, ...] = ()
        self._cells: list[str] = []
        self._place = ""

    def mark(self, token: Token) -> None:
        """Take note of what opens or closes."""
        if token.type in {"list_item_open", "list_item_close"}:
            self._begins_item = token.type == "list_item_open"
        elif token.type in {"thead_open", "thead_close"}:
            self._in_header = token.type == "thead_open"
        elif token.type == "tr_open":
            self._cells, self._place = [], _line(token)

    def text(self, token: Token, before: Token) -> Iterator[Block]:
        """Give the block that a text is; that of a cell belongs to its row."""
        lines = _text(token.children or ())
        text = " ".join(lines.split())
        if before.type in {"td_open", "th_open"}:
            self._cells.append(text)
        elif before.type == "heading_open":
            yield heading(text, _line(token), int(before.tag[1:]))
        elif self._begins_item:
            self._begins_item = False
            yield item(text, _line(token))
        else:
            yield from paragraphs(lines, _line(token))

    def row(self) -> Iterator[Block]:
        """Give the row that ends; an empty header is no row."""
        cells = tuple(self._cells)
        if self._in_header:
            self._columns = cells
        if any(cells):
            yield row(cells, self._place, () if self._in_header else self._columns)


def _line(token: Token) -> str:
    return f"line {token.map[0] + 1 if token.map else 1}"


def _text(children: Sequence[Token]) -> str:
    """Give a text as a reader sees it, its lines apart; what is struck out is not said."""
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    struck = 0
    for child in children:
        if child.type in {"s_open", "s_close"}:
            struck += 1 if child.type == "s_open" else -1
        elif child.type == "link_open":
            links.append((str(child.attrGet("href") or ""), len(parts)))
        elif child.type == "link_close":
            address, start = links.pop()
            parts[start:] = [linked("".join(parts[start:]), address)]
        elif not struck:
            parts.append(child.content if child.type in _TEXT else _space(child))
    return with_ids("".join(parts)).strip()


def _space(child: Token) -> str:
    is_break = child.type in {"softbreak", "hardbreak"} or child.content.casefold().startswith("<br")
    return "\n" if is_break else ""
