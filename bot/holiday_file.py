"""Read a calendar file (.ics) as days off, and say what is wrong in it with the line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event, IncompleteComponent, InvalidCalendar

from bot.yaml_file import FileMistake, SettingsError

_DAY = timedelta(days=1)
_LONGEST = timedelta(days=366)
_REPEATS = ("RRULE", "RDATE")


class _Wrong(Exception):
    """What is wrong in which line of a calendar file."""

    def __init__(self, line: int, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.line, self.reason, self.advice = line, reason, advice


def read_days_off(path: Path) -> Mapping[date, str]:
    """Give the days that the events of a calendar file cover, each with the event's summary, in order.

    Raises:
        SettingsError: the file cannot be read, or an event in it is no whole day; names file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "there is no such file." if isinstance(error, FileNotFoundError) else f"cannot be read: {error}."
        raise SettingsError(FileMistake(str(path), None, "", reason, "Give the path of an .ics file.")) from error
    try:
        return dict(sorted(_days_off(text)))
    except _Wrong as wrong:
        raise SettingsError(FileMistake(str(path), wrong.line, "", wrong.reason, wrong.advice)) from wrong


def _days_off(text: str) -> Iterator[tuple[date, str]]:
    lines = text.splitlines()
    _check_frame(lines)
    try:
        calendar = Calendar.from_ical(text)
    except ValueError as error:
        raise _Wrong(1, f"this is no calendar file: {error}.", "Export it again as iCalendar (.ics).") from error
    begins = [number for number, line in enumerate(lines, start=1) if line.strip().upper() == "BEGIN:VEVENT"]
    for event, line in zip(calendar.events, begins, strict=True):
        yield from _days_of(event, _Place(lines, line))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an event stands in its file."""

    lines: Sequence[str]
    begins: int

    def wrong(self, key: str, reason: str, advice: str) -> _Wrong:
        """Name a mistake at the line of a property, or at the beginning of the event."""
        for number, line in enumerate(self.lines[self.begins :], start=self.begins + 1):
            if line.strip().upper() == "END:VEVENT":
                break
            if key and line.upper().startswith(key):
                return _Wrong(number, reason, advice)
        return _Wrong(self.begins, reason, advice)


def _days_of(event: Event, place: _Place) -> Iterator[tuple[date, str]]:
    for key, problem in event.errors:
        raise place.wrong(key or "", f"this event cannot be read: {problem}.", "Correct this line.")
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    for key in _REPEATS:
        if key in event:
            raise place.wrong(key, "this event repeats.", "Write every date of it as an event of its own.")
    try:
        starts, ends = event.start, event.end
    except (IncompleteComponent, InvalidCalendar) as error:
        raise place.wrong(
            "DTSTART", f"this event has no days: {error}.", "Give it DTSTART;VALUE=DATE:20240527."
        ) from error
    if isinstance(starts, datetime) or isinstance(ends, datetime):
        advice = "Days off are whole days: DTSTART;VALUE=DATE:20240527."
        raise place.wrong("DTSTART", "this event has a time of day.", advice)
    if not starts < ends <= starts + _LONGEST:
        raise place.wrong("DTEND", "this event ends before it starts, or lasts over a year.", "Correct its end.")
    summary = " ".join(str(event.get("SUMMARY", "")).split()) or "day off"
    for number in range((ends - starts).days):
        yield starts + number * _DAY, summary


def _check_frame(lines: Sequence[str]) -> None:
    """Check that every BEGIN has its END: what is broken there the library names without its line."""
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise _Wrong(1, "this is no calendar file: it does not begin with BEGIN:VCALENDAR.", "Export it as .ics.")
    opened: list[tuple[str, int]] = []
    for number, line in enumerate(lines, start=1):
        word, _, name = line.strip().upper().partition(":")
        if word == "BEGIN":
            if name == "VEVENT" and len(opened) != 1:
                raise _Wrong(number, "this event begins within another part.", "Close what stands open before it.")
            opened.append((name, number))
        elif word == "END":
            if not opened or opened[-1][0] != name:
                raise _Wrong(number, f"END:{name} closes nothing that is open here.", "Remove it, or add its BEGIN.")
            opened.pop()
    if opened:
        name, number = opened[-1]
        raise _Wrong(number, f"BEGIN:{name} is never closed.", f"Add END:{name}; the file may be cut off.")
