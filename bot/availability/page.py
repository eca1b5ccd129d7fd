"""Lay availability out as one self-contained page with its time-lines, and as the pictures' own files."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

import orjson

from bot.availability.report import AvailabilityReport
from bot.availability.timeline import timeline
from bot.publish import render

_HEADINGS = {"environment": "Environments", "system": "Systems", "party": "Parties", "phase": "Phases"}


def page(report: AvailabilityReport) -> str:
    """Give the page; it needs no other file."""
    pictures = {by: timeline(report, by) for by in report.tables}
    parts = [
        {
            "heading": _HEADINGS[by.value],
            "rows": report.rows(by),
            "picture": pictures[by],
            "svg": f"data:image/svg+xml;base64,{base64.b64encode(pictures[by].svg.encode()).decode('ascii')}",
        }
        for by in report.tables
    ]
    return render.html("availability.html.j2", title=f"Availability, {report.span}", report=report, parts=parts)


def files(report: AvailabilityReport, name: str) -> Mapping[str, bytes]:
    """Give the page, its pictures in both forms, and the numbers, by file name."""
    written = {
        f"{name}.html": page(report).encode(),
        f"{name}.json": orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2),
    }
    for by in report.tables:
        picture = timeline(report, by)
        written |= {f"{name}-{by.value}.svg": picture.svg.encode(), f"{name}-{by.value}.png": picture.png}
    return written


def write(report: AvailabilityReport, path: Path) -> tuple[Path, ...]:
    """Write the page to a file, and the pictures and the numbers beside it; give the files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files(report, path.stem).items():
        file = path.with_name(name)
        file.write_bytes(content)
        written.append(file)
    return tuple(written)
