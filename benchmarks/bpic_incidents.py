"""Read the incidents of Volvo IT (BPI Challenge 2013), one row an event, as defects of the programme.

What the log says is told in the words of the programme as follows; `docs/real-histories.md` gives the reasons.

========================================  ============================================================
log                                       defect
========================================  ============================================================
`case` 1-364285768                        work item 364285768; the case stands in the title, too
`timestamp`                               the revision's time, with the offset that it bears
`owner` (a first name)                    who made the revision and has it, under a number
Queued                                    New until somebody took it; Open after that
Accepted: Assigned                        Open
Accepted: In Progress                     In Progress
Queued, Assigned, In Progress after       Reopened
Completed
Accepted: Wait, Wait - User, - Vendor,    Awaiting Information
- Customer, - Implementation
Completed: Resolved                       Fixed
Completed: Closed, In Call                Closed: what was solved during the call needs no retest
Completed: Cancelled                      Rejected
Unmatched                                 the state of the row before
`impact` Major, High, Medium, Low         severity 1 - Critical to 4 - Low, and priority 1 to 4
`product`                                 title: the log has no text; environment, and system among its systems
`group`                                   party whose turn it is, and `Custom.AssignmentGroup`
`status` and `substatus`                  `Custom.SourceState`, as they stand
place of the row among those of its case  `Custom.SourceUpdate`
========================================  ============================================================

All are of the category Environment. Who raised an incident, the log does not tell. Role, organisation and country are
those of the owner, and are left out.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from benchmarks.incident import Fate, Findings, Flaw, Incident, Places, Update, person, reopened, stated
from rules.programme import Programme

FILE = "bpic2013_incidents.csv.gz"
STATES = {
    ("Queued", "Awaiting Assignment"): "Open",
    ("Accepted", "Assigned"): "Open",
    ("Accepted", "In Progress"): "In Progress",
    ("Accepted", "Wait"): "Awaiting Information",
    ("Accepted", "Wait - User"): "Awaiting Information",
    ("Accepted", "Wait - Vendor"): "Awaiting Information",
    ("Accepted", "Wait - Customer"): "Awaiting Information",
    ("Accepted", "Wait - Implementation"): "Awaiting Information",
    ("Completed", "Resolved"): "Fixed",
    ("Completed", "In Call"): "Closed",
    ("Completed", "Closed"): "Closed",
    ("Completed", "Cancelled"): "Rejected",
}
"""By status and sub-status; a queue before anybody took the incident is New."""
LOST = ("Unmatched", "Unmatched")
"""What stands where the log could not tell the state."""
QUEUED = "Queued"
SEVERITIES = {"Major": "1 - Critical", "High": "2 - High", "Medium": "3 - Medium", "Low": "4 - Low"}

NO_STATE = Flaw("status and sub-status are Unmatched", Fate.KEPT, "The state of the row before is taken to hold on.")
BACKWARDS = Flaw(
    "the time is earlier than that of the row before it",
    Fate.KEPT,
    "The time stays as it was logged; the clocks take the event as made at the time of the one before.",
)
DONE_AT_ONCE = Flaw(
    "the first event of a case completes it", Fate.KEPT, "The defect begins fixed or closed, so that no clock starts."
)
UNREADABLE = Flaw("case, time, status or impact cannot be read", Fate.LEFT_OUT, "The row is left out.")

_EMPTY = {"country": "0", "role": ""}
"""What stands for nothing, by column."""


class _Row(NamedTuple):
    """A row of the file that could be read."""

    place: int
    number: int
    at: datetime
    state: tuple[str, str]
    told: dict[str, str]


def incidents(file: Path, programme: Programme, findings: Findings) -> Iterator[Incident]:
    """Read the log; incidents come in the order of their numbers, and everything wrong is noted in the findings."""
    places = Places(programme)
    rows: dict[int, list[_Row]] = {}
    with gzip.open(file, "rt", encoding="utf-8", newline="") as log:
        for place, told in enumerate(csv.DictReader(log), start=2):
            row = _read(place, told, findings)
            if row is not None:
                rows.setdefault(row.number, []).append(row)
    for number in sorted(rows):
        yield _incident(number, rows.pop(number), places, findings)


def _read(place: int, told: dict[str, str], findings: Findings) -> _Row | None:
    findings.rows += 1
    state = (told["status"], told["substatus"])
    number, at = 0, None
    with suppress(ValueError):
        number, at = int(told["case"].removeprefix("1-")), datetime.fromisoformat(told["timestamp"])
    if at is None or at.tzinfo is None or not (state in STATES or state == LOST) or told["impact"] not in SEVERITIES:
        findings.note(UNREADABLE, place)
        return None
    for name, nothing in _EMPTY.items():
        if told[name] == nothing:
            findings.empty[name] += 1
    return _Row(place, number, at.astimezone(UTC), state, told)


def _incident(number: int, rows: Sequence[_Row], places: Places, findings: Findings) -> Incident:
    reached = rows[0].at
    for row in rows:
        if row.at < reached:
            findings.note(BACKWARDS, row.place)
        reached = max(reached, row.at)
    states = list(reopened(_states(rows, findings)))
    if states[0] in {"Fixed", "Closed", "Rejected"}:
        findings.note(DONE_AT_ONCE, rows[0].place)
    updates = tuple(
        Update(row.at, _owner(row), _fields(row, state, count, places))
        for count, (row, state) in enumerate(zip(rows, states, strict=True))
    )
    return Incident(number, updates)


def _states(rows: Sequence[_Row], findings: Findings) -> Iterator[str]:
    state, was_taken = "New", False
    for row in rows:
        if row.state == LOST:
            findings.note(NO_STATE, row.place)
        elif row.state[0] == QUEUED and not was_taken:
            state = "New"
        else:
            state, was_taken = STATES[row.state], True
        yield state


def _fields(row: _Row, state: str, count: int, places: Places) -> Mapping[str, Any]:
    told = row.told
    severity = SEVERITIES[told["impact"]]
    environment = places.environment(told["product"])
    return stated(
        {
            "System.Title": f"{told['case']} {told['product']}",
            "System.State": state,
            "System.AssignedTo": _owner(row),
            "Microsoft.VSTS.Common.Severity": severity,
            "Microsoft.VSTS.Common.Priority": int(severity[0]),
            "Custom.DefectCategory": "Environment",
            "Custom.Environment": environment,
            "Custom.System": places.system(told["product"], environment),
            "Custom.Party": places.party(told["group"]),
            "Custom.AssignmentGroup": told["group"],
            "Custom.SourceState": ": ".join(row.state),
            "Custom.SourceUpdate": count,
        }
    )


def _owner(row: _Row) -> str:
    """Give the owner under a number: the log has first names."""
    return person(f"{crc32(row.told['owner'].encode()):08x}")
