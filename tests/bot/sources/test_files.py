"""A document is read within limits, whole, and as what its name says; or refused in one message."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.sources.files import (
    MOST_BYTES,
    Kind,
    SourceFile,
    _require_unmoved,
    _stamp,
    decoded_text_of,
    is_passing_name,
    read_file,
    source_file,
    text_of,
)
from bot.sources.problems import SourceRefused
from tests.bot.sources.documents import archive, workbook

SHEET = workbook({"June": [["Ref", "Start"], ["PO-1", "2024-06-12"]]})


def refused(name: str, content: bytes) -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        source_file(name, content)
    return caught.value


def test_a_file_is_read_as_what_its_name_says(tmp_path: Path) -> None:
    """With its name, kind and a digest that follows its content."""
    path = tmp_path / "outages.xlsx"
    path.write_bytes(SHEET)
    file = read_file(path)
    assert (file.name, file.kind, file.content) == ("outages.xlsx", Kind.SPREADSHEET, SHEET)
    assert file.digest == read_file(path).digest
    assert file.digest != SourceFile("outages.xlsx", b"other", Kind.SPREADSHEET).digest


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", b"Ref;Start", Kind.CSV),
        ("a.TSV", b"Ref\tStart", Kind.CSV),
        ("a.json", b"[]", Kind.JSON),
        ("a.jsonl", b"{}", Kind.JSON_LINES),
        ("a.ics", b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nEND:VCALENDAR", Kind.CALENDAR),
        ("a.html", b"<!-- x --><!DOCTYPE html><html>", Kind.HTML),
        ("a.htm", "<html>".encode("utf-16"), Kind.HTML),
        ("a.md", b"| A | B |", Kind.MARKDOWN),
        ("a.txt", b"PKZIP is mentioned first", Kind.TEXT),
        ("a.docx", archive({"word/document.xml": b"<w/>"}), Kind.WORD),
        ("a.xlsm", SHEET, Kind.SPREADSHEET),
    ],
)
def test_the_kinds_are_told_by_name_and_content(name: str, content: bytes, kind: Kind) -> None:
    """Whatever the case of the ending, with or without a mark of the encoding."""
    assert source_file(name, content).kind is kind


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("outages.csv", SHEET, "its name says csv, but it is an Excel workbook."),
        ("outages.csv", b" <html><table></table>", "its name says csv, but it is an HTML page."),
        ("outages.csv", b"BEGIN:VCALENDAR", "its name says csv, but it is a calendar (iCalendar)."),
        ("outages.xlsx", b"Ref;Start", "its name says Excel workbook, but its content is something else."),
        ("outages.xlsx", archive({"word/document.xml": b"<w/>"}), "but it is a Word document."),
        ("outages.xlsx", archive({"holiday.jpg": b"x"}), "but it is a zip archive."),
        ("outages.xlsx", b"\xd0\xcf\x11\xe0rest", "but it is an old Excel or Word file, or one with a password."),
        ("outages.ics", b"Ref,Start", "its name says calendar (iCalendar), but its content is something else."),
        ("notes.md", b"%PDF-1.7", "its name says Markdown, but it is a PDF."),
        ("notes.txt", b"PK\x05\x06\0\0", "its name says plain text, but it is a zip archive."),
        ("outages.xls", b"\xd0\xcf\x11\xe0rest", "one with a password, and '.xls' is no kind that is read."),
        ("outages", b"Ref", "its name has no ending that says what it is."),
    ],
)
def test_a_document_that_is_not_what_its_name_says_is_refused(name: str, content: bytes, why: str) -> None:
    """The message says what it looks like and what to do."""
    error = refused(name, content)
    assert why in error.why
    assert (error.where, error.is_passing) == (name, False)
    assert str(error) == f"{name} is not read: {error.why} {error.advice}"
    assert (error.problem.where, error.problem.what) == (name, f"it is not read: {error.why}")


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b""), ("a.csv", b"\0\0\0\0"), ("a.xlsx", SHEET[: len(SHEET) // 2])]
)
def test_a_half_written_file_is_to_be_read_later(name: str, content: bytes) -> None:
    """Empty, filled with zeros, or an archive whose end is missing."""
    assert refused(name, content).is_passing


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    """Neither from the disk, where its size is asked first, nor from elsewhere."""
    assert "larger than 20 MiB" in refused("a.csv", b"x" * (MOST_BYTES + 1)).why
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(SourceRefused, match="larger than 20 MiB"):
        read_file(path)


@pytest.mark.parametrize("lock", ["~$outages.xlsx", ".~lock.outages.xlsx#"])
def test_a_file_that_somebody_has_open_is_to_be_read_later(tmp_path: Path, lock: str) -> None:
    """Excel and LibreOffice leave a file beside it; the message names it, in case it was left behind."""
    path = tmp_path / "outages.xlsx"
    path.write_bytes(SHEET)
    (tmp_path / lock).touch()
    with pytest.raises(SourceRefused, match="somebody has it open") as caught:
        read_file(path)
    assert caught.value.is_passing
    assert lock in caught.value.advice


def test_a_file_that_changes_while_it_is_read_is_to_be_read_later(tmp_path: Path) -> None:
    """Its size or its time moved."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"Ref")
    before = _stamp(path)
    _require_unmoved(path, before)
    path.write_bytes(b"Ref,Start")
    with pytest.raises(SourceRefused, match="somebody is writing it") as caught:
        _require_unmoved(path, before)
    assert caught.value.is_passing


