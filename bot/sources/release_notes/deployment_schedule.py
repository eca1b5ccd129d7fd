"""Read a deployment schedule: a table that says which build comes to which environment when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.sources.moments import Unreadable
from bot.sources.problems import SourceProblem, SourceRefused
from bot.sources.release_notes.facts import Fact, Label, columns_of
from bot.sources.release_notes.in_programme import NoteReader, Origin
from bot.sources.release_notes.table_columns import is_unfixed
from bot.sources.rows import Row, Table
from rules.facts import Deployment

_NEEDED = {Label.VERSION: "Version", Label.ENVIRONMENTS: "Environment", Label.DELIVERED: "Deployed"}
_TIME = frozenset({"time", "start time", "deployment time", "at"})
_STATE = frozenset({"status", "state"})


@dataclass(frozen=True, slots=True)
class ScheduledBuild:
    """A row of a schedule, as it is written.

    Attributes:
        since: day and time of day.
        place: so that a person finds it: `sheet Plan, row 4`.
    """

    version: str
    environments: str
    systems: str
    since: str
    place: str


def read_schedule(tables: Iterable[Table], name: str) -> tuple[ScheduledBuild, ...]:
    """Give the rows of every table that says version, environment and date; what is cancelled is left out.

    Raises:
        SourceRefused: no table does.
    """
    found: list[ScheduledBuild] = []
    is_there = False
    for table in tables:
        columns = columns_of(table.header)
        if table.is_hidden or not columns.keys() >= _NEEDED.keys():
            continue
        is_there = True
        found += _rows(table, {label: table.header[number] for label, number in columns.items()})
    if not is_there:
        why = f"no table in it has the columns {', '.join(_NEEDED.values())}."
        raise SourceRefused("is left out", name, why, "Name its columns so; System and Time may stand beside them.")
    return tuple(found)


def _rows(table: Table, named: Mapping[Label, str]) -> Iterator[ScheduledBuild]:
    time = next((heading for heading in table.header if heading.casefold() in _TIME), "")
    state = next((heading for heading in table.header if heading.casefold() in _STATE), "")
    for row in table.rows:
        if "cancel" in row.text(state).casefold() or _is_put_off(row, state):
            continue
        since = " ".join(part for part in (row.text(named[Label.DELIVERED]), row.text(time) if time else "") if part)
        systems = row.text(named[Label.SYSTEMS]) if Label.SYSTEMS in named else ""
        version, environments = row.text(named[Label.VERSION]), row.text(named[Label.ENVIRONMENTS])
        _, _, place = row.place.partition(", ")
        if version or environments or since:
            yield ScheduledBuild(version, environments, systems, since, place)


def _is_put_off(row: Row, state: str) -> bool:
    written = row.text(state).casefold()
    return is_unfixed(written) and written in {"deferred", "postponed", "rejected", "withdrawn", "failed"}


def deployments_of(
    rows: Iterable[ScheduledBuild], reader: NoteReader, origin: Origin
) -> tuple[tuple[Deployment, ...], tuple[SourceProblem, ...]]:
    """Give a deployment for each system and environment of each row, and the rows that cannot be used."""
    found: list[Deployment] = []
    problems: list[SourceProblem] = []
    for row in rows:
        where = f"{origin.source}, {row.place}"
        environments, unknown = reader.environments.read(row.environments)
        systems, unknown_systems = reader.systems.read(row.systems or row.version.partition(" ")[0])
        wrong = _wrong(row, environments, (*unknown, *(unknown_systems if row.systems else ())))
        if wrong:
            advice = reader.environments.advice(unknown) if unknown else "Correct the row."
            problems.append(SourceProblem(where, wrong, advice, origin.url))
        if not row.version or not environments:
            continue
        try:
            since, assumed = reader.delivered(Fact(row.since, row.place))
        except Unreadable as error:
            what = f"its date {error}; the row is left out."
            problems.append(SourceProblem(where, what, "Write it as 2024-06-11 18:30.", origin.url))
            continue
        if assumed:
            problems.append(SourceProblem(where, assumed, "Give the time of day.", origin.url))
        found += (
            Deployment(environment, system, row.version, since, where, origin.url)
            for environment in environments
            for system in systems or ("",)
        )
    return tuple(found), tuple(problems)


def _wrong(row: ScheduledBuild, environments: tuple[str, ...], unknown: tuple[str, ...]) -> str:
    if not row.version:
        return "it names no version; the row is left out."
    if unknown:
        return f"'{'; '.join(unknown)}' is nothing of the programme and is left out."
    return "" if environments else "it names no environment; the row is left out."
