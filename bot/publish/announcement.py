"""What those concerned are told of one planned outage: a mail with a calendar entry, and a Teams card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.publish import escape, render
from bot.publish.card import Element, envelope, text_block
from bot.publish.documents import Document, Kind
from bot.publish.invitation import Invitation, feed_of, uid_of
from bot.publish.links import Links
from bot.publish.local_time import LocalTime
from bot.publish.views import Letterhead, Tone
from rules.announcing import Announcement, News
from rules.facts import Outage
from rules.wording import listed

_OPENING = {News.NEW: "Planned outage", News.CHANGED: "Changed", News.CANCELLED: "Cancelled"}
_TONES = {News.NEW: Tone.WARNING, News.CHANGED: Tone.WARNING, News.CANCELLED: Tone.GOOD}
_COLOURS = {News.NEW: "Default", News.CHANGED: "Warning", News.CANCELLED: "Good"}
_LEFT_OUT = ("State", "What", "From", "Until")
"""What the heading says already."""
_TITLE = 90


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """What an announcement says.

    Attributes:
        opening: `Planned outage`, `Changed`, `Cancelled`.
        facts: label and words.
        why: why it is told otherwise, where what changed does not say it; else empty.
        changes: label, before and now.
        warnings: that it comes late, and what it clashes with.
        href: where the record is; empty where it has no address.
        page: the address of the outage page; empty where there is none.
        roles: who is told, in words.
    """

    head: Letterhead
    reference: str
    opening: str
    title: str
    when: str
    where: str
    facts: tuple[tuple[str, str], ...]
    why: str
    changes: tuple[tuple[str, str, str], ...]
    warnings: tuple[str, ...]
    tone: Tone
    href: str
    page: str
    roles: str

    @property
    def subject(self) -> str:
        """The subject of the mail, and the summary in a calendar."""
        return f"{self.opening}: {self.title}, {self.when}"


class Announcements:
    """Writes announcements in the words, and with the addresses, of one installation.

    Args:
        head: what stands above every document of the day.
        clock: local time of the programme.
        links: addresses of the project.
        programme: its short name, for the identities of calendar entries.
        sender: the mail address in whose name they are sent.
        page: the path of the outage page in the wiki; empty where there is none.
    """

    def __init__(
        self, head: Letterhead, clock: LocalTime, links: Links, *, programme: str, sender: str, page: str = ""
    ) -> None:
        self._head = head
        self._clock = clock
        self._links = links
        self._programme = programme
        self._sender = sender
        self._page = page

    def documents(self, announcements: Iterable[Announcement]) -> Iterator[Document]:
        """Write a document for each that is due; its key holds how often it was told otherwise: each is sent once."""
        for announcement in announcements:
            if not announcement.is_due:
                continue
            view = self.view(announcement)
            content = _card(view, announcement.news)
            yield Document(
                kind=Kind.ANNOUNCEMENT,
                key=f"announcement/{announcement.outage.reference}/{announcement.told.sequence}",
                title=view.subject,
                day=self._head.day,
                html=render.mail("announcement.html.j2", view=view, title=view.subject),
                text=render.text("announcement.txt.j2", view=view),
                card=envelope(content),
                announcement=announcement,
                invitation=self.invitation(announcement, view),
            )

    def view(self, announcement: Announcement) -> AnnouncementView:
        """Gather what one announcement says."""
        outage, told = announcement.outage, announcement.told
        said = tuple((label, words) for label, words in told.said.items() if label not in _LEFT_OUT)
        changes = announcement.changes if announcement.news is News.CHANGED else ()
        record = self._links.defect(outage.work_item) if outage.work_item else ""
        return AnnouncementView(
            head=self._head,
            reference=escape.one_line(outage.reference),
            opening=_OPENING[announcement.news],
            title=escape.shorten(outage.title or _untitled(outage), _TITLE),
            when=self._clock.span(outage.starts, outage.ends),
            where=", ".join((*outage.environments, *outage.systems)),
            facts=said,
            why=told.why,
            changes=changes,
            warnings=((announcement.late,) if announcement.late else ()) + announcement.clashes,
            tone=_TONES[announcement.news],
            href=outage.url or record,
            page=self._page,
            roles=listed(announcement.roles),
        )

    def feed(self, announcements: Iterable[Announcement], name: str) -> bytes:
        """Give the calendar of everything that is told, by now or later."""
        return feed_of((self.invitation(each, self.view(each)) for each in announcements), name)

    def invitation(self, announcement: Announcement, view: AnnouncementView) -> Invitation:
        """Give the calendar entry."""
        outage, told = announcement.outage, announcement.told
        cancelled = announcement.news is News.CANCELLED
        lines = (view.why, *(f"{label}: {words}" for label, words in view.facts), *view.warnings, view.href)
        return Invitation(
            uid=uid_of(outage.reference, self._programme),
            sequence=told.sequence,
            stamp=told.at,
            summary=f"{'Cancelled: ' if cancelled else ''}{view.title} ({view.reference})",
            description="\n".join(line for line in lines if line),
            location=view.where,
            starts=outage.starts,
            ends=outage.ends,
            organizer=self._sender,
            url=view.href,
            is_cancelled=cancelled,
        )


def _untitled(outage: Outage) -> str:
    what = outage.reason or "outage"
    return f"{listed(outage.systems)}: {what}" if outage.systems else f"{listed(outage.environments)}: {what}"


def _card(view: AnnouncementView, news: News) -> Element:
    facts = (text_block(f"{escape.card(label)}: {escape.card(words)}", spacing="None") for label, words in view.facts)
    changes = (
        text_block(f"_{escape.card(label)} was {escape.card(before or 'not given')}_", spacing="None")
        for label, before, _ in view.changes
    )
    addresses = (("Open the record", view.href), ("All outages", view.page))
    actions = [{"type": "Action.OpenUrl", "title": title, "url": url} for title, url in addresses if url]
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": "en-GB",
        "fallbackText": view.subject,
        "msteams": {"width": "Full"},
        "body": [
            text_block(escape.card(f"{view.opening}, {view.reference}"), isSubtle=True),
            text_block(escape.card(view.title), weight="Bolder", size="Medium", color=_COLOURS[news], style="heading"),
            text_block(escape.card(view.when), weight="Bolder", spacing="Small"),
            *((text_block(escape.card(view.why), spacing="Small"),) if view.why else ()),
            *changes,
            *facts,
            *(text_block(escape.card(warning), color="Attention", spacing="Small") for warning in view.warnings),
        ],
        **({"actions": actions} if actions else {}),
    }
