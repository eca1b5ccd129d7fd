"""Read the incidents that a ServiceNow logged, one row an update, as defects of the programme.

What the log says is told in the words of the programme as follows; `docs/real-histories.md` gives the reasons.

========================================  ============================================================
log                                       defect
========================================  ============================================================
`number` INC0000045                       work item 45; the number stands in the title, too
`sys_updated_at` 29/2/2016 01:23          the revision's time: day first, an hour on the wall in London
`sys_updated_by`                          who made the revision, `Person 21`
`sys_mod_count`                           the order of the revisions, and `Custom.SourceUpdate`
New                                       New
Active                                    In Progress; Reopened after Resolved or Closed
Awaiting User Info, Vendor, Problem,      Awaiting Information
Evidence
Resolved                                  Fixed
Closed                                    Closed
-100                                      the state of the row before
`priority` 1 to 4                         severity 1 - Critical to 4 - Low, and priority 1 to 4
`impact`, `urgency`                       `Custom.Impact`, `Custom.Urgency`
`category`, `subcategory`, `u_symptom`,   title: the log has no text
`location`
`location`                                environment
`category` with `subcategory`             system, among those of the environment
`assignment_group`                        party whose turn it is, and `Custom.AssignmentGroup`
`caller_id`                               party that raised it
`assigned_to`                             assigned to, `Person 17`
`incident_state`                          `Custom.SourceState`, as it stands
========================================  ============================================================

All are of the category Environment. `?` is nothing. What is not named here is left out, `made_sla` above all: it turns
false when an incident is closed, and judges nothing.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.incident import Fate, Findings, Flaw, Incident, Places, Update, person, reopened, stated
from rules.programme import Programme

FILE = "uci_incident_event_log.csv.gz"
STATES = {
    "New": "New",
    "Active": "In Progress",
    "Awaiting User Info": "Awaiting Information",
    "Awaiting Vendor": "Awaiting Information",
    "Awaiting Problem": "Awaiting Information",
    "Awaiting Evidence": "Awaiting Information",
    "Resolved": "Fixed",
    "Closed": "Closed",
}
SEVERITIES = ("1 - Critical", "2 - High", "3 - Medium", "4 - Low")
LOST = "-100"
"""What stands where the log lost the state."""

NO_STATE = Flaw("the state is -100", Fate.KEPT, "The state of the row before is taken to hold on.")
NO_ORDER = Flaw(
    "the row stands before one with a lower or the same sys_mod_count",
    Fate.KEPT,
    "sys_mod_count counts; among equals, the order of the file.",
)
BACKWARDS = Flaw(
    "the time is earlier than that of the update before it, by sys_mod_count",
    Fate.KEPT,
    "The time stays as it was logged; the clocks take the update as made at the time of the one before.",
)
LATE_START = Flaw(
    "the first update of an incident is not its creation (sys_mod_count is not 0)",
    Fate.KEPT,
    "The defect begins with the first update that there is.",
)
SKIPPED_HOUR = Flaw(
    "the time is in the hour that London's clocks skip in March",
    Fate.KEPT,
    "It is taken as an hour later, as if the clocks had not been changed yet.",
)
UNREADABLE = Flaw(
    "number, count, time, state, priority, impact or urgency cannot be read", Fate.LEFT_OUT, "The row is left out."
)

_MAY_BE_EMPTY = (
    "assigned_to",
    "assignment_group",
    "caller_id",
    "category",
    "location",
    "subcategory",
    "sys_updated_by",
    "u_symptom",
)
_TOLD = ("number", "incident_state", "priority", "impact", "urgency", *_MAY_BE_EMPTY)


class _Row(NamedTuple):
    """A row of the file that could be read.

    Attributes:
        place: in the file.
        turn: its `sys_mod_count`.
        told: the columns that are told of, with empty texts for `?`.
    """

    place: int
    number: int
    turn: int
    at: datetime
    told: dict[str, str]


def incidents(file: Path, programme: Programme, findings: Findings) -> Iterator[Incident]:
    """Read the log; incidents come in the order of their numbers, and everything wrong is noted in the findings."""
    zone, places = ZoneInfo(programme.zone), Places(programme)
    rows: dict[int, list[_Row]] = {}
    with gzip.open(file, "rt", encoding="utf-8", newline="") as log:
        for place, told in enumerate(csv.DictReader(log), start=2):
            row = _read(place, told, zone, findings)
            if row is not None:
                rows.setdefault(row.number, []).append(row)
    for number in sorted(rows):
        yield _incident(number, rows.pop(number), places, findings)


def _read(place: int, row: Mapping[str, str], zone: ZoneInfo, findings: Findings) -> _Row | None:
    findings.rows += 1
    told = {name: "" if row[name] == "?" else row[name] for name in _TOLD}
    try:
        number, turn = int(told["number"].removeprefix("INC")), int(row["sys_mod_count"])
        wall = datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M").replace(tzinfo=zone)
        ranks = [int(told[name]) for name in ("priority", "impact", "urgency")]
    except ValueError:
        number, turn, wall, ranks = 0, 0, datetime.min.replace(tzinfo=UTC), []
    if not ranks or not 1 <= ranks[0] <= len(SEVERITIES) or told["incident_state"] not in (*STATES, LOST):
        findings.note(UNREADABLE, place)
        return None
    for name in _MAY_BE_EMPTY:
        if not told[name]:
            findings.empty[name] += 1
    at = wall.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        findings.note(SKIPPED_HOUR, place)
    return _Row(place, number, turn, at, told)


def _incident(number: int, rows: Sequence[_Row], places: Places, findings: Findings) -> Incident:
    for row, following in pairwise(rows):
        if following.turn <= row.turn:
            findings.note(NO_ORDER, row.place)
    ordered = sorted(rows, key=lambda row: row.turn)
    if ordered[0].turn:
        findings.note(LATE_START, ordered[0].place)
    reached = ordered[0].at
    for row in ordered:
        if row.at < reached:
            findings.note(BACKWARDS, row.place)
        reached = max(reached, row.at)
    states = reopened(_states(ordered, findings))
    updates = tuple(
        Update(row.at, person(row.told["sys_updated_by"]) or "Nobody <nobody@example.com>", _fields(row, state, places))
        for row, state in zip(ordered, states, strict=True)
    )
    return Incident(number, updates)


def _states(rows: Sequence[_Row], findings: Findings) -> Iterator[str]:
    state = "New"
    for row in rows:
        if row.told["incident_state"] == LOST:
            findings.note(NO_STATE, row.place)
        else:
            state = STATES[row.told["incident_state"]]
        yield state


def _fields(row: _Row, state: str, places: Places) -> dict[str, Any]:
    told, priority = row.told, int(row.told["priority"])
    environment = places.environment(_named("location", told["location"]))
    kind = "/".join(part for part in (told["category"], told["subcategory"]) if part)
    group = _named("group", told["assignment_group"])
    return stated(
        {
            "System.Title": _title(told),
            "System.State": state,
            "System.AssignedTo": person(told["assigned_to"]),
            "Microsoft.VSTS.Common.Severity": SEVERITIES[priority - 1],
            "Microsoft.VSTS.Common.Priority": priority,
            "Custom.DefectCategory": "Environment",
            "Custom.Environment": environment,
            "Custom.System": places.system(_named("category", kind), environment),
            "Custom.Party": places.party(group),
            "Custom.RaisedByParty": places.supplier(_named("caller", told["caller_id"])),
            "Custom.AssignmentGroup": group,
            "Custom.Impact": int(told["impact"]),
            "Custom.Urgency": int(told["urgency"]),
            "Custom.SourceState": told["incident_state"],
            "Custom.SourceUpdate": row.turn,
        }
    )


def _title(told: Mapping[str, str]) -> str:
    words = {"Category": "category", "Subcategory": "subcategory", "Symptom": "u_symptom", "Location": "location"}
    parts = [f"{word}-{told[column]}" for word, column in words.items() if told[column]]
    return " ".join((told["number"], *parts))


def _named(what: str, name: str) -> str:
    return f"{what} {name}" if name else ""
