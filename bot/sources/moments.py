"""Read dates and times as people write them in lists, in their local time, and say what had to be assumed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.sources.rows import Cell, cell_text

_DAY = timedelta(days=1)
_ANY_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
_OFFSETS = {"utc": 0, "gmt": 0, "z": 0, "bst": 1, "wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3}
"""Hours of zone names that mean one offset, whatever the season."""
_UK = "Europe/London"
_LOCAL = {"uk": _UK, "uk time": _UK, "uk local": _UK, "uk local time": _UK, "gb": _UK, "london": _UK}
_OWN = {"local", "local time", "lt"}
_OFFSET = re.compile(r"(?:utc|gmt)?\s*(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.IGNORECASE)
_ZONE_BEHIND = re.compile(
    r"(?P<rest>.*\d(?:\s*[ap]\.?m\.?)?)(?:\s*\(?(?P<zone>[a-z][a-z/_ ]*)\)?|\s+(?P<offset>[+-]\d{1,2}:\d{2}))",
    re.IGNORECASE,
)
_MONTHS = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$", re.IGNORECASE)
_END_OF_DAY = {"24:00", "24:00:00", "2400", "24.00"}
_HALF_DAY = re.compile(r"\s*([ap])\.?m\.?$", re.IGNORECASE)
_TIME_FORMATS = ("%H:%M", "%H:%M:%S", "%H.%M", "%H%M", "%Hh%M", "%I:%M %p", "%I %p", "%I.%M %p", "%I:%M:%S %p")
_NAMED = (
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %y",
    "%b %d %Y",
    "%B %d %Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
)
_DAY_FIRST = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+", re.IGNORECASE)
_DOTTED_TIME = re.compile(r"[ T]\d{1,2}\.\d")
_SEPT = re.compile(r"\bsept\b", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_TIME_BEHIND = re.compile(
    r"(?P<day>.*?\S)[\s,]+(?:at\s+)?(?P<time>\d{1,2}(?:[:.h]?\d{2}){0,2}(?:\s*[ap]\.?m\.?)?)", re.IGNORECASE
)
_TIME_AHEAD = re.compile(r"(?P<time>\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?)[\s,]+(?:on\s+)?(?P<day>.+)", re.IGNORECASE)


class DayOrder(StrEnum):
    """What `06/07/2024` means."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


class Twice(StrEnum):
    """Which of the two a local time is that comes twice, when clocks go back."""

    EARLIER = "earlier"
    LATER = "later"


