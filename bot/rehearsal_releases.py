"""A release note in Word and a deployment schedule, as a sandbox's vendors and release manager would leave them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import docx

from sandbox.scenarios import mhhs

NOTES, SCHEDULE = "release-notes", "deployments.csv"
SETTINGS: Mapping[str, str] = {"folder": NOTES, "schedule": SCHEDULE}
_UNKNOWN = 9871
_FACTS = (
    ("Version", "EES 2.8.0"),
    ("Environment(s)", "SIT A"),
    ("Delivery date", "Monday 10 June 2024 19:00"),
)
_PLAN = (
    ("Release", "System", "Environment", "Date", "Time", "Status"),
    ("DIP 4.2.1", "DIP", "SIT A", "11/06/2024", "18:30", "Done"),
    ("MPRS 9.3", "MPRS", "SIT A; SIT Staging", "12/06/2024", "17:00", "Planned"),
    ("MPRS 9.3", "MPRS", "SIT B", "14/06/2024", "19:00", "Planned"),
    ("DIP 4.3.0", "DIP", "SIT B", "13/06/2024", "18:00", "Cancelled"),
)


def write_release_sources(folder: Path) -> None:
    """Write the files that `SETTINGS` names into a folder."""
    numbers = mhhs.ids()
    note = docx.Document()
    note.add_heading("EES 2.8.0 release note", 0)
    facts = note.add_table(len(_FACTS), 2)
    for row, (name, value) in zip(facts.rows, _FACTS, strict=True):
        row.cells[0].text, row.cells[1].text = name, value
    note.add_heading("Resolved defects", 1)
    closed = numbers["reported-twice-closed"]
    note.add_paragraph(f"{closed} - Harness certificate is renewed in time", style="List Bullet")
    note.add_paragraph(f"AB#{_UNKNOWN} Login page names the right environment", style="List Bullet")
    note.add_heading("Known issues", 1)
    login = numbers["in-planned-outage"]
    note.add_paragraph(f"Login page is slow after patching, see #{login}", style="List Bullet")
    (folder / NOTES).mkdir(parents=True, exist_ok=True)
    note.save(str(folder / NOTES / "EES 2.8.0.docx"))
    with (folder / SCHEDULE).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_PLAN)
