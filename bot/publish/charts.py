"""Draw charts as Vega-Lite: one specification, and the same picture as SVG and as PNG, on every machine alike."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import orjson
import vl_convert

from bot.publish.escape import shorten
from bot.publish.local_time import LocalTime
from bot.publish.views import Count, Deadline, OutageLine

SEVERITY_COLOURS = ("#7a1f2b", "#c8553d", "#e0a458", "#9fb3c8")
"""Most severe first: darker is worse, so that the order survives grey printing and colour blindness."""
UNPLANNED, PLANNED = "#a4262c", "#3d6a8f"
_UNKNOWN = "#c9ced6"
_INK, _MUTED, _GRID = "#1b2733", "#5b6b7b", "#e3e8ee"
# The first comes with vl-convert, so that no PNG depends on the fonts of the machine; Arial is as wide.
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_WIDTH = 560
_ROW = 26
_MOST_ROWS = 12
_DAY = 86_400_000.0  # milliseconds, as Vega counts time
_HOURLY_DAYS = 1.5


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in every form. `alt` says in words what it shows, with its numbers."""

    name: str
    title: str
    alt: str
    spec: Mapping[str, Any]
    svg: str
    png: bytes

    @property
    def address(self) -> str:
        """The PNG as an address for an `img`; an SVG would be drawn with the reader's fonts, which may be too wide."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode('ascii')}"


def open_defects(counts: Sequence[Count], environments: Sequence[str], severities: Sequence[str]) -> Chart:
    """Draw open defects as one bar an environment, split by severity."""
    title = "Open environment defects by environment and severity"
    totals = {name: sum(count.count for count in counts if count.environment == name) for name in environments}
    said = "; ".join(
        f"{name} {total}" + (f" ({parts})" if (parts := _by_severity(counts, name, severities)) else "")
        for name, total in totals.items()
    )
    if not any(totals.values()):
        return finished("open-defects", title, f"{title}: none.", nothing("No open environment defects"))
    values = [
        {
            "environment": count.environment,
            "severity": count.severity,
            "defects": count.count,
            "rank": severities.index(count.severity) if count.severity in severities else len(severities),
        }
        for count in counts
    ]
    shown = [*severities, *sorted({count.severity for count in counts} - set(severities))]
    y = alt.Y("environment:N", sort=list(environments), title=None, axis=alt.Axis(labelLimit=160))
    bars = (
        alt.Chart(_rows(values))
        .mark_bar(height=18)
        .encode(
            x=alt.X("defects:Q", title="Open defects", axis=alt.Axis(tickMinStep=1, format="d")),
            y=y,
            color=alt.Color(
                "severity:N",
                scale=alt.Scale(domain=shown, range=[severity_colour(one, severities) for one in shown]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            order=alt.Order("rank:Q"),
        )
    )
    sums = [{"environment": name, "total": total} for name, total in totals.items()]
    labels = (
        alt.Chart(_rows(sums))
        .mark_text(align="left", dx=6, color=_INK, fontWeight="bold", fontSize=12)
        .encode(x="total:Q", y=y, text="total:Q")
    )
    layers = alt.layer(bars, labels).properties(height=_ROW * len(environments))
    return finished("open-defects", title, f"{title}: {said}.", layers)


def next_breaches(deadlines: Sequence[Deadline], clock: LocalTime, panel: datetime, severities: Sequence[str]) -> Chart:
    """Draw when the next clocks run out, the nearest first, with a line where the panel meets."""
    title = "Next SLA breaches"
    shown = sorted(deadlines, key=lambda deadline: deadline.due)[:_MOST_ROWS]
    if not shown:
        return finished("next-breaches", title, f"{title}: no clock is running.", nothing("No clock is running"))
    labels = [shorten(deadline.label, 46) for deadline in shown]
    values = [
        {
            "label": label,
            "due": wall(clock, deadline.due),
            "says": clock.moment(deadline.due),
            "severity": deadline.severity,
        }
        for label, deadline in zip(labels, shown, strict=True)
    ]
    # Room before the first instant, and more after the last, where its words stand.
    first, last = min(shown[0].due, panel), max(shown[-1].due, panel)
    room = max(last - first, timedelta(hours=4)) / 4
    starts, ends = wall(clock, first - room / 3), wall(clock, last + room)
    y = alt.Y("label:N", sort=labels, title=None, axis=alt.Axis(labelLimit=300))
    x = time_axis("due", starts, ends)
    known = [*severities, *sorted({deadline.severity for deadline in shown} - set(severities))]
    colour = alt.Color(
        "severity:N",
        scale=alt.Scale(domain=known, range=[severity_colour(one, severities) for one in known]),
        legend=alt.Legend(title=None, orient="top"),
    )
    base = alt.Chart(_rows(values)).encode(y=y)
    stems = base.transform_calculate(starts=str(starts)).mark_rule(color=_GRID).encode(x=x, x2="starts:Q")
    points = base.mark_circle(size=90, opacity=1).encode(x=x, color=colour)
    words = base.mark_text(align="left", dx=9, color=_MUTED, fontSize=11).encode(x=x, text="says:N")
    meets = alt.Chart(_rows([{"due": wall(clock, panel), "says": f"panel {clock.hour(panel)}"}]))
    line = meets.mark_rule(color=_INK, strokeDash=[4, 3]).encode(x=x)
    caption = meets.mark_text(color=_INK, fontSize=11, dy=-8).encode(x=x, y=alt.value(0), text="says:N")
    layers = alt.layer(stems, line, caption, points, words).properties(height=_ROW * len(values))
    said = "; ".join(f"{deadline.label} {clock.moment(deadline.due)}" for deadline in shown)
    return finished(
        "next-breaches", title, f"{title}, the dashed line is the panel at {clock.hour(panel)}: {said}.", layers
    )


def outage_strip(outages: Sequence[OutageLine], clock: LocalTime, starts: datetime, ends: datetime) -> Chart:
    """Draw outages as bars on a strip of days; one without a known end runs to the edge."""
    title = "Outages"
    shown = [line for line in outages if line.starts < ends and (line.ends is None or line.ends > starts)][:_MOST_ROWS]
    span = f"{clock.short_day(clock.of(starts).date())} to {clock.short_day(clock.of(ends).date())}"
    if not shown:
        return finished("outages", title, f"{title}, {span}: none.", nothing("No outages"))
    labels = [shorten(f"{line.reference} {line.where}", 46) for line in shown]
    values = [
        {
            "label": label,
            "kind": line.kind,
            "from": wall(clock, max(line.starts, starts)),
            "to": wall(clock, min(line.ends or ends, ends)),
        }
        for label, line in zip(labels, shown, strict=True)
    ]
    bars = (
        alt.Chart(_rows(values))
        .mark_bar(height=14, cornerRadius=2)
        .encode(
            x=time_axis("from", wall(clock, starts), wall(clock, ends)),
            x2="to:Q",
            y=alt.Y("label:N", sort=labels, title=None, axis=alt.Axis(labelLimit=300)),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=["unplanned", "planned"], range=[UNPLANNED, PLANNED]),
                legend=alt.Legend(title=None, orient="top"),
            ),
        )
        .properties(height=_ROW * len(values))
    )
    said = "; ".join(f"{line.reference} {line.where} {line.kind} {line.when}" for line in shown)
    return finished("outages", title, f"{title}, {span}: {said}.", bars)


def columns(
    name: str, title: str, counts: Sequence[tuple[str, int]], colours: Sequence[str] = (), *, width: int = 300
) -> Chart:
    """Draw one column a value, as a dashboard's chart widget does."""
    if not counts:
        return finished(name, title, f"{title}: none.", nothing("Nothing to show"), width=width)
    labels = [shorten(label, 18) for label, _ in counts]
    values = [{"value": label, "count": count} for label, (_, count) in zip(labels, counts, strict=True)]
    x = alt.X("value:N", sort=labels, title=None, axis=alt.Axis(labelAngle=-35))
    base = alt.Chart(_rows(values)).encode(x=x, y=alt.Y("count:Q", title=None, axis=alt.Axis(tickMinStep=1)))
    shades = alt.Scale(domain=labels, range=list(colours) or [PLANNED])
    bars = base.mark_bar(width={"band": 0.7}).encode(color=alt.Color("value:N", scale=shades, legend=None))
    numbers = base.mark_text(dy=-7, color=_INK, fontWeight="bold").encode(text="count:Q")
    said = ", ".join(f"{label} {count}" for label, count in counts)
    return finished(name, title, f"{title}: {said}.", alt.layer(bars, numbers).properties(height=210), width=width)


