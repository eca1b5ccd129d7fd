"""Turn real histories into work items that the sandbox loads: one JSON line an incident, with every revision."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import click
import orjson

from benchmarks import bpic_incidents, uci_incidents
from benchmarks.incident import Findings, Incident
from benchmarks.incidents import HISTORIES
from bot.programme_file import load_programme
from rules.programme import Programme

PROGRAMME = "mhhs"
"""The programme whose words the incidents are told in, and the name of the project that they are put into."""


@dataclass(frozen=True, slots=True)
class Source:
    """A log of real incidents.

    Attributes:
        file: its name in the folder of the histories.
        read: reads it in the words of a programme, in the order of the incidents' numbers.
        busiest: a morning on which more incidents were open than on almost any other.
        over: after the last update.
    """

    name: str
    file: str
    read: Callable[[Path, Programme, Findings], Iterator[Incident]]
    busiest: datetime
    over: datetime


SOURCES = {
    source.name: source
    for source in (
        Source(
            "uci",
            uci_incidents.FILE,
            uci_incidents.incidents,
            busiest=datetime(2016, 3, 24, 8, 30, tzinfo=UTC),
            over=datetime(2017, 2, 20, 8, 30, tzinfo=UTC),
        ),
        Source(
            "bpic2013",
            bpic_incidents.FILE,
            bpic_incidents.incidents,
            busiest=datetime(2012, 5, 4, 7, 30, tzinfo=UTC),
            over=datetime(2012, 5, 23, 7, 30, tzinfo=UTC),
        ),
    )
}


@dataclass(slots=True)
class Converted:
    """What was written.

    Attributes:
        findings: of the whole log, whatever part of it was written.
        later: how many revisions are left out because they were made after the instant that was asked for.
    """

    source: str
    incidents: int = 0
    revisions: int = 0
    later: int = 0
    first: datetime | None = None
    last: datetime | None = None
    findings: Findings = field(default_factory=Findings)

    def count(self, incident: Incident) -> None:
        """Count an incident that was written."""
        self.incidents += 1
        self.revisions += len(incident.updates)
        made = [update.at for update in incident.updates]
        self.first = min(self.first or made[0], *made)
        self.last = max(self.last or made[0], *made)

    def as_json(self) -> dict[str, Any]:
        """Give the report for programs."""
        return {
            "source": self.source,
            "incidents": self.incidents,
            "revisions": self.revisions,
            "later": self.later,
            "first": self.first and self.first.isoformat(),
            "last": self.last and self.last.isoformat(),
            **self.findings.as_json(),
        }


def convert(
    source: Source,
    folder: Path,
    out: Path,
    *,
    limit: int | None = None,
    as_of: datetime | None = None,
) -> Converted:
    """Write the incidents of a source as a file that the sandbox loads.

    Args:
        source: which log.
        folder: where the logs are.
        out: the file to write.
        limit: at most so many incidents, those with the lowest numbers.
        as_of: leaves out what is dated later.
    """
    converted, programme = Converted(source.name), load_programme(PROGRAMME)
    known = _known(source.read(folder / source.file, programme, converted.findings), as_of, converted)
    with out.open("wb") as file:
        for incident in islice(known, limit):
            file.write(orjson.dumps(incident.as_loaded(programme.name)) + b"\n")
            converted.count(incident)
        # What is not written is read to its end, for the findings.
        for _ in known:
            pass
    return converted


def _known(incidents: Iterator[Incident], as_of: datetime | None, converted: Converted) -> Iterator[Incident]:
    for incident in incidents:
        known = incident.until(as_of) if as_of else incident
        converted.later += len(incident.updates) - (len(known.updates) if known else 0)
        if known:
            yield known


@click.command("histories")
@click.option("--source", type=click.Choice(sorted(SOURCES)), required=True, help="Which log.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many incidents, the lowest numbers first.")
@click.option("--as-of", type=click.DateTime(), help="Leave out what was made after this instant (UTC).")
@click.option("--histories", type=click.Path(path_type=Path), default=HISTORIES, help="Folder of the real histories.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, with the rows that are dirty.")
def command(
    source: str, out: Path, limit: int | None, as_of: datetime | None, histories: Path, *, as_json: bool
) -> None:
    """Write real incidents as a file that the sandbox loads, and say what was wrong in them."""
    chosen = SOURCES[source]
    if not (histories / chosen.file).exists():
        raise click.BadParameter(f"There is no {chosen.file} in {histories}.", param_hint="--histories")
    until = as_of.replace(tzinfo=UTC) if as_of else None
    report = convert(chosen, histories, out, limit=limit, as_of=until).as_json()
    click.echo(json.dumps(report, indent=2) if as_json else _words(report, out))


def _words(report: dict[str, Any], out: Path) -> str:
    span = f"from {report['first']} to {report['last']}"
    lines = [
        f"{report['incidents']} incidents with {report['revisions']} revisions, {span}, are in {out}.",
        f"The log has {report['rows']} rows. What is wrong in them:",
    ]
    for flaw in report["dirty"]:
        rows = ", ".join(map(str, flaw["rows"][:10]))
        more = f" and {flaw['count'] - 10} more" if flaw["count"] > 10 else ""
        lines.append(f"- {flaw['reason']}: {flaw['count']}, {flaw['fate']}. {flaw['assumption']} Rows {rows}{more}.")
    if not report["dirty"]:
        lines.append("- nothing")
    empty = ", ".join(f"{column} ({count})" for column, count in report["empty"].items())
    return "\n".join([*lines, f"Left empty: {empty or 'nothing'}."])
