"""Read the sheets of a workbook as tables: values only, merged cells filled, sizes checked before anything is built."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from bot.sources.files import SourceFile
from bot.sources.package import packed, unpacked
from bot.sources.problems import SourceRefused
from bot.sources.rows import Cell, Table, header_row, headings, row_of, stripped

MOST_CELLS = 1_000_000
"""Rows times columns of one sheet, from A1 to its last cell."""
MOST_TEXT = 64 * 1024 * 1024
"""Characters of all cells: a long text that many cells share is kept once in the file, but for each cell here."""
_CELL = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,3})(\d{1,7})\s*["']""")
_SHARED_CELL = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d+)""")
_SHARED_TEXT = re.compile(rb"</(?:\w+:)?si\s*>")
_TOO_MUCH = "Keep what is current in a sheet of its own, and delete the empty rows and columns below and beside it."
_Cells = list[list[Cell]]
_Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]


def sheet_tables(file: SourceFile) -> tuple[Table, ...]:
    """Give a table for each sheet of a workbook that has rows below a header.

    Formulas are not evaluated: their last value counts. Macros and links to other workbooks are never opened.

    Raises:
        SourceRefused: the workbook is broken, protected, or larger than anybody's list.
    """
    parts = unpacked(file)
    _check_sizes(file, parts)
    try:
        with CalamineWorkbook.from_object(packed(parts)) as workbook:
            sheets = [each for each in workbook.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
            read = [
                _table(file, workbook.get_sheet_by_name(each.name), is_hidden=each.visible != SheetVisibleEnum.Visible)
                for each in sheets
            ]
    except CalamineError as error:
        why = f"it is no whole workbook ({error})."
        raise SourceRefused("cannot be read", file.name, why, "Open it in Excel and save it again.") from error
    return tuple(table for table in read if table is not None)


def _check_sizes(file: SourceFile, parts: Mapping[str, bytes]) -> None:
    """Refuse sheets whose cells would fill the memory; a single cell far away makes a sheet huge."""
    lengths = [len(text) for text in _SHARED_TEXT.split(parts.get("xl/sharedStrings.xml", b""))]
    shared = 0
    for name, part in parts.items():
        if not name.startswith("xl/worksheets/"):
            continue
        last_row = last_column = 0
        for letters, number in _CELL.findall(part):
            last_row = max(last_row, int(number))
            last_column = max(last_column, _column(letters))
        if last_row * last_column > MOST_CELLS:
            size = f"{last_row:,} rows and {last_column:,} columns"
            raise SourceRefused("is not read", file.name, f"a sheet of it has {size}.", _TOO_MUCH)
        shared += sum(lengths[int(index)] for index in _SHARED_CELL.findall(part) if int(index) < len(lengths))
    if shared > MOST_TEXT:
        why = f"its cells hold more than {MOST_TEXT // 1024 // 1024} million characters."
        raise SourceRefused("is not read", file.name, why, _TOO_MUCH)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _table(file: SourceFile, sheet: CalamineSheet, *, is_hidden: bool) -> Table | None:
    place = f"{file.name}, sheet {sheet.name}"
    cells: _Cells = [[stripped(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = sheet.merged_cell_ranges or []
    _fill(cells, merged)
    first = header_row(cells)
    if first is None:
        return None
    header, begins = _header(cells, merged, first)
    rows = (row_of(f"{place}, row {number}", header, row) for number, row in _numbered(cells, begins))
    above = (row_of(f"{place}, row {number}", (), row) for number, row in enumerate(cells[:first], start=1))
    return Table(
        place,
        header,
        tuple(row for row in rows if row is not None),
        sheet.name,
        is_hidden,
        tuple(row for row in above if row is not None),
    )


def _fill(cells: _Cells, merged: _Merged) -> None:
    """Give the value of merged cells to each of them: a place that is written once beside several rows is theirs."""
    for (top, left), (bottom, right) in merged:
        if top >= len(cells) or left >= len(cells[top]):
            continue
        value = cells[top][left]
        for row in cells[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])


def _header(cells: _Cells, merged: _Merged, first: int) -> tuple[tuple[str, ...], int]:
    """Give the headings, and the row below them; `Window` merged above `From` and `To` gives `Window From`."""
    last = max((bottom for (top, _), (bottom, _) in merged if top == first), default=first)
    last = min(last, len(cells) - 1)
    stacked = zip(*cells[first : last + 1], strict=True)
    words = (" ".join(dict.fromkeys(str(cell) for cell in column if cell is not None)) for column in stacked)
    return headings(word or None for word in words), last + 1


def _numbered(cells: _Cells, begins: int) -> Iterator[tuple[int, list[Cell]]]:
    return enumerate(cells[begins:], start=begins + 1)
