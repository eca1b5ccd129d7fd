"""Hold how logs of incidents are told as defects, what is dirty in them, and that cycles are measured on them."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import bpic_incidents, uci_incidents
from benchmarks.__main__ import main
from benchmarks.histories import SOURCES, convert

UCI = {
    "number": "INC0000045",
    "incident_state": "New",
    "sys_mod_count": "0",
    "caller_id": "2403",
    "sys_updated_by": "21",
    "sys_updated_at": "29/2/2016 01:23",
    "location": "143",
    "category": "55",
    "subcategory": "170",
    "u_symptom": "?",
    "impact": "2",
    "urgency": "2",
    "priority": "3",
    "assignment_group": "56",
    "assigned_to": "?",
}
BPIC = {
    "case": "1-364285768",
    "timestamp": "2010-03-31T16:59:42+02:00",
    "status": "Queued",
    "substatus": "Awaiting Assignment",
    "owner": "Somebody",
    "group": "V30",
    "role": "",
    "organization": "Org line A2",
    "country": "0",
    "impact": "Major",
    "product": "PROD582",
}


def a_log(folder: Path, name: str, row: Mapping[str, str], *changes: Mapping[str, str]) -> None:
    """Write a log whose rows are `row` with changes."""
    with gzip.open(folder / name, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerows({**row, **each} for each in changes)


def uci(folder: Path, *changes: Mapping[str, str]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Convert a ServiceNow log of such rows; gives the work items and the report."""
    a_log(folder, uci_incidents.FILE, UCI, *changes)
    return converted(folder, "uci")


