"""Lay a backtest out as one self-contained page with its picture, and as the picture's own files."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

import orjson

from bot.backtest.report import Report
from bot.publish import render
from bot.publish.charts import Chart, per_day

_MOST = 40
"""So many differences stand on the page; all of them are in the JSON."""


def page(report: Report, title: str) -> str:
    """Give the page; it needs no other file."""
    picture = picture_of(report)
    svg = base64.b64encode(picture.svg.encode()).decode("ascii")
    return render.html(
        "backtest.html.j2",
        title=f"envbot backtest: {title}",
        name=title,
        report=report,
        picture=picture,
        svg=f"data:image/svg+xml;base64,{svg}",
        differences=report.differences[:_MOST],
        left_out=max(0, len(report.differences) - _MOST),
    )


def picture_of(report: Report) -> Chart:
    """Draw how many decisions each side would have taken, day by day."""
    return per_day("backtest", "Decisions a day, today's rules and the new ones", report.days)


def files(report: Report, title: str, name: str) -> Mapping[str, bytes]:
    """Give the page, its picture in both forms, and the numbers, by file name."""
    picture = picture_of(report)
    return {
        f"{name}.html": page(report, title).encode(),
        f"{name}.svg": picture.svg.encode(),
        f"{name}.png": picture.png,
        f"{name}.json": orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2),
    }


def write(report: Report, title: str, path: Path) -> tuple[Path, ...]:
    """Write the page to a file, and the picture and the numbers beside it; give the files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files(report, title, path.stem).items():
        file = path.with_name(name)
        file.write_bytes(content)
        written.append(file)
    return tuple(written)
