"""What a document says, in few words for tests."""

from __future__ import annotations

from collections.abc import Iterable

from bot.sources.files import source_file
from bot.sources.release_notes.documents import read_document
from bot.sources.release_notes.reading import ReadRelease


def read(name: str, text: str | bytes) -> tuple[ReadRelease, ...]:
    """Read a document of this name."""
    return read_document(source_file(name, text if isinstance(text, bytes) else text.encode()))


def fixes(releases: Iterable[ReadRelease]) -> dict[str, list[str]]:
    """Give the ids that each version fixes."""
    return {release.version: [claim.reference.key for claim in release.fixes] for release in releases}


def mentions(releases: Iterable[ReadRelease]) -> list[str]:
    """Give the ids that are only mentioned."""
    return [claim.reference.key for release in releases for claim in release.mentions]
