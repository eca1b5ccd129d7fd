"""Measure what is read of real release notes against the tracker's own fix versions, file by file."""

from __future__ import annotations

import csv
import gzip
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.incidents import HISTORIES
from bot.sources.files import source_file
from bot.sources.release_notes.documents import read_document
from bot.sources.release_notes.reading import ReadRelease

PROTOCOL = """\
Every note is read without help: no pattern of ids, no list of versions, no word on its style; what begins an id is
found in the note itself. A fix is a pair of version and id. A pair is judged where the tracker knows a fix version of
the id; it is right where that version is among them. Precision: right pairs of those judged. Recall: of the pairs
that the tracker has for a version of the note and an id that stands anywhere in the note, the share that was found.
The reference is a plain parse of the same notes; what it lists as only mentioned, and nowhere as a fix of the same
version, must be no fix here. Where the tracker knows no id of a note there is no figure but the counts. Trunk is no
version of the tracker, so that its fixes count as wrong here and in the reference alike."""

_ID = re.compile(r"\b[A-Z][A-Z0-9_]+-\d+\b")
Pair = tuple[str, str]
"""A version and an id."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a plain parse finds in one note: its fixes, and the ids that it takes for mentions of a version."""

    fixes: frozenset[Pair]
    mentions: frozenset[Pair]


@click.command("releases")
@click.option(
    "--data", type=click.Path(path_type=Path), default=HISTORIES.parent / "releases", help="Folder with the notes."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(data: Path, *, as_json: bool) -> None:
    """Fixes found in real release notes, against the tracker's fix versions and a plain parse."""
    report = measured(data)
    click.echo(json.dumps(report, indent=2) if as_json else _table(report))


def measured(data: Path) -> dict[str, Any]:
    """Read every note of a folder and compare."""
    references, truth = _references(data), _truth(data)
    tables = {"release_ground_truth.csv.gz", "release_entries_reference.csv.gz"}
    notes = sorted(path for path in data.glob("*.gz") if path.name not in tables)
    files = {
        path.name.removesuffix(".gz"): _of_one(path, references.get(path.name.removesuffix(".gz")), truth)
        for path in notes
    }
    return {
        "files": files,
        "at_least_as_good_as_reference": all(each["at_least_as_good_as_reference"] for each in files.values()),
        "mentions_taken_for_fixes": sum(each["mentions_taken_for_fixes"] for each in files.values()),
        "protocol": PROTOCOL.split("\n"),
    }


def _of_one(path: Path, reference: Reference | None, truth: Mapping[str, set[str]]) -> dict[str, Any]:
    name = path.name.removesuffix(".gz")
    content = gzip.decompress(path.read_bytes())
    began = time.process_time()
    releases = read_document(source_file(name, content))
    took = time.process_time() - began
    found = _pairs(releases)
    mentioned = reference.mentions if reference else frozenset()
    ids = set(_ID.findall(content.decode(errors="replace")))
    versions = {version for version, _ in found} | {version for version, _ in (reference.fixes if reference else ())}
    ours, theirs = (_figures(pairs, ids, versions, truth) for pairs in (found, reference.fixes if reference else found))
    return {
        "releases": len(releases),
        "fixes": len(found),
        "fixes_of_reference": len(reference.fixes) if reference else None,
        "only_here": len(found - reference.fixes) if reference else None,
        "only_in_reference": sorted(map(" ".join, reference.fixes - found)) if reference else None,
        **ours,
        "reference": theirs if reference else None,
        "at_least_as_good_as_reference": all((ours[each] or 0) >= (theirs[each] or 0) for each in ours),
        "other_mentions": sum(len(release.mentions) for release in releases),
        "mentions_in_reference": len(mentioned),
        "mentions_taken_for_fixes": len(mentioned & found),
        "known_issues": sum(len(release.known_issues) for release in releases),
        "seconds": round(took, 2),
    }


def _figures(
    pairs: frozenset[Pair], ids: set[str], versions: set[str], truth: Mapping[str, set[str]]
) -> dict[str, float | None]:
    judged = {(version, key) for version, key in pairs if key in truth}
    right = {(version, key) for version, key in judged if version in truth[key]}
    wanted = {(version, key) for key in ids for version in truth.get(key, ()) if version in versions}
    return {
        "precision": round(len(right) / len(judged), 4) if judged else None,
        "recall": round(len(right & wanted) / len(wanted), 4) if wanted else None,
    }


def _pairs(releases: Iterable[ReadRelease]) -> frozenset[Pair]:
    return frozenset((release.version, claim.reference.key) for release in releases for claim in release.fixes)


def _references(data: Path) -> Mapping[str, Reference]:
    fixes: defaultdict[str, set[Pair]] = defaultdict(set)
    mentions: defaultdict[str, set[Pair]] = defaultdict(set)
    for row in _rows(data / "release_entries_reference.csv.gz"):
        fixes[row["file"]].add((row["version"], row["key"]))
        mentions[row["file"]].update((row["version"], key) for key in row["also_mentioned"].split("|") if key)
    return {name: Reference(frozenset(own), frozenset(mentions[name] - own)) for name, own in fixes.items()}


def _truth(data: Path) -> Mapping[str, set[str]]:
    """Give the tracker's fix versions by id, from both tables: the reference has those of other projects."""
    truth: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(data / "release_ground_truth.csv.gz"):
        truth[row["key"]].add(row["fix_version"])
    for row in _rows(data / "release_entries_reference.csv.gz"):
        if row["jira_fix_versions"]:
            truth[row["key"]].update(row["jira_fix_versions"].split("|"))
    return dict(truth)


def _rows(path: Path) -> Iterable[Mapping[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _table(report: Mapping[str, Any]) -> str:
    lines = [f"{'note':32} {'fixes':>6} {'precision':>10} {'recall':>8} {'reference':>16} {'mentions taken':>15}"]
    for name, each in report["files"].items():
        theirs = each["reference"]
        beside = f"{_share(theirs['precision'])} {_share(theirs['recall'])}" if theirs else "none"
        lines.append(
            f"{name:32} {each['fixes']:6} {_share(each['precision']):>10} {_share(each['recall']):>8} {beside:>16} "
            f"{each['mentions_taken_for_fixes']:15}"
        )
    return "\n".join((*lines, "", *report["protocol"]))


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4f}"
