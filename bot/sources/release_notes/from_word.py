"""Read Word documents as blocks, in the order of the page; macros, links and pictures are never opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table, _Row
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph

from bot.sources.files import SourceFile
from bot.sources.package import packed, unpacked
from bot.sources.problems import SourceRefused
from bot.sources.release_notes.addresses import linked, with_ids
from bot.sources.release_notes.blocks import Block, heading, item, paragraphs, row

_HEADING = re.compile(r"(?:heading|überschrift) (\d)", re.IGNORECASE)
_TITLES = frozenset({"title", "subtitle"})
_BROKEN = (PackageNotFoundError, BadZipFile, SyntaxError, KeyError, ValueError)


def blocks_of_word(file: SourceFile) -> Iterator[Block]:
    """Give the headings, list items, paragraphs and table rows of a document.

    Raises:
        SourceRefused: it is broken, protected, or unpacks to more than anybody writes.
    """
    try:
        document = Document(_package(file))
    except _BROKEN as error:
        why = f"it is no whole Word document ({error})."
        raise SourceRefused("cannot be read", file.name, why, "Open it in Word and save it again.") from error
    yield from _blocks(document)


def _package(file: SourceFile) -> BytesIO:
    """Give the document with an empty part for each that is never read: it refers to them."""
    parts = unpacked(file)
    with ZipFile(BytesIO(file.content)) as archive:
        unread = (name for name in archive.namelist() if not name.endswith(("/", ".rels")))
        return packed({**dict.fromkeys(unread, b""), **parts})


def _blocks(document: WordDocument) -> Iterator[Block]:
    number = tables = 0
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            tables += 1
            yield from _rows(part, f"table {tables}")
            continue
        number += 1
        text = _text(part)
        if text:
            yield from _said(part, text, f"paragraph {number}")


def _said(part: Paragraph, lines: str, place: str) -> tuple[Block, ...]:
    text = " ".join(lines.split())
    style = (part.style.name or "") if part.style is not None else ""
    level = _HEADING.match(style)
    if level:
        return (heading(text, place, int(level.group(1))),)
    if style.casefold() in _TITLES:
        return (heading(text, place, 1),)
    is_numbered = part._p.find(f".//{qn('w:numPr')}") is not None  # noqa: SLF001 - python-docx has no other way to it
    return (item(text, place),) if is_numbered or style.casefold().startswith("list") else paragraphs(lines, place)


def _rows(table: Table, place: str) -> Iterator[Block]:
    columns: tuple[str, ...] = ()
    for number, each in enumerate(table.rows, start=1):
        cells = _cells(each)
        if number == 1 and len(set(cells)) > 1:
            columns = cells
            yield row(cells, f"{place}, row 1")
        elif any(cells):
            yield row(cells, f"{place}, row {number}", columns)


def _cells(each: _Row) -> tuple[str, ...]:
    return tuple(" ".join(" ".join(map(_text, cell.paragraphs)).split()) for cell in each.cells)


def _text(part: Paragraph) -> str:
    """Give the text, its lines apart, with the ids that its links name; what is struck out is not said."""
    pieces: list[str] = []
    for inner in part.iter_inner_content():
        if isinstance(inner, Hyperlink):
            pieces.append(linked(inner.text, inner.url))
        elif not inner.font.strike:
            pieces.append(inner.text)
    return with_ids("".join(pieces)).strip()
