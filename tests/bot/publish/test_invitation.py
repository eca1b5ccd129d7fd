"""A calendar entry keeps its identity, counts up, and is taken away when the outage is cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from icalendar import Calendar, Component

from bot.publish.invitation import Invitation, feed_of, uid_of

ENTRY = Invitation(
    uid=uid_of("OUT-14", "mhhs"),
    sequence=2,
    stamp=datetime(2024, 6, 12, 7, 30, tzinfo=UTC),
    summary="DIP patching (OUT-14)",
    description="Systems: DIP\nReason: patching",
    location="SIT A, DIP",
    starts=datetime(2024, 6, 13, 9, tzinfo=UTC),
    ends=datetime(2024, 6, 13, 11, tzinfo=UTC),
    organizer="envbot@example.com",
    url="https://dev.example.com/14",
    is_cancelled=False,
)


def read(content: bytes) -> tuple[Calendar, Component]:
    """Read a calendar as another program would."""
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_it_is_entered_by_itself_and_asks_for_no_answer() -> None:
    """A REQUEST to one recipient, which does not book that person's time."""
    calendar, event = read(ENTRY.sent_to("manager@example.com"))
    assert calendar["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("out-14.mhhs@envbot", 2, "CONFIRMED")
    assert event["ATTENDEE"] == "mailto:manager@example.com"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ORGANIZER"] == "mailto:envbot@example.com"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event.decoded("dtstart") == ENTRY.starts
    assert event.decoded("dtend") == ENTRY.ends
    assert event.decoded("dtstamp") == ENTRY.stamp
    assert event["DESCRIPTION"] == "Systems: DIP\nReason: patching"


def test_a_cancelled_one_takes_the_same_entry_away() -> None:
    """The identity stays, the method and the status say it."""
    calendar, event = read(replace(ENTRY, is_cancelled=True, sequence=3).sent_to("manager@example.com"))
    assert calendar["METHOD"] == "CANCEL"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("out-14.mhhs@envbot", 3, "CANCELLED")


def test_an_open_end_and_a_missing_address_are_left_out() -> None:
    """Nothing is made up."""
    _, event = read(replace(ENTRY, ends=None, url="").entry_alone())
    assert "DTEND" not in event
    assert "URL" not in event
    assert "ATTENDEE" not in event


def test_a_calendar_to_subscribe_to_holds_all_of_them() -> None:
    """It is published, and named."""
    other = replace(ENTRY, uid=uid_of("PO 7/2024", "mhhs"))
    calendar = Calendar.from_ical(feed_of([ENTRY, other], "Outages"))
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["X-WR-CALNAME"] == "Outages"
    assert [event["UID"] for event in calendar.walk("VEVENT")] == ["out-14.mhhs@envbot", other.uid]


def test_what_people_write_cannot_add_lines_to_a_calendar() -> None:
    """A title with line ends stays one property."""
    sly = "x\r\nATTACH:https://evil.example.com\r\nEND:VEVENT"
    _, event = read(replace(ENTRY, summary=sly).entry_alone())
    assert "ATTACH" not in event


def test_each_reference_has_a_uid_of_its_own() -> None:
    """One in plain letters stands as it is; others keep a print of what they were. Case makes none."""
    references = ("OUT-1", "OUT/1", "OUT 1", "-OUT-1", "OUT--1", "Wartung Süd", "Wartung Sud", "обслуживание", "维护")
    uids = [uid_of(reference, "MHHS") for reference in references]
    assert len(set(uids)) == len(references)
    assert uids[0] == "out-1.mhhs@envbot"
    assert uids[1] == "out-1_cbefdf0fa9b8.mhhs@envbot"
    assert uid_of("out/1", "MHHS") == uids[1]
    assert uid_of("OUT-1", "M HHS") == "out-1.m-hhs@envbot"
