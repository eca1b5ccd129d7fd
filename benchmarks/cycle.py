"""Measure whole cycles on real histories: pull, decide, plan and write, as of busy and quiet instants."""

from __future__ import annotations

import asyncio
import json
import resource
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, TypeVar

import click

from benchmarks.histories import SOURCES
from benchmarks.incidents import HISTORIES
from benchmarks.stage import served
from bot.assemble import House, connect, open_house
from bot.cycle import decide_now, publish_now, pull_all
from bot.publish.documents import Document
from bot.publish.press import copies
from bot.pull import PullReport
from rules.engine import Outcome

Found = TypeVar("Found")


@dataclass(slots=True)
class Stopwatch:
    """Notes how long each step took, by the clock on the wall and of CPU, and the most memory used until its end."""

    steps: dict[str, dict[str, float]] = field(default_factory=dict)

    def time(self, step: str, act: Callable[[], Found]) -> Found:
        """Do something and note what it took."""
        wall, cpu = perf_counter(), process_time()
        found = act()
        self.steps[step] = {
            "seconds": round(perf_counter() - wall, 2),
            "cpu_seconds": round(process_time() - cpu, 2),
            "peak_rss_mib": _most_memory(resource.RUSAGE_SELF),
        }
        return found


@click.command("cycle")
@click.option("--source", type=click.Choice(sorted(SOURCES)), required=True, help="Which log.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many incidents, the lowest numbers first.")
@click.option("--as-of", "instants", type=click.DateTime(), multiple=True, help="When to decide (UTC); several times.")
@click.option("--histories", type=click.Path(path_type=Path), default=HISTORIES, help="Folder of the real histories.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for copies of what was written.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(
    source: str, limit: int | None, instants: tuple[datetime, ...], histories: Path, out: Path | None, *, as_json: bool
) -> None:
    """Pull a whole log over HTTP once, then run dry cycles as of busy and quiet instants."""
    chosen = SOURCES[source]
    asked = tuple(instant.replace(tzinfo=UTC) for instant in instants) or (chosen.busiest, chosen.over)
    with TemporaryDirectory() as place, served(source, histories, chosen.over, limit=limit) as found:
        config = Path(place) / "envbot.yaml"
        found.practice.write(config)
        with open_house(config, found.practice.environment) as house:
            watch = Stopwatch()
            first = watch.time("first pull", lambda: _pulled(house))
            second = watch.time("second pull", lambda: _pulled(house))
            report = {
                "source": source,
                "incidents": found.incidents,
                "revisions": found.revisions,
                "sandbox": {"seconds_reading": round(found.reading, 2), "seconds_loading": round(found.loading, 2)},
                "first_pull": _pull_in_numbers(first, watch, "first pull"),
                "second_pull": _pull_in_numbers(second, watch, "second pull"),
                "store_mib": round(sum(each.stat().st_size for each in Path(place).glob("*.sqlite*")) / 2**20, 1),
                "cycles": [_cycle(_as_of(house, now), out) for now in asked],
            }
    report["sandbox_peak_rss_mib"] = _most_memory(resource.RUSAGE_CHILDREN)
    click.echo(json.dumps(report, indent=2) if as_json else "\n".join(_lines("", report)))


def _as_of(house: House, now: datetime) -> House:
    """Give the same house with its clock at another instant."""
    return replace(house, now=lambda: now)


def _lines(name: str, found: Any) -> Iterator[str]:
    """Tell a report line by line, each number under its full name."""
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from _lines(f"{name}, {key}" if name else str(key), value)
    elif isinstance(found, list):
        for number, value in enumerate(found, start=1):
            yield from _lines(f"{name} {number}", value)
    else:
        yield f"{name}: {found}"


def _pulled(house: House) -> PullReport:
    async def pull() -> PullReport:
        async with connect(house) as azure:
            return await pull_all(house, azure)

    return asyncio.run(pull())


def _pull_in_numbers(pulled: PullReport, watch: Stopwatch, step: str) -> dict[str, Any]:
    counted = {name: count for name, count in asdict(pulled).items() if name != "took"}
    return {**counted, **watch.steps[step]}


def _cycle(house: House, out: Path | None) -> dict[str, Any]:
    """Decide, plan and write as of the house's instant; nothing is sent."""
    watch = Stopwatch()
    gathered, decided, plan = watch.time("gather, decide and plan", lambda: decide_now(house))
    made = watch.time("write documents", lambda: publish_now(house, gathered, decided, plan))
    files = watch.time("draw and copy", lambda: copies(made))
    if out is not None:
        folder = out / f"{house.now():%Y-%m-%dT%H%M}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    return {
        "as_of": house.now().isoformat(),
        "defects": len(gathered.facts.defects),
        "revisions": sum(len(defect.revisions) for defect in gathered.facts.defects.values()),
        "open_environment_defects": len(decided.view.environment_defects),
        "steps": watch.steps,
        "decisions": dict(sorted(Counter(each.rule for each in decided.decisions).items())),
        "clocks": _clocks(decided),
        "plan": {
            "changes": len(plan.changes),
            "waits_because": plan.over_caps,
            "escalations": len(plan.escalations),
        },
        "documents": _sizes(made.documents),
        "copies_bytes": {name: len(content) for name, content in sorted(files.items()) if "escalation" not in name},
    }


def _clocks(decided: Outcome) -> dict[str, dict[str, int]]:
    """Count the clocks of the defects that rules were shown, by name and how they stand."""
    counts: dict[str, Counter[str]] = {}
    for defect in decided.view.open_defects:
        for clock in decided.view.clocks(defect):
            stands = clock.verdict or ("open, breached" if clock.is_breached else f"open, {clock.state}")
            counts.setdefault(clock.name, Counter())[str(stands)] += 1
    return {name: dict(sorted(found.items())) for name, found in sorted(counts.items())}


def _sizes(documents: Iterable[Document]) -> dict[str, dict[str, int]]:
    """Give the largest of each kind of document, and how many of the kind there are."""
    sizes: dict[str, dict[str, int]] = {}
    for document in documents:
        forms: Mapping[str, str | None] = {"html": document.html, "text": document.text, "markdown": document.markdown}
        largest = sizes.setdefault(document.kind.value, {"documents": 0})
        largest["documents"] += 1
        for form, content in forms.items():
            if content:
                name = f"largest_{form}_bytes"
                largest[name] = max(largest.get(name, 0), len(content.encode()))
    return sizes


def _most_memory(whose: int) -> int:
    return round(resource.getrusage(whose).ru_maxrss / 1024)
