"""Measure SLA clocks: a million revisions with three clocks each, against businesstimedelta and the floor of numpy."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any, TypeVar

import click
import numpy as np

from benchmarks.calendar_agreement import OFFICE, agreement
from benchmarks.incidents import HISTORIES, incidents, multiplied, programme
from benchmarks.tracker_agreement import tracker_agreement
from bot.store.columns import ColumnStore
from bot.store.engine import Store, open_store
from bot.store.schema import WORK_ITEMS
from bot.store.writing import insert_many, writing
from rules.calendar_days import instant_of
from rules.facts import Defect
from rules.sla import SlaJudge, clocks
from rules.sla.many import ManyClocks, ManyDefects
from rules.sla.runs import RUNNING
from rules.sla.steps import Counts

Found = TypeVar("Found")
_SECOND = timedelta(seconds=1)
_TYPES = ("Bug",)
_NEVER = datetime(2024, 1, 1, tzinfo=UTC)
"""Dates what nobody reads."""


@dataclass(frozen=True)
class Report:
    """What a run measured; times are seconds of CPU.

    Attributes:
        one_by_one: histories in which time runs backwards; they are measured without arrays, and that is counted, too.
        revisions: how many were measured, with `clocks` clocks, `segments` in them, `intervals` of those running.
        keeping: from the defects in memory into the rows that the store keeps beside each history, once.
        reading: from those rows into arrays, as every command does.
        measuring: from the arrays to every clock with its segments and verdict, as of one instant.
        floor: numpy's searchsorted on the calendar's table over the same intervals, already in arrays.
        businesstimedelta: the same intervals, from a sample of `sampled` of them.
        sampled_equal: how many of those were equal to the second.
        tracker: state times of real defects, held against a tracker's own count.
        agreement: random intervals on random calendars, held against businesstimedelta and a day loop.
    """

    revisions: int
    clocks: int
    segments: int
    intervals: int
    breached: int
    one_by_one: int
    keeping: float
    reading: float
    measuring: float
    floor: float
    businesstimedelta: float
    sampled: int
    sampled_equal: int
    tracker: dict[str, Any]
    agreement: dict[str, Any]

    def shown(self) -> dict[str, Any]:
        """Give the numbers with their ratios."""
        whole = self.reading + self.measuring
        return {
            "revisions": self.revisions,
            "clocks": self.clocks,
            "segments": self.segments,
            "intervals": self.intervals,
            "breached": self.breached,
            "histories_measured_one_by_one": self.one_by_one,
            "seconds": round(whole, 3),
            "seconds_reading_from_the_store": round(self.reading, 3),
            "seconds_measuring": round(self.measuring, 3),
            "seconds_keeping_once": round(self.keeping, 3),
            "floor_seconds": round(self.floor, 3),
            "businesstimedelta_seconds_extrapolated": round(self.businesstimedelta, 1),
            "businesstimedelta_sample": self.sampled,
            "businesstimedelta_sample_equal_to_the_second": self.sampled_equal,
            "ratio_vs_businesstimedelta": round(self.businesstimedelta / whole, 1),
            "ratio_vs_businesstimedelta_from_arrays": round(self.businesstimedelta / self.measuring, 1),
            "ratio_vs_floor": round(whole / self.floor, 2),
            "ratio_vs_floor_from_arrays": round(self.measuring / self.floor, 2),
            "us_per_clock": round(whole / self.clocks * 1e6, 3),
            "peak_rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "agreement_with_the_tracker": self.tracker,
            "agreement": self.agreement,
        }


@click.command("sla")
@click.option("--revisions", default=1_000_000, show_default=True, help="So many, from real histories multiplied.")
@click.option("--sample", default=1_000, show_default=True, help="So many intervals with businesstimedelta.")
@click.option("--compared", default=10_000, show_default=True, help="So many random intervals on random calendars.")
@click.option("--histories", type=click.Path(path_type=Path), default=HISTORIES, help="Folder of the real histories.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(revisions: int, sample: int, compared: int, histories: Path, *, as_json: bool) -> None:
    """Three clocks over a million revisions: all segments and verdicts."""
    judge = SlaJudge.of(programme())
    calendar = judge.calendars["working hours"]
    with TemporaryDirectory() as place, open_store(f"sqlite:///{place}/envbot.sqlite", now=lambda: _NEVER) as store:
        kept = _kept(store, judge, revisions, histories)
        columns, now = ColumnStore(store.engine, lambda _: {}, judge), kept.now
        read, reading = _timed(lambda: columns.columns(_TYPES).columns, times=3)
    apart, one_by_one = _timed(lambda: [clocks(defect, judge, now) for defect in kept.irregular])
    many, measuring = _timed(lambda: ManyDefects(judge, read).clocks(now), times=3)
    starts, ends = _intervals(many)
    worked, floor = _timed(lambda: calendar.elapsed_many(starts, ends), times=3)
    rule = OFFICE.business_rule()
    chosen = np.random.default_rng(4).choice(len(starts), size=min(sample, len(starts)), replace=False)
    pairs = [(instant_of(int(starts[place])), instant_of(int(ends[place]))) for place in chosen]
    found, sampled = _timed(lambda: [rule.difference(one, other) for one, other in pairs])
    expected = [timedelta(hours=each.hours, seconds=each.seconds) for each in found]
    same = sum(
        timedelta(microseconds=int(worked[place])) // _SECOND * _SECOND == theirs
        for place, theirs in zip(chosen, expected, strict=True)
    )
    report = Report(
        revisions=kept.revisions,
        clocks=sum(len(each) for each in many) + sum(map(len, apart)),
        one_by_one=len(kept.irregular),
        segments=sum(len(each.stays.clocks) for each in many),
        intervals=len(starts),
        breached=int(sum(each.is_breached.sum() for each in many)),
        keeping=kept.seconds,
        reading=reading,
        measuring=measuring + one_by_one,
        floor=floor,
        businesstimedelta=sampled / len(pairs) * len(starts),
        sampled=len(pairs),
        sampled_equal=same,
        tracker=tracker_agreement(histories),
        agreement=agreement(compared),
    ).shown()
    click.echo(json.dumps(report, indent=2) if as_json else _table(report))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What went into the store, and which histories it cannot give as numbers."""

    revisions: int
    now: datetime
    seconds: float
    irregular: tuple[Defect, ...]


