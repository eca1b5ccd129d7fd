"""Outages for a rehearsal, as people keep them: a tracker in Excel, and a calendar of what recurs."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

TRACKER, MAINTENANCE = "outages.xlsx", "maintenance.ics"
SETTINGS: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "file", "path": TRACKER},
    {"kind": "file", "path": MAINTENANCE, "defaults": {"kind": "planned", "reason": "infrastructure maintenance"}},
)
"""What the settings say of them."""

_HEADER = (
    "Ref", "Environment", "Systems", "Start date", "Start time", "End date", "End time", "Type", "Reason", "Announced",
    "Status", "Test stage", "Title", "Party",
)  # fmt: skip
_JUNE = (
    ("PO-101", "SIT A", "DIP", date(2024, 6, 14), time(18), date(2024, 6, 14), time(21), "Planned", "code deployment",
     date(2024, 6, 7), "Announced", "Functional", "DIP 4.2.2 deployment", "DIP service provider"),
    ("PO-102", None, "MPRS", date(2024, 6, 17), time(8), date(2024, 6, 17), time(9, 30), "Planned", "data load",
     date(2024, 6, 11), "Announced", "Functional", "MPRS test data load", "St Clements"),
    ("PO-103", "SIT B", "LSS", date(2024, 6, 19), time(18), date(2024, 6, 18), time(20), "Planned", "code deployment",
     date(2024, 6, 12), "Announced", "Settlement", "LSS hot fix", "Elexon"),
    ("PO-104", "UIT", "DIP", date(2024, 6, 20), time(22), None, time(2), "Planned", "infrastructure patching",
     None, "Planned", None, "DIP patching over night", "DIP service provider"),
)  # fmt: skip
"""PO-102 stands under the merged cell of SIT A; PO-103 ends before it starts; PO-104 ends past midnight."""
_JULY = (
    ("PO-105", "SIT Staging", "All", date(2024, 7, 1), time(7), date(2024, 7, 2), time(18), "Planned", "data refresh",
     None, "Planned", "Regression of changes", "SIT Staging data refresh", "Elexon"),
)  # fmt: skip
_CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Maintenance//EN
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19700329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:dtn-sunday@example.com
DTSTAMP:20240601T090000Z
DTSTART;TZID=Europe/London:20240616T060000
DTEND;TZID=Europe/London:20240616T080000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/London:20240630T060000
SUMMARY:DTN maintenance in UIT
END:VEVENT
BEGIN:VEVENT
UID:dtn-sunday@example.com
RECURRENCE-ID;TZID=Europe/London:20240623T060000
DTSTAMP:20240610T090000Z
DTSTART;TZID=Europe/London:20240622T060000
DTEND;TZID=Europe/London:20240622T080000
SUMMARY:DTN maintenance in UIT
END:VEVENT
END:VCALENDAR
"""
"""Each Sunday but one, and one of them on the Saturday before."""


def write_outage_sources(folder: Path) -> None:
    """Write the files that `SETTINGS` names into a folder."""
    book = Workbook()
    book.remove(book.active)
    june = book.create_sheet("June 2024")
    _fill(june, _JUNE)
    june.merge_cells("B4:B5")
    _fill(book.create_sheet("July 2024"), _JULY)
    book.properties.created = book.properties.modified = datetime(2024, 6, 11, 16)  # noqa: DTZ001 - Excel knows no zone
    book.save(folder / TRACKER)
    (folder / MAINTENANCE).write_text(_CALENDAR.replace("\n", "\r\n"), encoding="utf-8", newline="")


def _fill(sheet: Worksheet, rows: tuple[tuple[Any, ...], ...]) -> None:
    """Write a title, the header and the rows, with dates as British Excel shows them."""
    sheet.append((f"Planned outages, {sheet.title}",))
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_HEADER))
    sheet.append(())
    sheet.append(_HEADER)
    for cell in (sheet["A1"], *sheet[3]):
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(row)
    for column, width in zip("ABCDEFGHIJKLMN", (9, 13, 10, 12, 11, 12, 10, 10, 24, 12, 12, 22, 26, 20), strict=True):
        sheet.column_dimensions[column].width = width
        for cell in sheet[column][3:]:
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
