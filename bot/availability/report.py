"""Say availability in words and numbers: what the command, the page and the digest show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.publish.local_time import LocalTime
from rules.availability import Availability, AvailabilityBook, By, Tally
from rules.facts import Outage, OutageKind
from rules.programme import Programme
from rules.wording import worked

NOTHING = "-"
"""What stands where there is nothing to measure."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One environment, system, party or phase, as a line of a table."""

    name: str
    window: str
    available: str
    outside_planned: str
    down: str
    degraded: str
    outages: str
    failures: str
    to_restore: str
    between_failures: str
    reasons: str
    weeks: tuple[str, ...]
    is_hit: bool


@dataclass(frozen=True, slots=True)
class AvailabilityReport:
    """Availability between two instants.

    Attributes:
        tables: what was measured, by what it tells of.
        clock: local time of the programme.
    """

    programme: str
    starts: datetime
    ends: datetime
    tables: Mapping[By, tuple[Availability, ...]]
    clock: LocalTime

    @property
    def span(self) -> str:
        """From when to when, in words."""
        return f"{self.clock.moment(self.starts)} to {self.clock.moment(self.ends)}"

    @property
    def weeks(self) -> tuple[str, ...]:
        """The weeks by their Mondays, in words."""
        return tuple(self.clock.short_day(week) for week in self._mondays)

    @property
    def _mondays(self) -> tuple[date, ...]:
        return tuple(next((tuple(each.weeks) for rows in self.tables.values() for each in rows), ()))

    def rows(self, by: By) -> tuple[Row, ...]:
        """Give the lines of one table."""
        return tuple(_row(each) for each in self.tables[by])

    def as_json(self) -> dict[str, Any]:
        """Give every number, in minutes and percent."""
        return {
            "programme": self.programme,
            "from": self.starts.isoformat(),
            "to": self.ends.isoformat(),
            "by": {by.value: [_document(each) for each in rows] for by, rows in self.tables.items()},
        }


def availability_report(
    programme: Programme, outages: Iterable[Outage], starts: datetime, ends: datetime, of: Iterable[By] = By
) -> AvailabilityReport:
    """Measure the outages of a programme between two instants."""
    book = AvailabilityBook(programme, outages, starts, ends)
    clock = LocalTime.at(ends, programme.zone)
    return AvailabilityReport(programme.title, starts, ends, {by: book.by(by) for by in of}, clock)


def percent(share: float | None) -> str:
    """Write a share: `99.31 %`; what is not quite everything is never rounded up to it."""
    if share is None:
        return NOTHING
    rounded = round(share * 100, 2)
    return f"{min(rounded, 99.99) if share < 1 else rounded:.2f} %"


def _row(of: Availability) -> Row:
    total = of.total
    return Row(
        name=of.name,
        window=worked(total.window),
        available=percent(total.available),
        outside_planned=percent(total.available_outside_planned),
        down=worked(total.down),
        degraded=worked(total.degraded),
        outages=f"{of.number(OutageKind.PLANNED)} + {of.number(OutageKind.UNPLANNED)}",
        failures=str(of.failures),
        to_restore=_mean(of.time_to_restore),
        between_failures=_mean(of.time_between_failures),
        reasons=", ".join(f"{reason} {worked(amount)}" for reason, amount in total.by_reason()),
        weeks=tuple(percent(week.available) for week in of.weeks.values()),
        is_hit=bool(of.outages),
    )


def _mean(length: timedelta | None) -> str:
    return NOTHING if length is None else worked(length)


def _document(of: Availability) -> dict[str, Any]:
    return {
        "name": of.name,
        **_numbers(of.total),
        "planned_outages": of.number(OutageKind.PLANNED),
        "unplanned_outages": of.number(OutageKind.UNPLANNED),
        "failures": of.failures,
        "mean_minutes_to_restore": _minutes(of.time_to_restore),
        "mean_minutes_between_failures": _minutes(of.time_between_failures),
        "down_minutes_by_reason": {reason: _minutes(amount) for reason, amount in of.total.by_reason()},
        "weeks": [{"week": week.isoformat(), **_numbers(tally)} for week, tally in of.weeks.items()],
        "outages": [each.reference for each in of.outages],
    }


def _numbers(tally: Tally) -> dict[str, Any]:
    return {
        "window_minutes": _minutes(tally.window),
        "down_minutes": _minutes(tally.down),
        "degraded_minutes": _minutes(tally.degraded),
        "planned_minutes": _minutes(tally.planned),
        "unplanned_down_minutes": _minutes(tally.unplanned),
        "available_percent": _percent(tally.available),
        "available_outside_planned_percent": _percent(tally.available_outside_planned),
    }


def _minutes(length: timedelta | None) -> float | int | None:
    """Give minutes; whole ones as a whole number."""
    if length is None:
        return None
    return length // _MINUTE if not length % _MINUTE else round(length / _MINUTE, 6)


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 6)
