"""The known issues of a release: those of its note, and those carried from the releases of its systems before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.delivery import release_name
from rules.facts import ReleaseNote
from rules.view import View

_ID = re.compile(r"#(\d+)\b")


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """One known issue; `since` is the release that named it first, empty where this one did."""

    text: str
    since: str = ""


def known_issues(view: View, note: ReleaseNote) -> tuple[KnownIssue, ...]:
    """Give what is known to be wrong in a release.

    An issue with the number of a defect is carried until a later note fixes it or the defect is closed. One without a
    number is carried to the next release only: nobody could tell when it ends.
    """
    own = tuple(KnownIssue(text) for text in note.known_issues)
    return (*own, *_carried(view, note))


def _carried(view: View, note: ReleaseNote) -> Iterator[KnownIssue]:
    said = {number for text in note.known_issues for number in _numbers(text)}
    words = {text.casefold() for text in note.known_issues}
    ended = {claim.defect for claim in note.fixes}
    for place, earlier in enumerate(_before(view, note)):
        for text in earlier.known_issues:
            numbers = _numbers(text)
            is_open = any(number not in ended and not _is_closed(view, number) for number in numbers)
            is_new = not said & numbers and text.casefold() not in words
            if is_new and (is_open if numbers else place == 0):
                yield KnownIssue(text, release_name(earlier))
            said |= numbers
            words.add(text.casefold())
        ended |= {claim.defect for claim in earlier.fixes}


def _before(view: View, note: ReleaseNote) -> list[ReleaseNote]:
    """Give the earlier releases of any of its systems, the latest first."""
    at = note.delivered_at
    if at is None:
        return []
    dated = [
        (other.delivered_at, other)
        for other in view.facts.release_notes
        if other.delivered_at is not None and other.delivered_at < at and set(other.systems) & set(note.systems)
    ]
    return [other for _, other in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def _is_closed(view: View, number: int) -> bool:
    defect = view.facts.defects.get(number)
    return defect is not None and view.is_closed(defect)


def _numbers(text: str) -> set[int]:
    return {int(number) for number in _ID.findall(text)}
