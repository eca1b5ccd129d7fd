"""Find the programme's words in what people wrote: HTML taken away, whole words only."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_TAG = re.compile(r"</?[a-zA-Z!][^>]*>")
_BREAK = re.compile(r"</?(?:p|div|br|li|ul|ol|table|tr|td|th|h[1-6]|pre|blockquote)\b[^>]*>", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")

_BETWEEN_WORDS = r"[\s_-]+"
# A hyphen with one letter or number behind it belongs to a name: "UIT-B" is not "UIT", "UIT-wide" is about it.
_BEFORE, _AFTER = r"(?<!\w)", r"(?!\w|-\w\b)"


class PhraseError(ValueError):
    """A pattern of the programme that is no regular expression; the message names its owner."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text that name something.

    Attributes:
        names: what they name, as the programme calls it.
        words: the words as they stand in the text.
    """

    names: str
    words: str


def plain(text: str) -> str:
    """Give the text of an HTML field as a reader sees it, on one line."""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    return _SPACES.sub(" ", html.unescape(text)).strip()


def words(text: str) -> frozenset[str]:
    """Give the words of a plain text, without regard to case."""
    return frozenset(word.casefold() for word in _WORD.findall(text))


class Phrases:
    """Names to look for in texts: built once, used for many texts; the longest name wins where several begin.

    A name in capitals without a number (`SIT A`, `DIP`) is an abbreviation and is found only in capitals, because
    "messages sit a long time" and "a dip in throughput" name nothing. Any other name is found whatever the case.

    Args:
        names: what is named -> the phrases that name it. A space in a phrase stands for spaces, `-` or `_`.
        patterns: what is named -> regular expressions that name it.

    Raises:
        PhraseError: a pattern is no regular expression.
    """

    __slots__ = ("_expression", "_named")

    def __init__(self, names: Mapping[str, Iterable[str]], patterns: Mapping[str, Iterable[str]] | None = None) -> None:
        found = [(phrase, named) for named, phrases in names.items() for phrase in phrases if _WORD.search(phrase)]
        found.sort(key=lambda pair: -len(pair[0]))
        sources = [(_source(phrase), named) for phrase, named in found]
        for named, expressions in (patterns or {}).items():
            sources.extend((_checked(expression, named), named) for expression in expressions)
        self._named = [named for _, named in sources]
        alternatives = "|".join(f"(?P<m{place}>{source})" for place, (source, _) in enumerate(sources))
        self._expression = re.compile(f"{_BEFORE}(?:{alternatives}){_AFTER}") if sources else None

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Give what a plain text names, in its order, each thing and wording once."""
        if self._expression is None:
            return ()
        return tuple(
            dict.fromkeys(
                Mention(self._named[int(str(match.lastgroup)[1:])], match.group())
                for match in self._expression.finditer(text)
            )
        )


def _source(phrase: str) -> str:
    escaped = _BETWEEN_WORDS.join(re.escape(word) for word in re.split(r"[\s_-]+", phrase) if word)
    is_abbreviation = phrase.isupper() and not any(character.isdigit() for character in phrase)
    return escaped if is_abbreviation else f"(?i:{escaped})"


def _checked(expression: str, named: str) -> str:
    try:
        re.compile(expression)
    except re.error as error:
        message = f"The pattern {expression!r} of {named} is no regular expression: {error}."
        raise PhraseError(f"{message} Correct the programme file.") from error
    return f"(?i:{expression})"
