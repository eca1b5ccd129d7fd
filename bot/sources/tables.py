"""Find the tables in a document of any kind: sheets, csv, JSON, HTML and Markdown."""

from __future__ import annotations

from bot.sources.files import Kind, SourceFile
from bot.sources.page_tables import html_tables, markdown_tables
from bot.sources.problems import SourceRefused
from bot.sources.rows import Cell, Row, Table, cell_text
from bot.sources.sheet_tables import sheet_tables
from bot.sources.text_tables import csv_tables, json_line_tables, json_tables

__all__ = ["Cell", "Row", "Table", "cell_text", "tables_of"]

_READERS = {
    Kind.SPREADSHEET: sheet_tables,
    Kind.CSV: csv_tables,
    Kind.JSON: json_tables,
    Kind.JSON_LINES: json_line_tables,
    Kind.HTML: html_tables,
    Kind.MARKDOWN: markdown_tables,
    Kind.TEXT: markdown_tables,
}
READ_AS_TABLES = frozenset(_READERS)


def tables_of(file: SourceFile) -> tuple[Table, ...]:
    """Give the tables of a document in their order; a sheet or list without rows gives none.

    Raises:
        SourceRefused: the document cannot be read, is larger than anybody's list, or is of a kind without tables.
    """
    reader = _READERS.get(file.kind)
    if reader is None:
        known = ", ".join(sorted(kind.value for kind in READ_AS_TABLES))
        why = f"no tables are looked for in a {file.kind.value}."
        raise SourceRefused("is not read as a table", file.name, why, f"Give one of: {known}.")
    return reader(file)
