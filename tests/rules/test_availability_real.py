"""Availability of real incidents is what an independent count of every minute gives."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from rules.availability import AvailabilityBook, By
from rules.facts import Impact, Outage, OutageKind
from rules.programme import Environment, System
from tests.rules.builders import a_programme
from tests.shared import shared_path

MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    """Read an instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


def counted(outages: Iterable[Outage], system: str, starts: datetime, ends: datetime) -> tuple[int, int]:
    """Count the minutes in which an outage took a system down, and those in which it was degraded and not down.

    Every minute of every outage is put into a set: there is no interval, no order, no union of stretches here.
    """
    down: set[int] = set()
    degraded: set[int] = set()
    for outage in outages:
        if system not in outage.systems or outage.ends is None:
            continue
        first, last = (round((each - starts) / MINUTE) for each in (outage.starts, outage.ends))
        whole = range(max(first, 0), min(last, round((ends - starts) / MINUTE)))
        (down if outage.impact is Impact.DOWN else degraded).update(whole)
    return len(down), len(degraded - down)


def test_incidents_of_a_status_page() -> None:
    """Each of eleven components over three years, around the clock, with overlaps and maintenance of days."""
    outages = []
    with gzip.open(shared_path("data/outages/github_incidents.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            outages.append(
                Outage(
                    reference=told["id"],
                    kind=OutageKind.PLANNED if told["impact"] == "maintenance" else OutageKind.UNPLANNED,
                    reason=told["impact"],
                    environments=("Production",),
                    systems=tuple(told.get("components", ())) or ("the rest",),
                    starts=at(told["downtime_start"]),
                    ends=max(at(told["downtime_start"]), at(told["downtime_end"])),
                    impact=Impact.DEGRADED if told["impact"] == "minor" else Impact.DOWN,
                )
            )
    systems = sorted({name for each in outages for name in each.systems})
    programme = a_programme(
        zone="UTC",
        environments=(Environment("Production", "Production"),),
        systems=tuple(System(name, "GitHub", ("Production",), "around the clock") for name in systems),
    )
    starts, ends = at("2022-01-01T00:00Z"), at("2025-01-01T00:00Z")
    measured = {each.name: each for each in AvailabilityBook(programme, outages, starts, ends).by(By.SYSTEM)}
    assert len(measured) == 12
    for name, found in measured.items():
        amounts = (found.total.down / MINUTE, found.total.degraded / MINUTE)
        assert amounts == counted(outages, name, starts, ends), name
        assert found.total.window == ends - starts
        assert sum(found.total.reasons.values(), timedelta(0)) == found.total.down


def test_notices_of_the_programmes_own_field() -> None:
    """Twelve years of windows over midnight and weekends, in winter and in summer time."""
    with shared_path("data/outages/elexon_outages.csv").open(encoding="utf-8", newline="") as file:
        outages = [
            Outage(
                reference=row["ref"],
                kind=OutageKind(row["kind"]),
                reason=row["reason"],
                environments=("Production",),
                systems=tuple(row["components"].split("|")),
                starts=at(row["start_utc"]),
                ends=at(row["end_utc"]),
            )
            for row in csv.DictReader(file)
        ]
    systems = sorted({name for each in outages for name in each.systems})
    programme = a_programme(
        environments=(Environment("Production", "Production"),),
        systems=tuple(System(name, "Elexon", ("Production",), "around the clock") for name in systems),
    )
    starts, ends = at("2013-01-01T00:00Z"), at("2025-12-31T00:00Z")
    for found in AvailabilityBook(programme, outages, starts, ends).by(By.SYSTEM):
        assert (found.total.down / MINUTE, found.total.degraded / MINUTE) == counted(outages, found.name, starts, ends)
    assert outages
