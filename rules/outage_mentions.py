"""Find the outages that people name in what they write: by reference, by the number of the record, and in denial."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rules.facts import Outage

_DIGITS = re.compile(r"\d+")
_GOES_ON = re.compile(r"\w|-\w\b")
"""Behind a reference: it is a longer one, `OUT-145` or `OUT-14-2`; "OUT-14-like" is about it."""
_LETTER = re.compile(r"[^\W\d_]")
_SEPARATORS = re.compile(r"[\s_-]")
_SHORTEST = 4
"""Shorter references (`P1`, `12`) say too many other things in people's text."""
_RECORD_MARKS = ("#", "AB#")
_DENIED = re.compile(
    r"\b(?:not|isn't|wasn't|no link to|unrelated to|independent of|nothing to do with|rather than|instead of)\b"
    r"(?:\s+\w+){0,5}\s*$",
    re.IGNORECASE,
)
_BEFORE = 60
"""How many characters before a name are read for a word that denies it; a sentence ends earlier."""
_SENTENCE_END = re.compile(r"[.;:!?](?:\s|$)")


@dataclass(frozen=True, slots=True)
class OutageMention:
    """A person named an outage.

    Attributes:
        words: as they stand in the text.
        is_denied: the person said that it is not this one.
    """

    outage: Outage
    words: str
    is_denied: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A reference, and how much of it stands before and behind its last number."""

    outage: Outage
    text: str
    before: int
    behind: int


class OutageMentions:
    """Looks for the outages of a programme in texts; how many there are costs nothing.

    `OUT-14` is found in any case, `OUT 14` and `OUT_14` only as written in capitals, because "out 14 days" names
    nothing. The record of an outage is found as `#4711` or `AB#4711`.
    """

    def __init__(self, outages: Iterable[Outage]) -> None:
        self._by_number: defaultdict[str, list[_Wanted]] = defaultdict(list)
        self._by_record: dict[str, Outage] = {}
        for outage in outages:
            if outage.work_item is not None:
                self._by_record[str(outage.work_item)] = outage
            numbers = list(_DIGITS.finditer(outage.reference))
            if numbers and len(outage.reference) >= _SHORTEST and _LETTER.search(outage.reference):
                last = numbers[-1]
                behind = len(outage.reference) - last.end()
                wanted = _Wanted(outage, outage.reference, last.start(), behind)
                self._by_number[last.group()].append(wanted)

    def in_text(self, text: str) -> tuple[OutageMention, ...]:
        """Give the outages that a plain text names, in its order, each once; one that is also denied is denied."""
        found: dict[str, OutageMention] = {}
        for number in _DIGITS.finditer(text):
            if number.group() not in self._by_number and number.group() not in self._by_record:
                continue
            for outage, begins, ends in self._named_by(number, text):
                known = found.get(outage.reference)
                is_denied = _is_denied(text, begins)
                if known is None or is_denied:
                    found[outage.reference] = OutageMention(outage, text[begins:ends], is_denied)
        return tuple(found.values())

    def _named_by(self, number: re.Match[str], text: str) -> Iterable[tuple[Outage, int, int]]:
        digits = number.group()
        for wanted in self._by_number.get(digits, ()):
            begins, ends = number.start() - wanted.before, number.end() + wanted.behind
            if begins >= 0 and _stands_alone(text, begins, ends) and _is_same(text[begins:ends], wanted.text):
                yield wanted.outage, begins, ends
        outage = self._by_record.get(digits)
        if outage is not None:
            for mark in _RECORD_MARKS:
                begins = number.start() - len(mark)
                if text[max(begins, 0) : number.start()] == mark and _stands_alone(text, begins, number.end()):
                    yield outage, begins, number.end()


def _stands_alone(text: str, begins: int, ends: int) -> bool:
    before = text[max(begins - 1, 0) : begins]
    return not (before.isalnum() or before in ("-", "_")) and _GOES_ON.match(text, ends) is None


def _is_same(written: str, reference: str) -> bool:
    if written.casefold() == reference.casefold():
        return True
    return _SEPARATORS.sub("-", written) == _SEPARATORS.sub("-", reference)


def _is_denied(text: str, begins: int) -> bool:
    before = text[max(0, begins - _BEFORE) : begins]
    *_, sentence = _SENTENCE_END.split(before)
    return _DENIED.search(sentence) is not None
