"""`envbot calendar` lists the calendars and draws a month of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.programmes import __file__ as programmes
from tests.bot.sla.conftest import Envbot


def test_the_list_says_who_uses_which_calendar(envbot: Envbot) -> None:
    """Clocks and systems, holidays, and what is assumed."""
    rows = {row["name"]: row for row in envbot("calendar", "list", "--json").document["calendars"]}
    assert (rows["working hours"]["clocks"], rows["working hours"]["holidays"]) == (
        ["respond", "resolve", "update"],
        "GB-ENG",
    )
    assert rows["St Clements"]["systems"] == ["MPRS"]
    said = envbot("calendar", "list").out
    assert "working hours (assumed)" in said
    assert "clock resolve" in said


def test_a_month_is_drawn_with_the_reason_of_closed_days(envbot: Envbot) -> None:
    """Bank holidays by name; that Saturdays are closed goes without saying."""
    said = envbot("calendar", "show", "working hours", "--month", "2024-05").out
    assert "working hours, May 2024, times of Europe/London, 168 h open, version " in said
    assert "Spring Bank Holiday" in said
    assert "no hours on" not in said
    assert "00:00-24:00" in envbot("calendar", "show", "always").out


def test_a_month_for_programs(envbot: Envbot) -> None:
    """Every day with its hours, this month by default; the clock change counts."""
    month = envbot("calendar", "show", "working hours", "--json").document
    assert (month["month"], len(month["days"])) == ("2024-06", 30)
    assert month["days"][2]["hours"] == [{"opens": "2024-06-03T09:00:00+01:00", "closes": "2024-06-03T17:00:00+01:00"}]
    october = envbot("calendar", "show", "always", "--month", "2024-10", "--json").document
    assert (october["days"][26]["open_seconds"], october["days"][26]["why"]) == (25 * 3600, "the clocks change")


def test_a_calendar_file_is_drawn_by_name(envbot: Envbot, pulled: Path) -> None:
    """The days of an .ics file are closed with their summary."""
    programme = (Path(programmes).parent / "mhhs.yaml").read_text(encoding="utf-8")
    own = programme.replace("    working_day: PT8H", "    holidays_ics: [ours.ics]\n    working_day: PT8H", 1)
    (pulled / "own.yaml").write_text(own, encoding="utf-8")
    event = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20240613\nSUMMARY:Company day\nEND:VEVENT"
    frame = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}\nEND:VCALENDAR\n"
    (pulled / "ours.ics").write_text(frame, encoding="utf-8")
    settings = yaml.safe_load((pulled / "envbot.yaml").read_text(encoding="utf-8"))
    (pulled / "envbot.yaml").write_text(yaml.safe_dump({**settings, "programme": "own.yaml"}), encoding="utf-8")
    assert "Company day" in envbot("calendar", "show", "working hours").out
    assert "ours.ics" in envbot("calendar", "list").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "wroking hours"), "Did you mean `working hours`?"),
        (("show", "always", "--month", "June"), "'June' is no month. Write 2024-06."),
        (("show", "always", "--month", "2199-12"), "from 1971 to 2198"),
    ],
)
def test_wrong_usage_says_what_would_be_right(envbot: Envbot, arguments: tuple[Any, ...], said: str) -> None:
    """Exit code 2."""
    answered = envbot("calendar", *arguments)
    assert (answered.code, said in " ".join(answered.err.split())) == (2, True)
