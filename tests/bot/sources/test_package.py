"""No archive fills the memory: an Office document is unpacked step by step, and what is never read is left out."""

from __future__ import annotations

import zipfile

import pytest

from bot.sources.files import Kind, SourceFile
from bot.sources.package import MOST_PARTS, packed, unpacked
from bot.sources.problems import SourceRefused
from tests.bot.sources.documents import archive

BOMB = b"\0" * (8 * 1024 * 1024)


def document(content: bytes) -> SourceFile:
    return SourceFile("outages.xlsx", content, Kind.SPREADSHEET)


def test_the_parts_are_given_without_what_is_never_read() -> None:
    """Macros, pictures, embedded documents and links to other workbooks are not even unpacked."""
    parts = {
        "xl/workbook.xml": b"<workbook/>",
        "xl/vbaProject.bin": b"macro",
        "xl/externalLinks/externalLink1.xml": b"<link/>",
        "xl/media/image1.png": b"picture",
        "xl/embeddings/oleObject1.bin": b"object",
        "docs/": b"",
    }
    assert unpacked(document(archive(parts))) == {"xl/workbook.xml": b"<workbook/>"}


def test_packing_again_gives_what_was_counted() -> None:
    """What a reader opens holds nothing else."""
    parts = {"xl/workbook.xml": b"<workbook/>", "xl/styles.xml": b""}
    with zipfile.ZipFile(packed(parts)) as again:
        assert {name: again.read(name) for name in again.namelist()} == parts


def test_a_zip_bomb_is_refused_while_it_is_unpacked() -> None:
    """One that unpacks to far more than its size, in one part or in many."""
    with pytest.raises(SourceRefused, match="unpacks to more than 150 MiB, or 150 times its size") as caught:
        unpacked(document(archive({"xl/sharedStrings.xml": BOMB})))
    assert caught.value.where == "outages.xlsx"
    with pytest.raises(SourceRefused, match="unpacks to more"):
        unpacked(document(archive({f"xl/{number}.xml": BOMB[: 1024 * 1024] for number in range(6)})))


def test_a_part_that_lies_about_its_size_is_no_whole_document() -> None:
    """Its directory says little, and its content is much: nothing of it is believed."""
    honest = archive({"xl/workbook.xml": b"x" * 5000})
    lying = honest.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    with pytest.raises(SourceRefused, match="no whole document"):
        unpacked(document(lying))


def test_too_many_parts_are_refused() -> None:
    """Before any of them is unpacked."""
    with pytest.raises(SourceRefused, match=f"more than {MOST_PARTS}"):
        unpacked(document(archive({f"{number}.xml": b"" for number in range(MOST_PARTS + 1)})))


def test_a_broken_archive_may_be_half_written() -> None:
    """It is to be read later."""
    whole = archive({"xl/workbook.xml": b"<workbook/>" * 99})
    broken = whole[:40] + b"\xff" * 30 + whole[70:]
    for content in (whole[:60], broken):
        with pytest.raises(SourceRefused, match="no whole document") as caught:
            unpacked(document(content))
        assert caught.value.is_passing


def test_a_protected_part_is_refused() -> None:
    """An archive with a password says so in a flag of each part."""
    whole = bytearray(archive({"xl/workbook.xml": b"<workbook/>"}))
    whole[6] |= 1
    whole[whole.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SourceRefused, match="protected"):
        unpacked(document(bytes(whole)))
