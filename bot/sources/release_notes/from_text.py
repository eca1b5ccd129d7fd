"""Read plain text as blocks by its layout: headings, bullets, entries of a change log, lines that were wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from bot.sources.release_notes.addresses import with_ids
from bot.sources.release_notes.blocks import Block, BlockKind, heading, item, paragraph, row
from bot.sources.release_notes.facts import label_of
from bot.sources.release_notes.references import Writing
from bot.sources.release_notes.sections import is_plainly_a_section, release_in, says_release

_WIDTH = 79
_TITLE = 8
"""Words of a title at most."""
_ENTRIES = 3
"""A text with so many entries is a change log: a paragraph that begins with an id is one, even without a full stop."""
_BULLET = re.compile(r"\s*(?:[*+•·‣▪o-]|\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+\.?)\s+(?=\S)")
_UNDERLINE = re.compile(r"\s*(=+|-+|~+|\*+)\s*$")
_MARKED = re.compile(r"\s*(\*{2,}|#{1,6}|={2,}|h[1-6]\.)\s+(.*?)\s*[*#=]*$")
_FACT = re.compile(r"\s*([A-Za-z][A-Za-z ()/-]{2,28}?)\s*(?::|\t)\s*(\S.*)$")
_ENDS_SENTENCE = re.compile(r"[.)\]!?;:]\s*$")
_ENDS_OPEN = re.compile(
    r"(?:\b(?:after|and|as|at|because|by|for|from|in|into|of|on|or|see|since|than|the|to|until|via|with)|,|-)\s*$"
)
_LEVELS = {"=": 1, "-": 2, "~": 3, "*": 3}


@dataclass(slots=True)
class _Piece:
    """A block in the making: the lines of an item or a paragraph."""

    kind: BlockKind
    line: int
    indent: int
    parts: list[str] = field(default_factory=list)


def blocks_of_text(text: str) -> Iterator[Block]:
    """Give the blocks of a plain text; what was wrapped is one line again."""
    lines = [with_ids(line.expandtabs(8).rstrip()) for line in text.splitlines()]
    yield from _Layout(lines).blocks()


class _Layout:
    """Reads lines one after the other, each with the one before and after it."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._writing = Writing(_without_bullet(line) for line in lines)
        self._piece: _Piece | None = None
        entries = (line for line in lines if self._writing.is_entry(line.strip()))
        self._has_entries = sum(1 for _ in islice(entries, _ENTRIES)) == _ENTRIES

    def blocks(self) -> Iterator[Block]:
        skip = False
        for number, line in enumerate(self._lines):
            following = self._lines[number + 1] if number + 1 < len(self._lines) else ""
            if skip:
                skip = False
                continue
            if not line.strip() or _UNDERLINE.match(line):
                yield from self._end()
            elif self._piece is None and (fact := _fact(line)):
                yield row(fact, f"line {number + 1}")
            elif (level := self._heading_level(number, line, following)) is not None:
                yield from self._end()
                skip = bool(_UNDERLINE.match(following)) and bool(following.strip())
                marked = _MARKED.match(line)
                words = marked.group(2) if marked else _title(line)
                yield heading(" ".join(words.split()), f"line {number + 1}", level)
            else:
                yield from self._take(number, line)
        yield from self._end()

    def _heading_level(self, number: int, line: str, following: str) -> int | None:
        """Give the level of a heading; None for what is none."""
        words = line.strip()
        if marked := _MARKED.match(line):
            return min(len(marked.group(1)), 3) if marked.group(1)[0] in "#=" else 2
        if (under := _UNDERLINE.match(following)) and len(following.strip()) > len("--"):
            return _LEVELS[under.group(1)[0]]
        if _BULLET.match(line) and is_plainly_a_section(_without_bullet(line)):
            return 2
        if _BULLET.match(line) or self._writing.is_entry(words) or not self._stands_alone(number):
            return None
        return _level_of_title(words, line, following)

    def _stands_alone(self, number: int) -> bool:
        return number == 0 or self._piece is None or not self._lines[number - 1].strip()

    def _take(self, number: int, line: str) -> Iterator[Block]:
        bullet = _BULLET.match(line)
        indent = len(line) - len(line.lstrip())
        words = line[bullet.end() :] if bullet else line.strip()
        is_entry = self._writing.is_entry(words)
        if self._piece is None and self._has_entries:
            is_entry = is_entry or self._writing.begins_with_id(words)
        if bullet and (self._piece is None or self._starts_anew(indent)):
            yield from self._end()
            self._piece = _Piece(BlockKind.ITEM, number + 1, indent)
        elif self._piece is None or indent < self._piece.indent:
            yield from self._end()
            self._piece = _Piece(BlockKind.ITEM if is_entry else BlockKind.PARAGRAPH, number + 1, indent)
        elif is_entry and indent <= self._piece.indent and self._was_complete(number, words):
            yield from self._end()
            self._piece = _Piece(BlockKind.ITEM, number + 1, indent)
        self._piece.parts.append(words)

    def _starts_anew(self, indent: int) -> bool:
        """Whether a bullet begins an item: a dash within a wrapped sentence stands deeper."""
        piece = self._piece
        return piece is None or indent <= piece.indent or not _ENDS_OPEN.search(piece.parts[-1])

    def _was_complete(self, number: int, words: str) -> bool:
        """Whether the line before had nothing to go on with: it ends a sentence, or had room for the next word."""
        before = self._lines[number - 1]
        if _ENDS_OPEN.search(before):
            return False
        had_room = len(before) + 1 + len(words.split(maxsplit=1)[0]) <= _WIDTH
        return bool(_ENDS_SENTENCE.search(before)) or had_room

    def _end(self) -> Iterator[Block]:
        piece, self._piece = self._piece, None
        if piece is not None:
            text = " ".join(" ".join(piece.parts).split())
            make = item if piece.kind is BlockKind.ITEM else paragraph
            yield make(text, f"line {piece.line}")


def _fact(line: str) -> tuple[str, str] | None:
    match = _FACT.match(line)
    return (match.group(1).strip(), match.group(2).strip()) if match and label_of(match.group(1)) else None


def _level_of_title(words: str, line: str, following: str) -> int | None:
    """Give the level of a line that nothing but its words make a heading."""
    release = release_in(words) if len(words) < _WIDTH else None
    if release and says_release(words):
        return 1
    if is_plainly_a_section(words):
        return 2
    if release and not line[:1].isspace() and len(words.split()) <= _TITLE and not _ENDS_SENTENCE.search(words):
        return 1 if not following.strip() or _BULLET.match(following) else None
    return 2 if words.isupper() and len(words.split()) > 1 and not words.endswith(".") else None


def _title(line: str) -> str:
    """Give a heading without its number: `1. Fixed defects`; a version is no number."""
    words = _without_bullet(line)
    return (words if is_plainly_a_section(words) else line.strip()).rstrip(":")


def _without_bullet(line: str) -> str:
    bullet = _BULLET.match(line)
    return line[bullet.end() :] if bullet else line.strip()
