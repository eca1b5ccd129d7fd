"""What a table is, wherever it was read: rows of cells by their headings, each traced to its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

Cell = str | float | bool | date | datetime | time | timedelta | None
"""A value as its document has it; text is stripped, empty text is None."""

_LOOKED_AT = 25
_ENOUGH, _DIFFERENT = 0.6, 0.4


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `place` leads to it: `outages.xlsx, sheet June, row 12`."""

    place: str
    cells: Mapping[str, Cell]

    def text(self, heading: str) -> str:
        """Give a cell as text in one line; empty where there is none. Whole numbers have no decimal point."""
        return cell_text(self.cells.get(heading))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below one header; `place` leads to it: `outages.xlsx, sheet June`.

    Attributes:
        name: of the sheet; empty where tables have no names.
        header: the headings in their order, each once: the second `Start` is `Start (2)`, an empty one `column C`.
        is_hidden: whether people do not see it where it is kept.
        above: the rows above the header, by the letters of their columns: titles, and facts like a version.
    """

    place: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    name: str = ""
    is_hidden: bool = False
    above: tuple[Row, ...] = ()


def cell_text(cell: Cell) -> str:
    """Give a cell as text in one line."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date | time):
        return cell.isoformat(*([" "] if isinstance(cell, datetime) else []))
    return " ".join(str(cell).split())


def stripped(cell: Cell) -> Cell:
    """Give text without white space around it, and None for empty text; a NUL, which no store takes, is no text."""
    return (cell.replace("\0", "").strip() or None) if isinstance(cell, str) else cell


def header_row(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Give the index of the row that looks like a header: mostly text, almost as wide as the widest row.

    Titles and remarks above a table fill fewer cells, even where they are merged over all columns.
    """
    first = [[cell for cell in row if cell is not None] for row in rows[:_LOOKED_AT]]
    widest = max((len(row) for row in first), default=0)
    for index, row in enumerate(first):
        is_text = all(isinstance(cell, str) for cell in row)
        if is_text and len(row) >= max(1, widest * _ENOUGH) and len(set(row)) >= widest * _DIFFERENT:
            return index
    return None


def headings(cells: Iterable[Cell]) -> tuple[str, ...]:
    """Give the headings of a header row, each once."""
    given: dict[str, None] = {}
    for index, cell in enumerate(cells):
        heading = cell_text(cell) or f"column {column_letters(index)}"
        number, wanted = 1, heading
        while wanted in given:
            number += 1
            wanted = f"{heading} ({number})"
        given[wanted] = None
    return tuple(given)


def column_letters(index: int) -> str:
    """Give the letters of a column as spreadsheets show them; the first, A, is 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def row_of(place: str, header: Sequence[str], cells: Sequence[Cell]) -> Row | None:
    """Give one row; cells past the header are kept under the letters of their column. None where all are empty."""
    values = [stripped(cell) for cell in cells]
    if all(value is None for value in values):
        return None
    names = (*header, *(f"column {column_letters(index)}" for index in range(len(header), len(values))))
    known = dict(zip(names, values, strict=False))
    return Row(place, MappingProxyType({name: value for name, value in known.items() if value is not None}))
