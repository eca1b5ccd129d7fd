"""Judges: how one value of a kind is held against what a clause wants. Built once, asked many times."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import datetime
from typing import Any

from wiql import values
from wiql.fields import Kind
from wiql.syntax import Operator
from wiql.values import NOBODY, Identity, folded, identity, instant, number, path, truth

Judge = Callable[[Any], bool]
Days = tuple[tuple[datetime, datetime], ...]

ORDER: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.LESS: operator.lt,
    Operator.GREATER: operator.gt,
    Operator.AT_MOST: operator.le,
    Operator.AT_LEAST: operator.ge,
}
"""The operators that ask which comes first; they never hold for an empty field."""


def opposite_of(judge: Judge) -> Judge:
    """Give the judge that holds where this one does not."""
    return lambda value: not judge(value)


def is_empty(kind: Kind) -> Judge:
    """Hold for a field without a value; for long text, without anything to see."""
    if kind is Kind.LONG_TEXT:
        return values.is_blank
    return lambda value: value is None or not folded(value)


def equals(kind: Kind, wanted: tuple[Any, ...]) -> Judge:
    """Hold for a value that is one of those wanted; the empty text stands for no value."""
    match kind:
        case Kind.NUMBER:
            numbers = {number(value) for value in wanted}
            return lambda value: number(value) in numbers
        case Kind.TRUTH:
            truths = {truth(value) for value in wanted}
            return lambda value: truth(value) in truths
        case Kind.IDENTITY:
            return _is_one_of(tuple(identity(value) for value in wanted))
        case Kind.PATH:
            paths = {path(value) for value in wanted}
            return lambda value: path(value) in paths
        case _:
            return _text_equals({folded(value) for value in wanted})


def _text_equals(texts: set[str]) -> Judge:
    if len(texts) > 1:
        return lambda value: folded(value) in texts
    (text,) = texts
    # The commonest clause of all, spelt out for speed.
    return lambda value: (value.casefold() if value.__class__ is str else folded(value)) == text


def _is_one_of(people: tuple[Identity, ...]) -> Judge:
    if len(people) == 1 and people[0] != NOBODY:
        return lambda value: identity(value).is_same(people[0])

    def judge(value: Any) -> bool:
        person = identity(value)
        return any(person.is_same(other) or person == other == NOBODY for other in people)

    return judge


def in_group(kind: Kind, members: frozenset[str]) -> Judge:
    """Hold for a member of a group; nobody is a member of none."""
    return equals(kind, tuple(members)) if members else lambda _value: False


def compares(kind: Kind, comparison: Operator, wanted: Any) -> Judge:
    """Hold for a value that comes before or after the one wanted."""
    compare = ORDER[comparison]
    if kind is Kind.NUMBER:
        limit = number(wanted)

        def judge_number(value: Any) -> bool:
            found = number(value)
            return found is not None and compare(found, limit)

        return judge_number
    read = _name if kind is Kind.IDENTITY else folded
    text = read(wanted)

    def judge_text(value: Any) -> bool:
        found = read(value)
        return bool(found) and compare(found, text)

    return judge_text


def _name(value: Any) -> str:
    return identity(value).name


def on_days(comparison: Operator, days: Days) -> Judge:
    """Hold for an instant on, before or after days given by their first and the next day's first instant."""
    if comparison not in ORDER:
        return lambda value: (found := instant(value)) is not None and any(start <= found < end for start, end in days)
    start, end = days[0]
    # After a day is from the next one on, up to a day is before the next one.
    limit = end if comparison in {Operator.GREATER, Operator.AT_MOST} else start
    compare = operator.lt if comparison in {Operator.LESS, Operator.AT_MOST} else operator.ge
    return lambda value: (found := instant(value)) is not None and compare(found, limit)


def at_instants(comparison: Operator, instants: tuple[datetime, ...]) -> Judge:
    """Hold for an instant at, before or after those given, to the second's last fraction."""
    if comparison not in ORDER:
        return lambda value: instant(value) in instants
    compare, limit = ORDER[comparison], instants[0]
    return lambda value: (found := instant(value)) is not None and compare(found, limit)


def contains(kind: Kind, wanted: str) -> Judge:
    """Hold for a value with this part in it; for tags, with this tag whole. Nothing is part of everything."""
    part = wanted.casefold()
    if not part:
        return lambda _value: True
    match kind:
        case Kind.TAGS:
            return lambda value: part in values.tags(value)
        case Kind.LONG_TEXT:
            return lambda value: part in values.plain_text(value)
        case Kind.IDENTITY:
            return lambda value: part in _written(identity(value))
        case _:
            return lambda value: part in folded(value)


def _written(person: Identity) -> str:
    return f"{person.name} <{person.mail}>"


def contains_words(wanted: str) -> Judge:
    """Hold for a text with these words side by side; a `*` at the end stands for the rest of the last word."""
    phrase = values.words(wanted)
    if not phrase:
        return lambda _value: True
    *first, last = phrase
    is_last = last.__eq__ if not wanted.rstrip().endswith("*") else None
    size = len(phrase)

    def judge(value: Any) -> bool:
        found = values.words(value)
        return any(
            found[start : start + size - 1] == first
            and (is_last(found[start + size - 1]) if is_last else found[start + size - 1].startswith(last))
            for start in range(len(found) - size + 1)
        )

    return judge


def under(wanted: str) -> Judge:
    """Hold for this node of a tree and every node below it."""
    node = path(wanted)
    below = node + "\\"

    def judge(value: Any) -> bool:
        found = path(value)
        return found == node or found.startswith(below)

    return judge