def per_day(name: str, title: str, counts: Sequence[tuple[date, str, int]]) -> Chart:
    """Draw numbers a day as one line for each label."""
    labels = list(dict.fromkeys(label for _, label, _ in counts))
    values = [
        {"day": datetime.combine(day, time(), UTC).timestamp() * 1000, "label": label, "count": count}
        for day, label, count in counts
    ]
    midnights = [datetime.combine(day, time(), UTC).timestamp() * 1000 for day, _, _ in counts]
    colours = alt.Scale(domain=labels, range=[PLANNED, UNPLANNED])
    lines = (
        alt.Chart(_rows(values))
        .mark_line(point=True, opacity=0.85)
        .encode(
            x=time_axis("day", min(midnights), max(*midnights, min(midnights) + _DAY)),
            y=alt.Y("count:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("label:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
            strokeDash=alt.StrokeDash("label:N", scale=alt.Scale(domain=labels, range=[[1, 0], [5, 3]]), legend=None),
        )
        .properties(height=220)
    )
    totals = ", ".join(f"{label} {sum(count for _, one, count in counts if one == label)}" for label in labels)
    return finished(name, title, f"{title}: {totals} in all.", lines)


def _rows(values: Sequence[Mapping[str, object]]) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in values])


def _by_severity(counts: Sequence[Count], environment: str, severities: Sequence[str]) -> str:
    mine = [count for count in counts if count.environment == environment and count.count]
    ranked = sorted(mine, key=lambda one: severities.index(one.severity) if one.severity in severities else 99)
    return ", ".join(f"{count.severity}: {count.count}" for count in ranked)


