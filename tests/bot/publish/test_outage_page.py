"""The outage page says what is down, what comes and what is over, and how available everything was."""

from __future__ import annotations

from bot.availability.recent import four_weeks_words
from bot.publish.documents import Document, Kind
from bot.publish.outage_news import OutageNews
from bot.publish.outage_page import outage_page
from bot.publish.press import publication
from bot.publish.views import Audience
from rules.clashes import Clashes
from rules.facts import OutageKind
from tests.bot.publish.situation import a_briefing, a_quiet_briefing
from tests.rules.builders import a_programme, an_outage, facts_of


def part(page: Document, heading: str) -> str:
    """Give one part of the wiki page."""
    return page.markdown.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_outages_stand_where_people_look_for_them() -> None:
    """A cancelled one with those that are over; one of long ago nowhere."""
    outages = (
        an_outage("OUT-1", starts="2024-06-12 08:00", ends="2024-06-12 10:00"),
        an_outage("OUT-2", starts="2024-06-13 08:00", kind=OutageKind.PLANNED),
        an_outage("OUT-3", starts="2024-06-11 08:00", ends="2024-06-11 10:00"),
        an_outage("OUT-4", starts="2024-06-14 08:00", cancelled=True, kind=OutageKind.PLANNED),
        an_outage("OUT-5", starts="2024-04-11 08:00", ends="2024-04-11 10:00"),
    )
    page = outage_page(a_briefing(facts_of(outages=outages), ()), feed=b"calendar", name="outages.ics")
    assert "OUT-1" in part(page, "Now")
    assert "OUT-2" in part(page, "Coming")
    over = part(page, "Over or cancelled, last two weeks")
    assert "OUT-3" in over
    assert "OUT-4" in over
    assert "OUT-5" not in page.markdown
    assert "subscribe to outages.ics" in page.markdown
    assert "| connection" not in part(page, "Availability")
    assert "server down 1 h" in part(page, "Availability")
    assert page.feed == b"calendar"
    assert "OUT-1" in page.html


def test_a_day_without_outages_says_so() -> None:
    """Nothing is down, planned or over, and everything was available."""
    page = outage_page(a_quiet_briefing(), feed=b"", name="")
    assert "Nothing is down." in page.markdown
    assert "No outage is planned." in page.markdown
    assert "subscribe" not in page.markdown
    assert "Nothing was down." in part(page, "Availability")
    briefing = a_quiet_briefing()
    assert four_weeks_words(briefing.view, briefing.clock) == ()


def test_a_planned_outage_that_nobody_announces_still_says_what_it_clashes_with() -> None:
    """Whether or not anybody is told; without clashes to ask about, nothing."""
    outage = an_outage(starts="2024-06-17 09:00", ends="2024-06-17 10:00", kind=OutageKind.PLANNED)
    assert OutageNews((), Clashes(a_programme())).warnings(outage)
    assert OutageNews().warnings(outage) == ()
    assert not OutageNews().is_announced(outage)


def test_the_mail_about_outages_says_what_they_clash_with_as_page_and_as_text() -> None:
    """Who reads the text alone learns as much."""
    outage = an_outage(starts="2024-06-17 09:00", ends="2024-06-17 10:00", kind=OutageKind.PLANNED)
    briefing = a_briefing(facts_of(outages=(outage,)), ())
    briefing.news = OutageNews((), Clashes(a_programme()))
    mail = publication(briefing, (Audience("environment manager"),)).of(Kind.DIGEST)[0]
    (warning,) = briefing.news.warnings(outage)
    assert warning in mail.page
    assert f"\n  {warning}\n" in mail.text


def test_the_agenda_says_what_an_outage_clashes_with_as_page_and_in_the_wiki() -> None:
    """The panel reads no mail."""
    outage = an_outage(starts="2024-06-12 15:00", ends="2024-06-12 16:00", kind=OutageKind.PLANNED)
    briefing = a_briefing(facts_of(outages=(outage,)), ())
    briefing.news = OutageNews((), Clashes(a_programme()))
    page = publication(briefing, ()).of(Kind.AGENDA)[0]
    (warning,) = briefing.news.warnings(outage)
    assert f'<p class="why">{warning}</p>' in page.page
    assert f"| {warning} |" in page.markdown
