"""What an incident of a service desk is once it is told as a defect, and what was wrong in the log that told it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zlib import crc32

from rules.programme import Programme

WORK_ITEM_TYPE = "Bug"
_AT_WORK = frozenset({"Open", "In Progress"})
_DONE = frozenset({"Fixed", "Closed", "Rejected", "Reopened"})


class Fate(StrEnum):
    """What became of a row that is not as it should be."""

    KEPT = "kept"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A way in which a row of a log is not as it should be.

    Attributes:
        reason: what is wrong, in a few words.
        assumption: what is done about it, as a whole sentence.
    """

    reason: str
    fate: Fate
    assumption: str


@dataclass(slots=True)
class Findings:
    """What was wrong in a log, by flaw, with the rows of the file (its heading is row 1), and what it left empty.

    Attributes:
        rows: how many rows were read.
        empty: by column, in how many rows it has no value. That is no flaw: the field is left empty, too.
    """

    rows: int = 0
    flaws: dict[Flaw, list[int]] = field(default_factory=lambda: defaultdict(list))
    empty: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def note(self, flaw: Flaw, row: int) -> None:
        """Say that a row has a flaw."""
        self.flaws[flaw].append(row)

    def as_json(self) -> dict[str, Any]:
        """Give what was found for programs."""
        return {
            "rows": self.rows,
            "dirty": [
                {"reason": flaw.reason, "fate": flaw.fate.value, "assumption": flaw.assumption}
                | {"count": len(rows), "rows": rows}
                for flaw, rows in self.flaws.items()
            ],
            "empty": dict(sorted(self.empty.items())),
        }


@dataclass(frozen=True, slots=True)
class Update:
    """One row of a log: the incident as it stood from then on. `by` is `Name <mail>`."""

    at: datetime
    by: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident with its updates in the order in which they count; there is at least one."""

    id: int
    updates: tuple[Update, ...]

    def until(self, instant: datetime) -> Incident | None:
        """Give the incident without what is dated later; None if nothing is left."""
        known = tuple(update for update in self.updates if update.at <= instant)
        return Incident(self.id, known) if known else None

    def as_loaded(self, project: str) -> dict[str, Any]:
        """Give the incident as a line of a sandbox file."""
        revisions = [
            {"rev": number, "changedDate": update.at.isoformat(), "changedBy": update.by, "fields": dict(update.fields)}
            for number, update in enumerate(self.updates, start=1)
        ]
        return {"id": self.id, "project": project, "type": WORK_ITEM_TYPE, "revisions": revisions}


class Places:
    """Spreads what a log names over the environments, systems and parties of a programme.

    A name always falls on the same place, whatever else the log holds: the CRC of its text decides.
    """

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._environments = [environment.name for environment in programme.environments]

    def environment(self, name: str) -> str:
        """Give the environment that a name stands for; empty for no name."""
        return _spread(name, self._environments)

    def system(self, name: str, environment: str) -> str:
        """Give the system that a name stands for among those of an environment, of any if that is empty."""
        systems = self._programme.systems
        return _spread(name, [each.name for each in systems if not environment or environment in each.environments])

    def party(self, name: str) -> str:
        """Give the party that a name stands for; empty for no name."""
        return _spread(name, self._programme.parties)

    def supplier(self, name: str) -> str:
        """Give one of sixteen suppliers, named by role."""
        return _spread(name, [f"Supplier {letter}" for letter in "ABCDEFGHIJKLMNOP"])


def person(name: str) -> str:
    """Give an account for somebody whom a log knows by a number; empty for nobody."""
    return f"Person {name} <person-{name}@example.com>" if name else ""


def stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that have a value: an empty field is absent in Azure DevOps."""
    return {name: value for name, value in fields.items() if value != ""}


def reopened(states: Iterable[str]) -> Iterator[str]:
    """Yield the states, with work that follows on a fix or a close told as Reopened until it waits or is done again."""
    before = ""
    for state in states:
        told = "Reopened" if state in _AT_WORK and before in _DONE else state
        yield told
        before = told


def _spread(name: str, among: Sequence[str]) -> str:
    return among[crc32(name.encode()) % len(among)] if name else ""