def _kept(store: Store, judge: SlaJudge, revisions: int, histories: Path) -> _Kept:
    """Let a store keep the columns of multiplied histories, as if they had been pulled and read."""
    defects = multiplied(incidents(histories / "uci_incident_event_log.csv.gz"), revisions)
    by_number = {defect.id: defect for defect in defects}
    with writing(store.engine) as connection:
        insert_many(
            connection,
            WORK_ITEMS,
            [(each.id, each.project, "Bug", "", each.latest.number, 0, False, 0, 0, 0, 0) for each in defects],
        )
    columns = ColumnStore(store.engine, lambda some: {number: by_number[number] for number in some}, judge)
    stored, keeping = _timed(lambda: columns.columns(_TYPES))
    return _Kept(
        sum(len(defect.revisions) for defect in defects),
        max(defect.latest.at for defect in defects) + timedelta(days=1),
        keeping,
        tuple(by_number[number] for number in stored.irregular),
    )


def _timed(act: Callable[[], Found], times: int = 1) -> tuple[Found, float]:
    """Give what an act gives, and the least CPU time that it took."""
    took = []
    found: Found | None = None
    for _ in range(times):
        found = None  # what is not needed any more must not count as memory of the next time
        began = process_time()
        found = act()
        took.append(process_time() - began)
    assert found is not None
    return found, min(took)


def _intervals(many: tuple[ManyClocks, ...]) -> tuple[Counts, Counts]:
    """Give start and end of every time that a clock ran, as a tool without envbot would have to measure it."""
    running = [(each.stays, each.stays.kinds == RUNNING) for each in many]
    return (
        np.concatenate([stays.starts[places] for stays, places in running]),
        np.concatenate([stays.ends[places] for stays, places in running]),
    )


def _table(report: dict[str, Any]) -> str:
    lines: list[str] = []
    for name, value in report.items():
        if isinstance(value, dict):
            lines += ["", f"{name}:", _table(value)]
        elif isinstance(value, list):
            lines += [f"  {shown}" for shown in value]
        else:
            lines.append(f"{name:65} {value}")
    return "\n".join(lines)
