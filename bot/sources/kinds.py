"""Tell what a document is by its name, and hold its content to it."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath

from bot.sources.problems import SourceRefused


class Kind(StrEnum):
    """What a document is."""

    SPREADSHEET = "Excel workbook"
    WORD = "Word document"
    CSV = "csv"
    JSON = "JSON"
    JSON_LINES = "JSON lines"
    CALENDAR = "calendar (iCalendar)"
    HTML = "HTML page"
    MARKDOWN = "Markdown"
    TEXT = "plain text"


ENDINGS = {
    ".xlsx": Kind.SPREADSHEET,
    ".xlsm": Kind.SPREADSHEET,
    ".docx": Kind.WORD,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".json": Kind.JSON,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
    ".ics": Kind.CALENDAR,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".md": Kind.MARKDOWN,
    ".txt": Kind.TEXT,
}
"""The kinds that are read, by how a name ends."""

_PACKAGES = (Kind.SPREADSHEET, Kind.WORD)
_PACKED, _PACKED_END = b"PK\x03\x04", b"PK\x05\x06"
_LONGEST_END = 66_000
"""An archive ends with its directory's place and a comment of at most 64 KiB."""
_BINARY = {
    b"PK": "a zip archive",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file, or one with a password",
    b"\x1f\x8b": "a gzip archive",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"MZ": "a program",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE | re.DOTALL)
_CALENDAR = re.compile(rb"\s*BEGIN:VCALENDAR\b", re.IGNORECASE)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 4096


def kind_of(name: str, content: bytes, says: str) -> Kind:
    """Give the kind of a document.

    Args:
        name: what people call it.
        content: what is in it.
        says: the file name that tells its kind.

    Raises:
        SourceRefused: the name tells no known kind, or the content is something else.
    """
    ending = PurePosixPath(says).suffix.casefold()
    kind = ENDINGS.get(ending)
    if kind in _PACKAGES and content.startswith(_PACKED) and _PACKED_END not in content[-_LONGEST_END:]:
        why = "its end is missing: it is being written, or was cut off."
        raise SourceRefused(
            "cannot be read now", name, why, "Wait until it is saved, or save it again.", is_passing=True
        )
    seen = _seen(content)
    if kind is None:
        is_what = f"it looks like {seen}, and " if seen else ""
        no_kind = f"'{ending}' is no kind that is read" if ending else "its name has no ending that says what it is"
        why = f"{is_what}{no_kind}."
        raise SourceRefused("is not read", name, why, f"Save it as one of {', '.join(ENDINGS)}.")
    if not _holds(kind, seen):
        is_what = f"it is {seen}" if seen else "its content is something else"
        why = f"its name says {kind.value}, but {is_what}."
        raise SourceRefused("is not read", name, why, "Give it the name of what it is, or export it again.")
    return kind


def _seen(content: bytes) -> str:
    """Say what content looks like by how it begins; empty for plain text and what is not known."""
    if content.startswith(_PACKED):
        # The names of the parts of a package stand uncompressed in it.
        if b"xl/workbook" in content:
            return f"an {Kind.SPREADSHEET.value}"
        return f"a {Kind.WORD.value}" if b"word/document" in content else "a zip archive"
    for begins, what in _BINARY.items():
        if content.startswith(begins) and not (begins in {b"PK", b"MZ"} and _is_text(content)):
            return what
    head = _without_mark(content[:_LOOKED_AT])
    if _HTML.match(head):
        return f"an {Kind.HTML.value}"
    return f"a {Kind.CALENDAR.value}" if _CALENDAR.match(head) else ""


def _holds(kind: Kind, seen: str) -> bool:
    if kind in {*_PACKAGES, Kind.CALENDAR}:
        return seen.endswith(kind.value)
    if kind in {Kind.HTML, Kind.MARKDOWN, Kind.TEXT}:
        return seen in {"", f"an {Kind.HTML.value}"}
    return not seen


def _is_text(content: bytes) -> bool:
    return b"\0" not in content[:_LOOKED_AT]


def _without_mark(head: bytes) -> bytes:
    """Give the beginning as ASCII sees it, whatever Unicode encoding it is in."""
    for mark in _MARKS:
        if head.startswith(mark):
            return head.removeprefix(mark).replace(b"\0", b"")
    return head.replace(b"\0", b"")
