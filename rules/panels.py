"""When the daily panel meets next, and after that."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.calendar import WorkingCalendar


class Panels:
    """The meetings of the daily panel after an instant: at one local time, on the days on which the programme works."""

    def __init__(self, now: datetime, meets: time, zone: ZoneInfo, calendar: WorkingCalendar) -> None:
        self._now = now
        self._meets = meets
        self._zone = zone
        self._calendar = calendar
        self._known: list[datetime] = []

    def ahead(self, number: int) -> datetime:
        """Give the meeting so many ahead; 1 is the next."""
        while len(self._known) < number:
            self._known.append(self._after(self._known[-1] if self._known else self._now))
        return self._known[number - 1]

    def over_before(self, instant: datetime) -> int:
        """Count the meetings ahead that are over before an instant."""
        while self.ahead(max(len(self._known), 1)) < instant:
            self.ahead(len(self._known) + 1)
        return bisect_left(self._known, instant)

    def _after(self, instant: datetime) -> datetime:
        local = instant.astimezone(self._zone).replace(
            hour=self._meets.hour, minute=self._meets.minute, second=0, microsecond=0
        )
        while local.astimezone(UTC) <= instant or not self._is_working_day(local):
            local += timedelta(days=1)
        return local.astimezone(UTC)

    def _is_working_day(self, local: datetime) -> bool:
        midnight = local.replace(hour=0, minute=0)
        return any(self._calendar.intervals(midnight, midnight + timedelta(days=1)))
