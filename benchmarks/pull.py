"""Measure a first pull against the SDK and against reading alone, and pulls after it: `python -m benchmarks pull`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from benchmarks.incidents import HISTORIES
from benchmarks.multiplied import SOURCE, WHAT_IS_TOLD
from benchmarks.pull_readers import Counted, Reading, envbot, read, reading_only, sdk
from benchmarks.pull_site import Site, site
from bot.store.engine import open_store

_AT_ONCE = 200
_HOW = """\
The SDK queries all ids, and reads a sample of {sample} items with their revisions, evenly spread; the seconds and calls
for all items and revisions are extrapolated from it.
Each way runs in a process of its own against one sandbox, another process on the same machine. There is no network,
which would make the many calls of the SDK slower still. Ratios are of seconds on the wall, in the best round of each
way, since others may use the machine, too.
sandbox_share is the sandbox's CPU time over the seconds of each way. It rendered its revisions before, but for those to
the SDK; ratio_vs_sdk_without_sandbox takes the sandbox's part off the SDK's seconds.
The store is SQLite, and opening and closing it counts; imports do not. No wiki pages are read.
"""


@click.command("pull")
@click.option("--defects", default=20_000, show_default=True, type=click.IntRange(min=200), help="So many defects.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(min=1), help="Each way so often, in turn.")
@click.option("--sample", default=400, show_default=True, type=click.IntRange(min=1), help="Items the SDK reads.")
@click.option("--changed", default=100, show_default=True, type=click.IntRange(min=1), help="Defects changed after it.")
@click.option("--histories", type=click.Path(path_type=Path), default=HISTORIES, help="Folder of the real histories.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(defects: int, rounds: int, sample: int, changed: int, histories: Path, *, as_json: bool) -> None:
    """First pull, SDK program and reading alone by turns; then a pull of nothing new and one of some changes."""
    if not (histories / SOURCE.file).exists():
        raise click.BadParameter(f"There is no {SOURCE.file} in {histories}.", param_hint="--histories")
    with TemporaryDirectory() as place, site(histories, defects) as served:
        report = _measured(served, Path(place), rounds, min(sample, defects), changed)
    lines = (f"{name}: {each}" for name, each in report.items())
    click.echo(json.dumps(report, indent=2) if as_json else "\n".join(lines))


@dataclass(frozen=True, slots=True)
class Turn:
    """One reading, and the seconds of CPU that the sandbox spent on it."""

    reading: Reading
    sandbox: float


def _measured(served: Site, place: Path, rounds: int, sample: int, changed: int) -> dict[str, Any]:
    read(reading_only, served.url)  # the sandbox renders each revision once; that is not measured
    ways: dict[str, list[Turn]] = {"floor": [], "envbot": [], "sdk": []}
    for turn in range(rounds):
        ways["floor"].append(_turn(served, reading_only, served.url))
        ways["envbot"].append(_turn(served, envbot, served.url, place / f"{turn}.sqlite"))
        ways["sdk"].append(_turn(served, sdk, served.url, served.defects, sample))
    last = place / f"{rounds - 1}.sqlite"
    stored = _stored(last)
    if stored != served.revisions:
        raise click.ClickException(
            f"The store has {stored} revisions, the sandbox {served.revisions}: nothing is measured."
        )
    nothing = read(envbot, served.url, last)
    served.change(changed)
    some = read(envbot, served.url, last)
    pulls = [turn.reading for turn in ways["envbot"]]
    calls = ways["sdk"][0].reading.calls + -(-served.defects // _AT_ONCE) + served.defects
    return {
        "defects": served.defects,
        "revisions": served.revisions,
        "stored_revisions": stored,
        **_ratios(ways, served.defects),
        "calls": {"envbot": pulls[0].calls, "sdk": calls, "ratio": round(calls / pulls[0].calls, 1)},
        "peak_rss_mib": round(max(one.peak_rss_mib for one in pulls), 1),
        "incremental": {
            "calls": nothing.calls,
            "cpu_s": round(nothing.cpu, 3),
            "changed": {
                "defects": changed,
                "revisions": some.revisions,
                "calls": some.calls,
                "cpu_s": round(some.cpu, 3),
            },
        },
        "rounds": rounds,
        "notes": " ".join(f"{WHAT_IS_TOLD} {_HOW.format(sample=sample)}".split()),
    }


def _ratios(ways: Mapping[str, Sequence[Turn]], defects: int) -> dict[str, Any]:
    best = {way: min(turns, key=lambda turn: turn.reading.seconds) for way, turns in ways.items()}
    share = {way: turn.sandbox / turn.reading.seconds for way, turn in best.items()}
    pull, floor = best["envbot"].reading, best["floor"].reading
    parts = best["sdk"].reading.parts
    program = parts["queries"] + (parts["items"] + parts["revisions"]) / best["sdk"].reading.items * defects
    return {
        "ratio_vs_sdk": round(program / pull.seconds, 1),
        "ratio_vs_sdk_without_sandbox": round(program * (1 - share["sdk"]) / pull.seconds, 1),
        "ratio_vs_floor": round(pull.seconds / floor.seconds, 2),
        "sandbox_share": {way: round(each, 2) for way, each in share.items()},
        "seconds": {
            "envbot": round(pull.seconds, 2),
            "sdk_extrapolated": round(program, 1),
            "floor": round(floor.seconds, 2),
        },
        "cpu_seconds": {"envbot": round(pull.cpu, 2), "floor": round(floor.cpu, 2)},
    }


def _turn(served: Site, way: Callable[..., Counted], *arguments: Any) -> Turn:
    before = served.worked()
    reading = read(way, *arguments)
    return Turn(reading, served.worked() - before)


def _stored(file: Path) -> int:
    with open_store(f"sqlite:///{file}", now=lambda: datetime.now(UTC)) as store:
        return store.history.counts().revisions
