"""Clocks agree to the millisecond with a tracker's own count of the time that real defects spent in each state."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from rules.facts import Defect, Person, Revision
from rules.programme import ClockPolicy, Goal
from rules.sla import SlaJudge, clocks
from tests.rules.builders import a_programme
from tests.shared import shared_path

STATES = ("Open", "In Progress", "Patch Available", "Resolved", "Closed")
SOMEBODY = Person("Somebody")


def rows(name: str) -> list[dict[str, str]]:
    """Read one of the tracker's tables."""
    with gzip.open(shared_path(f"data/histories/{name}.csv.gz"), "rt", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def a_judge_of_states() -> SlaJudge:
    """Build a clock per state that runs around the clock while a defect is in it, however often."""
    goal = Goal("1 day", "around the clock")
    programme = a_programme(
        clocks=tuple(
            ClockPolicy(state, f"[System.State] = '{state}'", f"[System.State] <> '{state}'", (goal,))
            for state in STATES
        )
    )
    return SlaJudge.of(replace(programme, workflow=replace(programme.workflow, open=STATES, new=(), closed=())))


def histories() -> dict[str, Defect]:
    """Read the transitions as defects, one revision each."""
    revisions: dict[str, list[Revision]] = defaultdict(list)
    for row in rows("apache_transitions"):
        history = revisions[row["key"]]
        at = datetime.fromisoformat(row["at"])
        history.append(Revision(len(history) + 1, at, SOMEBODY, {"System.State": row["to"]}))
    return {key: Defect(number, "Hadoop", tuple(history)) for number, (key, history) in enumerate(revisions.items())}


def test_the_tracker_counts_the_same_time_in_every_state() -> None:
    """Of every defect whose transitions are known, the time in each state up to its last transition is equal.

    The tracker counts 3,917 more defects of which no transition is given: there is nothing to compute theirs from.
    """
    judge, defects = a_judge_of_states(), histories()
    computed: dict[tuple[str, str], timedelta] = {
        (key, clock.name): clock.elapsed
        for key, defect in defects.items()
        for clock in clocks(defect, judge, defect.latest.at)
    }
    agreeing, differing, without_history = 0, [], set()
    for row in rows("apache_time_in_status"):
        if row["key"] not in defects:
            without_history.add(row["key"])
        elif computed.pop((row["key"], row["status"])) == timedelta(milliseconds=int(row["total_ms"])):
            agreeing += 1
        else:
            differing.append(row)
    assert differing == []
    assert computed == {}
    assert (agreeing, len(without_history)) == (35_316, 3_917)
