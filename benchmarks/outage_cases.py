"""Defects of which it is known which outage they come from, if any: built from real incidents and from the scenario."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rules.facts import Defect, Facts, Impact, Outage, OutageKind, Person, Revision
from rules.programme import CalendarSpec, Environment, FieldNames, Hours, Programme, System, Weekday
from rules.text import plain

OUTAGE_WORDS = (
    "degraded",
    "degradation",
    "experiencing",
    "availability",
    "unavailable",
    "not available",
    "unreachable",
    "not reachable",
    "is down",
    "went down",
    "delays",
    "delayed",
    "latency",
    "impacted",
    "incident",
    "outage",
    "disruption",
    "maintenance",
)
"""How people on GitHub's status page say that something is down; chosen on the half that is not held out."""

_NAMES = FieldNames()
_TESTER = Person("Tester")
_LATEST_UPDATES = 3
_TITLE = 120
_NEAR = timedelta(hours=3)
_BY_CHANCE = 20
"""Unrelated defects for each incident, raised at any time of the years that the incidents are from."""


class CaseKind(StrEnum):
    """How a labelled defect was made."""

    OF_OUTAGE = "of the outage"
    """It says what an update of the incident says, raised when testers would have noticed."""
    OTHER_SYSTEM = "another system"
    """Raised during the incident, with the words of another one, on a system that this one did not hit."""
    OTHER_TIME = "another time"
    """The words and system of the incident, hours before or after it."""
    OTHER_ENVIRONMENT = "another environment"
    """The words, system and time of the incident, in an environment that it did not hit."""
    BY_CHANCE = "by chance"
    """A real bug of something else, on any system at any time: now and then that is during an incident."""
    SAME_PLACE = "same place and time"
    """A real bug of something else, on a system that was hit, during the incident: only its words tell."""
    NAMED = "named by a person"
    """A real bug in which somebody wrote the incident's reference, whatever its time and place."""
    DENIED = "denied by a person"
    """The words, system and time of the incident, and somebody wrote that it is not this one."""


@dataclass(frozen=True, slots=True)
class Case:
    """A defect, and the outage that it comes from; None where it comes from none.

    Attributes:
        is_held_out: it chose no threshold.
    """

    kind: CaseKind
    defect: Defect
    outage: str | None
    is_held_out: bool


@dataclass(frozen=True, slots=True)
class Cases:
    """Labelled defects, and the facts with every outage on record."""

    facts: Facts
    cases: tuple[Case, ...]


def github(folder: Path) -> Cases:
    """Make cases of the incidents of GitHub's status page, and of real bugs of other software."""
    incidents = list(_incidents(folder / "outages" / "github_incidents.jsonl.gz"))
    programme = a_case_programme("github", sorted({name for each in incidents for name in each.systems}), OUTAGE_WORDS)
    outages = tuple(each.outage for each in incidents)
    bugs = _bugs(folder / "defects" / "hadoop_family.jsonl.gz")
    made = _Maker(programme, incidents, bugs)
    return Cases(facts_with(programme, outages), tuple(made.cases()))


@dataclass(frozen=True, slots=True)
class _Incident:
    outage: Outage
    updates: tuple[tuple[datetime, str], ...]

    @property
    def systems(self) -> tuple[str, ...]:
        return self.outage.systems

    @property
    def ends(self) -> datetime:
        return self.outage.ends or self.outage.starts


def _incidents(path: Path) -> Iterator[_Incident]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            starts, ends = _instant(told["started_at"]), _instant(told["resolved_at"])
            outage = Outage(
                reference=f"GH-{told['id']}",
                kind=OutageKind.PLANNED if told["impact"] == "maintenance" else OutageKind.UNPLANNED,
                reason="",
                environments=("Production",),
                systems=tuple(told.get("components", ())),
                starts=starts,
                ends=max(starts, ends),
                title=told["title"],
                impact=Impact.DOWN if told["impact"] in ("major", "critical") else Impact.DEGRADED,
            )
            updates = ((_instant(each["at"]), each["message"]) for each in told["updates"][:-1])
            yield _Incident(outage, tuple(updates))


