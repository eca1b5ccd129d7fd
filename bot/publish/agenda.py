"""The stand-up agenda as a page of the project wiki, with a copy in HTML."""

from __future__ import annotations

from bot.publish import render
from bot.publish.charts import Chart
from bot.publish.documents import Document, Kind
from bot.publish.escape import Raw
from bot.publish.minutes import MINUTES
from bot.publish.views import AgendaView


def agenda(view: AgendaView, charts: tuple[Chart, ...] = ()) -> Document:
    """Write the agenda. The charts are shown in the HTML copy; the wiki page has tables and a Mermaid timeline."""
    title = f"Environment stand-up, {view.head.day_words}"
    return Document(
        kind=Kind.AGENDA,
        key=f"agenda/{view.head.day.isoformat()}",
        title=title,
        day=view.head.day,
        html=render.html("agenda.html.j2", view=view, title=title, charts=charts),
        markdown=render.wiki("agenda.md.j2", view=view, minutes=Raw(MINUTES)),
    )