def bpic(folder: Path, *changes: Mapping[str, str]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Convert a Volvo log of such rows."""
    a_log(folder, bpic_incidents.FILE, BPIC, *changes)
    return converted(folder, "bpic2013")


def converted(folder: Path, source: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    out = folder / "out.jsonl"
    report = convert(SOURCES[source], folder, out).as_json()
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()], report


def states(item: Mapping[str, Any]) -> list[str]:
    """Give the states of a work item, revision by revision."""
    return [revision["fields"]["System.State"] for revision in item["revisions"]]


def dirty(report: Mapping[str, Any]) -> dict[str, list[int]]:
    """Give the rows of each reason."""
    return {flaw["reason"]: flaw["rows"] for flaw in report["dirty"]}


def updates(*states: str, column: str = "incident_state") -> Sequence[dict[str, str]]:
    """Give rows with these states, in their order."""
    return [{column: state, "sys_mod_count": str(place)} for place, state in enumerate(states)]


def test_a_servicenow_row_is_told_in_the_words_of_the_programme(tmp_path: Path) -> None:
    """Every field of the mapping; what the log does not know is absent; the day comes first."""
    (item,), report = uci(tmp_path, {})
    assert (item["id"], item["project"], item["type"]) == (45, "MHHS", "Bug")
    (revision,) = item["revisions"]
    assert revision["changedDate"] == "2016-02-29T01:23:00+00:00"
    assert revision["changedBy"] == "Person 21 <person-21@example.com>"
    assert revision["fields"] == {
        "System.Title": "INC0000045 Category-55 Subcategory-170 Location-143",
        "System.State": "New",
        "Microsoft.VSTS.Common.Severity": "3 - Medium",
        "Microsoft.VSTS.Common.Priority": 3,
        "Custom.DefectCategory": "Environment",
        "Custom.Environment": "UIT",
        "Custom.System": "EES",
        "Custom.Party": "RECCo",
        "Custom.RaisedByParty": "Supplier A",
        "Custom.AssignmentGroup": "group 56",
        "Custom.Impact": 2,
        "Custom.Urgency": 2,
        "Custom.SourceState": "New",
        "Custom.SourceUpdate": 0,
    }
    assert report["empty"] == {"assigned_to": 1, "u_symptom": 1}
    assert report["dirty"] == []


def test_servicenow_states_fall_into_the_workflow(tmp_path: Path) -> None:
    """Work after a fix or a close is a re-open, until it waits or is done again."""
    (item,), _ = uci(
        tmp_path,
        *updates("New", "Active", "Awaiting User Info", "Active", "Resolved", "Active", "Active", "Awaiting Vendor"),
        {"sys_mod_count": "8", "incident_state": "Active"},
        {"sys_mod_count": "9", "incident_state": "Closed"},
        {"sys_mod_count": "10", "incident_state": "Active"},
    )
    assert states(item) == [
        *("New", "In Progress", "Awaiting Information", "In Progress", "Fixed", "Reopened", "Reopened"),
        *("Awaiting Information", "In Progress", "Closed", "Reopened"),
    ]


def test_a_lost_state_is_taken_to_hold_on(tmp_path: Path) -> None:
    """State -100 says nothing; the row counts as an update."""
    (item,), report = uci(tmp_path, *updates("Active", "-100", "Resolved"))
    assert states(item) == ["In Progress", "In Progress", "Fixed"]
    assert dirty(report) == {uci_incidents.NO_STATE.reason: [3]}


def test_rows_are_ordered_by_their_count_and_keep_their_times(tmp_path: Path) -> None:
    """Among equal counts the file's order holds; times that fall are reported and kept."""
    (item,), report = uci(
        tmp_path,
        {"sys_mod_count": "2", "sys_updated_at": "29/2/2016 07:27"},
        {"sys_mod_count": "1", "sys_updated_at": "29/2/2016 09:59"},
        {"sys_mod_count": "2", "sys_updated_at": "1/3/2016 14:13", "incident_state": "Active"},
    )
    assert [revision["changedDate"][:16] for revision in item["revisions"]] == [
        *("2016-02-29T09:59", "2016-02-29T07:27", "2016-03-01T14:13")
    ]
    assert dirty(report) == {
        uci_incidents.NO_ORDER.reason: [2],
        uci_incidents.LATE_START.reason: [3],
        uci_incidents.BACKWARDS.reason: [2],
    }


def test_wall_time_is_londons_and_an_hour_that_it_skips_is_reported(tmp_path: Path) -> None:
    """In summer the instant is an hour earlier; on 27 March 2016 there was no 01:30."""
    (item,), report = uci(
        tmp_path,
        {"sys_updated_at": "27/3/2016 01:30"},
        {"sys_updated_at": "1/7/2016 10:00", "sys_mod_count": "1"},
    )
    assert [revision["changedDate"][:16] for revision in item["revisions"]] == ["2016-03-27T01:30", "2016-07-01T09:00"]
    assert dirty(report) == {uci_incidents.SKIPPED_HOUR.reason: [2]}


@pytest.mark.parametrize(
    "change",
    [
        {"number": "?"},
        {"sys_mod_count": "?"},
        {"sys_updated_at": "2016-02-29"},
        {"incident_state": "Pondering"},
        {"priority": "0"},
        {"priority": "5"},
        {"impact": "?"},
    ],
)
def test_a_servicenow_row_that_cannot_be_read_is_left_out_and_reported(
    tmp_path: Path, change: Mapping[str, str]
) -> None:
    """The rest of the incident is told."""
    (item,), report = uci(tmp_path, {}, {"sys_mod_count": "1", **change})
    assert len(item["revisions"]) == 1
    (flaw,) = report["dirty"]
    assert (flaw["fate"], flaw["count"], flaw["rows"]) == ("left out", 1, [3])


def test_a_volvo_row_is_told_in_the_words_of_the_programme(tmp_path: Path) -> None:
    """The owner's first name does not come through; the offset of the time counts."""
    (item,), report = bpic(tmp_path, {})
    assert item["id"] == 364285768
    (revision,) = item["revisions"]
    assert revision["changedDate"] == "2010-03-31T14:59:42+00:00"
    assert "Somebody" not in json.dumps(item)
    assert revision["fields"]["System.AssignedTo"] == revision["changedBy"]
    assert revision["fields"]["System.Title"] == "1-364285768 PROD582"
    assert revision["fields"]["Microsoft.VSTS.Common.Severity"] == "1 - Critical"
    assert revision["fields"]["Custom.SourceState"] == "Queued: Awaiting Assignment"
    assert "Custom.RaisedByParty" not in revision["fields"]
    assert report["empty"] == {"country": 1, "role": 1}


def test_volvo_states_fall_into_the_workflow(tmp_path: Path) -> None:
    """A queue is New until somebody took the incident; Unmatched says nothing."""
    told = (
        ("Queued", "Awaiting Assignment"),
        ("Accepted", "In Progress"),
        ("Queued", "Awaiting Assignment"),
        ("Unmatched", "Unmatched"),
        ("Accepted", "Assigned"),
        ("Accepted", "Wait - Implementation"),
        ("Completed", "Resolved"),
        ("Queued", "Awaiting Assignment"),
        ("Accepted", "In Progress"),
        ("Completed", "In Call"),
        ("Completed", "Cancelled"),
    )
    (item,), report = bpic(tmp_path, *({"status": status, "substatus": more} for status, more in told))
    assert states(item) == [
        *("New", "In Progress", "Open", "Open", "Open", "Awaiting Information", "Fixed", "Reopened", "Reopened"),
        *("Closed", "Rejected"),
    ]
    assert dirty(report) == {bpic_incidents.NO_STATE.reason: [5]}


def test_a_volvo_log_is_dirty_in_its_own_ways(tmp_path: Path) -> None:
    """Done at once, back in time, and not to be read."""
    (item,), report = bpic(
        tmp_path,
        {"status": "Completed", "substatus": "Resolved"},
        {"timestamp": "2010-03-31T15:00:00+02:00", "status": "Completed", "substatus": "Closed"},
        {"timestamp": "yesterday"},
        {"timestamp": "2010-03-31T15:00:00"},
        {"status": "Lost"},
        {"impact": "None"},
    )
    assert states(item) == ["Fixed", "Closed"]
    assert dirty(report) == {
        bpic_incidents.DONE_AT_ONCE.reason: [2],
        bpic_incidents.BACKWARDS.reason: [3],
        bpic_incidents.UNREADABLE.reason: [4, 5, 6, 7],
    }


def test_a_limit_and_an_instant_cut_what_is_written_but_not_what_is_found(tmp_path: Path) -> None:
    """The lowest numbers are written, up to the instant; dirt is reported of the whole log."""
    rows = (
        {"number": "INC0000003", "incident_state": "-100"},
        {"number": "INC0000001"},
        {"number": "INC0000001", "sys_mod_count": "1", "sys_updated_at": "2/3/2016 10:00"},
        {"number": "INC0000002", "sys_updated_at": "3/3/2016 10:00"},
    )
    a_log(tmp_path, uci_incidents.FILE, UCI, *rows)
    out = tmp_path / "out.jsonl"
    report = convert(SOURCES["uci"], tmp_path, out, limit=1, as_of=datetime(2016, 3, 1, tzinfo=UTC)).as_json()
    (line,) = out.read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["id"], len(json.loads(line)["revisions"])) == (1, 1)
    assert (report["incidents"], report["revisions"], report["rows"]) == (1, 1, 4)
    assert dirty(report) == {uci_incidents.NO_STATE.reason: [2]}


