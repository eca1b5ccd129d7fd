"""Read a release note from a document of any kind that vendors send."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from bot.sources.files import Kind, SourceFile, text_of
from bot.sources.problems import SourceRefused
from bot.sources.release_notes.blocks import Block
from bot.sources.release_notes.from_html import blocks_of_html
from bot.sources.release_notes.from_markdown import blocks_of_markdown
from bot.sources.release_notes.from_tables import blocks_of_tables
from bot.sources.release_notes.from_text import blocks_of_text
from bot.sources.release_notes.from_word import blocks_of_word
from bot.sources.release_notes.reading import ReadRelease, read_releases
from bot.sources.release_notes.sections import release_in
from bot.sources.tables import tables_of

_TABLES = frozenset({Kind.SPREADSHEET, Kind.CSV, Kind.JSON, Kind.JSON_LINES})
_IS_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b", re.IGNORECASE | re.DOTALL)


def read_document(file: SourceFile, own: re.Pattern[str] | None = None) -> tuple[ReadRelease, ...]:
    """Give the releases that a document describes.

    Raises:
        SourceRefused: it cannot be read, or says nothing of a release.
    """
    releases = tuple(_named_by(file.name, each) for each in read_releases(_blocks(file), own))
    if not releases:
        why = "it names no release and no defect."
        raise SourceRefused("is left out", file.name, why, "Give a release note: a version, and what is fixed in it.")
    return releases


def _named_by(name: str, release: ReadRelease) -> ReadRelease:
    """Give a release that says no version that of the document's name: `DIP 4.2.1.docx`."""
    named = None if release.version else release_in(PurePosixPath(name).stem)
    return release if named is None else replace(release, name=named.name, version=named.version)


def _blocks(file: SourceFile) -> Iterable[Block]:
    if file.kind is Kind.WORD:
        return blocks_of_word(file)
    if file.kind in _TABLES:
        return blocks_of_tables(tables_of(file))
    if file.kind is Kind.CALENDAR:
        raise SourceRefused("is not read", file.name, "a calendar is no release note.", "Give it as a document.")
    text = text_of(file)
    if file.kind is Kind.HTML or _IS_HTML.match(text):
        return blocks_of_html(text)
    return blocks_of_markdown(text) if file.kind is Kind.MARKDOWN else blocks_of_text(text)
