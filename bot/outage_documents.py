"""Make what is published of outages where the settings ask for it: announcements, the page, the calendar."""

from __future__ import annotations

from dataclasses import replace

from bot.announcing import announcements, clashes_of
from bot.assemble import House
from bot.outage_absence import Absence
from bot.publish.announcement import Announcements
from bot.publish.briefing import Briefing
from bot.publish.documents import Document
from bot.publish.outage_news import OutageNews
from bot.publish.outage_page import outage_page
from rules.view import View


def outage_news(house: House, view: View) -> OutageNews:
    """Give what is told of planned outages; nothing where the settings ask for no announcements."""
    if house.settings.publish.announcements is None:
        return OutageNews()
    absence = Absence(house.store.history, house.programme, house.settings, view.facts.now)
    told = announcements(view, house.settings, house.store.ledger, absence.is_certain)
    return OutageNews(told, clashes_of(house.programme, house.settings))


def outage_documents(house: House, briefing: Briefing) -> tuple[Document, ...]:
    """Write the announcements and the page of outages with its calendar."""
    wanted = house.settings.publish.announcements
    if wanted is None:
        return ()
    page = replace(briefing.links, wiki=wanted.page.wiki).wiki_page(wanted.page.path) if wanted.page else ""
    writer = Announcements(
        briefing.head,
        briefing.clock,
        briefing.links,
        programme=house.programme.name,
        sender=house.settings.publish.mail.sender if house.settings.publish.mail else house.me.mail,
        page=page,
    )
    feed = writer.feed(briefing.news.announcements, f"Outages, {house.programme.title}")
    told = writer.documents(briefing.news.announcements)
    return (*told, outage_page(briefing, feed=feed, name=wanted.feed.name if wanted.feed else ""))
