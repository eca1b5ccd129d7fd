"""Show where outages are read and what was made of it, to a person and to programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape

from bot.commands.outage_lists import OutageLists, outage_document
from bot.outage_sources import Imported
from bot.publish.local_time import LocalTime
from bot.sources.problems import SourceProblem
from bot.store.outages import KeptDocument, KeptOutage
from rules.wording import counted


def sources_document(
    names: Sequence[str], documents: Sequence[KeptDocument], kept: Sequence[KeptOutage]
) -> dict[str, Any]:
    """Give the sources for programs, in their order."""
    counts = Counter((each.source, each.document) for each in kept if not each.outage.withdrawn)
    return {
        "sources": [
            {
                "source": name,
                "documents": [
                    {
                        "document": each.document,
                        "read_at": each.read_at.isoformat(),
                        "is_there": each.is_there,
                        "outages": counts[name, each.document],
                        "columns": each.mappings,
                        "problems": _problems(each.problems),
                        "remarks": list(each.remarks),
                    }
                    for each in documents
                    if each.source == name
                ],
            }
            for name in names
        ]
    }


def show_sources(
    console: Console,
    names: Sequence[str],
    documents: Sequence[KeptDocument],
    kept: Sequence[KeptOutage],
    zone: str,
) -> None:
    """Show the sources, in their order."""
    counts = Counter((each.source, each.document) for each in kept if not each.outage.withdrawn)
    if not names:
        console.print("Outages are read from Azure DevOps only. Name other sources below `sources.outages`.")
    for name in names:
        console.print(f"[bold]{escape(name)}[/]")
        own = [each for each in documents if each.source == name]
        if not own:
            console.print("  was not read yet: `envbot pull` reads it.")
        for each in own:
            read = LocalTime.at(each.read_at, zone).moment(each.read_at)
            state = counted(counts[name, each.document], "outage") if each.is_there else "is not there any more"
            title = f"{each.document}: " if each.document not in {name, ""} else ""
            console.print(f"  {title}{state}, read {read}", markup=False)
            _show_reading(console, each.mappings, each.remarks, each.problems)


def import_document(imported: Imported, now: datetime) -> dict[str, Any]:
    """Give what was imported for programs."""
    reading, kept = imported.reading, imported.kept
    return {
        "document": reading.document,
        "kept": kept is not None,
        "new": list(kept.new) if kept else [],
        "changed": list(kept.changed) if kept else [],
        "withdrawn": list(kept.withdrawn) if kept else [],
        "same": kept.same if kept else 0,
        "columns": {place: dict(columns) for place, columns in reading.mappings.items()},
        "outages": [outage_document(each.first_seen(now), now) for each in reading.outages],
        "problems": _problems(reading.problems),
        "remarks": list(reading.remarks),
    }


def show_import(console: Console, imported: Imported, zone: str, now: datetime) -> None:
    """Show what was imported: columns, outages, and what was left out."""
    reading, kept = imported.reading, imported.kept
    read = counted(len(reading.outages), "outage")
    if kept is None:
        console.print(f"{reading.document}: {read}. Nothing was kept (--dry-run).", markup=False)
    else:
        told = {"new": len(kept.new), "corrected": len(kept.changed), "withdrawn": len(kept.withdrawn)}
        counts = ", ".join(f"{count} {what}" for what, count in told.items())
        console.print(f"{reading.document}: {read}: {counts}, {kept.same} as before.", markup=False)
    if reading.outages:
        lists = OutageLists(zone, now, {})
        console.print(lists.table(each.first_seen(now) for each in reading.outages))
    _show_reading(console, reading.mappings, reading.remarks, reading.problems)


def _show_reading(
    console: Console,
    mappings: Mapping[str, Mapping[str, str]],
    remarks: Iterable[str],
    problems: Sequence[SourceProblem],
) -> None:
    for place, columns in mappings.items():
        written = yaml.safe_dump({"columns": dict(columns)}, default_flow_style=True, sort_keys=False, width=10_000)
        console.print(f"  {place} was read with {written.strip()[1:-1]}", markup=False, soft_wrap=True)
    for remark in remarks:
        console.print(f"  {remark}", markup=False, soft_wrap=True)
    if problems:
        console.print(f"  Left out or assumed ({len(problems)}):")
    for problem in problems:
        console.print(f"    {problem}", markup=False, soft_wrap=True)


def _problems(problems: Iterable[SourceProblem]) -> list[dict[str, str]]:
    return [{"where": each.where, "what": each.what, "advice": each.advice} for each in problems]
