"""Dates as queries write them, and the days and instants that they mean in a time zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from wiql.errors import WiqlError
from wiql.syntax import Literal

_AMERICAN = re.compile(
    r"(?P<month>\d{1,2})(?P<mark>[/-])(?P<day>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
    r"(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:\s*(?P<half>[ap])m)?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\s*(?:GMT|UTC|(?<=\d)Z)$", re.IGNORECASE)
_NEW_CENTURY = 50
_MIDDLE = 5000
_LAST = datetime.max.replace(tzinfo=UTC)


def read_date(literal: Literal) -> datetime:
    """Read a date as a query writes it; naive where the text names no zone.

    ISO 8601 is taken as it is; with `/` or with the year last, the month comes first, as it does for the interface
    of Azure DevOps, whatever the language of its users.

    Raises:
        WiqlError: where the text is no date.
    """
    text = str(literal.value).strip()
    bare = _ZONE.sub("", text)
    match = _AMERICAN.fullmatch(bare)
    try:
        moment = _american(match) if match else datetime.fromisoformat(bare.replace("/", "-"))
    except ValueError:
        example = ("2024-06-12", "2024-06-12T08:30:00Z")
        raise WiqlError(
            f"'{text}' is no date: write it as 2024-06-12, or month first as 06/12/2024.", literal.span, example
        ) from None
    return moment if bare == text else moment.replace(tzinfo=UTC)


def _american(match: re.Match[str]) -> datetime:
    year = int(match["year"])
    if len(match["year"]) == 2:  # noqa: PLR2004 - two digits, as .NET reads them
        year += 2000 if year < _NEW_CENTURY else 1900
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    date = (year, int(match["month"]), int(match["day"]))
    return datetime(*date, hour, int(match["minute"] or 0), int(match["second"] or 0))  # noqa: DTZ001 - local as yet


def has_time(moment: datetime) -> bool:
    """Say whether a date names a time of day other than midnight."""
    return bool(moment.hour or moment.minute or moment.second or moment.microsecond)


def instant_in(moment: datetime, zone: tzinfo) -> datetime:
    """Give the instant, in UTC, of a date that means local time where it names no zone."""
    return _utc(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def day_in(moment: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Give the first instant of the local day of a date, and the first instant of the next day."""
    start = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=zone)
    try:
        end = start + timedelta(days=1)
    except OverflowError:
        end = _LAST
    return _utc(start), _utc(end)


def _utc(moment: datetime) -> datetime:
    """Give the same instant in UTC; the end of the calendar for one that lies beyond it."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _LAST if moment.year > _MIDDLE else datetime.min.replace(tzinfo=UTC)