def test_the_command_tells_programs_and_people_what_it_found(tmp_path: Path) -> None:
    """The same findings, as JSON and in sentences."""
    a_log(tmp_path, uci_incidents.FILE, UCI, *updates("New", "-100"))
    asked = ["histories", "--source", "uci", "--histories", str(tmp_path), "--out", str(tmp_path / "out.jsonl")]
    report = json.loads(CliRunner().invoke(main, [*asked, "--json"], catch_exceptions=False).stdout)
    assert (report["incidents"], report["revisions"], report["first"]) == (1, 2, "2016-02-29T01:23:00+00:00")
    said = CliRunner().invoke(main, asked, catch_exceptions=False).stdout
    assert "1 incidents with 2 revisions" in said
    assert "- the state is -100: 1, kept. The state of the row before is taken to hold on. Rows 3." in said
    missing = CliRunner().invoke(main, ["histories", "--source", "bpic2013", *asked[3:]])
    assert missing.exit_code == 2
    assert "There is no bpic2013_incidents.csv.gz" in missing.stderr


def test_a_whole_cycle_is_measured_on_a_served_log(tmp_path: Path) -> None:
    """Pulled once, decided as of an instant: what it took, what was said, and how long the documents are."""
    a_log(tmp_path, uci_incidents.FILE, UCI, *updates("New", "Active"), {"number": "INC0000046", "priority": "1"})
    asked = ["cycle", "--source", "uci", "--histories", str(tmp_path), "--as-of", "2016-03-01T08:30:00"]
    out = tmp_path / "copies"
    answer = CliRunner().invoke(main, [*asked, "--out", str(out), "--json"], catch_exceptions=False)
    report = json.loads(answer.stdout)
    assert (report["incidents"], report["first_pull"]["revisions"], report["second_pull"]["revisions"]) == (2, 3, 0)
    assert report["first_pull"]["calls"] > 1
    (cycle,) = report["cycles"]
    assert (cycle["defects"], cycle["open_environment_defects"]) == (2, 2)
    assert cycle["decisions"]["awaiting-triage"] == 1
    assert cycle["clocks"]["respond"] == {"met": 1, "open, breached": 1}
    assert cycle["steps"]["gather, decide and plan"]["peak_rss_mib"] > 0
    assert (out / "2016-03-01T0830" / "agenda.html").exists()
