"""Whatever stands in a document, its reader gives outages or refuses it; nothing else comes of rubbish."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sources.files import SourceFile, source_file
from bot.sources.kinds import ENDINGS
from bot.sources.outages.columns import Said
from bot.sources.outages.reading import DocumentReading
from bot.sources.problems import SourceRefused
from tests.bot.sources.documents import archive, form, read, workbook

SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
HEADINGS = st.sampled_from(
    ["Ref", "Start", "Start time", "End", "End time", "Date", "Environment", "System", "Type", "Zone", "Status",
     "Announced", "Impact", "Reason", "Defects", "Slots"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["SIT A", "DIP", "planned", "2024-06-20 18:00", "20/06/2024", "18:00", "24:00", "tbc", "BST", "cancelled", "ended",
     "2024-03-31 01:30", "9999-12-31 23:59", "0001-01-01", "=1+1", "#N/A", "-", "AB#12"]
)  # fmt: skip
# What a workbook can hold: no control characters.
TEXT = st.text(st.characters(exclude_categories=("C",)), max_size=12)
CELLS = st.one_of(WORDS, TEXT, st.datetimes(), st.dates(), st.times(), st.timedeltas(), st.floats(), st.none())
VALUES = st.recursive(
    WORDS | st.text() | st.none() | st.booleans() | st.floats() | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(HEADINGS | st.text(), inner),
)
PARTS = st.sampled_from(
    ["xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"]
)
TAGS = st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td rowspan=9>", "<th>", "Ref", "Start", "| a |", "|---|", "\n", "<script>",
     "&#0;", "<td colspan=-1>", "SIT A"]
)  # fmt: skip
LINES = st.sampled_from(
    ["UID:a", "DTSTART:20240620T180000Z", "DTSTART;VALUE=DATE:20240620", "DTEND:20240620T200000Z", "DURATION:PT2H",
     "DURATION:-P9999W", "RRULE:FREQ=WEEKLY", "RRULE:FREQ=DAILY;INTERVAL=0", "RRULE:FREQ=YEARLY;BYDAY=99SU",
     "RRULE:FREQ=WEEKLY;UNTIL=20240101", "EXDATE:20240620T180000Z", "RDATE;VALUE=PERIOD:20240620T180000Z/PT1H",
     "RECURRENCE-ID:20240620T180000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20240627T180000Z", "SUMMARY:SIT A DIP",
     "SEQUENCE:x", "STATUS:CANCELLED", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "BEGIN:VTIMEZONE",
     "END:VTIMEZONE", "TZID:X", "DTSTART;TZID=X:20240620T180000", " folded", ""]
)  # fmt: skip


def survives(name: str, content: bytes) -> None:
    """Read a document; whatever is wrong is refused in its own words, or told."""
    try:
        reading = read(source_file(name, content))
    except SourceRefused as error:
        refused: SourceRefused | None = error
        reading = DocumentReading(name)
    else:
        refused = None
    assert refused is None or (refused.where.startswith(name) and refused.why.endswith((".", "?")))
    assert all(each.outage.ends is None or each.outage.starts < each.outage.ends for each in reading.outages)
    assert all(problem.where.startswith(name) for problem in reading.problems)


@SOME
@given(ending=st.sampled_from(sorted(ENDINGS)), content=st.binary(max_size=300))
def test_bytes(ending: str, content: bytes) -> None:
    """Under any name that is read."""
    survives(f"rubbish{ending}", content)


@SOME
@given(
    rows=st.lists(st.lists(st.one_of(WORDS, st.text(max_size=15)), max_size=6), max_size=6), header=st.lists(HEADINGS)
)
def test_lists(rows: list[list[str]], header: list[str]) -> None:
    """Any words below any headings."""
    lines = [";".join(row) for row in ([*header], *rows)]
    survives("rubbish.csv", "\n".join(lines).encode("utf-8", "replace"))


@SOME
@given(rows=st.lists(st.lists(CELLS, max_size=6), max_size=6), header=st.lists(HEADINGS, max_size=6))
def test_sheets(rows: list[list[object]], header: list[str]) -> None:
    """Any values below any headings, as far as a workbook can hold them."""
    try:
        content = workbook({"June": [header, *rows]})
    except (ValueError, TypeError, OverflowError):
        return  # openpyxl writes no such cell
    survives("rubbish.xlsx", content)


@SOME
@given(lines=st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=15))
def test_calendars(lines: list[str]) -> None:
    """Any lines of calendars in any order, and others."""
    inner = "\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))
    survives("rubbish.ics", f"BEGIN:VCALENDAR\n{inner}\nEND:VCALENDAR".encode("utf-8", "replace"))


@SOME
@given(VALUES)
def test_json(value: object) -> None:
    """Any value, as one document and as a line."""
    content = json.dumps(value).encode()
    survives("rubbish.json", content)
    survives("rubbish.jsonl", content)


@SOME
@given(parts=st.dictionaries(PARTS, st.binary(max_size=80)), sheet=st.text(max_size=60))
def test_workbooks(parts: dict[str, bytes], sheet: str) -> None:
    """An archive that looks like a workbook from outside."""
    body = f'<workbook xmlns="x"><sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    survives("rubbish.xlsx", archive({**parts, "xl/workbook.xml": body.encode("utf-8", "replace")}))


@SOME
@given(text=st.lists(TAGS, max_size=30))
@pytest.mark.parametrize("name", ["rubbish.html", "rubbish.md"])
def test_pages(name: str, text: list[str]) -> None:
    """Any tags in any order."""
    survives(name, " ".join(text).encode())


def test_a_mapping_of_rubbish_is_refused_too() -> None:
    """What a person named is held to the header."""
    file: SourceFile = source_file("rubbish.csv", b"a,b\n1,2\n")
    with pytest.raises(SourceRefused):
        read(file, form(dict.fromkeys(Said, "x")))