def test_a_file_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    """With its whole path, since the name alone does not help."""
    with pytest.raises(SourceRefused, match=r"there is no .*gone\.csv") as caught:
        read_file(tmp_path / "gone.csv")
    assert not caught.value.is_passing
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    with pytest.raises(SourceRefused, match="is no file that can be read"):
        read_file(folder)
    with pytest.raises(SourceRefused, match="cannot be read"):
        read_file(tmp_path / "nul\0.csv")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_locked_file_is_to_be_read_later(tmp_path: Path) -> None:
    """The account may not read it now."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"Ref")
    path.chmod(0)
    with pytest.raises(SourceRefused, match="locked") as caught:
        read_file(path)
    assert caught.value.is_passing


def test_what_programs_leave_while_they_write_is_known_by_its_name() -> None:
    """Locks of Excel and LibreOffice, downloads under way, temporary files."""
    passing = ["~$outages.xlsx", ".~lock.a.ods#", "~WRD0001.tmp", "outages.xlsx.part", "a.CRDOWNLOAD"]
    assert all(map(is_passing_name, passing))
    assert not is_passing_name("outages.xlsx")


@pytest.mark.parametrize(
    ("content", "encoding", "assumed"),
    [
        ("Größe\r\nx".encode(), "utf-8", ""),
        ("Größe\rx".encode("utf-8-sig"), "utf-8-sig", ""),
        ("Größe\nx".encode("utf-16"), "utf-16", ""),
        ("Größe\nx".encode("utf-32"), "utf-32", ""),
        ("Größe\nx".encode("utf-16-le"), "utf-16-le", "It does not say its encoding; read as UTF-16-LE."),
        ("Größe\nx".encode("utf-16-be"), "utf-16-be", "It does not say its encoding; read as UTF-16-BE."),
        ("Größe\nx".encode("cp1252"), "cp1252", "It is no UTF-8; read as Windows-1252."),
    ],
)
def test_text_is_read_whatever_its_encoding(content: bytes, encoding: str, assumed: str) -> None:
    """Line ends become one; what the file did not say is told as assumed."""
    read = decoded_text_of(source_file("a.txt", content))
    assert (read.text, read.encoding, read.assumed) == ("Größe\nx", encoding, assumed)
    assert text_of(source_file("a.txt", content)) == "Größe\nx"


@pytest.mark.parametrize("content", [b"\x81\x8d\x8f\x90\x9d" * 9, b"x\0y", b"\xff\xfea", b"a\0\0\0\0\0b\0\0\0\0\0\xd8"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    """Bytes of no encoding, zeros in the midst, half a character at the end."""
    with pytest.raises(SourceRefused, match=r"no text|none of it"):
        text_of(source_file("a.txt", content))
