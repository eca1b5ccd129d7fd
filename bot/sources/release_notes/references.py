"""Find ids of defects in a line, and tell those that it is about from those that it only mentions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.sources.release_notes.reference_words import (
    ALSO_FIXING,
    BARE_MENTION,
    BEFORE_THE_FIRST,
    BEHIND_BRACKETS,
    BETWEEN,
    FIXING,
    GOES_ON,
    LEADING_NUMBER,
    MENTIONING,
    NEGATED,
    NOT_DONE,
    STILL_OPEN,
    STRONG_END,
    TAKEN_BACK,
)

_LONGEST = 4_000
"""What stands further on in a line is description."""
_LOOKED_BACK = 120
"""Words that say what an id is stand close before it."""
_PAIRS = {")": "(", "]": "[", "}": "{"}
_BRACKETS = 4
SEVERAL = 3
"""So many different numbers in trailing brackets make a prefix a tracker's, and no `UTF-8`."""


class Scheme(StrEnum):
    """How an id is written, and so whose it is."""

    WORK_ITEM = "work item"
    """`#123`, `AB#123`, `Bug 123`, or the address of a work item: a number of Azure DevOps."""
    KEY = "key"
    """`HDFS-123`, or whatever the programme's own pattern finds."""
    FOREIGN = "foreign"
    """The number of an issue or pull request elsewhere, GitHub for example."""
    BARE = "bare"
    """A number that only its surroundings make an id: of an id column, or after `fails after`."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An id as a document writes it; `number` is None where it has no number of Azure DevOps."""

    key: str
    scheme: Scheme
    number: int | None = None

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class Found:
    """A reference with the stretch of the line that it takes."""

    reference: Reference
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says: the ids that it is about, and those that it only mentions."""

    about: tuple[Reference, ...]
    mentioned: tuple[Reference, ...]


_PLAIN = re.compile(r"(?<![\w#&/])#\d+\b")
_REFERENCE = re.compile(
    r"""
      (?P<azure>   (?<![\w\#]) AB\#(?P<azure_number>\d+)\b )
    | (?P<foreign> (?<![\w\#]) GH[\#-]\d+\b )
    | (?P<hash>    (?<![\w\#&/]) \#(?P<hash_number>\d+)\b )
    | (?P<worded>  \b (?:bug|defect|work\ item|pbi|incident) s? \s+ (?:no\.?\s+|number\s+)?
                   (?P<worded_number>\d+)\b (?!\.\d) )
    | (?P<key>     (?<![\w/-]) (?P<prefix>[A-Z][A-Z0-9_]+)-(?P<key_number>[1-9]\d*)\b (?!-\d) (?!\.\d) )
    """,
    re.VERBOSE | re.IGNORECASE,
)


class Writing:
    """How one document writes ids; made from all its lines, since a prefix is only known by how it is used.

    Attributes:
        own: the programme's own pattern; what it matches is an id, with the first group as its number if it has one.
        prefixes: what keys begin with here (`HDFS` of `HDFS-123`).
        has_foreign_ids: where `AB#123` is written, or most numbers are linked to GitHub, `#123` is somebody else's.
    """

    def __init__(self, lines: Iterable[str], own: re.Pattern[str] | None = None) -> None:
        self.own = own
        every = tuple(lines)
        self.has_foreign_ids = any("AB#" in line for line in every) or _is_of_github(every)
        self.prefixes = _prefixes(every)

    def references(self, text: str) -> tuple[Found, ...]:
        """Give every id of a line, in its order."""
        own = tuple(self._own(text))
        taken = [(found.start, found.end) for found in own]
        others = (found for found in self._usual(text) if not any(a < found.end and found.start < b for a, b in taken))
        return tuple(sorted((*own, *others), key=lambda found: found.start))

    def said(self, text: str, *, are_numbers_ids: bool = False) -> Said:
        """Tell what a line is about from what it mentions.

        Args:
            text: a list item, a paragraph of its own, or the text of a row.
            are_numbers_ids: whether a bare number at the beginning is an id, as in a list of fixes.
        """
        text = text[:_LONGEST]
        found = self.references(text)
        bare = tuple(self._bare_mentions(text, found))
        if TAKEN_BACK.match(text):
            return Said((), _references((*found, *bare)))
        about = self._leading(text, found)
        if not about and are_numbers_ids and (number := LEADING_NUMBER.match(text)):
            about = (_bare(number.group(1), number.start(1)),)
        about = about or self._trailing(text, found) or self._only(text, found)
        claims = ALSO_FIXING if about else FIXING
        about = (*about, *(each for each in found if each not in about and claims.search(_before(text, each))))
        if about and (NOT_DONE.search(text) or STILL_OPEN.match(text, about[-1].end)):
            return Said((), _references((*found, *bare)))
        rest = [each for each in (*found, *bare) if each.reference not in {one.reference for one in about}]
        return Said(_references(about), _references(rest))

    def claimed_in_prose(self, text: str) -> Said:
        """Tell what a sentence claims as fixed, with a word for it, from what it mentions."""
        text = text[:_LONGEST]
        found = self.references(text)
        bare = tuple(self._bare_mentions(text, found))
        about: list[Found] = []
        for each in () if TAKEN_BACK.match(text) else found:
            before = _before(text, each)
            follows = about and BETWEEN.fullmatch(text[about[-1].end : each.start])
            if follows or (FIXING.search(before) and not NEGATED.search(before)):
                about.append(each)
        if about and STILL_OPEN.match(text, about[-1].end):
            about.clear()
        rest = [each for each in (*found, *bare) if each not in about]
        return Said(_references(about), _references(rest))

    def in_column(self, cell: str) -> tuple[Reference, ...]:
        """Give the ids of a cell that holds nothing but ids; bare numbers count."""
        found = self.references(cell)
        covered = [(each.start, each.end) for each in found]
        numbers = (
            _bare(match.group(), match.start())
            for match in re.finditer(r"(?<![\w.#-])\d{1,9}(?![\w-]|\.\d)", cell)
            if not any(a <= match.start() < b for a, b in covered)
        )
        return _references(sorted((*found, *numbers), key=lambda each: each.start))

    def is_entry(self, text: str) -> bool:
        """Whether a line begins with an id and a mark that ends it, as an entry of a change log does."""
        text = text[:_LOOKED_BACK]
        leading = self._leading(text, self.references(text))
        return bool(leading) and bool(STRONG_END.match(text, leading[-1].end))

    def begins_with_id(self, text: str) -> bool:
        """Whether a line begins with a key and goes on as a title, not as a sentence about it: `HDFS-902 Move …`."""
        text = text[:_LOOKED_BACK]
        leading = self._leading(text, self.references(text))
        keys = [each for each in leading if each.reference.scheme is Scheme.KEY]
        return bool(keys) and not GOES_ON.match(text, leading[-1].end)

    def _own(self, text: str) -> Iterator[Found]:
        if self.own is None:
            return
        for match in self.own.finditer(text):
            digits = match.group(1) if self.own.groups else ""
            number = int(digits) if digits and digits.isdecimal() else None
            yield Found(Reference(match.group(), Scheme.KEY, number), *match.span())

    def _usual(self, text: str) -> Iterator[Found]:
        for match in _REFERENCE.finditer(text):
            reference = self._reference(match)
            if reference is not None:
                yield Found(reference, *match.span())

    def _reference(self, match: re.Match[str]) -> Reference | None:
        written = match.groupdict()
        if written["key"]:
            key = written["key"]
            return Reference(key, Scheme.KEY) if written["prefix"] in self.prefixes else None
        if written["foreign"] or (written["hash"] and self.has_foreign_ids):
            return Reference((written["foreign"] or written["hash"]).upper(), Scheme.FOREIGN)
        return _work_item(written["azure_number"] or written["hash_number"] or written["worded_number"])

    @staticmethod
    def _leading(text: str, found: tuple[Found, ...]) -> tuple[Found, ...]:
        """Give the ids at the beginning, one after the other."""
        first = BEFORE_THE_FIRST.match(text)
        at = first.end() if first else 0
        leading: list[Found] = []
        for each in found:
            gap = text[at : each.start] if each.start >= at else ""
            if each.start > at and (not leading or not BETWEEN.fullmatch(gap)):
                break
            leading.append(each)
            at = each.end
        return tuple(leading)

    @staticmethod
    def _trailing(text: str, found: tuple[Found, ...]) -> tuple[Found, ...]:
        """Give the ids in brackets at the end, where nothing in the brackets says that they are only mentioned."""
        for opens, closes in _ends_in_brackets(text):
            inside = [each for each in found if opens < each.start and each.end <= closes]
            if inside:
                lead = text[opens + 1 : inside[0].start]
                return tuple(inside) if FIXING.search(lead) or not lead.strip(" #:") else ()
        return ()

    @staticmethod
    def _only(text: str, found: tuple[Found, ...]) -> tuple[Found, ...]:
        """Give the single work item of a line that has no other id, where no word before it makes it a mention."""
        if len(found) != 1 or found[0].reference.scheme is not Scheme.WORK_ITEM:
            return ()
        before = _before(text, found[0])
        return () if MENTIONING.search(before) and not FIXING.search(before) else found

    @staticmethod
    def _bare_mentions(text: str, found: tuple[Found, ...]) -> Iterator[Found]:
        for match in BARE_MENTION.finditer(text):
            start, end = match.span("number")
            if not any(each.start < end and start < each.end for each in found):
                yield Found(Reference(match.group("number"), Scheme.BARE, int(match.group("number"))), start, end)


def _before(text: str, each: Found) -> str:
    return text[max(0, each.start - _LOOKED_BACK) : each.start]


def _ends_in_brackets(text: str) -> Iterator[tuple[int, int]]:
    """Give where the brackets that end a line open and close, the last first: `Fix it (#12) (by somebody)`."""
    end = len(text)
    for _ in range(_BRACKETS):
        closes = max(text.rfind(bracket, 0, end) for bracket in _PAIRS)
        if closes < 0 or not BEHIND_BRACKETS.fullmatch(text, closes + 1, end):
            return
        opens = text.rfind(_PAIRS[text[closes]], 0, closes)
        if opens < 0:
            return
        yield opens, closes
        end = opens


def _is_of_github(lines: Iterable[str]) -> bool:
    """Whether numbers are linked to GitHub more often than not."""
    linked_there = plain = 0
    for line in lines:
        linked_there += line.count("GH#")
        plain += len(_PLAIN.findall(line[:_LONGEST]))
    return linked_there > plain


def _prefixes(lines: Iterable[str]) -> frozenset[str]:
    """Give the prefixes that lines begin with as ids, or that many brackets at their end hold."""
    known: set[str] = set()
    trailing: Counter[str] = Counter()
    for line in (each[:_LONGEST] for each in lines):
        keys = [match for match in _REFERENCE.finditer(line) if (match.group("prefix") or "").isupper()]
        first = BEFORE_THE_FIRST.match(line)
        at = first.end() if first else 0
        leading: list[re.Match[str]] = []
        for match in keys:
            gap = line[at : match.start()]
            if match.start() < at or (gap and not (leading and BETWEEN.fullmatch(gap))):
                break
            leading.append(match)
            at = match.end()
        if leading and STRONG_END.match(line, leading[-1].end()):
            known.update(match.group("prefix") for match in leading)
        elif brackets := tuple(_ends_in_brackets(line)):
            begins = brackets[-1][0]
            trailing.update({match.group("prefix") for match in keys if match.start() > begins})
    return frozenset(known | {prefix for prefix, count in trailing.items() if count >= SEVERAL})


def _references(found: Iterable[Found]) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(each.reference for each in found))


def _work_item(digits: str) -> Reference:
    return Reference(f"#{digits}", Scheme.WORK_ITEM, int(digits))


def _bare(digits: str, start: int) -> Found:
    return Found(Reference(digits, Scheme.BARE, int(digits)), start, start + len(digits))
