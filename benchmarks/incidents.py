"""Read the ServiceNow incidents as defects in memory, and multiply them for measurements."""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path

from rules.facts import Defect, Person, Revision, Value
from rules.programme import (
    CalendarSpec,
    ClockPolicy,
    FieldNames,
    Goal,
    Hours,
    Programme,
    ReopenPolicy,
    Weekday,
    Workflow,
)

HISTORIES = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "histories"
SEVERITIES = ("1 - Critical", "2 - High", "3 - Medium", "4 - Low")
WAITING = ("Awaiting User Info", "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence")
_NAMES = FieldNames()


def incidents(file: Path) -> list[Defect]:
    """Read the log: one row is one revision, in the order of `sys_mod_count`; the hour on the wall is taken as UTC."""
    rows: dict[str, list[dict[str, str]]] = {}
    with gzip.open(file, "rt", encoding="utf-8") as log:
        for row in csv.DictReader(log):
            rows.setdefault(row["number"], []).append(row)
    people: dict[str, Person] = {}
    return [
        Defect(number, "Incidents", tuple(_revisions(rows[key], people)))
        for number, key in enumerate(sorted(rows), start=1)
    ]


def _revisions(rows: list[dict[str, str]], people: dict[str, Person]) -> Iterator[Revision]:
    for number, row in enumerate(sorted(rows, key=lambda row: int(row["sys_mod_count"])), start=1):
        name = row["sys_updated_by"]
        person = people.setdefault(name, Person(f"Person {name}", f"person-{name}@example.com"))
        at = datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M").replace(tzinfo=UTC)
        yield Revision(number, at, person, _fields(row))


def _fields(row: dict[str, str]) -> dict[str, Value]:
    values: dict[str, Value] = {
        "System.Rev": int(row["sys_mod_count"]),
        "System.State": row["incident_state"],
        "System.AssignedTo": row["assigned_to"],
        _NAMES.severity: SEVERITIES[int(row["priority"]) - 1],
        _NAMES.party: f"Group {row['assignment_group']}",
        _NAMES.category: row["category"],
        _NAMES.system: row["cmdb_ci"],
        "Custom.Impact": int(row["impact"]),
        "Custom.Urgency": int(row["urgency"]),
    }
    return {sys.intern(name): value for name, value in values.items() if value != "?"}


def multiplied(defects: list[Defect], revisions: int) -> list[Defect]:
    """Repeat the defects, each copy a week later, until there are so many revisions; the fields are shared."""
    result: list[Defect] = []
    numbers = count(1)
    total = 0
    for copy in count():
        later = timedelta(weeks=copy)
        for defect in defects:
            if total >= revisions:
                return result
            moved = tuple(Revision(each.number, each.at + later, each.by, each.fields) for each in defect.revisions)
            result.append(Defect(next(numbers), defect.project, moved))
            total += len(moved)
    raise AssertionError


def programme() -> Programme:
    """Give the three clocks of the assumed defaults, over the states of ServiceNow."""
    office = (Hours(time(9), time(17)),)
    calendar = CalendarSpec("Europe/London", dict.fromkeys(list(Weekday)[:5], office), holidays="GB-ENG")
    is_open = "[System.State] NOT IN ('Resolved', 'Closed')"
    is_over = "[System.State] IN ('Resolved', 'Closed')"
    waits = f"[System.State] IN ({', '.join(repr(state) for state in WAITING)})"
    return Programme(
        name="incidents",
        title="Incidents of a ServiceNow",
        zone="Europe/London",
        environments=(),
        systems=(),
        calendars={"working hours": calendar},
        workflow=Workflow(new=("New",), open=("Active",), waiting=WAITING, closed=("Resolved", "Closed")),
        clocks=(
            ClockPolicy(
                "respond",
                "[System.State] = 'New'",
                "[System.State] <> 'New'",
                _goals("2 working hours", "4 working hours", "1 working day", "2 working days"),
                reopen=ReopenPolicy.IGNORE,
            ),
            ClockPolicy(
                "resolve",
                is_open,
                is_over,
                _goals("1 working day", "3 working days", "10 working days", "20 working days"),
                pause=waits,
            ),
            ClockPolicy(
                "update",
                is_open,
                is_over,
                _goals("2 working hours", "1 working day", "3 working days", "5 working days"),
                pause=waits,
                reopen=ReopenPolicy.NEW_CYCLE,
                repeats_on_activity=True,
            ),
        ),
    )


def _goals(*targets: str) -> tuple[Goal, ...]:
    return tuple(
        Goal(target, "working hours", f"[{_NAMES.severity}] = '{severity}'")
        for severity, target in zip(SEVERITIES, targets, strict=True)
    )
