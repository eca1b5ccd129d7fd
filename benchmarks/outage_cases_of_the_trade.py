"""Labelled defects of the programme's own field: Elexon's outage notices, and the scenario of the demo."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from benchmarks.outage_cases import Case, CaseKind, Cases, a_case_programme, a_raised_defect, facts_with
from bot.programme_file import load_programme
from bot.sources.outages.from_work_items import read_outages
from rules.facts import Comment, Defect, Facts, Outage, OutageKind, Person, Relation, Revision
from sandbox.scenarios import mhhs

_WORDS = ("not available",)
_OF_STORIES = {"during-outage": "outage-dip", "in-planned-outage": "outage-ees-patching"}
"""Which outage the defects of the scenario come from, by the beginning of their keys; all others come from none."""


def elexon(folder: Path) -> Cases:
    """Make cases of Elexon's notices: each system that is hit, one that is not, and the day before."""
    with (folder / "outages" / "elexon_outages.csv").open(encoding="utf-8", newline="") as file:
        outages = tuple(_notice(row) for row in csv.DictReader(file))
    systems = sorted({name for each in outages for name in each.systems})
    programme = a_case_programme("elexon", systems, _WORDS)
    return Cases(facts_with(programme, outages), tuple(_of_notices(outages, systems)))


def scenario() -> Cases:
    """Take the scenario's defects as they are; its stories tell which of them come from an outage."""
    numbers, told = mhhs.ids(), mhhs.work_items()
    keys = {number: key for key, number in numbers.items()}
    programme = load_programme("mhhs")
    items = {each["id"]: _item(each) for each in told}
    records = [items[each["id"]] for each in told if each["type"] == programme.outages.type]
    outages, _ = read_outages(records, programme)
    defects = {each["id"]: items[each["id"]] for each in told if each["type"] in programme.defect_types}
    facts = Facts(mhhs.instant().astimezone(UTC), programme, Person("envbot"), MappingProxyType(defects), outages)
    return Cases(facts, tuple(_of_story(defect, keys[defect.id], numbers) for defect in defects.values()))


def _of_story(defect: Defect, key: str, numbers: Mapping[str, int]) -> Case:
    story = next((outage for beginning, outage in _OF_STORIES.items() if key.startswith(beginning)), None)
    # What the story links itself proves nothing about linking.
    unlinked = replace(defect, relations=())
    if story is None:
        return Case(CaseKind.BY_CHANCE, unlinked, None, is_held_out=True)
    return Case(CaseKind.OF_OUTAGE, unlinked, f"OUT-{numbers[story]}", is_held_out=True)


def _item(told: dict[str, Any]) -> Defect:
    return Defect(
        told["id"],
        told["project"],
        tuple(_revision(each) for each in told["revisions"]),
        tuple(
            Comment(each["id"], datetime.fromisoformat(each["createdDate"]), _person(each["createdBy"]), each["text"])
            for each in told["comments"]
        ),
        tuple(Relation(each["rel"], each["target"], "") for each in told["relations"]),
    )


def _revision(told: dict[str, Any]) -> Revision:
    at = datetime.fromisoformat(told["changedDate"])
    return Revision(told["rev"], at, _person(told["changedBy"]), MappingProxyType(told["fields"]))


def _person(identity: dict[str, str]) -> Person:
    return Person(identity["displayName"], identity["uniqueName"])


def _notice(row: dict[str, str]) -> Outage:
    return Outage(
        reference=row["ref"],
        kind=OutageKind(row["kind"]),
        reason=row["reason"],
        environments=("Production",),
        systems=tuple(row["components"].split("|")),
        starts=datetime.fromisoformat(row["start_utc"]),
        ends=datetime.fromisoformat(row["end_utc"]),
        title=row["reason"],
    )


def _of_notices(outages: tuple[Outage, ...], systems: list[str]) -> Iterator[Case]:
    number = 0

    def a_case(kind: CaseKind, system: str, at: datetime, outage: str | None) -> Case:
        nonlocal number
        number += 1
        defect = a_raised_defect(number, f"{system} is not available", at, "Production", system)
        return Case(kind, defect, outage, is_held_out=True)

    for outage in outages:
        ends = outage.ends or outage.starts
        middle = outage.starts + (ends - outage.starts) / 2
        for system in outage.systems:
            yield a_case(CaseKind.OF_OUTAGE, system, middle, outage.reference)
            yield a_case(CaseKind.OTHER_TIME, system, outage.starts - timedelta(days=1), None)
        other = next(system for system in systems if system not in outage.systems)
        yield a_case(CaseKind.OTHER_SYSTEM, other, middle, None)
