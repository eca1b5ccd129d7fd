"""Read the revisions of a page, as the reporting API sends them, and refuse by name what cannot be one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeGuard

from bot.mistakes import Failure
from bot.store.deltas import Fields
from bot.store.schema import to_microseconds

_BOOKKEEPING = (
    "System.Watermark",
    "System.RevisedDate",
    "System.AuthorizedDate",
    "System.AuthorizedAs",
    "System.PersonId",
)
"""What Azure DevOps keeps for itself: other in every revision, so that it would be a third of the store, and nobody's
condition. `System.RevisedDate` even changes after the fact, when the next revision is made."""
_HISTORY = "System.History"
COMMENT_COUNT = "System.CommentCount"
_NEEDED = ("System.ChangedDate", "System.TeamProject", "System.WorkItemType")
_HIGHEST = 2**31 - 1
"""Ids and revisions are 32-bit numbers."""


class HistoryError(Failure):
    """Azure DevOps sent what cannot be kept; nothing that came with it was stored, everything before it was."""


class Snapshot(NamedTuple):
    """The full field values of a work item from one revision on.

    Attributes:
        at: when it was made, in microseconds as the store keeps instants.
        said: its comment, which is no field's value.
    """

    rev: int
    at: int
    fields: Fields
    said: str


def snapshots(raw: Iterable[Mapping[str, Any]]) -> dict[int, list[Snapshot]]:
    """Give revisions of the reporting API (`{"id", "rev", "fields"}`) by their work items, each one's by its number.

    Of a revision that comes twice, the later one is right.

    Raises:
        HistoryError: One of them lacks what makes it a revision.
    """
    found: dict[int, list[Snapshot]] = {}
    for one in raw:
        number, snapshot = _snapshot(one)
        known = found.get(number)
        if known is None:
            found[number] = [snapshot]
        elif snapshot.rev > known[-1].rev:  # as nearly always
            known.append(snapshot)
        else:
            by_rev = {each.rev: each for each in (*known, snapshot)}
            found[number] = [by_rev[rev] for rev in sorted(by_rev)]
    return found


def _snapshot(raw: Mapping[str, Any]) -> tuple[int, Snapshot]:
    number, rev, told = raw.get("id"), raw.get("rev"), raw.get("fields")
    if not _is_number(number) or not _is_number(rev) or type(told) is not dict:
        raise HistoryError(f"Revision {rev} of work item {number} came without a number or without fields.")
    for needed in _NEEDED:
        if type(told.get(needed)) is not str:
            raise HistoryError(f"Revision {rev} of work item {number} came without {needed}.")
    fields = told.copy()
    for name in _BOOKKEEPING:
        fields.pop(name, None)
    said = fields.pop(_HISTORY, None) or ""
    if type(said) is not str or type(fields.get(COMMENT_COUNT, 0)) is not int:
        raise HistoryError(
            f"Revision {rev} of work item {number}: {_HISTORY} is no text, or {COMMENT_COUNT} no number."
        )
    return number, Snapshot(rev, _instant(told["System.ChangedDate"], rev, number), fields, said)


def _is_number(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 < value <= _HIGHEST


def _instant(text: str, rev: int, number: int) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        name = f"Revision {rev} of work item {number}"
        raise HistoryError(f"{name}: System.ChangedDate is no instant: {error}.") from error
    if at.tzinfo is None:
        raise HistoryError(f"Revision {rev} of work item {number}: System.ChangedDate {text} names no time zone.")
    return to_microseconds(at)
