"""Calendar files are days off; what is wrong in one is named with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.holiday_file import read_days_off
from bot.programme_file import load_programme, programme_of
from bot.yaml_file import SettingsError, parse_yaml
from rules.calendar import build_calendar
from tests.bot.a_programme import SMALL

EVENT = """BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20240826
DTEND;VALUE=DATE:20240828
SUMMARY:Summer\\, bank
  holiday
END:VEVENT"""
FRAME = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example//\n{}\nEND:VCALENDAR\n"
GOOD = FRAME.format(EVENT)
TIMED = GOOD.replace(";VALUE=DATE:20240826", ":20240826T090000Z").replace("DTEND;VALUE=DATE:20240828\n", "")


def written(folder: Path, text: str) -> Path:
    """Write a calendar file."""
    path = folder / "days.ics"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_day_of_an_event_is_a_day_off(tmp_path: Path) -> None:
    """The end is not part of it; a cancelled event is none, and an event without end is one day."""
    cancelled = EVENT.replace("UID:1", "STATUS:CANCELLED")
    plain = "BEGIN:VEVENT\nUID:2\nDTSTART;VALUE=DATE:20240101\nEND:VEVENT"
    assert dict(read_days_off(written(tmp_path, FRAME.format(f"{EVENT}\n{cancelled}\n{plain}")))) == {
        date(2024, 1, 1): "day off",
        date(2024, 8, 26): "Summer, bank holiday",
        date(2024, 8, 27): "Summer, bank holiday",
    }


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("hello", 1, "does not begin with BEGIN:VCALENDAR"),
        ("", 1, "does not begin with BEGIN:VCALENDAR"),
        (GOOD.replace("END:VEVENT\n", ""), 10, "END:VCALENDAR closes nothing that is open here"),
        (GOOD.removesuffix("END:VCALENDAR\n"), 1, "BEGIN:VCALENDAR is never closed"),
        (FRAME.format(f"BEGIN:VTODO\n{EVENT}\nEND:VTODO"), 5, "begins within another part"),
        (f"{GOOD}{GOOD}", 1, "this is no calendar file"),
        (GOOD.replace("20240826", "2024-08-26"), 6, "cannot be read"),
        (GOOD.replace("UID:1", "rubbish"), 4, "cannot be read"),
        (GOOD.replace("DTSTART;VALUE=DATE:20240826\n", ""), 4, "has no days"),
        (
            GOOD.replace(";VALUE=DATE:20240826", ":20240826T090000Z").replace("DTEND;VALUE=DATE:20240828\n", ""),
            6,
            "time",
        ),
        (GOOD.replace("UID:1", "RRULE:FREQ=YEARLY"), 5, "this event repeats"),
        (GOOD.replace("20240828", "20240826"), 7, "ends before it starts"),
        (GOOD.replace("20240828", "99990828"), 7, "lasts over a year"),
    ],
)
def test_a_mistake_in_a_calendar_file_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    """And with what to do."""
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        read_days_off(path)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.line, said in mistake.reason, bool(mistake.advice)) == (str(path), line, True, True)


def test_a_calendar_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    """With its path."""
    with pytest.raises(SettingsError, match=r"days\.ics: there is no such file"):
        read_days_off(tmp_path / "days.ics")
    (tmp_path / "days.ics").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"days\.ics: cannot be read"):
        read_days_off(tmp_path / "days.ics")


def a_programme_file(folder: Path) -> Path:
    """Write the small programme with a calendar file for its working hours."""
    path = folder / "own.yaml"
    path.write_text(SMALL.replace("    week:", "    holidays_ics: [days.ics]\n    week:", 1), encoding="utf-8")
    return path


def test_a_programme_reads_the_calendar_files_beside_it(tmp_path: Path) -> None:
    """Their days are closed, by name; what the programme itself says of a day counts more."""
    written(tmp_path, GOOD)
    programme = load_programme(a_programme_file(tmp_path))
    (name, spec), *_ = programme.calendars.items()
    assert spec.days_off[date(2024, 8, 27)] == "Summer, bank holiday"
    without = programme_of(parse_yaml(SMALL, "small.yaml")).calendars[name]
    assert build_calendar(name, spec).content_hash != build_calendar(name, without).content_hash


def test_a_calendar_file_that_cannot_be_used_is_named_in_both_files(tmp_path: Path) -> None:
    """The line in the calendar file, and the line of the programme that names it."""
    written(tmp_path, GOOD.replace("UID:1", "RRULE:FREQ=YEARLY"))
    with pytest.raises(SettingsError) as caught:
        load_programme(a_programme_file(tmp_path))
    first, second = caught.value.mistakes
    assert (first.line, second.key.endswith("holidays_ics[0]")) == (5, True)
    assert "days.ics cannot be used." in second.reason
