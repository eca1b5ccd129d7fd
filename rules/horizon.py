"""How long an answer holds if nothing happens: every question about time notes when it would be answered otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

_FOREVER = datetime.max.replace(tzinfo=UTC)


class Horizon:
    """Notes the instants that were asked about, and keeps the next one.

    Attributes:
        until: from then on an answer may be another one; the instant of the facts itself where time was read as it is,
            so that the answers hold for that instant only.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.until = _FOREVER

    def has_come(self, instant: datetime) -> bool:
        """Say whether an instant is past or now, and note when it will be."""
        self.note(instant)
        return instant <= self._now

    def note(self, instant: datetime | None) -> None:
        """Note an instant from which on something may be answered otherwise; None and what is past change nothing."""
        if instant is not None and self._now < instant < self.until:
            self.until = instant

    def blur(self) -> None:
        """Note that an answer may be another one at any moment."""
        self.until = self._now
