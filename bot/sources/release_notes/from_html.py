"""Read HTML as blocks: nothing in it is followed, fetched or run."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from bot.sources.release_notes.addresses import linked, with_ids
from bot.sources.release_notes.blocks import Block, BlockKind, heading, paragraphs, row

_UNREAD = frozenset({"script", "style", "template", "noscript", "svg", "object", "iframe", "title", "head"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BREAKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "ul",
        "ol",
        "dl",
        "table",
        "blockquote",
        "pre",
        "hr",
        "dt",
        "dd",
        "tbody",
        "body",
    }
)
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "wbr"})


def blocks_of_html(html: str) -> tuple[Block, ...]:
    """Give the headings, list items, paragraphs and table rows of a page; scripts and styles say nothing."""
    reader = _Page()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return tuple(reader.blocks)


class _Page(HTMLParser):
    """Collects text until something ends a block.

    A list item is what stands before its first inner block: what a tracker prints below the title is description.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._line = 1
        self._parts: list[str] = []
        self._links: list[tuple[str, int]] = []
        self._unread: list[str] = []
        self._cells: list[str] | None = None
        self._columns: tuple[str, ...] = ()
        self._all_head = True
        self._struck = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Begin what the tag begins."""
        if self._unread or (tag in _UNREAD and tag != "head"):
            if tag not in _VOID:
                self._unread.append(tag)
        elif tag in {"td", "th"}:
            self._end_cell()
            self._all_head = self._all_head and tag == "th"
            self._begin(BlockKind.ROW)
        elif tag == "tr":
            self.end_block()
            self._cells, self._all_head, self._line = [], True, self.getpos()[0]
        elif self._cells is not None and tag != "table":
            self._inline(tag, attrs)
        elif tag in _HEADINGS:
            self._begin(BlockKind.HEADING, int(tag[1]))
        elif tag == "li":
            self._begin(BlockKind.ITEM)
        elif tag in _BREAKS:
            self._begin(BlockKind.ITEM if tag == "p" and self._begins_item() else BlockKind.PARAGRAPH)
            if tag == "table":
                self._columns = ()
        else:
            self._inline(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends."""
        if self._unread:
            if tag in self._unread:
                del self._unread[self._unread.index(tag) :]
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self.end_block()
        elif tag == "a" and self._links:
            address, start = self._links.pop()
            self._parts[start:] = [linked("".join(self._parts[start:]), address)]
        elif tag in {"del", "s", "strike"}:
            self._struck = max(0, self._struck - 1)
        elif self._cells is None and (tag in _HEADINGS or tag in _BREAKS or tag == "li"):
            self._begin(BlockKind.PARAGRAPH)

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self._unread and not self._struck:
            if not self._parts and data.strip():
                self._line = self._line if self._cells is not None else self.getpos()[0] + _blank_lines(data)
            if self._parts or data.strip():
                self._parts.append(data.replace("\n", " "))

    def end_block(self) -> None:
        """Put out what was collected."""
        if self._cells is not None:
            self._end_cell()
            cells, self._cells = tuple(self._cells), None
            if any(cells):
                self.blocks.append(row(cells, f"line {self._line}", () if self._all_head else self._columns))
                if self._all_head:
                    self._columns = cells
            self._kind = BlockKind.PARAGRAPH
            return
        lines, place = self._take(), f"line {self._line}"
        text = " ".join(lines.split())
        if text and self._kind is BlockKind.HEADING:
            self.blocks.append(heading(text, place, self._level))
        elif self._kind is BlockKind.PARAGRAPH:
            self.blocks += paragraphs(lines, place)
        elif text:
            self.blocks.append(Block(self._kind, text, place))

    def _begins_item(self) -> bool:
        return self._kind is BlockKind.ITEM and not "".join(self._parts).strip()

    def _begin(self, kind: BlockKind, level: int = 0) -> None:
        if kind is not BlockKind.ROW:
            self.end_block()
        self._kind, self._level = kind, level

    def _inline(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._parts)))
        elif tag in {"del", "s", "strike"}:
            self._struck += 1
        elif tag == "br" or tag in _BREAKS or tag == "li":
            self._parts.append("\n")

    def _end_cell(self) -> None:
        if self._cells is not None and self._kind is BlockKind.ROW:
            self._cells.append(" ".join(self._take().split()))
            self._kind = BlockKind.PARAGRAPH

    def _take(self) -> str:
        text = with_ids("".join(self._parts)).strip()
        self._parts, self._links = [], []
        return text


def _blank_lines(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")
