"""Mails: the outage and SLA digest of one reader, and the short note that escalates one thing to one role."""

from __future__ import annotations

from bot.publish import render
from bot.publish.charts import Chart
from bot.publish.documents import Document, Kind, Picture
from bot.publish.views import DigestView, EscalationView

MOST_LINES = 15
"""Lines a section in a mail; the agenda has more. Some mail programs cut off what is over 100 KB."""


def digest(view: DigestView, chart: Chart) -> Document:
    """Write the digest with one chart as picture."""
    cut = view.cut(MOST_LINES)
    picture = Picture("chart", "image/png", chart.png, chart.alt)
    return Document(
        kind=Kind.DIGEST,
        key=f"digest/{view.audience.key}/{view.head.day.isoformat()}",
        title=view.subject,
        day=view.head.day,
        html=render.mail("digest.html.j2", view=cut, title=view.subject, picture=picture),
        text=render.text("digest.txt.j2", view=cut, picture=picture),
        pictures=(picture,),
        audience=(view.audience.role, view.audience.party),
    )


def escalation(view: EscalationView) -> Document:
    """Write the note; it has no picture, so that it is read at once on a telephone."""
    return Document(
        kind=Kind.ESCALATION,
        key=view.key,
        title=view.subject,
        day=view.head.day,
        html=render.mail("escalation.html.j2", view=view, title=view.subject),
        text=render.text("escalation.txt.j2", view=view),
        audience=(view.role, ""),
    )
