"""Read a calendar file as events with their instances: recurrences expanded, moved and cancelled ones as they are.

Each series is read by itself, so that one that is broken does not take the others with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event, vRecur

from bot.sources.files import SourceFile, text_of
from bot.sources.problems import SourceProblem, SourceRefused

BACK, AHEAD = timedelta(days=366), timedelta(days=92)
"""How far instances of what recurs are looked for, before and after now."""
MOST_EVENTS = 5_000
MOST_SERIES = 100
_EARLIEST = 1990
_SERIES = ("RRULE", "RDATE", "RECURRENCE-ID")
_TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
_ODD = ("BYWEEKNO", "BYYEARDAY", "BYEASTER")
_LONGEST = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
_NEEDED = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_UID = re.compile(r"^UID(?:;[^:]*)?:(.*)$", re.IGNORECASE)
_METHOD = re.compile(r"^METHOD:\s*CANCEL\s*$", re.IGNORECASE | re.MULTILINE)
_ZONE = re.compile(r"^X-WR-TIMEZONE:\s*(\S+)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Instance:
    """One time that an event takes place.

    Attributes:
        uid: of its event.
        original: when its series says that it begins, wherever it was moved; empty for an event that does not recur.
        occasion: which of its series it is, as its calendar writes it: its day, with the time where the series may have
            several in a day; empty for an event that does not recur.
        starts: a day for an event of whole days; local where the calendar names no zone.
        ends: not part of it.
        line: where its event begins in the file.
    """

    uid: str
    original: str
    occasion: str
    starts: date | datetime
    ends: date | datetime
    summary: str
    location: str
    description: str
    categories: str
    is_cancelled: bool
    line: int


@dataclass(frozen=True, slots=True)
class Events:
    """What a calendar holds.

    Attributes:
        broken: what could not be read of it, with the UID of the event where it has one.
        zone: the zone that the calendar names for local times; empty where it names none that is known.
    """

    instances: tuple[Instance, ...]
    broken: tuple[tuple[str, SourceProblem], ...]
    zone: str


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one event in the file."""

    line: int
    uid: str
    text: str


class _Broken(Exception):
    """Why an event cannot be read, as the rest of a sentence about it."""


def events_of(file: SourceFile, now: datetime) -> Events:
    """Give every single event of a calendar, and the instances of those that recur from `BACK` to `AHEAD` of `now`.

    Raises:
        SourceRefused: it is no calendar, it was cut off, or it holds more than any list of outages does.
    """
    text = re.sub(r"\n[ \t]", "", text_of(file))
    folded = text_of(file).split("\n")
    zones, blocks = _blocks(file, folded)
    series: dict[str, list[_Block]] = {}
    for block in blocks:
        series.setdefault(block.uid or _made_uid(block), []).append(block)
    instances: list[Instance] = []
    broken: list[tuple[str, SourceProblem]] = []
    is_cancelled, recurring = _METHOD.search(text) is not None, 0
    for uid, own in series.items():
        try:
            calendar = _parsed(zones, own)
            series_by = {name for event in calendar.events for name in _SERIES if name in event}
            recurring += bool(series_by)
            if recurring > MOST_SERIES:
                raise _too_much(file, f"more than {MOST_SERIES} events that recur")
            found = _expanded(calendar, now) if series_by else _latest(calendar)
            instances += [_instance(event, uid, own, series_by, cancelled=is_cancelled) for event in found]
        except _Broken as error:
            where = f"{file.name}, line {own[0].line}"
            what = f"the event {uid} {error}, so it is left out."
            broken.append((uid, SourceProblem(where, what, "Correct the event, or export the calendar again.")))
    named = _ZONE.search(text)
    return Events(tuple(instances), tuple(broken), named[1] if named and _is_zone(named[1]) else "")


def _blocks(file: SourceFile, lines: Sequence[str]) -> tuple[str, list[_Block]]:
    """Cut a calendar into its time zones and its events."""
    if not any(line.strip().upper() == "END:VCALENDAR" for line in lines):
        why = "it has no END:VCALENDAR: it is being written, or was cut off."
        raise SourceRefused("cannot be read now", file.name, why, "Export the calendar again.", is_passing=True)
    zones: list[str] = []
    blocks: list[_Block] = []
    begins, kind = 0, ""
    for number, line in enumerate(lines):
        word = line.strip().upper()
        if word in {"BEGIN:VEVENT", "BEGIN:VTIMEZONE"}:
            begins, kind = number, word.removeprefix("BEGIN:")
        elif kind and word == f"END:{kind}":
            inner = lines[begins : number + 1]
            if kind == "VTIMEZONE":
                zones += inner
            else:
                uid = next((found[1].strip() for one in inner if (found := _UID.match(one))), "")
                blocks.append(_Block(begins + 1, uid, "\n".join(inner)))
            kind = ""
        if len(blocks) > MOST_EVENTS:
            raise _too_much(file, f"more than {MOST_EVENTS:,} events")
    return "\n".join(zones), blocks


