"""What those concerned are told of a planned outage, in mail, card and calendar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.publish.announcement import Announcements
from bot.publish.documents import Document
from rules.announcing import Announcement, Announcer, Told
from rules.clashes import Clashes, Slot
from rules.facts import Outage, OutageKind
from tests.bot.publish.situation import LINKS, a_quiet_briefing
from tests.rules.builders import a_programme, an_outage, uk

NOW = uk("2024-06-12 08:30")
SLOT = Slot("Run 3", "SIT A", uk("2024-06-13 11:00"), uk("2024-06-13 14:00"))


def planned(**changes: Any) -> Outage:
    """Build a planned outage of tomorrow."""
    outage = an_outage(starts="2024-06-13 10:00", ends="2024-06-13 12:00", kind=OutageKind.PLANNED, work_item=4711)
    return replace(outage, **{"title": "DIP <patching>", "party": "DIP service provider", **changes})


def announcements(outage: Outage, told: Told | None = None) -> list[Announcement]:
    """Give what is to be told of it."""
    programme = a_programme()
    announcer = Announcer(programme, 3, Clashes(programme, [SLOT]))
    return list(announcer.announcements([outage], {outage.reference: told} if told else {}, NOW, lambda _: True))


def written(*announced: Announcement, page: str = "https://example.com/outages") -> list[Document]:
    """Write them."""
    briefing = a_quiet_briefing()
    writer = Announcements(
        briefing.head, briefing.clock, LINKS, programme="mhhs", sender="envbot@example.com", page=page
    )
    return list(writer.documents(announced))


def test_a_new_one_says_when_where_why_and_what_it_clashes_with() -> None:
    """In plain text, as HTML that escapes what people wrote, and as a card."""
    (document,) = written(*announcements(planned()))
    assert document.key == "announcement/OUT-14/0"
    assert document.title == "Planned outage: DIP <patching>, Thu 13 Jun 10:00 to 12:00"
    assert "! Announced too late: 1 working day ahead, and 3 working days are agreed." in document.text
    assert '! The test slot "Run 3" is booked in SIT A' in document.text
    assert "  Reason: server down" in document.text
    assert "What changed" not in document.text
    assert "DIP &lt;patching&gt;" in document.html
    card = document.card["attachments"][0]["content"]
    said = [element["text"] for element in card["body"]]
    assert said[:3] == ["Planned outage, OUT-14", "DIP <patching>", "Thu 13 Jun 10:00 to 12:00"]
    assert [action["url"] for action in card["actions"]] == [LINKS.defect(4711), "https://example.com/outages"]
    assert document.invitation is not None
    assert document.invitation.summary == "DIP <patching> (OUT-14)"
    assert document.invitation.method == "REQUEST"


def test_a_change_says_what_was_before() -> None:
    """And keeps the identity of the entry."""
    (first,) = announcements(planned())
    (document,) = written(*announcements(planned(starts=uk("2024-06-13 11:00")), first.told))
    assert document.key == "announcement/OUT-14/1"
    assert document.title.startswith("Changed: DIP <patching>")
    assert "  From: Thu 13 Jun 2024 11:00 (was Thu 13 Jun 2024 10:00)" in document.text
    assert "_From was Thu 13 Jun 2024 10:00_" in str(document.card)
    assert document.invitation is not None
    assert document.invitation.sequence == 1


def test_a_cancelled_one_takes_the_entry_away() -> None:
    """What had changed before does not matter any more."""
    (first,) = announcements(planned())
    (document,) = written(*announcements(planned(cancelled=True), first.told))
    assert document.title.startswith("Cancelled: ")
    assert "The entry in your calendar is taken away." in document.text
    assert "What changed" not in document.text
    assert document.invitation is not None
    assert document.invitation.method == "CANCEL"
    assert document.invitation.summary.startswith("Cancelled: ")


def test_without_a_title_a_record_or_a_page_it_still_says_what() -> None:
    """By the systems, or else the environments, and the reason."""
    bare = planned(title="", work_item=None)
    (document,) = written(*announcements(bare), page="")
    assert document.title.startswith("Planned outage: DIP: server down,")
    assert "actions" not in document.card["attachments"][0]["content"]
    assert "All outages" not in document.text
    (document,) = written(*announcements(replace(bare, systems=(), reason="")))
    assert document.title.startswith("Planned outage: SIT A: outage,")


def test_what_is_not_due_is_not_written() -> None:
    """It stands in the calendar all the same."""
    (early,) = announcements(planned(starts=uk("2024-07-13 10:00"), ends=None))
    assert written(early) == []
    briefing = a_quiet_briefing()
    writer = Announcements(briefing.head, briefing.clock, LINKS, programme="mhhs", sender="envbot@example.com")
    assert b"UID:out-14.mhhs@envbot" in writer.feed([early], "Outages")
