"""What a query is asked of: an item's fields at an instant, with the revisions before it where they are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol


class ItemFields(dict[str, Any]):
    """The fields of one revision that knows those before it, which EVER and System.History ask for.

    Attributes:
        earlier: the fields of the earlier revisions, oldest first.
    """

    __slots__ = ("earlier",)

    def __init__(self, fields: Mapping[str, Any], earlier: Iterable[Mapping[str, Any]]) -> None:
        """Take the fields as they stand, and as they stood before."""
        super().__init__(fields)
        self.earlier = tuple(earlier)


class Item(Protocol):
    """A work item as queries need it."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    def fields_at(self, instant: datetime) -> Mapping[str, Any] | None:
        """Give its fields by reference name as they stood then; None where it was not there.

        Where the answer is an `ItemFields`, queries about the past (EVER) can be asked too.
        """
        ...
