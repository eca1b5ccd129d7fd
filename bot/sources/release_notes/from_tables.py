"""Read the tables of workbooks and csv files as blocks: a sheet's name is its heading, every row has its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.sources.release_notes.addresses import with_ids
from bot.sources.release_notes.blocks import Block, heading, row
from bot.sources.release_notes.facts import label_of
from bot.sources.release_notes.table_columns import table_columns
from bot.sources.rows import Row, Table

_SHEET_LEVEL = 3
"""Below titles, so that a sheet `Known issues` is a section of the release that a sheet before it names."""


def blocks_of_tables(tables: Iterable[Table]) -> Iterator[Block]:
    """Give the rows of every table that people see."""
    for table in tables:
        if table.is_hidden:
            continue
        if table.name:
            yield heading(table.name, _within(table.place), _SHEET_LEVEL)
        for above in table.above:
            yield _loose(above)
        if _is_fact(table.header):
            yield row(tuple(map(with_ids, table.header)), _within(table.place))
        columns = tuple(map(str, table.header))
        for each in table.rows:
            yield row(tuple(with_ids(each.text(column)) for column in columns), _within(each.place), columns)


def _is_fact(header: tuple[str, ...]) -> bool:
    """Whether a list of facts was read as a table, and its first fact as the header."""
    pair = len(header) > 1 and label_of(header[0]) is not None and label_of(header[1]) is None
    return pair and table_columns(header).ids is None


def _loose(above: Row) -> Block:
    cells = tuple(dict.fromkeys(with_ids(above.text(name)) for name in above.cells))
    if len(cells) == 1:
        return heading(cells[0], _within(above.place), _SHEET_LEVEL - 1)
    return row(cells, _within(above.place))


def _within(place: str) -> str:
    """Give a place without the document's own name: `sheet Fixes, row 7`."""
    _, _, inner = place.partition(", ")
    return inner or "the first row"
