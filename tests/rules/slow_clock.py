"""Count working time the slow and obvious way, minute by minute: what the fast calculation is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


class SlowCalendar:
    """Weekday hours in a zone less days off, asked of one minute at a time; shares nothing with `rules.calendar`."""

    def __init__(self, zone: str, hours: dict[int, list[tuple[str, str]]], days_off: frozenset[date]) -> None:
        self.zone = ZoneInfo(zone)
        self.hours = hours
        self.days_off = days_off

    def counts(self, minute: datetime) -> bool:
        """Say whether the minute that begins at an instant counts."""
        local = minute.astimezone(self.zone)
        if local.date() in self.days_off:
            return False
        shown = local.strftime("%H:%M")
        return any(opens <= shown < closes for opens, closes in self.hours.get(local.weekday(), []))

    def elapsed(self, starts: datetime, ends: datetime) -> timedelta:
        """Count the minutes from one instant to another, both on the minute."""
        total, minute = timedelta(0), starts
        while minute < ends:
            if self.counts(minute):
                total += MINUTE
            minute += MINUTE
        return total


OFFICE = {day: [("09:00", "17:00")] for day in range(5)}
ENGLISH_BANK_HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2024-01-01", "2024-03-29", "2024-04-01", "2024-05-06", "2024-05-27", "2024-08-26", "2024-12-25", "2024-12-26",
    )
)  # fmt: skip
"""England and Wales in 2024, as the government publishes them."""


def at_minute(day: date, minutes: int) -> datetime:
    """Give the instant so many minutes after midnight UTC of a day."""
    return datetime.combine(day, time.min, UTC) + minutes * MINUTE


@dataclass
class SlowCycle:
    """What the slow count finds for one cycle of a clock."""

    started: datetime
    elapsed: timedelta = timedelta(0)
    stopped: datetime | None = None


def slow_cycles(
    history: list[tuple[datetime, str]], now: datetime, calendar: SlowCalendar, reopen: str, waits_in: str
) -> list[SlowCycle]:
    """Run a clock over states minute by minute: open states start it, closed ones stop it, one pauses it.

    Every instant is on the minute, and no two of the history are equal.
    """
    cycles: list[SlowCycle] = []
    minute = history[0][0]
    while minute <= now:
        state = [state for at, state in history if at <= minute][-1]
        current = cycles[-1] if cycles and cycles[-1].stopped is None else None
        if state in {"Fixed", "Closed"}:
            if current:
                current.stopped = minute
            current = None
        elif state != waits_in and current is None:
            if not cycles or reopen == "new cycle":
                cycles.append(SlowCycle(minute))
            elif reopen == "resume":
                cycles[-1].stopped = None
            current = cycles[-1] if cycles[-1].stopped is None else None
        if current and state != waits_in and minute < now and calendar.counts(minute):
            current.elapsed += MINUTE
        minute += MINUTE
    return cycles
