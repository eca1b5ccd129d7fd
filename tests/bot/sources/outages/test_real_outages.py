"""Real outage notices and incidents: every window right in UTC, held against the publishers' own times."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.sources.files import read_file, source_file
from bot.sources.moments import Reckoning
from bot.sources.outages.columns import Said
from bot.sources.outages.documents import read_outage_document
from bot.sources.outages.reading import OutageForm
from rules.facts import OutageKind
from rules.programme import System
from tests.bot.sources.documents import MHHS, NOW, outages, told
from tests.shared import shared_path


def form(systems: set[str], columns: dict[Said, str], **defaults: str) -> OutageForm:
    """Read for a programme that has these systems, in UK time."""
    known = tuple(System(name, "Elexon", ("SIT A",), "always") for name in sorted(systems))
    given = {Said.ENVIRONMENTS: "SIT A", **{Said(said): value for said, value in defaults.items()}}
    return OutageForm(replace(MHHS, systems=known), Reckoning("Europe/London"), columns, given)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_the_printed_local_windows_of_real_notices_are_right_in_utc() -> None:
    """Over midnight, over a weekend, in BST and GMT; what is printed as GMT in summer is told."""
    path = shared_path("data/outages/elexon_outages.csv")
    with path.open(encoding="utf-8", newline="") as file:
        notices = list(csv.DictReader(file))
    names = {name for notice in notices for name in notice["components"].split("|")}
    columns = {Said.STARTS: "start_printed", Said.ENDS: "end_printed", Said.ZONE: "zone_printed"}
    reading = read_outage_document(read_file(path), form(names, columns), NOW)
    found = outages(reading)
    assert len(found) == len(notices) == 17
    for notice in notices:
        outage = found[notice["ref"]]
        assert (outage.starts, outage.ends) == (instant(notice["start_utc"]), instant(notice["end_utc"]))
        assert (outage.kind.value, set(outage.systems)) == (notice["kind"], set(notice["components"].split("|")))
    summer = {problem.partition(":")[0] for problem in told(reading) if "is written as GMT" in problem}
    assert summer == {"elexon_outages.csv, line 2", "elexon_outages.csv, line 3"}


def test_the_columns_of_real_notices_are_found_without_help() -> None:
    """Those in UTC are, as their headings say it."""
    path = shared_path("data/outages/elexon_outages.csv")
    with path.open(encoding="utf-8", newline="") as file:
        notices = {notice["ref"]: notice for notice in csv.DictReader(file)}
    names = {name for notice in notices.values() for name in notice["components"].split("|")}
    found = outages(read_outage_document(read_file(path), form(names, {}), NOW))
    assert {name: (each.starts, each.ends) for name, each in found.items()} == {
        name: (instant(notice["start_utc"]), instant(notice["end_utc"])) for name, notice in notices.items()
    }


def test_the_windows_of_real_incidents_are_right() -> None:
    """What has a length counts; what ended when it began is told; scheduled work is told from incidents."""
    content = gzip.decompress(shared_path("data/outages/github_incidents.jsonl.gz").read_bytes())
    incidents: dict[str, Any] = {each["id"]: each for each in map(json.loads, content.decode().splitlines())}
    names = {name for each in incidents.values() for name in each.get("components") or ()}
    columns = {Said.STARTS: "downtime_start", Said.ENDS: "downtime_end", Said.KIND: "status_sequence"}
    reading = read_outage_document(source_file("incidents.jsonl", content), form(names, columns, kind="unplanned"), NOW)
    found = outages(reading)
    expected = {
        name: (instant(each["downtime_start"]), instant(each["downtime_end"]))
        for name, each in incidents.items()
        if each["status_sequence"] != ["Resolved"] and each["downtime_start"] < each["downtime_end"]
    }
    left_out = [problem for problem in told(reading) if "is left out" in problem or "this one is left out" in problem]
    assert expected.keys() - found.keys() == {
        name for name in expected if any(f": {name} is at the same place and time" in problem for problem in left_out)
    }
    assert all((each.starts, each.ends) == expected[name] for name, each in found.items() if name in expected)
    assert len(found) + len(left_out) == len(incidents)
    planned = {name for name, each in found.items() if each.kind is OutageKind.PLANNED}
    assert planned == {name for name in found if incidents[name]["status_sequence"][0] == "Scheduled"}
