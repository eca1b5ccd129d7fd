"""Read the tables of HTML pages and of Markdown, as in wiki pages; nothing in them is run or followed."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.sources.files import SourceFile, text_of
from bot.sources.problems import SourceRefused
from bot.sources.rows import Cell, Table, headings, row_of, stripped
from bot.sources.wiki_markdown import inline_text

MOST_CELLS = 1_000_000
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_WIDEST_SPAN = 100
_TALLEST_SPAN = 10_000
_Line = tuple[str, list[Cell]]
"""A row of a table with its place."""


def html_tables(file: SourceFile) -> tuple[Table, ...]:
    """Give the tables of an HTML page; the first row of each is its header, cells over several rows count for each.

    Raises:
        SourceRefused: it is no text, or larger than anybody's list.
    """
    return tuple(_tables_of_html(text_of(file), file.name, 0))


def markdown_tables(file: SourceFile) -> tuple[Table, ...]:
    """Give the tables of a Markdown text, pipe tables and HTML tables alike.

    Raises:
        SourceRefused: it is no text, or larger than anybody's list.
    """
    return tables_of_markdown(text_of(file), file.name)


def tables_of_markdown(text: str, name: str) -> tuple[Table, ...]:
    """Give the tables of a Markdown text that `name` leads to: `wiki page /Outages`.

    Raises:
        SourceRefused: it is larger than anybody's list.
    """
    tables: list[Table] = []
    lines: list[_Line] = []
    cells: list[Cell] = []
    awaits_text = False
    for token in _MARKDOWN.parse(text):
        if token.type == "table_open":
            lines = []
        elif token.type == "tr_open":
            cells = []
            lines.append((f"{name}, line {_line(token)}", cells))
        elif token.type in {"td_open", "th_open"}:
            awaits_text = True
        elif token.type == "inline" and awaits_text:
            awaits_text = False
            cells.append(inline_text(token))
        elif token.type == "table_close":
            tables.extend(_table(_place(name, len(tables)), lines))
        elif token.type == "html_block" and "<t" in token.content.casefold():
            tables.extend(_tables_of_html(token.content, name, len(tables)))
    return tuple(tables)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _tables_of_html(text: str, name: str, before: int) -> Iterator[Table]:
    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style", "template", "noscript"])
    for number, table in enumerate(tree.css("table")):
        place = _place(name, before + number)
        lines = [(f"{place}, row {line}", cells) for line, cells in enumerate(_grid(table, place), start=1)]
        yield from _table(place, lines)


def _place(name: str, before: int) -> str:
    return f"{name}, table {before + 1}"


def _table(place: str, lines: list[_Line]) -> Iterator[Table]:
    filled = [(where, cells) for where, cells in lines if any(stripped(cell) is not None for cell in cells)]
    if not filled:
        return
    header = headings(stripped(cell) for cell in filled[0][1])
    rows = (row_of(where, header, cells) for where, cells in filled[1:])
    yield Table(place, header, tuple(row for row in rows if row is not None))


def _grid(table: LexborNode, place: str) -> Iterator[list[Cell]]:
    """Give the cells of a table row by row, each value as often as its cell spans rows and columns."""
    hanging: dict[int, tuple[int, str]] = {}
    count = 0
    for line in table.css("tr"):
        if not _belongs(line, table):
            continue
        cells: list[Cell] = []
        for cell in line.iter():
            if cell.tag not in {"td", "th"}:
                continue
            _hang(hanging, cells)
            value = " ".join(cell.text(separator=" ").split())
            for _ in range(_span(cell, "colspan", _WIDEST_SPAN)):
                hanging[len(cells)] = (_span(cell, "rowspan", _TALLEST_SPAN) - 1, value)
                cells.append(value)
        _hang(hanging, cells)
        count += len(cells)
        if count > MOST_CELLS:
            advice = "Keep what is current on a page of its own."
            raise SourceRefused("is not read", place, f"it has more than {MOST_CELLS:,} cells.", advice)
        yield cells


def _hang(hanging: dict[int, tuple[int, str]], cells: list[Cell]) -> None:
    """Put in the values of cells further up that reach down to this place."""
    while (column := len(cells)) in hanging and hanging[column][0] > 0:
        rows, value = hanging[column]
        hanging[column] = (rows - 1, value)
        cells.append(value)


def _belongs(line: LexborNode, table: LexborNode) -> bool:
    """Whether a row is the table's own and not that of a table within one of its cells."""
    above = line.parent
    while above is not None and above.tag != "table":
        above = above.parent
    return above is not None and above.mem_id == table.mem_id


def _span(cell: LexborNode, attribute: str, most: int) -> int:
    written = (cell.attributes.get(attribute) or "").strip()
    return min(max(int(written), 1), most) if written.isdecimal() and len(written) < len(str(most)) + 1 else 1
