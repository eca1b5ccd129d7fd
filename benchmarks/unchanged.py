"""Measure a cycle in which nothing changed, on very many stored defects."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import click

from benchmarks.filled_store import NOW, fill
from benchmarks.incidents import HISTORIES
from bot.assemble import connect, open_house
from bot.cycle import CycleReport, run_cycle
from bot.kept_outcome import Memory, UnchangedReport
from bot.rehearsal import rehearsal
from sandbox.files import enter
from sandbox.scenarios import empty_world, mhhs
from sandbox.scenarios.mhhs.types import FIELDS, types
from sandbox.server import SandboxServer
from sandbox.state import World
from sandbox.wiki import WikiKind, Wikis
from sandbox.work_item_types import Tracking

_UP_TO = 2.0
"""Seconds of CPU that an unchanged cycle may take."""
_AT_MOST = 5
"""Runs until one finds nothing to do and the next nothing changed."""


_OUTAGE = {
    "id": 9_000_001,
    "project": mhhs.PROJECT,
    "type": "Outage",
    "revisions": [
        {
            "rev": 1,
            "changedDate": "2015-01-05T08:00:00Z",
            "changedBy": "Coordinator <coordinator@example.com>",
            "fields": {
                "System.Title": "An outage of long ago",
                "System.State": "Ended",
                "Custom.OutageKind": "planned",
                "Custom.OutageReason": "release",
                "Custom.Environment": "SIT A",
                "Custom.OutageStart": "2015-01-05T08:00:00Z",
                "Custom.OutageEnd": "2015-01-05T10:00:00Z",
            },
        }
    ],
}


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of the command, in a process of its own.

    Attributes:
        cpu_seconds: of the whole process, with the start of Python and every import.
        unchanged_since: the run whose outcome stood; None where every rule was asked.
        holds_until: until when the outcome stands if nothing happens.
    """

    cpu_seconds: float
    decisions: int
    posted: int
    unchanged_since: int | None
    holds_until: str


@click.command("unchanged")
@click.option("--defects", type=click.IntRange(min=1), default=100_000, show_default=True, help="So many are stored.")
@click.option("--histories", type=click.Path(path_type=Path), default=HISTORIES, help="Folder of the real histories.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(defects: int, histories: Path, *, as_json: bool) -> None:
    """Run cycles on a filled store until nothing is left to do; then measure one in which nothing changed."""
    with TemporaryDirectory() as place, SandboxServer(_world()) as server:
        practice = rehearsal(server)
        config = Path(place) / "envbot.yaml"
        practice.write(config)
        filled = fill(f"sqlite:///{Path(place) / 'envbot.sqlite'}", histories, defects)
        runs = [_run(config, practice.environment)]
        while runs[-1].unchanged_since is None and len(runs) < _AT_MOST:
            runs.append(_run(config, practice.environment))
        cycle = _cycle(config, practice.environment)
        afresh = _run(config, practice.environment, "--afresh")
    report: dict[str, Any] = {
        "defects": filled.defects,
        "revisions": filled.revisions,
        "store": "written directly, by the thousand; the pull asks Azure DevOps and finds nothing new",
        "cpu_seconds": cycle,
        "is_within_2_seconds": cycle < _UP_TO,
        "cpu_seconds_of_the_process": runs[-1].cpu_seconds,
        "cpu_seconds_of_the_process_asked_afresh": afresh.cpu_seconds,
        "decisions": runs[-1].decisions,
        "holds_until": runs[-1].holds_until,
        "is_equal_to_afresh": (runs[-1].decisions, runs[-1].holds_until) == (afresh.decisions, afresh.holds_until),
        "runs": list(map(asdict, runs)),
    }
    click.echo(json.dumps(report, indent=2) if as_json else "\n".join(f"{name:40} {report[name]}" for name in report))


def _world() -> World:
    """Give a project that knows one outage of long ago: everything else there is to know is in the store."""
    world = empty_world("incidents", lambda: NOW)
    project = world.add_project(mhhs.PROJECT, description="Real incidents, told as defects.")
    tracking = world.part(Tracking)
    tracking.add_fields(FIELDS)
    tracking.define(project, *types())
    world.part(Wikis).create(project=project.id, name=f"{mhhs.PROJECT}.wiki", kind=WikiKind.PROJECT)
    enter(world, _OUTAGE)
    return world


def _run(config: Path, environment: Mapping[str, str], *options: str) -> Ran:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    arguments = ["run", "--apply", "--json", "--config", str(config), *options]
    done = subprocess.run(  # noqa: S603 - the program of this repository
        [sys.executable, "-c", "from bot.cli import main; main()", *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = json.loads(done.stdout)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    posted = sum(said["posted"].values())
    return Ran(round(cpu, 2), said["decisions"], posted, said["unchanged_since_run"], said["holds_until"])


def _cycle(config: Path, environment: Mapping[str, str]) -> float:
    """Give the CPU time of the cycle alone: connect, pull, see that nothing changed. The program is loaded by then."""
    with open_house(config, environment) as house:

        async def cycle() -> CycleReport | UnchangedReport:
            async with connect(house) as azure:
                return await run_cycle(house, azure, apply=True, memory=Memory(house, house.settings.out))

        began = process_time()
        report = asyncio.run(cycle())
        took = process_time() - began
    if not isinstance(report, UnchangedReport):
        raise click.ClickException("A rule was asked although nothing had changed.")
    return round(took, 2)
