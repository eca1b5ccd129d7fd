"""Keep every change of a link between work items, in order, as reports tell it: one row for both its ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sandbox.state import Person
from sandbox.work_item_state import Relation

_FORWARD, _REVERSE = "-Forward", "-Reverse"


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """A link that came, went, or was commented anew.

    Attributes:
        kind: `System.LinkTypes.Hierarchy`, without the end it is seen from.
        source: Id of the work item the link starts from: of a hierarchy, the parent.
        target: Id of the work item it leads to.
        at: When it happened.
        by: Whose doing it was.
        is_active: Whether the link is there since.
        comment: What was said of it.
    """

    kind: str
    source: int
    target: int
    at: datetime
    by: Person
    is_active: bool
    comment: str = ""


class LinkLog:
    """All changes of links of the organisation; reach it by `world.part(LinkLog)`."""

    def __init__(self) -> None:
        self._waiting: list[LinkEvent] = []
        self._events: list[LinkEvent] = []
        self._there: dict[tuple[str, int, int], str] = {}

    def note(self, number: int, relation: Relation, at: datetime, by: Person, *, is_active: bool) -> None:
        """Note that a relation of a work item came or went.

        Links to addresses are none of this log's business, and a link that both its ends tell of is noted once.
        """
        if relation.target is None:
            return
        source, target = number, relation.target
        if relation.kind.endswith(_REVERSE):
            source, target = target, source
        kind = relation.kind.removesuffix(_FORWARD).removesuffix(_REVERSE)
        comment = str(relation.attributes.get("comment", ""))
        link = (kind, min(source, target), max(source, target))
        if is_active and self._there.get(link) == comment:
            return
        if is_active:
            self._there[link] = comment
        else:
            self._there.pop(link, None)
        self._waiting.append(LinkEvent(kind, source, target, at, by, is_active, comment))

    def events(self) -> Sequence[LinkEvent]:
        """Give all changes, oldest first; the place of each is its watermark, and stays so.

        What was noted between two calls is put in order by time first, as the histories of `WorkItems.log` are.
        """
        self._events += sorted(self._waiting, key=attrgetter("at"))
        self._waiting.clear()
        return self._events