def _made_uid(block: _Block) -> str:
    """Name an event that its calendar does not name, by what it says: another word makes it another event."""
    return f"without-UID-{hashlib.sha256(block.text.encode()).hexdigest()[:8]}"


def _parsed(zones: str, blocks: Sequence[_Block]) -> Calendar:
    inner = "\n".join((zones, *(block.text for block in blocks))).strip("\n")
    try:
        calendar = Calendar.from_ical(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//envbot//\n{inner}\nEND:VCALENDAR\n")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise _Broken(f"cannot be read ({_one_line(error)})") from error
    for event in calendar.events:
        for name, problem in event.errors:
            if name in _NEEDED:
                raise _Broken(f"has a {name} that cannot be read ({_one_line(problem)})")
        if "DTSTART" not in event:
            raise _Broken("does not say when it starts")
        _check_zones(event)
        _check_rule(event)
    return calendar


def _check_zones(event: Event) -> None:
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
        value = event.get(name)
        moment, zone = getattr(value, "dt", None), getattr(value, "params", {}).get("TZID")
        if zone and isinstance(moment, datetime) and moment.tzinfo is None:
            raise _Broken(f"names the time zone '{zone}', which is not known and not described in the file")


def _check_rule(event: Event) -> None:
    """Refuse rules that no maintenance has: the library would follow one that never holds to the year 9999."""
    rules = event.get("RRULE")
    for rule in rules if isinstance(rules, list) else [rules] if rules else []:
        often = {str(each) for each in rule.get("FREQ", [])}
        if often & _TOO_OFTEN or any(f"BY{part}" in rule for part in ("HOUR", "MINUTE", "SECOND")):
            raise _Broken("recurs several times a day, as no maintenance does")
        is_odd = any(part in rule for part in _ODD) or ("BYSETPOS" in rule and not often & {"MONTHLY", "YEARLY"})
        if is_odd or not _has_days(rule) or any(int(each) < 1 for each in rule.get("INTERVAL", [1])):
            raise _Broken("recurs in a way that cannot be followed")
        if event.start.year < _EARLIEST:
            raise _Broken(f"recurs since the year {event.start.year}")


def _has_days(rule: vRecur) -> bool:
    """Whether one of the days of the month that a rule names is in one of the months that it names."""
    months = [int(each) for each in rule.get("BYMONTH", range(1, 13))]
    longest = max((_LONGEST.get(month, 0) for month in months), default=0)
    return any(0 < abs(int(day)) <= longest for day in rule.get("BYMONTHDAY", [1]))


def _expanded(calendar: Calendar, now: datetime) -> list[Event]:
    # The library raises whatever it meets in a rule that makes no sense.
    try:
        found: list[Event] = recurring_ical_events.of(calendar).between(now - BACK, now + AHEAD)
    except Exception as error:
        raise _Broken(f"recurs in a way that cannot be followed ({_one_line(error)})") from error
    return found


def _latest(calendar: Calendar) -> Iterator[Event]:
    """Give the event; the version with the highest SEQUENCE, where a calendar holds several."""
    yield max(calendar.events, key=lambda event: int(event.get("SEQUENCE", 0)))


def _instance(event: Event, uid: str, blocks: Sequence[_Block], series_by: set[str], *, cancelled: bool) -> Instance:
    try:
        starts, ends = event.start, event.end
    except (ValueError, AttributeError, TypeError, KeyError, OverflowError) as error:
        raise _Broken(f"has no times that can be read ({_one_line(error)})") from error
    original = event.get("RECURRENCE-ID") if series_by else None
    moment = original.dt if original is not None else None
    occasion = "" if moment is None else f"{moment:%Y-%m-%d}"
    if "RDATE" in series_by and isinstance(moment, datetime):
        occasion = f"{moment:%Y-%m-%dT%H:%M}{'Z' if moment.tzname() == 'UTC' else ''}"
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return Instance(
        uid=uid,
        original=moment.isoformat() if moment is not None else "",
        occasion=occasion,
        starts=starts,
        ends=ends,
        summary=_text(event, "SUMMARY"),
        location=_text(event, "LOCATION"),
        description=_text(event, "DESCRIPTION"),
        categories=", ".join(str(each) for each in event.categories),
        is_cancelled=cancelled or _text(event, "STATUS").upper() == "CANCELLED",
        line=blocks[0].line,
    )


def _text(event: Event, name: str) -> str:
    value = event.get(name, "")
    first = value[0] if isinstance(value, list) and value else value
    return " ".join(str(first).split())


def _one_line(error: object) -> str:
    return " ".join(str(error).split())[:120]


def _too_much(file: SourceFile, what: str) -> SourceRefused:
    return SourceRefused("is not read", file.name, f"it holds {what}.", "Keep outages in a calendar of their own.")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True
