"""The stand-up agenda as a page of the project wiki, with a copy in HTML."""

from __future__ import annotations

from dataclasses import replace

from bot.publish import render
from bot.publish.charts import Chart
from bot.publish.documents import Document, Kind
from bot.publish.escape import Raw
from bot.publish.minutes import MINUTES
from bot.publish.views import AgendaView, SectionView
from rules.decisions import Section

MOST_LINES = 100
"""Lines a section, but for action points. No panel reads more, and a page of thousands is slow to open."""
QUERIES = {
    Section.BLOCKED: "New and Blocking",
    Section.BREACHED: "SLA breached",
    Section.AT_RISK: "Next to breach",
    Section.RETEST: "Ready for retest",
}
"""The tiles of the dashboard that find what a section has no room for."""


def agenda(view: AgendaView, charts: tuple[Chart, ...] = ()) -> Document:
    """Write the agenda. The charts are shown in the HTML copy; the wiki page has tables and a Mermaid timeline.

    Long sections are cut, and say how much more there is and where.
    """
    title = f"Environment stand-up, {view.head.day_words}"
    cut = replace(view, sections=tuple(map(_cut, view.sections)))
    return Document(
        kind=Kind.AGENDA,
        key=f"agenda/{view.head.day.isoformat()}",
        title=title,
        day=view.head.day,
        html=render.html("agenda.html.j2", view=cut, title=title, charts=charts, queries=QUERIES),
        markdown=render.wiki("agenda.md.j2", view=cut, minutes=Raw(MINUTES), queries=QUERIES),
    )


def _cut(section: SectionView) -> SectionView:
    """Cut a section, but for action points: people tick them off on this page."""
    return section if section.actions else section.cut(MOST_LINES)
