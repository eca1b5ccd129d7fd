"""Turn the bytes of a text into characters: UTF-8, UTF-16 or Windows-1252, and say what was assumed."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from bot.sources.problems import SourceRefused

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ADVICE = "Save it as UTF-8."
_MANY = 0.3
"""In UTF-16 every other byte of most European text is zero."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text.

    Attributes:
        encoding: as Python names it.
        assumed: a sentence where the file did not say its encoding and was not UTF-8; else empty.
    """

    text: str
    encoding: str
    assumed: str = ""


def decoded(name: str, content: bytes) -> Decoded:
    """Read bytes as text; line ends become those of Python.

    Raises:
        SourceRefused: they are no text.
    """
    found = _by_mark(name, content) or _as_utf8(content) or _unmarked_utf16(content) or _as_windows(content)
    if found is None or "\0" in found.text:
        raise SourceRefused(
            "cannot be read", name, "it is no text in UTF-8, UTF-16 or Windows-1252: it has bytes of none.", _ADVICE
        )
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, found.encoding, found.assumed)


def _by_mark(name: str, content: bytes) -> Decoded | None:
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            try:
                return Decoded(content.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                why = f"it begins as {encoding.upper()}, but byte {error.start + 1} is none of it."
                raise SourceRefused("cannot be read", name, why, f"It may be cut off. {_ADVICE}") from error
    return None


def _as_utf8(content: bytes) -> Decoded | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else Decoded(text, "utf-8")


def _unmarked_utf16(content: bytes) -> Decoded | None:
    halves = content[0::2].count(0), content[1::2].count(0)
    if max(halves) * 2 < len(content) * _MANY:
        return None
    encoding = "utf-16-be" if halves[0] > halves[1] else "utf-16-le"
    try:
        return Decoded(content.decode(encoding), encoding, f"It does not say its encoding; read as {encoding.upper()}.")
    except UnicodeDecodeError:
        return None


def _as_windows(content: bytes) -> Decoded | None:
    best = from_bytes(content, cp_isolation=["cp1252"]).best()
    if best is None:
        return None
    return Decoded(str(best), "cp1252", "It is no UTF-8; read as Windows-1252.")