class Unreadable(ValueError):
    """A cell that is no moment; the message says why, as the rest of a sentence about it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and a sentence on what was assumed to give it; empty where it was said in full.

    Attributes:
        local: as its list means it: the local time there, with a zone only where the list names one.
    """

    at: datetime
    local: str
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What a cell says: a day, a time of day, or both; with its zone where it names one.

    Attributes:
        zone_name: as it is written.
        is_end_of_day: for `24:00`, the midnight at the end of the day; `time` is 00:00 then.
    """

    day: date | None
    time: time | None
    zone: tzinfo | None = None
    zone_name: str = ""
    is_end_of_day: bool = False


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How local times are read where they do not say it themselves.

    Attributes:
        zone: IANA name.
        order: of slashed dates.
        twice: which of two, where clocks go back.
    """

    zone: str
    order: DayOrder = DayOrder.DAY_FIRST
    twice: Twice = Twice.EARLIER

    def written(self, cell: Cell) -> Written:
        """Take a cell apart.

        Raises:
            Unreadable: it is no day and no time.
        """
        if isinstance(cell, datetime):
            return Written(cell.date(), cell.time(), cell.tzinfo)
        if isinstance(cell, date):
            return Written(cell, None)
        if isinstance(cell, time):
            return Written(None, cell.replace(tzinfo=None), cell.tzinfo)
        if isinstance(cell, timedelta):
            if not timedelta(0) <= cell < _DAY:
                raise Unreadable(f"is the duration {cell}, which is no time of day")
            return Written(None, (_ANY_MIDNIGHT + cell).time())
        if isinstance(cell, int | float):
            raise Unreadable(f"is the number {cell_text(cell)}; format its column as a date")
        return self._text(cell_text(cell))

    def zone_named(self, name: str) -> tzinfo:
        """Give the zone that a word names: `BST`, `UTC`, `UK time`, `Europe/London`, `+01:00`.

        Raises:
            Unreadable: it names none that is known.
        """
        word = name.strip().strip("()").strip().casefold()
        if word in _OWN:
            return ZoneInfo(self.zone)
        if word in _LOCAL:
            return ZoneInfo(_LOCAL[word])
        if word in _OFFSETS:
            return timezone(timedelta(hours=_OFFSETS[word])) if _OFFSETS[word] else UTC
        offset = _OFFSET.fullmatch(word)
        try:
            if offset:
                ahead = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
                return timezone(-ahead if offset["sign"] == "-" else ahead)
            if "/" in word:
                return ZoneInfo(name.strip().strip("()").strip())
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
        raise Unreadable(f"names the time zone '{name}', which is not known; write Europe/London, UTC or +01:00")

    def instant(self, day: date, at: time, zone: tzinfo | None = None, zone_name: str = "") -> Moment:
        """Give the instant of a local time.

        Args:
            day: of the local time.
            at: the time of day.
            zone: where the list names one; else the configured one.
            zone_name: how the list writes it.

        Raises:
            Unreadable: clocks skip this time, or the year cannot be; the message begins with the time.
        """
        there = zone or ZoneInfo(self.zone)
        local = datetime.combine(day, at.replace(tzinfo=None, fold=0), there)
        try:
            first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
            is_there = first.astimezone(there).replace(tzinfo=None) == local.replace(tzinfo=None)
        except OverflowError:
            raise Unreadable(f"{day}, a day that cannot be") from None
        if not is_there:
            raise Unreadable(f"{local:%Y-%m-%d %H:%M}, a time that clocks of {there} skip")
        words = f"{local:%Y-%m-%d %H:%M} {zone_name or local.tzname()}" if zone else f"{local:%Y-%m-%d %H:%M}"
        if first == second:
            return Moment(first, words, _out_of_season(local, zone_name))
        chosen = first if self.twice is Twice.EARLIER else second
        assumed = (
            f"{local:%Y-%m-%d %H:%M} comes twice in {there}, when clocks go back; the {self.twice.value} one is taken, "
            f"{chosen.astimezone(there):%H:%M %Z}."
        )
        return Moment(chosen, words, assumed)

    def _text(self, text: str) -> Written:
        try:
            # Of `18.30`, it would make 18 hours and a fraction of a second.
            read = None if _DOTTED_TIME.search(text) else datetime.fromisoformat(text)
        except ValueError:
            read = None
        if read is not None and len(text) > len("2024-06-11"):
            return Written(read.date(), read.time(), read.tzinfo)
        words, zone, name = self._without_zone(text)
        words = _ORDINAL.sub("", _WEEKDAY.sub("", words)).strip()
        if words in _END_OF_DAY:
            return Written(None, time.min, zone, name, is_end_of_day=True)
        alone = _time(words)
        if alone is not None:
            return Written(None, alone, zone, name)
        day = self._day(words)
        if day is not None:
            return Written(day, None, zone, name)
        for pattern in (_TIME_BEHIND, _TIME_AHEAD):
            both = pattern.fullmatch(words)
            if both:
                day, is_end = self._day(_WEEKDAY.sub("", both["day"])), both["time"] in _END_OF_DAY
                at = time.min if is_end else _time(both["time"])
                if day is not None and at is not None:
                    return Written(day, at, zone, name, is_end)
        raise Unreadable(f"is '{text}', which is no date and time; write 2024-06-11 18:30")

    def _without_zone(self, text: str) -> tuple[str, tzinfo | None, str]:
        found = _ZONE_BEHIND.fullmatch(text)
        name = (found["zone"] or found["offset"]) if found else ""
        if not found or _HALF_DAY.search(f" {name}") or _MONTHS.match(name):
            return text, None, ""
        return found["rest"], self.zone_named(name), name

    def _day(self, text: str) -> date | None:
        words = _SEPT.sub("Sep", " ".join(text.replace(",", " ").split()))
        order = _DAY_FIRST if self.order is DayOrder.DAY_FIRST else _MONTH_FIRST
        return next((day for pattern in (*_NAMED, *order) if (day := _by(words, pattern)) is not None), None)


def _by(words: str, pattern: str) -> date | None:
    try:
        return datetime.strptime(words, pattern).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _time(words: str) -> time | None:
    plain = _HALF_DAY.sub(lambda found: f" {found[1]}m", words.strip()).upper()
    for pattern in _TIME_FORMATS:
        try:
            return datetime.strptime(plain, pattern).time()  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            continue
    return None


def _out_of_season(local: datetime, zone_name: str) -> str:
    """Say so where `GMT` is written in a British summer: it is taken at its word, though it may be local time."""
    if zone_name.strip().casefold() != "gmt" or not local.replace(tzinfo=ZoneInfo(_UK)).utcoffset():
        return ""
    return f"{local:%Y-%m-%d %H:%M} is written as GMT, though British clocks showed BST; it is taken as GMT."
