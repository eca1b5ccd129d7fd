"""Documents are found in files, folders and wiki pages; one that cannot be read does not hide the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sources.files import Kind
from bot.sources.outages.places import fetch_file, fetch_folder, fetch_page
from bot.sources.problems import SourceRefused


def test_a_file_is_read_or_refused(tmp_path: Path) -> None:
    """Under its own name."""
    path = tmp_path / "a.csv"
    path.write_text("Ref")
    read, missing = fetch_file(path), fetch_file(tmp_path / "b.csv")
    assert read.file is not None
    assert (read.document, read.refused, read.is_unchanged) == ("a.csv", None, False)
    assert missing.refused is not None
    assert (missing.document, missing.file, missing.is_unchanged) == ("b.csv", None, False)


def test_every_file_of_a_folder_is_read(tmp_path: Path) -> None:
    """In the order of their names; hidden files and those that programs leave while they write are passed over."""
    for name in ("b.csv", "a.csv", "notice.pdf", ".hidden.csv", "~$a.xlsx", "c.csv.part"):
        (tmp_path / name).write_text("Ref")
    (tmp_path / "older").mkdir()
    found = list(fetch_folder(tmp_path))
    assert [(each.document, each.refused is None) for each in found] == [
        ("a.csv", True),
        ("b.csv", True),
        ("notice.pdf", False),
    ]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """An empty one is another thing: everything that was in it is gone."""
    with pytest.raises(SourceRefused, match="cannot be looked into"):
        fetch_folder(tmp_path / "gone")
    assert list(fetch_folder(tmp_path)) == []


def test_a_wiki_page_is_read_as_markdown() -> None:
    """Under its path; one that is not there, or is empty, is refused."""
    read = fetch_page("/Outages", "| Ref |\n|---|\n")
    assert read.file is not None
    assert (read.file.name, read.file.kind) == ("wiki page /Outages", Kind.MARKDOWN)
    assert fetch_page("/Outages", None).refused is not None
    assert fetch_page("/Outages", "").refused is not None
