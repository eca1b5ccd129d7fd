"""Fetch the documents of a source of outages: a file, a watched folder, or a page of a wiki."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.sources.files import SourceFile, is_passing_name, read_file, source_file
from bot.sources.problems import SourceRefused


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it was found, or why it could not be read.

    Attributes:
        document: its name within its source.
        file: what was read; None where it was refused, or is as it was.
        refused: why it was not read.
        etag: as the server gave it.
        modified: when the server says that it was changed.
    """

    document: str
    file: SourceFile | None = None
    refused: SourceRefused | None = None
    etag: str = ""
    modified: str = ""

    @property
    def is_unchanged(self) -> bool:
        """Whether the server says that it is as it was."""
        return self.file is None and self.refused is None


def fetch_file(path: Path) -> Fetched:
    """Read a file."""
    try:
        return Fetched(path.name, read_file(path))
    except SourceRefused as refused:
        return Fetched(path.name, refused=refused)


def fetch_folder(path: Path) -> Iterator[Fetched]:
    """Read every file of a folder, in the order of their names; what programs leave there while they write is not.

    Raises:
        SourceRefused: there is no such folder, or it cannot be looked into: nothing is known to be gone.
    """
    try:
        files = sorted(each for each in path.iterdir() if each.is_file() and not _is_hidden(each))
    except OSError as error:
        why = f"the folder {path} cannot be looked into ({error.strerror})."
        raise SourceRefused("is not read", path.name, why, "Name the folder that is meant, or make it.") from error
    return map(fetch_file, files)


def fetch_page(path: str, content: str | None) -> Fetched:
    """Take a wiki page that was read; None where there is none."""
    name = f"wiki page {path}"
    if content is None:
        why = "the wiki has no such page."
        return Fetched(name, refused=SourceRefused("cannot be read", name, why, "Name the page that is meant."))
    try:
        return Fetched(name, source_file(name, content.encode(), kind_of_name="page.md"))
    except SourceRefused as refused:
        return Fetched(name, refused=refused)


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".") or is_passing_name(path.name)
