"""Hold what all documents have in common: stable words, links, self-contained pages, harmless text."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.publish.documents import Document, Kind
from bot.publish.press import Publication, copies, publication
from bot.publish.views import Audience
from rules.decisions import Decision, PutOnAgenda, Section
from rules.facts import ActionPoint
from tests.bot.publish.situation import a_briefing, a_quiet_briefing, facts
from tests.rules.builders import a_defect, an_outage, facts_of, uk

AUDIENCES = (Audience("environment manager"), Audience("environment manager", "St Clements"))
FULL = publication(a_briefing(), AUDIENCES)
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> | [x](javascript:alert(1)) {{7*7}} #1"


def evil() -> Publication:
    """Give what is published when every text from outside is hostile."""
    defect = a_defect(
        1, title=EVIL, environment=EVIL, system=EVIL, party=EVIL, severity=None, raised_by_party=EVIL, blocked="Yes"
    )
    late = a_defect(2, title=EVIL, history=[("2024-06-03 09:00", "Open")])
    outage = an_outage(
        EVIL,
        starts="2024-06-12 07:00",
        title=EVIL,
        reason=EVIL,
        environments=(EVIL,),
        systems=(EVIL,),
        party=EVIL,
        url="javascript:alert(1)",
        source=EVIL,
    )
    point = ActionPoint(EVIL, EVIL, uk("2024-06-11 00:00"), 1, "javascript:alert(1)")
    decided = (
        Decision("rule", 1, PutOnAgenda(Section.SUGGESTIONS, EVIL), (EVIL,)),
        Decision("rule", None, PutOnAgenda(Section.BLOCKED, EVIL), (EVIL,)),
    )
    day = facts_of(defect, late, outages=(outage,), action_points=(point,))
    return publication(a_briefing(day, decided), (AUDIENCES[0],))


HOSTILE = evil()


def test_every_kind_is_there() -> None:
    """Agenda, card, dashboard, a digest an audience, the escalations, and the same for Teams."""
    assert [document.kind for document in FULL.documents] == [
        Kind.AGENDA,
        Kind.CARD,
        Kind.DASHBOARD,
        Kind.DIGEST,
        Kind.DIGEST,
        Kind.ESCALATION,
        Kind.ESCALATION,
        Kind.ALERT,
        Kind.ALERT,
    ]


def test_keys_differ_and_name_their_day() -> None:
    """The ledger knows each document of each day apart."""
    keys = [document.key for document in FULL.documents]
    assert len(set(keys)) == len(keys)
    assert "digest/environment manager/St Clements/2024-06-12" in keys
    assert FULL.of(Kind.DIGEST)[1].audience == ("environment manager", "St Clements")


def test_equal_facts_some_minutes_later_give_equal_documents() -> None:
    """No word changes with the minute: a second run has nothing to post."""
    later = publication(a_briefing(facts("2024-06-12 08:47")), AUDIENCES)
    assert [document.fingerprint for document in later.documents] == [
        document.fingerprint for document in FULL.documents
    ]


@pytest.mark.parametrize("document", FULL.documents, ids=lambda document: document.key)
def test_no_document_says_when_it_was_made_or_how_long_is_left(document: Document) -> None:
    """Instants stand there, not distances from now."""
    said = f"{document.html} {document.text} {document.markdown} {json.dumps(dict(document.card))}"
    assert not re.search(r"generated (at|on)|\bin \d+ (minutes?|hours?)|\bago\b|08:30", said)


@pytest.mark.parametrize("document", HOSTILE.documents, ids=lambda document: document.key)
def test_hostile_text_is_shown_and_never_run(document: Document) -> None:
    """No script, no handler, no picture from elsewhere, no other kind of link, in any page."""
    page = LexborHTMLParser(document.page)
    assert page.css("script, iframe, object, embed, form, [onerror], [onclick], [onload]") == []
    for image in page.css("img"):
        assert (image.attributes["src"] or "").startswith("data:image/")
    for link in page.css("a"):
        assert (link.attributes["href"] or "").startswith(("https://", "#", "mailto:"))
    assert "<script>alert(1)" in (page.body.text() if page.body else "")
    assert "49" not in document.title


def test_hostile_text_keeps_the_tables_of_the_wiki_page_whole() -> None:
    """A pipe in a title ends no cell, and no title becomes HTML, a link or a heading."""
    page = HOSTILE.of(Kind.AGENDA)[0].markdown
    tables = [line for line in page.splitlines() if line.startswith("|")]
    cells = {len(re.findall(r"(?<!\\)\|", line)) for line in tables if "script" in line}
    assert cells == {8, 10}
    assert "<" not in page.replace("&lt;", "")
    assert not re.search(r"(?<!\\)\]\(javascript", page)
    assert len(re.findall(r"^## ", page, re.MULTILINE)) == 8


def test_hostile_text_stays_a_line_of_plain_text() -> None:
    """Plain text has no mark-up to break, but lines."""
    text = HOSTILE.of(Kind.DIGEST)[0].text
    assert EVIL in text
    assert "javascript:alert(1)\n" not in text


def test_a_link_leads_from_every_defect_line() -> None:
    """Wiki, mail and page link each defect that they name."""
    address = "https://dev.azure.com/mhhs/MHHS/_workitems/edit/1001"
    assert f"[#1001 DIP accepts no messages]({address})" in FULL.of(Kind.AGENDA)[0].markdown
    for kind in (Kind.AGENDA, Kind.DIGEST, Kind.DASHBOARD, Kind.ESCALATION):
        assert f'href="{address}"' in FULL.of(kind)[0].html
    assert address in FULL.of(Kind.DIGEST)[0].text


def test_a_copy_needs_nothing_beside_it_but_the_index_its_neighbours() -> None:
    """Pages load nothing; the index links every page and shows every chart."""
    files = copies(FULL)
    for name, content in files.items():
        if name.endswith(".html") and name != "index.html":
            page = LexborHTMLParser(content.decode())
            assert page.css("link, script") == []
            assert all((image.attributes["src"] or "").startswith("data:") for image in page.css("img"))
    index = LexborHTMLParser(files["index.html"].decode())
    linked = {link.attributes["href"] for link in index.css("a")}
    led_to = linked | {image.attributes["src"] for image in index.css("img")}
    assert {name for name in files if name.endswith((".html", ".svg", ".png"))} - {"index.html"} == led_to


def test_the_copies_have_the_names_that_people_look_for() -> None:
    """The first of a kind has its plain name."""
    assert {
        "index.html",
        "agenda.html",
        "agenda.md",
        "card.html",
        "card.json",
        "digest.html",
        "digest.txt",
        "digest-2.html",
        "dashboard.html",
        "dashboard.json",
        "escalation.html",
        "escalation-2.txt",
        "chart-open-defects.png",
        "chart-next-breaches.svg",
        "chart-outages.vl.json",
    } <= set(copies(FULL))


def test_pages_declare_their_letters_before_anything_else() -> None:
    """Browsers look for the character set in the first 1,024 bytes only."""
    for name, content in copies(FULL).items():
        if name.endswith(".html"):
            assert b'charset="utf-8"' in content[:1024], name


def test_a_mail_keeps_its_rules_for_dark_mode_and_small_screens() -> None:
    """Everything else stands beside the elements, as mail programs want it."""
    mail = FULL.of(Kind.DIGEST)[0].html
    assert "@media (prefers-color-scheme: dark)" in mail
    assert "@media only screen and (max-width: 600px)" in mail
    assert mail.count("<style") == 1
    assert '<h1 class="title" style="' in mail


def test_a_mail_stays_below_what_mail_programs_cut_off() -> None:
    """Even with 200 late defects."""
    many = [a_defect(number, history=[("2024-06-03 09:00", "Open")]) for number in range(1, 201)]
    mail = publication(a_briefing(facts_of(*many), ()), AUDIENCES[:1]).of(Kind.DIGEST)[0]
    assert len(mail.html.encode()) < 100_000
    assert "and 185 more, see the agenda" in mail.html
    assert "and 185 more, see the agenda: https://" in mail.text


def test_an_agenda_of_very_many_is_cut_and_says_where_the_rest_is() -> None:
    """Of 150 late defects 100 are shown; the others are found by a tile that the dashboard has."""
    many = [a_defect(number, history=[("2024-06-03 09:00", "Open")]) for number in range(1, 151)]
    briefing = a_briefing(facts_of(*many), ())
    page = publication(briefing, ()).of(Kind.AGENDA)[0]
    assert page.markdown.count("/_workitems/edit/") == 100
    assert "And 50 more: SLA breached on the [dashboard](https://" in page.markdown
    assert "And 50 more: SLA breached on the <a" in page.html
    assert {"SLA breached", "Next to breach", "Ready for retest", "New", "Blocking"} <= {
        query.name for query in briefing.dashboard().queries
    }


def test_action_points_are_never_cut() -> None:
    """People tick them off on the page."""
    points = tuple(ActionPoint(f"Call again {number}", "Elexon", uk("2024-06-11 10:00")) for number in range(120))
    page = publication(a_briefing(replace(facts(), action_points=points)), ()).of(Kind.AGENDA)[0]
    assert page.markdown.count("- [ ] Call again") == 120


def test_the_text_of_a_mail_says_what_its_html_says() -> None:
    """Every title, reason, instant and address is in both."""
    mail = FULL.of(Kind.DIGEST)[0]
    shown = LexborHTMLParser(mail.html)
    words = " ".join(shown.body.text(separator=" ").split()) if shown.body else ""
    plain = " ".join(mail.text.split())
    for sentence in ("Nobody has answered.", "respond breached since Tue 11 Jun 15:20", "OUT-14 DIP does not answer"):
        assert sentence in words
        assert sentence in plain
    assert all((link.attributes["href"] or "") in mail.text for link in shown.css("a"))
    assert mail.pictures[0].alt in plain


def test_long_titles_other_letters_and_emoji_reach_every_medium() -> None:
    """Nothing is lost but what a medium has no room for."""
    title = "Übertragung 日本語 العربية 🚧 " + "long " * 60
    made = publication(a_briefing(facts_of(a_defect(1, title=title, blocked="Yes")), ()), AUDIENCES[:1])
    assert "日本語 العربية 🚧" in made.of(Kind.AGENDA)[0].markdown
    assert "日本語 العربية 🚧" in made.of(Kind.DIGEST)[0].text
    assert "日本語 العربية 🚧" in json.dumps(dict(made.of(Kind.CARD)[0].card), ensure_ascii=False)
    assert "long long" in made.of(Kind.AGENDA)[0].markdown


def test_a_day_of_nothing_makes_every_document() -> None:
    """No section, chart or picture needs anything to be there."""
    quiet = publication(a_quiet_briefing(), (AUDIENCES[0],))
    assert len(quiet.documents) == 4
    assert all("none" in chart.alt or "no clock" in chart.alt for chart in quiet.charts)
    assert "No open clock is past its target." in quiet.of(Kind.DIGEST)[0].text


def test_an_outage_without_an_end_reaches_the_end_of_the_strip() -> None:
    """It is drawn as far as the strip goes."""
    day = replace(facts(), outages=(an_outage("OUT-1", starts="2024-05-01 09:00"),))
    chart = publication(a_briefing(day), ()).charts[2]
    assert "OUT-1 SIT A, DIP unplanned since Wed 1 May 09:00" in chart.alt
