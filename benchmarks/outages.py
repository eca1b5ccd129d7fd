"""Measure linking of defects to outages: precision and recall on labelled cases, and time against every pair."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from benchmarks.incidents import HISTORIES
from benchmarks.outage_cases import Cases, github
from benchmarks.outage_cases_of_the_trade import elexon, scenario
from benchmarks.outage_picture import tradeoff_picture
from benchmarks.outage_speed import timing
from benchmarks.outage_tradeoff import found, judged, tradeoff
from rules.outage_match import CLEAR_LEAD, CLEAR_SCORE, POSSIBLE_SCORE

PROTOCOL = """\
Outages are the 399 incidents of GitHub's status page as they were noted, Elexon's 17 notices, and the records of the
scenario. A defect of an outage says what an update of the incident says, raised 20 minutes before to 70 after it.
Negatives per incident: the words of another incident on a system that was up; its own words hours before or after, and
in another environment; twenty real bugs of other software (Hadoop's) on any system at any time; and one of them on a
system that was hit, during the incident. One incident in four has a bug in which somebody names it, and a defect in
which somebody says that it is another matter. Of all of these, one in four does not state its system, one in ten no
environment.
Only what the programme's words call an environment defect is linked, and what a person named the incident in.
Words and thresholds were chosen on half of GitHub's incidents. Precision and recall are of the other half, with every
kind of case in it; Elexon and the scenario chose nothing.
Time is of CPU in one run. Ours is from records and defects in memory to every match with its reasons, the index built
on the way. Every pair is counted up from a sample: the same comparison, for each outage, without an index."""


@click.command("outages")
@click.option("--outages", "many", type=click.IntRange(min=10), default=5_000, help="How many to time with.")
@click.option("--defects", type=click.IntRange(min=100), default=50_000, help="How many to time with.")
@click.option("--sample", type=click.IntRange(min=1), default=60, help="Defects held against every outage.")
@click.option(
    "--data", type=click.Path(path_type=Path), default=HISTORIES.parent, help="Folder with outages/ and defects/."
)
@click.option("--picture", type=click.Path(path_type=Path), help="Draw the trade-off: a file ending .svg or .png.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(many: int, defects: int, sample: int, data: Path, picture: Path | None, *, as_json: bool) -> None:
    """Defects linked to outages: how rightly on real incidents, and how fast."""
    report = _measured(data, many, defects, sample)
    if picture is not None:
        drawn = tradeoff_picture(report["tradeoff"])
        picture.write_bytes(drawn.png if picture.suffix == ".png" else drawn.svg.encode())
    click.echo(json.dumps(report, indent=2) if as_json else _table(report))


def _measured(data: Path, many: int, defects: int, sample: int) -> dict[str, Any]:
    incidents = github(data)
    looked = judged(incidents)
    held_out = found([each for each in looked if each.case.is_held_out]).as_json()
    speed = timing(many, defects, sample)
    return {
        "precision": held_out["precision"],
        "recall": held_out["recall"],
        "ratio_vs_all_pairs": round(speed.all_pairs / speed.ours, 1),
        "growth": round(speed.ours / speed.ours_of_a_tenth / 10, 2),
        "github_held_out": held_out,
        "github_chosen_on": found([each for each in looked if not each.case.is_held_out]).as_json(),
        "elexon": _of(elexon(data)),
        "scenario": _of(scenario()),
        "thresholds": {"linked": CLEAR_SCORE, "asked": POSSIBLE_SCORE, "lead": CLEAR_LEAD},
        "tradeoff": tradeoff(looked),
        "speed": {
            "outages": speed.outages,
            "defects": speed.defects,
            "matched": speed.matched,
            "us_per_defect": round(speed.ours / speed.defects * 1e6, 1),
            "us_per_defect_every_pair": round(speed.all_pairs / speed.defects * 1e6),
            "every_pair": f"counted up from {speed.sampled} of {speed.defects} defects",
            "same_matches_on_the_sample": speed.same,
        },
        "protocol": PROTOCOL.split("\n"),
    }


def _of(cases: Cases) -> dict[str, Any]:
    return found(judged(cases)).as_json()


def _table(report: Mapping[str, Any]) -> str:
    lines: list[str] = []
    for name, value in report.items():
        several = value if isinstance(value, list) else [value]
        lines.extend(f"{'' if place else name:20} {each}" for place, each in enumerate(several))
    return "\n".join(lines)
