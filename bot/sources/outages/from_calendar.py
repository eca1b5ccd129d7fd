"""Read a calendar (ICS) as outages: an instance of an event is an outage, known by UID and original start."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Final

from bot.sources.files import SourceFile
from bot.sources.outages.calendar_events import BACK, Instance, events_of
from bot.sources.outages.columns import Columns, Said
from bot.sources.outages.from_rows import OutageRowReader
from bot.sources.outages.from_tables import without_twins
from bot.sources.outages.reading import DocumentReading, OutageForm, ReadOutage
from bot.sources.outages.words import kind_of_words
from bot.sources.rows import Cell, Row
from rules.facts import OutageKind
from rules.programme import Programme
from rules.text import Phrases

_SAID: Final = (
    Said.REFERENCE, Said.TITLE, Said.KIND, Said.REASON, Said.ENVIRONMENTS, Said.SYSTEMS, Said.STARTS, Said.ENDS,
    Said.STATE,
)  # fmt: skip
_COLUMNS = Columns(MappingProxyType({said: said.value for said in _SAID}), MappingProxyType({}))
_REFERENCE = re.compile(r"\W*(?P<reference>[A-Z][A-Z0-9]{1,9}-\d{1,9})\b")
_LONGEST_UID = 50


def read_outage_calendar(file: SourceFile, form: OutageForm, now: datetime) -> DocumentReading:
    """Give the outages of a calendar. Where one is, its summary, location and categories say; else its description.

    Raises:
        SourceRefused: it is no whole calendar, or holds more than any list of outages does.
    """
    events = events_of(file, now)
    remarks = []
    if events.zone:
        form = replace(form, reckoning=replace(form.reckoning, zone=events.zone))
        remarks.append(f"{file.name}: local times are of {events.zone}, as it says.")
    reader = OutageRowReader(form, _COLUMNS)
    words = _Words(form.programme)
    found: list[ReadOutage] = []
    standing = {uid for uid, _ in events.broken}
    for instance in events.instances:
        key = f"{instance.uid}/{instance.original}" if instance.original else instance.uid
        outage = reader.read(_row(file, instance, form, words))
        if outage is None:
            standing.add(key)
        else:
            found.append(replace(outage, key=key))
    outages, twins = without_twins(found)
    return DocumentReading(
        file.name,
        outages,
        (*(problem for _, problem in events.broken), *reader.problems, *twins),
        frozenset(standing),
        remarks=tuple(remarks),
        says_from=now - BACK,
    )


class _Words:
    """The programme's words for places and reasons, to be found in the texts of events."""

    def __init__(self, programme: Programme) -> None:
        reasons = (*programme.outages.planned_reasons, *programme.outages.unplanned_reasons)
        self.environments = Phrases(
            {each.name: (each.name, *each.aliases, *each.flags) for each in programme.environments}
        )
        self.systems = Phrases({each.name: (each.name, *each.aliases) for each in programme.systems})
        self.reasons = Phrases({reason: (reason,) for reason in reasons})


def _row(file: SourceFile, instance: Instance, form: OutageForm, words: _Words) -> Row:
    short = f"{instance.summary} . {instance.location} . {instance.categories}"
    cells: dict[str, Cell] = {
        Said.REFERENCE.value: _reference(instance),
        Said.TITLE.value: instance.summary or None,
        Said.KIND.value: _kind(short, form),
        Said.REASON.value: _named(words.reasons, short, instance.description, most=1),
        Said.ENVIRONMENTS.value: _named(words.environments, short, instance.description),
        Said.SYSTEMS.value: _named(words.systems, short, instance.description),
        Said.STARTS.value: instance.starts,
        Said.ENDS.value: _end(instance.ends),
        Said.STATE.value: "cancelled" if instance.is_cancelled else None,
    }
    of = f", event of {instance.occasion}" if instance.occasion else ""
    known = {name: cell for name, cell in cells.items() if cell is not None}
    return Row(f"{file.name}, line {instance.line}{of}", MappingProxyType(known))


def _named(phrases: Phrases, short: str, description: str, most: int | None = None) -> str | None:
    for text in (short, description):
        names = list(dict.fromkeys(mention.names for mention in phrases.mentions(text)))[:most]
        if names:
            return "; ".join(names)
    return None


def _kind(short: str, form: OutageForm) -> str | None:
    """Take what is in a calendar as planned, unless it says otherwise."""
    if kind_of_words(short) is OutageKind.UNPLANNED:
        return OutageKind.UNPLANNED.value
    return None if form.defaults.get(Said.KIND) else OutageKind.PLANNED.value


def _reference(instance: Instance) -> str:
    """Name an outage as its summary does (`OUT-14: …`), else by its UID; instances say behind it which they are.

    Of a UID the domain is a part: without it, two calendars may name different events alike.
    """
    named = _REFERENCE.match(instance.summary)
    is_short = len(instance.uid) <= _LONGEST_UID
    uid = instance.uid if is_short else f"CAL-{hashlib.sha256(instance.uid.encode()).hexdigest()[:8]}"
    reference = named["reference"] if named else uid
    return f"{reference}/{instance.occasion}" if instance.occasion else reference


def _end(ends: date | datetime) -> Cell:
    """Give an end as a list has it: the day behind an event of whole days is its midnight."""
    if isinstance(ends, datetime):
        return ends
    return datetime.combine(ends, time.min)  # local, as days are
