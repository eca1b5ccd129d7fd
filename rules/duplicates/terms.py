"""Cut what people report into terms: words without their ending; names from code whole, and in their parts."""

from __future__ import annotations

import re
from functools import lru_cache

from rules.text import words

_WORD = re.compile(r"\w+(?:[.$-]\w+)*")
# NameNode, DFSClient, part-00001, if_031: where one part of a name ends and the next begins.
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|[._$-]+")
_ENDING = re.compile(r"(?<=\w{3})(?:ies|ing|ed|es|s|e)$")
_LITTLE = words(
    "a an and are as at be been but by can could did do does for from had has have he how i if in into is it its no "
    "not of on or our should so some such than that the their then there these they this to was we were what when "
    "where which while will with would you"
)
_WORDS_KEPT = 100_000
"""How many different words are remembered with their terms: most words of a text were in others before."""

Cut = tuple[tuple[str, str], ...]
"""The terms of a word, each with how it is written there: a name whole, then its parts."""


def terms(text: str) -> list[str]:
    """Give the terms of a text in its order, each as often as it is there."""
    return [term for cut in cuts(text) for term, _ in cut]


def cuts(text: str) -> list[Cut]:
    """Give each word of a text with its terms."""
    return [_cut(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=_WORDS_KEPT)
def _cut(word: str) -> Cut:
    parts = [part for part in _SEAM.split(word) if part]
    whole = ((_without_ending(word.casefold()), word),) if len(parts) > 1 else ()
    return whole + tuple((_without_ending(part.casefold()), part) for part in parts if _tells(part.casefold()))


def _tells(part: str) -> bool:
    return part not in _LITTLE and (len(part) > 1 or part.isdigit())


def _without_ending(part: str) -> str:
    return part if part.isdigit() else _ENDING.sub("", part)
