"""An outage as an entry of people's calendars: one that is sent, changed and cancelled, and one in a calendar."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

_PRODUCT = "-//envbot//outages//EN"
_NOT_IN_UID = re.compile(r"[^a-z0-9]+")
_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""Names that stand in a UID as they are."""
_FETCH_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar entry of one outage.

    Attributes:
        uid: the same for the same outage for ever, so that what comes later updates the entry.
        sequence: raised whenever something is told otherwise.
        stamp: when this was told.
        ends: None while nobody knows.
        organizer: the mail address in whose name it is sent.
    """

    uid: str
    sequence: int
    stamp: datetime
    summary: str
    description: str
    location: str
    starts: datetime
    ends: datetime | None
    organizer: str
    url: str
    is_cancelled: bool

    @property
    def method(self) -> str:
        """What a calendar is asked to do: REQUEST enters and updates by itself, CANCEL takes away."""
        return "CANCEL" if self.is_cancelled else "REQUEST"

    def sent_to(self, recipient: str) -> bytes:
        """Give the message for one recipient, from whom no answer is expected."""
        event = self.entry()
        attendee = vCalAddress(f"mailto:{recipient}")
        attendee.params["RSVP"] = vText("FALSE")
        attendee.params["ROLE"] = vText("NON-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        event.add("attendee", attendee, encode=False)
        return bytes(_calendar(self.method, (event,)).to_ical())

    def entry_alone(self) -> bytes:
        """Give the message without a recipient, for a file."""
        return bytes(_calendar(self.method, (self.entry(),)).to_ical())

    def entry(self) -> Event:
        """Give the entry. It does not book the time of whoever has it: an outage is no meeting."""
        event = Event()
        event.add("uid", self.uid)
        event.add("sequence", self.sequence)
        event.add("dtstamp", self.stamp.astimezone(UTC))
        event.add("last-modified", self.stamp.astimezone(UTC))
        event.add("dtstart", self.starts.astimezone(UTC))
        if self.ends is not None:
            event.add("dtend", self.ends.astimezone(UTC))
        event.add("summary", self.summary)
        event.add("description", self.description)
        event.add("location", self.location)
        event.add("status", "CANCELLED" if self.is_cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        event.add("categories", ["Outage"])
        event.add("organizer", vCalAddress(f"mailto:{self.organizer}"), encode=False)
        if self.url:
            event.add("url", self.url)
        return event


def feed_of(invitations: Iterable[Invitation], name: str) -> bytes:
    """Give a calendar to be subscribed to."""
    calendar = _calendar("PUBLISH", (each.entry() for each in invitations))
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _FETCH_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return bytes(calendar.to_ical())


def uid_of(reference: str, programme: str) -> str:
    """Give the identity of an outage in calendars, whatever server it was sent from."""
    return f"{_plain(reference)}.{_NOT_IN_UID.sub('-', programme.casefold())}@envbot"


def _plain(name: str) -> str:
    """Write a name in plain letters; one that loses something by it keeps a print of what it was, to be no other's."""
    name = name.casefold()
    if _PLAIN.fullmatch(name):
        return name
    return f"{_NOT_IN_UID.sub('-', name).strip('-')}_{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _calendar(method: str, events: Iterable[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar
