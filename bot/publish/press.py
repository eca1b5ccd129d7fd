"""Make every document and chart of one briefing, and the files of a folder that shows them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import orjson

from bot.publish import render
from bot.publish.agenda import agenda
from bot.publish.alert import alert
from bot.publish.briefing import Briefing
from bot.publish.card import card
from bot.publish.charts import Chart, next_breaches, open_defects, outage_strip
from bot.publish.dashboard import dashboard
from bot.publish.digest import digest, escalation
from bot.publish.documents import Document, Kind
from bot.publish.release_pages import release_documents
from bot.publish.retest import retest_documents
from bot.publish.views import Audience, Letterhead

_STRIP_BEHIND, _STRIP_AHEAD = timedelta(days=2), timedelta(days=7)
_NAMES = {
    Kind.AGENDA: ("Stand-up agenda", "The page of the project wiki."),
    Kind.CARD: ("Teams card", "What the channel sees."),
    Kind.DIGEST: ("Digest", "The mail about outages and SLAs."),
    Kind.DASHBOARD: ("Dashboard", "Shared queries and widgets in Azure DevOps."),
    Kind.ESCALATION: ("Escalation", "A mail at once, about one thing."),
    Kind.ALERT: ("Teams alert", "What a channel sees at once, about one thing."),
    Kind.OUTAGES: ("Outages", "The page of the project wiki, and its calendar."),
    Kind.ANNOUNCEMENT: ("Announcement", "A mail with a calendar entry, and a Teams card, about one planned outage."),
    Kind.RETEST: ("Retest list", "The mail about what can be retested, and what does not add up."),
    Kind.RELEASE: ("Release", "The page of the project wiki that is kept for it."),
}


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that is to be published after one run."""

    head: Letterhead
    documents: tuple[Document, ...]
    charts: tuple[Chart, ...]

    def of(self, kind: Kind) -> tuple[Document, ...]:
        """Give the documents of a kind."""
        return tuple(document for document in self.documents if document.kind is kind)


def publication(briefing: Briefing, audiences: Iterable[Audience], retesters: Iterable[Audience] = ()) -> Publication:
    """Make every document of one briefing.

    Args:
        briefing: what there is to say.
        audiences: who gets a digest of outages and SLAs.
        retesters: who gets a list of what can be retested.
    """
    programme, clock = briefing.view.programme, briefing.clock
    view = briefing.agenda()
    counts = briefing.counts(briefing.view.environment_defects)
    midnight, _ = clock.bounds()
    first, last = midnight - _STRIP_BEHIND, midnight + _STRIP_AHEAD
    charts = (
        open_defects(counts, briefing.environments(counts), programme.severities),
        next_breaches(briefing.deadlines(), clock, briefing.panel, programme.severities),
        outage_strip(briefing.outages(first, last), clock, first, last),
    )
    digests = []
    for audience in audiences:
        told = briefing.digest(audience)
        picture = open_defects(told.counts, briefing.environments(told.counts), programme.severities)
        digests.append(digest(told, picture))
    documents = (
        agenda(view, charts),
        card(view),
        dashboard(briefing.dashboard()),
        *digests,
        *map(escalation, briefing.escalations()),
        *map(alert, briefing.alerts()),
        *retest_documents(briefing, retesters),
        *release_documents(briefing),
    )
    return Publication(briefing.head, documents, charts)


def copies(made: Publication, also: Iterable[Mapping[str, str]] = ()) -> Mapping[str, bytes]:
    """Give the files of a folder that shows everything without Azure DevOps, Teams or a mailbox; `index.html` leads.

    Names are the kinds (`agenda.html`, `digest.html`), numbered from the second of a kind on (`digest-2.html`).

    Args:
        made: what was published.
        also: further pages of the folder for the index: `href`, `label`, `title` and `about` of each.
    """
    files: dict[str, bytes] = {}
    entries: list[Mapping[str, str]] = []
    for kind, (label, about) in _NAMES.items():
        for number, document in enumerate(made.of(kind), start=1):
            name = f"{kind.value}-{number}" if number > 1 else kind.value
            files[f"{name}.html"] = document.page.encode()
            if document.markdown:
                files[f"{name}.md"] = document.markdown.encode()
            if document.text:
                files[f"{name}.txt"] = document.text.encode()
            if document.card:
                files[f"{name}.json"] = orjson.dumps(dict(document.card), option=orjson.OPT_INDENT_2)
            if document.invitation:
                files[f"{name}.ics"] = document.invitation.entry_alone()
            if document.feed:
                files[f"{name}.ics"] = document.feed
            if document.board:
                files[f"{name}.json"] = orjson.dumps(document.board.as_json(), option=orjson.OPT_INDENT_2)
            entries.append({"href": f"{name}.html", "label": label, "title": document.title, "about": about})
    for chart in made.charts:
        files[f"chart-{chart.name}.svg"] = chart.svg.encode()
        files[f"chart-{chart.name}.png"] = chart.png
        files[f"chart-{chart.name}.vl.json"] = orjson.dumps(dict(chart.spec), option=orjson.OPT_INDENT_2)
    index = render.html(
        "index.html.j2",
        title="envbot: what was published",
        head=made.head,
        entries=[*entries, *also],
        charts=made.charts,
    )
    files["index.html"] = index.encode()
    return files
