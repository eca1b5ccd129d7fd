"""What is told of planned outages: which were announced, and what people must know of each."""

from __future__ import annotations

from collections.abc import Iterable

from rules.announcing import Announcement
from rules.clashes import Clashes
from rules.facts import Outage


class OutageNews:
    """Planned outages as they were announced, and what they clash with.

    Args:
        announcements: what is told, by now or later; empty where nothing is announced.
        clashes: what outages may clash with; None where nobody asks.
    """

    def __init__(self, announcements: Iterable[Announcement] = (), clashes: Clashes | None = None) -> None:
        self.announcements = tuple(announcements)
        self._by_reference = {each.outage.reference: each for each in self.announcements}
        self._clashes = clashes

    def is_announced(self, outage: Outage) -> bool:
        """Whether those concerned are told by now."""
        known = self._by_reference.get(outage.reference)
        return known is not None and known.is_due

    def warnings(self, outage: Outage) -> tuple[str, ...]:
        """Give what people must know of it: that it comes late, what it clashes with."""
        known = self._by_reference.get(outage.reference)
        if known is not None:
            return ((known.late,) if known.late else ()) + known.clashes
        return self._clashes.of(outage) if self._clashes else ()
