"""Real incidents from a served Azure DevOps, pulled and worked on; every SLA clock held against a slow calculation."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from benchmarks import uci_incidents
from benchmarks.histories import SOURCES
from benchmarks.incident import Findings, Incident
from benchmarks.stage import world_of
from bot.assemble import House, connect, open_house
from bot.cycle import CycleReport, run_cycle
from bot.deliver.delivery import Fate
from bot.programme_file import load_programme
from bot.rehearsal import Rehearsal, rehearsal
from sandbox.server import SandboxServer
from sandbox.work_item_state import WorkItems
from tests.scenarios.slow_clocks import SlowClock, slow_clocks
from tests.shared import shared_path

NOW = datetime(2016, 6, 22, 7, 30, tzinfo=UTC)
"""A Wednesday on which summer time, Easter and two bank holidays have passed, and what is dirty is behind us."""
ONE_IN = 12
HOW = ("met", "breached", "running", "paused")
NEVER = ("respond", "paused")
"""Nothing pauses the clock of the answer."""
TIGHT = {"caps": {"count": 10}}
ROOMY = {"caps": {"count": 10_000, "percent": 100}}


@dataclass(frozen=True)
class Morning:
    """A part of the log as it was loaded, and what three cycles said of it.

    Attributes:
        loaded: the revisions of each defect as they stand in the sandbox file.
        held: a cycle whose plan is over tight caps.
        first: a cycle with room for the whole plan.
        second: the same again.
        grown: how many revisions the sandbox had got after each cycle.
    """

    loaded: dict[int, list[dict[str, Any]]]
    findings: Findings
    held: CycleReport
    first: CycleReport
    second: CycleReport
    grown: tuple[int, int, int]


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Morning:
    """Every twelfth incident, and all that are dirty, were re-opened or ranked anew, as of a morning in June."""
    log = shared_path("data/histories/uci_incident_event_log.csv.gz")
    folder, findings, programme = tmp_path_factory.mktemp("incidents"), Findings(), load_programme("mhhs")
    file, config = folder / "incidents.jsonl", folder / "envbot.yaml"
    chosen = _chosen(SOURCES["uci"].read(log, programme, findings))
    lines = [known.as_loaded(programme.name) for incident in chosen if (known := incident.until(NOW))]
    file.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    with SandboxServer(world_of(file, NOW)) as server:
        practice, items = rehearsal(server), server.world.part(WorkItems)
        before = len(items.log())
        reports, grown = [], []
        for caps in (TIGHT, ROOMY, ROOMY):
            Rehearsal({**practice.settings, **caps}, practice.environment).write(config)
            with open_house(config, practice.environment) as house:
                reports.append(_cycle(house))
            grown.append(len(items.log()) - before)
    held, first, second = reports
    loaded = {line["id"]: line["revisions"] for line in map(orjson.loads, file.read_bytes().splitlines())}
    return Morning(loaded, findings, held, first, second, (grown[0], grown[1], grown[2]))


def _cycle(house: House) -> CycleReport:
    async def run() -> CycleReport:
        async with connect(house) as azure:
            return await run_cycle(house, azure, apply=True)

    return asyncio.run(run())


def _chosen(every: Iterable[Incident]) -> Iterator[Incident]:
    for place, incident in enumerate(every):
        states = {update.fields["System.State"] for update in incident.updates}
        severities = {update.fields["Microsoft.VSTS.Common.Severity"] for update in incident.updates}
        times = [update.at for update in incident.updates]
        is_dirty = times != sorted(times) or uci_incidents.LOST in {
            update.fields["Custom.SourceState"] for update in incident.updates
        }
        if place % ONE_IN == 0 or is_dirty or "Reopened" in states or len(severities) > 1:
            yield incident


def said_of(report: CycleReport, number: int) -> list[SlowClock]:
    """Give what a cycle found of the clocks of a defect, in the words of the slow calculation."""
    return [
        SlowClock(
            clock.name,
            clock.cycle,
            clock.started,
            clock.stopped,
            clock.state.value,
            clock.target,
            clock.elapsed,
            clock.due,
            clock.breached_at,
            clock.verdict.value if clock.verdict else None,
        )
        for clock in report.decided.view.clocks(report.gathered.facts.defects[number])
    ]


def test_the_whole_history_is_pulled(morning: Morning) -> None:
    """More than 2,000 incidents came over HTTP, each with every revision that was loaded, into the store."""
    defects = morning.held.gathered.facts.defects
    assert len(defects) > 2000
    assert {number: len(defect.revisions) for number, defect in defects.items()} == {
        number: len(revisions) for number, revisions in morning.loaded.items()
    }
    assert morning.held.pulled.revisions == sum(map(len, morning.loaded.values()))


def test_every_clock_says_what_the_slow_calculation_says(morning: Morning) -> None:
    """Start, stop, cycle, state, target, elapsed, due, breach and verdict of every clock of every defect are equal."""
    expected = {number: slow_clocks(revisions, NOW) for number, revisions in morning.loaded.items()}
    assert {number: said_of(morning.held, number) for number in expected} == expected
    stands = Counter((clock.name, clock.verdict or clock.state) for found in expected.values() for clock in found)
    assert set(stands) == {
        (name, how) for name in ("respond", "resolve", "update") for how in HOW if (name, how) != NEVER
    }
    assert sum(stands.values()) > 6000


def test_what_the_bot_writes_changes_no_clock(morning: Morning) -> None:
    """Its comments and tags are no activity: after it worked, every clock stands as it did."""
    changed = {change.defect for change in morning.first.plan.changes}
    assert changed
    assert {number: said_of(morning.first, number) for number in changed} == {
        number: slow_clocks(morning.loaded[number], NOW) for number in changed
    }


def test_a_plan_over_its_caps_waits_and_one_within_is_carried_out_once(morning: Morning) -> None:
    """The first cycle changes nothing and says so; with room for all, everything is done; then nothing is left."""
    held, first, second = (report.as_json()["changes"] for report in (morning.held, morning.first, morning.second))
    assert held["planned"] == first["planned"] > 10
    assert (held["applied"], first["applied"], second["planned"]) == (0, first["planned"], 0)
    assert "the cap is 10 in one run" in held["waiting"]
    assert any("the cap is 10" in problem for problem in morning.held.problems)
    assert (morning.first.problems, morning.second.problems) == ((), ())
    assert morning.grown == (0, morning.grown[1], morning.grown[1])
    assert {delivery.fate for delivery in morning.second.posting.deliveries} == {Fate.UNCHANGED}


def test_clocks_of_a_history_that_runs_backwards_say_what_they_assumed(morning: Morning) -> None:
    """The five incidents whose times fall are judged, and each clock names the revision."""
    defects = morning.held.gathered.facts.defects
    for number in (130, 134, 135, 137, 164):
        (respond, *_) = morning.held.decided.view.clocks(defects[number])
        assert any("before the one it follows; it was taken as made" in said for said in respond.assumptions)


def test_dirty_rows_are_counted_by_reason_and_none_is_lost(morning: Morning) -> None:
    """Every kind of dirt of the log is found at its rows, and every row is kept."""
    found = {flaw: len(rows) for flaw, rows in morning.findings.flaws.items()}
    assert found == {
        uci_incidents.NO_STATE: 5,
        uci_incidents.NO_ORDER: 5,
        uci_incidents.LATE_START: 5,
        uci_incidents.BACKWARDS: 6,
        uci_incidents.SKIPPED_HOUR: 6,
    }
    assert morning.findings.flaws[uci_incidents.NO_STATE] == [115643, 115644, 124509, 124510, 124511]
    assert morning.findings.rows == 141_712
