"""Write instants as people of the programme read them: in local time, the same words for the same instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Not by strftime: its names follow the machine's locale.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class LocalTime:
    """The clock on the programme's wall.

    Attributes:
        zone: IANA name, `Europe/London`.
        day: the local day a text is for; instants of another year than its year show theirs.
    """

    zone: str
    day: date

    @classmethod
    def at(cls, instant: datetime, zone: str) -> LocalTime:
        """Give the wall clock of the local day in which `instant` lies."""
        return cls(zone, instant.astimezone(ZoneInfo(zone)).date())

    def of(self, instant: datetime) -> datetime:
        """Give the instant in local time."""
        return instant.astimezone(ZoneInfo(self.zone))

    def long_day(self) -> str:
        """Write the day in full: `Wednesday 12 June 2024`."""
        return f"{_DAYS[self.day.weekday()]} {self.day.day} {_MONTHS[self.day.month - 1]} {self.day.year}"

    def short_day(self, day: date) -> str:
        """Write a day short: `Wed 12 Jun`, with its year where that is another one."""
        year = "" if day.year == self.day.year else f" {day.year}"
        return f"{_DAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]}{year}"

    def hour(self, instant: datetime) -> str:
        """Write the time of day: `09:30`; `01:30 GMT` in the hour that comes twice when summer time ends."""
        local = self.of(instant)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%H:%M} {local.tzname()}" if twice else f"{local:%H:%M}"

    def moment(self, instant: datetime) -> str:
        """Write day and time: `Wed 12 Jun 09:30`."""
        return f"{self.short_day(self.of(instant).date())} {self.hour(instant)}"

    def span(self, starts: datetime, ends: datetime | None) -> str:
        """Write a stretch of time: `Wed 12 Jun 09:30 to 11:00`; `since Wed 12 Jun 09:30` while its end is unknown."""
        if ends is None:
            return f"since {self.moment(starts)}"
        same_day = self.of(starts).date() == self.of(ends).date()
        return f"{self.moment(starts)} to {self.hour(ends) if same_day else self.moment(ends)}"

    def bounds(self) -> tuple[datetime, datetime]:
        """Give the first instant of the day and the first of the next."""
        zone = ZoneInfo(self.zone)
        starts = datetime.combine(self.day, time(), zone)
        return starts, datetime.combine(self.day + timedelta(days=1), time(), zone)

    def panel(self, at: time) -> datetime:
        """Give the instant at which a panel of this day meets."""
        return datetime.combine(self.day, at, ZoneInfo(self.zone))
