"""Read when something was delivered, as people write it: local dates and times, the day before the month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<one>\d{1,2})[/.-](?P<two>\d{1,2})[/.-](?P<year>\d{4})"),
    re.compile(rf"{_DAY}[ -]{_MONTH},?[ -](?P<year>\d{{4}})"),
    re.compile(rf"{_MONTH} {_DAY},? (?P<year>\d{{4}})"),
)
_WEEKDAY = re.compile(r"^\s*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)
_HOUR = re.compile(
    r"[\sT,]*(?:at|from)?\s*(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?\s*(?P<half>am|pm)?"
    r"\s*(?P<zone>Z|UTC|GMT|BST|[+-]\d{2}:?\d{2}|\([^)]*\)|local(?: time)?|hrs|h|UK(?: time)?)?\s*$",
    re.IGNORECASE,
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SUMMER = {"z": 0, "utc": 0, "gmt": 0, "bst": 1}


@dataclass(frozen=True, slots=True)
class DeliveryDate:
    """An instant, and what was assumed to read it: whole sentences."""

    instant: datetime
    assumed: tuple[str, ...] = ()


def read_delivery_date(written: str, zone: ZoneInfo) -> DeliveryDate | None:
    """Give the instant that a text names in local time; None where it names none.

    A day without an hour is taken to its end: nothing is called delivered before it surely is.
    """
    text = _WEEKDAY.sub("", written.strip())
    for form in _FORMS:
        match = form.match(text)
        if match is None:
            continue
        day, assumed = _day(match.groupdict())
        if day is None:
            return None
        rest = text[match.end() :].strip()
        if not rest:
            midnight = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
            return DeliveryDate(midnight, (*assumed, f"{written.strip()} has no hour: it counts from the day's end."))
        hour = _HOUR.match(text, match.end())
        instant = _instant(day, hour, zone) if hour else None
        return DeliveryDate(instant, tuple(assumed)) if instant else None
    return None


def _day(parts: dict[str, str | None]) -> tuple[date | None, tuple[str, ...]]:
    assumed: list[str] = []
    year = int(parts["year"] or 0)
    if parts.get("one"):
        first, second = int(parts["one"] or 0), int(parts["two"] or 0)
        day, month = (second, first) if second > len(_MONTHS) >= first else (first, second)
        if first != second and max(first, second) <= len(_MONTHS):
            assumed.append(f"{first}/{second} is read with the day first.")
    else:
        day, month = int(parts["day"] or 0), _month(parts)
    try:
        return date(year, month, day), tuple(assumed)
    except ValueError:
        return None, ()


def _month(parts: dict[str, str | None]) -> int:
    if parts.get("number"):
        return int(parts["number"] or 0)
    name = (parts["month"] or "").casefold()
    return next((number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name)), 0)


def _instant(day: date, match: re.Match[str], zone: ZoneInfo) -> datetime | None:
    hour = int(match["hour"])
    half = (match["half"] or "").casefold()
    if match["minute"] is None and not half:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        clock = time(hour, int(match["minute"] or 0), int(match["second"] or 0))
    except ValueError:
        return None
    return datetime.combine(day, clock, _zone(match["zone"] or "", zone)).astimezone(UTC)


def _zone(written: str, zone: ZoneInfo) -> ZoneInfo | timezone:
    word = written.strip("()").casefold()
    if word in _SUMMER:
        return timezone(timedelta(hours=_SUMMER[word]))
    offset = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", word)
    if offset:
        minutes = int(offset.group(2)) * 60 + int(offset.group(3))
        return timezone(timedelta(minutes=-minutes if offset.group(1) == "-" else minutes))
    return zone
