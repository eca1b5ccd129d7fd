"""The wiki page of outages: what is under way, what is coming, what was, and how available everything was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.availability.recent import four_weeks
from bot.availability.report import Row
from bot.availability.timeline import timeline
from bot.publish import render
from bot.publish.briefing import Briefing
from bot.publish.documents import Document, Kind
from bot.publish.escape import Raw
from bot.publish.minutes import REMARKS
from bot.publish.views import Letterhead, OutageLine
from rules.availability import By
from rules.facts import Outage

_OVER_FOR = timedelta(weeks=2)
_TITLE = "Outages"
_BY = (By.ENVIRONMENT, By.SYSTEM, By.PARTY)


@dataclass(frozen=True, slots=True)
class OutagePart:
    """A part of the page with its outages."""

    heading: str
    empty: str
    lines: tuple[OutageLine, ...]


@dataclass(frozen=True, slots=True)
class AvailabilityPart:
    """A table of availability."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OutagePageView:
    """What the page says."""

    head: Letterhead
    parts: tuple[OutagePart, ...]
    availability: tuple[AvailabilityPart, ...]
    span: str
    feed: str


def outage_page(briefing: Briefing, *, feed: bytes, name: str) -> Document:
    """Write the page.

    Args:
        briefing: what there is to say.
        feed: the calendar that people subscribe to.
        name: what that calendar is called for people; empty where there is none.
    """
    report = four_weeks(briefing.view, briefing.clock, _BY)
    view = OutagePageView(
        head=briefing.head,
        parts=_parts(briefing),
        availability=tuple(
            AvailabilityPart(f"By {by.value}", tuple(row for row in report.rows(by) if row.is_hit or by is _BY[0]))
            for by in _BY
        ),
        span=report.span,
        feed=name,
    )
    chart = timeline(report, By.ENVIRONMENT)
    return Document(
        kind=Kind.OUTAGES,
        key="outages",
        title=_TITLE,
        day=briefing.head.day,
        html=render.html("outages.html.j2", view=view, title=_TITLE, chart=chart),
        markdown=render.wiki("outages.md.j2", view=view, remarks=Raw(REMARKS)),
        feed=feed,
    )


def _parts(briefing: Briefing) -> tuple[OutagePart, ...]:
    now, lines = briefing.view.facts.now, briefing.lines()
    since = briefing.clock.bounds()[0] - _OVER_FOR
    ordered = sorted(briefing.view.facts.outages, key=lambda each: (each.starts, each.reference))
    parts = (
        ("Now", "Nothing is down.", [each for each in ordered if each.covers(now)]),
        ("Coming", "No outage is planned.", [each for each in ordered if each.stands and each.starts > now]),
        (
            "Over or cancelled, last two weeks",
            "None.",
            [each for each in reversed(ordered) if _is_over(each, now) and (each.ends or each.starts) >= since],
        ),
    )
    return tuple(OutagePart(heading, empty, tuple(map(lines.outage, outages))) for heading, empty, outages in parts)


def _is_over(outage: Outage, now: datetime) -> bool:
    return not outage.stands or (outage.ends is not None and outage.ends <= now)
