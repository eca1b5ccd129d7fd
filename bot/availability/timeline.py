"""Draw a time-line of outages: a row an environment, system or party, a bar an outage, over weeks."""

from __future__ import annotations

import altair as alt

from bot.availability.report import AvailabilityReport, percent
from bot.publish.charts import PLANNED, UNPLANNED, Chart, finished, nothing, time_axis, wall
from bot.publish.escape import shorten
from rules.availability import Availability, By
from rules.facts import Impact, Outage

_ROW = 26
_MOST_ROWS = 24
_WIDE = 720
_LOOKS = {
    "unplanned, down": UNPLANNED,
    "unplanned, degraded": "#e0a458",
    "planned, down": PLANNED,
    "planned, degraded": "#9fb3c8",
}
"""Darker is worse; planned and unplanned differ in hue as well."""


def timeline(report: AvailabilityReport, by: By) -> Chart:
    """Draw what was down and degraded when, cut at the period; where there is too much, what was hit most."""
    title = f"Outages by {by.value}, {report.span}"
    rows = report.tables[by]
    hit = sorted((each for each in rows if each.outages), key=lambda each: -each.total.down)[:_MOST_ROWS]
    shown = [each for each in rows if each in hit]
    name = f"availability-{by.value}"
    if not shown:
        return finished(name, title, f"{title}: none.", nothing("No outage in a window"), width=_WIDE)
    labels = {each.name: shorten(f"{each.name}  {percent(each.total.available)}", 40) for each in shown}
    values = [
        {
            "row": labels[each.name],
            "what": _look(outage),
            "from": wall(report.clock, max(outage.starts, report.starts)),
            "to": wall(report.clock, min(outage.ends or report.ends, report.ends)),
            "says": outage.reference,
        }
        for each in shown
        for outage in each.outages
    ]
    starts, ends = wall(report.clock, report.starts), wall(report.clock, report.ends)
    bars = (
        alt.Chart(alt.InlineData(values=values))
        # A stroke of its own colour keeps an hour visible on a strip of months.
        .mark_bar(height=15, strokeWidth=1.2, opacity=0.92)
        .encode(
            x=time_axis("from", starts, ends),
            x2="to:Q",
            y=alt.Y("row:N", sort=list(labels.values()), title=None, axis=alt.Axis(labelLimit=320)),
            color=_colour("what:N"),
            stroke=alt.Stroke("what:N", scale=alt.Scale(domain=list(_LOOKS), range=list(_LOOKS.values())), legend=None),
        )
        .properties(height=_ROW * len(shown))
    )
    return finished(name, title, f"{title}: {_said(shown)}.", bars, width=_WIDE)


def _colour(field: str) -> alt.Color:
    scale = alt.Scale(domain=list(_LOOKS), range=list(_LOOKS.values()))
    return alt.Color(field, scale=scale, legend=alt.Legend(title=None, orient="top"))


def _look(outage: Outage) -> str:
    return f"{outage.kind}, {'down' if outage.impact is Impact.DOWN else 'degraded'}"


def _said(shown: list[Availability]) -> str:
    return "; ".join(
        f"{each.name} {percent(each.total.available)}, {', '.join(outage.reference for outage in each.outages)}"
        for each in shown
    )
