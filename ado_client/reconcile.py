"""Decide what became of a write whose answer was lost, from what the work item looks like now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any

from ado_client.patch import Operation

_TAGS = "/fields/System.Tags"
_FIELDS = "/fields/"


class Fate(Enum):
    """What became of the write."""

    NOT_DONE = auto()
    """The item is still at the revision the write was held to, so it may be sent again."""
    DONE = auto()
    """The next revision says what the write wanted."""
    UNKNOWN = auto()
    """Someone wrote meanwhile, or what the write said cannot be recognised: it must not be sent again."""


def fate(rev: int, patch: Sequence[Operation], updates: Sequence[Mapping[str, Any]]) -> Fate:
    """Say what became of a patch that was held to a revision.

    Args:
        rev: the revision the patch was held to.
        patch: its operations.
        updates: of the item, oldest first, as `ado_client.work_items.WorkItems.updates` gives them.
    """
    later = [update for update in updates if update["rev"] > rev]
    if not later:
        return Fate.NOT_DONE
    first = later[0]
    if first["rev"] == rev + 1 and patch and all(_is_said(operation, first) for operation in patch):
        return Fate.DONE
    return Fate.UNKNOWN


def _is_said(operation: Operation, update: Mapping[str, Any]) -> bool:
    """Whether an update says what an operation wanted, without doubt: relations and rewritten HTML leave some."""
    path: str = operation["path"]
    change = update.get("fields", {}).get(path.removeprefix(_FIELDS))
    if not path.startswith(_FIELDS) or change is None:
        return False
    new = change.get("newValue")
    if operation["op"] == "remove":
        return new is None
    if path == _TAGS:
        has, wanted = _tags(new), _tags(operation["value"])
        return has == wanted if operation["op"] == "replace" else wanted <= has
    return bool(new == operation["value"])


def _tags(text: str | None) -> set[str]:
    return {tag.strip().casefold() for tag in (text or "").split(";") if tag.strip()}
