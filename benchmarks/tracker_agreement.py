"""Hold SLA clocks against a tracker's own count of the time that real defects spent in each state."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from rules.facts import Defect, Person, Revision
from rules.programme import CalendarSpec, ClockPolicy, Goal, Hours, Programme, Weekday, Workflow
from rules.sla import SlaJudge, clocks

STATES = ("Open", "In Progress", "Patch Available", "Resolved", "Closed")
_SOMEBODY = Person("Somebody")
_MILLISECOND = timedelta(milliseconds=1)
_SHOWN = 10


def tracker_agreement(folder: Path) -> dict[str, Any]:
    """Measure a clock per state, around the clock, up to each defect's last transition, and compare.

    A state time is ambiguous where the tracker gives no transition of its defect: there is nothing to compute it from.
    """
    judge, defects = SlaJudge.of(_programme()), _histories(folder)
    computed = {
        (key, clock.name): clock.elapsed // _MILLISECOND
        for key, defect in defects.items()
        for clock in clocks(defect, judge, defect.latest.at)
    }
    agreeing = ambiguous = 0
    differing: list[str] = []
    for row in _rows(folder, "apache_time_in_status"):
        counted = int(row["total_ms"])
        if row["key"] not in defects:
            ambiguous += 1
        elif (found := computed.pop((row["key"], row["status"]), None)) == counted:
            agreeing += 1
        else:
            differing.append(f"{row['key']} {row['status']}: {counted} ms by the tracker, {found} here")
    differing += [
        f"{key} {state}: not counted by the tracker, {found} ms here" for (key, state), found in computed.items()
    ]
    return {
        "agreeing_to_the_millisecond": agreeing,
        "ambiguous": ambiguous,
        "ambiguous_because": "the tracker gives a time in that state, and no transition of the defect",
        "differing": len(differing),
        "differing_shown": differing[:_SHOWN],
    }


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8") as table:
        yield from csv.DictReader(table)


def _histories(folder: Path) -> dict[str, Defect]:
    """Read the transitions as defects, one revision each."""
    revisions: dict[str, list[Revision]] = defaultdict(list)
    for row in _rows(folder, "apache_transitions"):
        history = revisions[row["key"]]
        at = datetime.fromisoformat(row["at"])
        history.append(Revision(len(history) + 1, at, _SOMEBODY, {"System.State": row["to"]}))
    return {key: Defect(number, "Hadoop", tuple(history)) for number, (key, history) in enumerate(revisions.items())}


def _programme() -> Programme:
    """Give a clock for each state, which runs while a defect is in it, however often."""
    always = CalendarSpec("UTC", dict.fromkeys(Weekday, (Hours(time(0), None),)), working_day=timedelta(hours=24))
    goal = Goal("1 day", "around the clock")
    return Programme(
        name="tracker",
        title="A tracker",
        zone="UTC",
        environments=(),
        systems=(),
        calendars={"around the clock": always},
        working_calendar="around the clock",
        workflow=Workflow(new=(), open=STATES, waiting=(), fixed=(), retest=(), closed=()),
        clocks=tuple(
            ClockPolicy(state, f"[System.State] = '{state}'", f"[System.State] <> '{state}'", (goal,))
            for state in STATES
        ),
    )
