"""What a document is made of, whatever its format: headings, list items, paragraphs, rows, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.sources.release_notes.facts import fact_in


class BlockKind(Enum):
    """What a block is to a reader."""

    HEADING = "heading"
    ITEM = "list item"
    PARAGRAPH = "paragraph"
    ROW = "table row"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document.

    Attributes:
        text: in one line, as a reader sees it; addresses of defects stand in it as ids (see `references`).
        place: so that a person finds it: `line 12`, `paragraph 3`, `sheet Fixes, row 7`.
        level: of a heading, 1 for the topmost.
        cells: of a row, in their order.
        columns: the headings of a row's columns; empty where the table has none.
    """

    kind: BlockKind
    text: str
    place: str
    level: int = 0
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def heading(text: str, place: str, level: int) -> Block:
    """Give a heading."""
    return Block(BlockKind.HEADING, text, place, level)


def item(text: str, place: str) -> Block:
    """Give a list item."""
    return Block(BlockKind.ITEM, text, place)


def paragraph(text: str, place: str) -> Block:
    """Give a paragraph."""
    return Block(BlockKind.PARAGRAPH, text, place)


def paragraphs(lines: str, place: str) -> tuple[Block, ...]:
    """Give a paragraph; one of several lines that state facts is a paragraph a line."""
    every = tuple(" ".join(line.split()) for line in lines.splitlines() if line.strip())
    if len(every) > 1 and any(map(fact_in, every)):
        return tuple(paragraph(line, place) for line in every)
    return (paragraph(" ".join(every), place),) if every else ()


def row(cells: tuple[str, ...], place: str, columns: tuple[str, ...] = ()) -> Block:
    """Give a row of a table."""
    return Block(BlockKind.ROW, " | ".join(cell for cell in cells if cell), place, cells=cells, columns=columns)
