"""Draw what linking at each score would do: precision and recall, with the two thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from bot.publish.charts import Chart, finished
from rules.outage_match import CLEAR_SCORE, POSSIBLE_SCORE

_WANTED = 0.95


def tradeoff_picture(points: Sequence[Mapping[str, Any]]) -> Chart:
    """Draw precision and recall by score, for the half that chose and the half that is held out."""
    rows = [
        {"score": each["score"], "half": each["half"], "share": each[measure], "measure": measure}
        for each in points
        for measure in ("precision", "recall")
    ]
    x = alt.X("score:Q", title="Linked from this score on", axis=alt.Axis(format="d", tickMinStep=1))
    lines = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(point=True)
        .encode(
            x=x,
            y=alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
            color=alt.Color(
                "measure:N", scale=alt.Scale(range=["#3d6a8f", "#c8553d"]), legend=alt.Legend(title=None, orient="top")
            ),
            strokeDash=alt.StrokeDash(
                "half:N", legend=alt.Legend(title=None, orient="top", symbolType="stroke", symbolStrokeColor="#1b2733")
            ),
        )
    )
    marks = [
        {"score": CLEAR_SCORE, "says": f"linked from {CLEAR_SCORE}"},
        {"score": POSSIBLE_SCORE, "says": f"asked from {POSSIBLE_SCORE}"},
    ]
    thresholds = alt.Chart(alt.InlineData(values=marks)).mark_rule(color="#5b6b7b", strokeDash=[4, 3]).encode(x=x)
    words = (
        alt.Chart(alt.InlineData(values=marks))
        .mark_text(align="left", dx=4, color="#5b6b7b", angle=270, baseline="bottom")
        .encode(x=x, y=alt.value(215), text="says:N")
    )
    wanted = alt.Chart(alt.InlineData(values=[{"share": _WANTED}])).mark_rule(color="#5b6b7b").encode(y="share:Q")
    layers = alt.layer(lines, wanted, thresholds, words).properties(height=230)
    said = "; ".join(
        f"from {each['score']}, {each['half']}: precision {each['precision']:.2f}, recall {each['recall']:.2f}"
        for each in points
    )
    title = "Linking defects to outages: precision and recall by score"
    return finished("outage-tradeoff", title, f"{title}: {said}.", layers)