def severity_colour(severity: str, severities: Sequence[str]) -> str:
    """Give the colour of a severity; grey to one that the programme does not know."""
    if severity not in severities:
        return _UNKNOWN
    return SEVERITY_COLOURS[min(severities.index(severity), len(SEVERITY_COLOURS) - 1)]


def wall(clock: LocalTime, instant: datetime) -> float:
    """Give local time in milliseconds as if it were UTC: charts show it the same whatever zone the machine is in."""
    return clock.of(instant).replace(tzinfo=UTC).timestamp() * 1000


def time_axis(field: str, starts: float, ends: float) -> alt.X:
    """Make an axis with marks at midnights, or at full hours where there are hardly any midnights."""
    days = (ends - starts) / _DAY
    hourly = _DAY / 24 if days <= _HOURLY_DAYS / 4 else _DAY / 8
    step = hourly if days <= _HOURLY_DAYS else _DAY * max(1, round(days / 8))
    first = -(-starts // step) * step
    marks = [first + step * index for index in range(int((ends - first) // step) + 1)]
    words = "%H:%M" if step < _DAY else "%a %-d %b"
    axis = alt.Axis(values=marks, labelExpr=f"utcFormat(datum.value, '{words}')", labelOverlap=True)
    return alt.X(f"{field}:Q", title=None, axis=axis, scale=alt.Scale(domain=[starts, ends], nice=False, zero=False))


def nothing(words: str) -> alt.Chart:
    """Draw words in the place of a picture that would be empty."""
    drawing: alt.Chart = alt.Chart(_rows([{"says": words}])).mark_text(color=_MUTED, fontSize=14).encode(text="says:N")
    return drawing


Drawing = alt.Chart | alt.LayerChart | alt.FacetChart


def finished(name: str, title: str, alt_text: str, drawing: Drawing, *, width: int = _WIDTH) -> Chart:
    """Give a drawing the look of all charts, and every form of it."""
    dressed = drawing.properties(width=width, title=alt.Title(title, anchor="start")).configure(
        background="#ffffff",
        font=_FONT,
        padding=12,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=_INK, titleColor=_MUTED, gridColor=_GRID, domainColor=_GRID, tickColor=_GRID, labelFontSize=12
        ),
        legend=alt.LegendConfig(labelColor=_INK, labelFontSize=12),
        title=alt.TitleConfig(color=_INK, fontSize=14, fontWeight="bold", offset=10),
    )
    # Altair's check of what it has just written takes longer than all else here; the tests make it.
    spec = {**dressed.to_dict(validate=False), "description": alt_text}
    svg, png = _drawn(orjson.dumps(spec).decode())
    return Chart(name, title, alt_text, spec, svg, png)


@lru_cache(maxsize=64)
def _drawn(spec: str) -> tuple[str, bytes]:
    """Draw a specification (JSON); drawing takes a third of a second, and most charts of two cycles are the same."""
    svg = vl_convert.vegalite_to_svg(spec)
    return svg, vl_convert.svg_to_png(svg, scale=2)
