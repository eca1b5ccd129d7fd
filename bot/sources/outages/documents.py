"""Read one document as outages, whatever kind it is of."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from bot.sources.files import Kind, SourceFile, decoded_text_of
from bot.sources.outages.from_calendar import read_outage_calendar
from bot.sources.outages.from_tables import read_outage_tables
from bot.sources.outages.reading import DocumentReading, OutageForm
from bot.sources.tables import tables_of

_FORM: TypeAdapter[OutageForm] = TypeAdapter(OutageForm)
_PACKAGES = (Kind.SPREADSHEET, Kind.WORD)
_OF_CONTENT, _OF_ALL = 40, 64
"""Characters of a digest that tell the content, and all; the others tell how it was read."""


def read_outage_document(file: SourceFile, form: OutageForm, now: datetime) -> DocumentReading:
    """Give the outages of a document.

    Raises:
        SourceRefused: it cannot be read, or is no list of outages.
    """
    if file.kind is Kind.CALENDAR:
        reading = read_outage_calendar(file, form, now)
    else:
        reading = read_outage_tables(file.name, tables_of(file), form)
    assumed = "" if file.kind in _PACKAGES else decoded_text_of(file).assumed
    return replace(reading, remarks=(*reading.remarks, f"{file.name}: {assumed}")) if assumed else reading


def digest_of(file: SourceFile, form: OutageForm, now: datetime) -> str:
    """Give what stays the same as long as reading a document again would give the same."""
    return file.digest[:_OF_CONTENT] + _how(form, now)


def is_read_so(digest: str, form: OutageForm, now: datetime) -> bool:
    """Whether a digest is of a document that was read in this way; its content may be another now."""
    return digest[_OF_CONTENT:] == _how(form, now)


def _how(form: OutageForm, now: datetime) -> str:
    # Calendars are looked through from the day on which they are read.
    told = now.date().isoformat().encode() + _FORM.dump_json(form)
    return hashlib.sha256(told).hexdigest()[: _OF_ALL - _OF_CONTENT]
