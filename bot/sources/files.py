"""Read a document where it lies: within limits, whole, and what its name says; or refuse it in one message."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.sources.kinds import Kind, kind_of
from bot.sources.problems import SourceRefused
from bot.sources.text_encoding import Decoded, decoded

__all__ = ["Kind", "SourceFile", "decoded_text_of", "is_passing_name", "read_file", "source_file", "text_of"]

MOST_BYTES = 20 * 1024 * 1024
"""Outage lists and release notes are a few hundred kilobytes at most."""
_PASSING_ENDS = (".tmp", ".part", ".crdownload", ".partial", ".swp")
_PASSING_STARTS = ("~$", ".~lock.", "~")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A document as it was read.

    Attributes:
        name: as people find it: the name of a file, or an address.
        kind: what its name says and its content holds to.
    """

    name: str
    content: bytes
    kind: Kind

    @property
    def digest(self) -> str:
        """SHA-256 of its content: the same for a document that did not change."""
        return hashlib.sha256(self.content).hexdigest()


def read_file(path: Path) -> SourceFile:
    """Read a document of a known kind.

    Raises:
        SourceRefused: it is not there, locked, half-written, too large, or not what its name says.
    """
    name = path.name
    try:
        before = _stamp(path)
        if before.size > MOST_BYTES:
            raise _too_large(name)
        for lock in (f"~${name}", f".~lock.{name}#"):
            if (path.parent / lock).exists():
                why = f"somebody has it open ({lock} lies beside it)."
                raise _later(name, why, f"It is read when it is closed; if nobody has it open, delete {lock}.")
        content = path.read_bytes()
        _require_unmoved(path, before)
    except FileNotFoundError:
        raise SourceRefused("cannot be read", name, f"there is no {path}.", "Name the file that is meant.") from None
    except PermissionError as error:
        why = f"it is locked, or this account may not read it ({error.strerror})."
        raise _later(name, why, "Close it where it is open, or let this account read it.") from error
    except (OSError, ValueError) as error:
        why = f"{path} is no file that can be read ({error})."
        raise SourceRefused("cannot be read", name, why, "Name the file that is meant.") from error
    return source_file(name, content)


def source_file(name: str, content: bytes, *, kind_of_name: str = "") -> SourceFile:
    """Give content that came from elsewhere as a document.

    Args:
        name: what people call it.
        content: what is in it.
        kind_of_name: a file name that tells its kind, where `name` does not.

    Raises:
        SourceRefused: it is empty, too large, of no known kind, or not what its name says.
    """
    if len(content) > MOST_BYTES:
        raise _too_large(name)
    if not content.strip(b"\0"):
        why = "it is empty." if not content else "it holds nothing but zeros: it was cut off while it was written."
        raise _later(name, why, "Save it again.")
    return SourceFile(name, content, kind_of(name, content, kind_of_name or name))


def text_of(file: SourceFile) -> str:
    """Give the text of a document; see `decoded_text_of` for what was assumed to read it.

    Raises:
        SourceRefused: it is no text.
    """
    return decoded_text_of(file).text


def decoded_text_of(file: SourceFile) -> Decoded:
    """Give the text of a document, its encoding, and what was assumed to read it.

    Raises:
        SourceRefused: it is no text.
    """
    return decoded(file.name, file.content)


def is_passing_name(name: str) -> bool:
    """Whether a file is one that programs leave beside a document while they work on it."""
    return name.startswith(_PASSING_STARTS) or name.casefold().endswith(_PASSING_ENDS)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What moves when a file is written."""

    size: int
    modified: int


def _stamp(path: Path) -> _Stamp:
    state = path.stat()
    return _Stamp(state.st_size, state.st_mtime_ns)


def _require_unmoved(path: Path, before: _Stamp) -> None:
    if _stamp(path) != before:
        raise _later(path.name, "it changed while it was read: somebody is writing it.", "It is read again next time.")


def _later(name: str, why: str, advice: str) -> SourceRefused:
    return SourceRefused("cannot be read now", name, why, advice, is_passing=True)


def _too_large(name: str) -> SourceRefused:
    why = f"it is larger than {MOST_BYTES // 1024 // 1024} MiB."
    return SourceRefused("is not read", name, why, "Keep what is current in a file of its own.")