class _Maker:
    """Makes the defects; everything that is chosen is chosen by a hash, so that it is the same in every run."""

    def __init__(self, programme: Programme, incidents: Sequence[_Incident], bugs: Sequence[tuple[str, str]]) -> None:
        self._systems = [each.name for each in programme.systems]
        self._incidents = incidents
        self._bugs = bugs
        self._first = min(each.outage.starts for each in incidents)
        self._last = max(each.ends for each in incidents)
        self._number = 0

    def cases(self) -> Iterator[Case]:
        for incident in self._incidents:
            yield from self._of_outage(incident)
            yield from self._near_misses(incident)
            yield from self._by_chance(incident)

    def _of_outage(self, incident: _Incident) -> Iterator[Case]:
        for at, message in incident.updates[:: max(1, len(incident.updates) // _LATEST_UPDATES)][:_LATEST_UPDATES]:
            key = f"{incident.outage.reference}/{at}"
            told = [name for name in incident.systems if name in message] or list(incident.systems)
            system = told[_pick(key, len(told))] if told else ""
            delay = timedelta(minutes=_pick(key + "/delay", 90) - 20)
            yield self._case(
                CaseKind.OF_OUTAGE, incident, message, at + delay, "Production", system, incident.outage.reference
            )

    def _near_misses(self, incident: _Incident) -> Iterator[Case]:
        key = incident.outage.reference
        length = incident.ends - incident.outage.starts
        during = incident.outage.starts + length * _pick(key + "/during", 100) / 100
        message = incident.updates[0][1] if incident.updates else incident.outage.title
        system = incident.systems[_pick(key, len(incident.systems))] if incident.systems else ""
        hours = timedelta(minutes=180 + _pick(key + "/hours", 45 * 60))
        then = incident.ends + hours if _pick(key + "/side", 2) else incident.outage.starts - hours
        other = self._other(incident)
        if other is not None and incident.systems:
            words = other.updates[0][1] if other.updates else other.outage.title
            yield self._case(CaseKind.OTHER_SYSTEM, incident, words, during, "Production", other.systems[0])
        if system and not self._hit(then, then).intersection((system,)):
            yield self._case(CaseKind.OTHER_TIME, incident, message, then, "Production", system)
        yield self._case(CaseKind.OTHER_ENVIRONMENT, incident, message, during, "Staging", system)
        yield self._case(CaseKind.SAME_PLACE, incident, self._bug(key), during, "Production", system)
        if _pick(key + "/named", 4) == 0:
            named = f"{self._bug(key + '/named')}. Since {key}."
            yield self._case(CaseKind.NAMED, incident, named, then, "Production", "", key)
            yield self._case(CaseKind.DENIED, incident, f"{message} It is not {key}.", during, "Production", system)

    def _by_chance(self, incident: _Incident) -> Iterator[Case]:
        for turn in range(_BY_CHANCE):
            key = f"{incident.outage.reference}/chance/{turn}"
            at = self._first + (self._last - self._first) * (_pick(key + "/at", 1_000_000) / 1_000_000)
            system = self._systems[_pick(key + "/system", len(self._systems))]
            yield self._case(CaseKind.BY_CHANCE, incident, self._bug(key), at, "Production", system)

    def _case(
        self,
        kind: CaseKind,
        incident: _Incident,
        text: str,
        at: datetime,
        environment: str,
        system: str,
        outage: str | None = None,
    ) -> Case:
        """Make a case of its own number; one in four does not state its system, one in ten no environment."""
        self._number += 1
        is_held_out = _pick(incident.outage.reference + "/held out", 2) == 1
        key = f"{incident.outage.reference}/{kind}/{text}/{at}"
        system = system if _pick(key + "/system", 4) else ""
        environment = environment if _pick(key + "/environment", 10) else ""
        return Case(kind, a_raised_defect(self._number, text, at, environment, system), outage, is_held_out)

    def _other(self, incident: _Incident) -> _Incident | None:
        """Give another incident, of systems that no incident near this one hit."""
        hit = self._hit(incident.outage.starts, incident.ends)
        place = _pick(incident.outage.reference + "/other", len(self._incidents))
        turned = (*self._incidents[place:], *self._incidents[:place])
        return next((each for each in turned if each.systems and not hit.intersection(each.systems)), None)

    def _hit(self, begins: datetime, ends: datetime) -> set[str]:
        """Give the systems that an incident hit around a stretch of time."""
        near = [each for each in self._incidents if each.outage.starts - _NEAR <= ends and each.ends + _NEAR >= begins]
        return {name for each in near for name in each.systems or self._systems}

    def _bug(self, key: str) -> str:
        title, description = self._bugs[_pick(key + "/bug", len(self._bugs))]
        return f"{title}. {description}"


def _bugs(path: Path) -> list[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        told = (json.loads(line) for line in lines)
        return [(each["summary"], (each["description"] or "")[:400]) for each in told]


def a_case_programme(name: str, systems: Sequence[str], words: tuple[str, ...]) -> Programme:
    """Give a programme of two environments, in which every system stands, and with these words for an outage."""
    always = CalendarSpec("UTC", dict.fromkeys(Weekday, (Hours(time(0), None),)), working_day=timedelta(days=1))
    environments = ("Production", "Staging")
    return Programme(
        name=name,
        title=name,
        zone="UTC",
        environments=tuple(Environment(each, each) for each in environments),
        systems=tuple(System(each, "", environments, "always") for each in systems),
        calendars={"always": always},
        clocks=(),
        category_words=words,
        working_calendar="always",
    )


def facts_with(programme: Programme, outages: tuple[Outage, ...]) -> Facts:
    """Give facts of a month after the last outage."""
    latest = max(each.ends or each.starts for each in outages) + timedelta(days=30)
    return Facts(latest, programme, Person("envbot"), outages=outages)


def a_raised_defect(number: int, text: str, at: datetime, environment: str, system: str) -> Defect:
    """Give a defect as it was raised; its first sentence is its title."""
    shown = plain(text)
    title, _, rest = shown.partition(". ")
    fields: dict[str, Any] = {
        "System.Title": title[:_TITLE],
        "System.Description": f"{title[_TITLE:]} {rest}".strip(),
        _NAMES.environment: environment,
        _NAMES.system: system,
    }
    known = MappingProxyType({name: value for name, value in fields.items() if value})
    return Defect(number, "cases", (Revision(1, at, _TESTER, known),))


def _pick(key: str, among: int) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % among


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
