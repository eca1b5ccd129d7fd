"""Documents for tests of the readers, made with other libraries than those that read them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook

from bot.programme_file import load_programme
from bot.sources.files import SourceFile, source_file
from bot.sources.moments import Reckoning
from bot.sources.outages.columns import Said
from bot.sources.outages.documents import read_outage_document
from bot.sources.outages.reading import DocumentReading, OutageForm
from rules.facts import Outage

MHHS = load_programme("mhhs")
NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)


def workbook(sheets: dict[str, Iterable[Iterable[Any]]], *, merge: tuple[str, ...] = ()) -> bytes:
    """Make a workbook; cells are merged in its first sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(tuple(row))
    for cells in merge:
        book.worksheets[0].merge_cells(cells)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Give the bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    book.close()
    return content.getvalue()


def archive(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return content.getvalue()


def csv_file(text: str, name: str = "outages.csv") -> SourceFile:
    """Make a csv file."""
    return source_file(name, text.encode())


def form(columns: dict[Said, str] | None = None, defaults: dict[Said, str] | None = None, **more: Any) -> OutageForm:
    """Give the usual way to read outages, in UK local time."""
    return OutageForm(MHHS, more.pop("reckoning", Reckoning("Europe/London")), columns or {}, defaults or {}, **more)


def read(file: SourceFile, how: OutageForm | None = None) -> DocumentReading:
    """Read a document as outages."""
    return read_outage_document(file, how or form(), NOW)


def outages(reading: DocumentReading) -> dict[str, Outage]:
    """Give the outages of a reading by their references."""
    return {each.outage.reference: each.outage for each in reading.outages}


def told(reading: DocumentReading) -> list[str]:
    """Give what a reading tells of problems, without advice."""
    return [f"{each.where}: {each.what}" for each in reading.problems]
