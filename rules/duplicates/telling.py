"""Say which words make two reports alike, as the later one writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rules.duplicates.terms import Cut

_SHOWN = 5


def telling(cuts: Iterable[Cut], shared: Mapping[str, float]) -> tuple[str, ...]:
    """Give the words that tell most, the most telling first; a name tells what it and its parts do, and is said once.

    Args:
        cuts: the words of the later report, cut into terms.
        shared: the terms that both reports have, with what each adds to their similarity.
    """
    words = {written: terms for cut in cuts for written, terms in _words(cut, shared)}
    adds = {word: sum(shared.get(term, 0.0) for term in terms) for word, terms in words.items()}
    told: list[str] = []
    said: set[str] = set()
    for word in sorted(words, key=lambda each: (-adds[each], -len(each), each)):
        if words[word][0] not in said:
            told.append(word)
            said.update(words[word])
    return tuple(told[:_SHOWN])


def _words(cut: Cut, shared: Mapping[str, float]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield a name that both reports have with all of its terms, or else each of its parts that both have."""
    if cut and cut[0][0] in shared:
        yield cut[0][1], [term for term, _ in cut]
    else:
        yield from ((written, [term]) for term, written in cut if term in shared)
