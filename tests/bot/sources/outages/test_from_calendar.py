"""A calendar is read as outages: zones, what recurs, what was moved and cancelled; what is broken is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.sources.files import SourceFile, source_file
from bot.sources.moments import Reckoning
from bot.sources.outages.calendar_events import MOST_EVENTS, MOST_SERIES
from bot.sources.outages.columns import Said
from bot.sources.problems import SourceRefused
from rules.facts import OutageKind
from tests.bot.sources.documents import NOW, form, outages, read, told

WEEKLY = """\
BEGIN:VEVENT
UID:patching@example.com
DTSTART;TZID=Europe/London:20240316T060000
DTEND;TZID=Europe/London:20240316T080000
RRULE:FREQ=WEEKLY;COUNT=5
EXDATE;TZID=Europe/London:20240323T060000
SUMMARY:DIP infrastructure patching in SIT A
END:VEVENT
"""
MOVED = """\
BEGIN:VEVENT
UID:patching@example.com
RECURRENCE-ID;TZID=Europe/London:20240406T060000
DTSTART;TZID=Europe/London:20240407T070000
DTEND;TZID=Europe/London:20240407T090000
SUMMARY:DIP infrastructure patching in SIT A
END:VEVENT
BEGIN:VEVENT
UID:patching@example.com
RECURRENCE-ID;TZID=Europe/London:20240413T060000
DTSTART;TZID=Europe/London:20240413T060000
DTEND;TZID=Europe/London:20240413T080000
STATUS:CANCELLED
SUMMARY:DIP infrastructure patching in SIT A
END:VEVENT
"""
ONE = "one@example.com"


def calendar(*events: str, head: str = "") -> SourceFile:
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n{head}{''.join(events)}END:VCALENDAR\n"
    return source_file("plan.ics", text.replace("\n", "\r\n").encode())


def event(start: str, end: str, *, uid: str = ONE, summary: str = "SIT A down", more: str = "") -> str:
    return f"BEGIN:VEVENT\nUID:{uid}\nDTSTART{start}\n{end}\nSUMMARY:{summary}\n{more}END:VEVENT\n"


def single(**more: str) -> str:
    return event(":20240620T180000Z", "DTEND:20240620T200000Z", **more)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_what_recurs_is_an_outage_each_time() -> None:
    """At the same local time in winter and summer; what was taken out, moved or cancelled is as the calendar has it."""
    reading, series = read(calendar(WEEKLY, MOVED)), "patching@example.com/"
    assert told(reading) == []
    assert [
        (
            each.key.removeprefix(series),
            each.outage.reference.removeprefix(series),
            each.outage.starts,
            each.outage.cancelled,
        )
        for each in reading.outages
    ] == [
        ("2024-03-16T06:00:00+00:00", "2024-03-16", utc("2024-03-16 06:00"), False),
        ("2024-03-30T06:00:00+00:00", "2024-03-30", utc("2024-03-30 06:00"), False),
        ("2024-04-06T05:00:00+00:00", "2024-04-06", utc("2024-04-07 06:00"), False),
        ("2024-04-13T05:00:00+00:00", "2024-04-13", utc("2024-04-13 05:00"), True),
    ]
    first = reading.outages[0].outage
    assert (first.environments, first.systems, first.reason) == (("SIT A",), ("DIP",), "infrastructure patching")
    assert (first.kind, first.source) == (OutageKind.PLANNED, "plan.ics, line 4, event of 2024-03-16")


def test_what_recurs_for_ever_is_followed_so_far() -> None:
    """A year back and a quarter ahead; what lies before says nothing by being gone."""
    forever = event(":20200101T060000Z", "DURATION:PT2H", more="RRULE:FREQ=MONTHLY\n")
    reading = read(calendar(forever))
    starts = [each.outage.starts for each in reading.outages]
    assert (min(starts), max(starts), len(starts)) == (utc("2023-07-01 06:00"), utc("2024-09-01 06:00"), 15)
    assert reading.says_from == NOW - timedelta(days=366)


@pytest.mark.parametrize(
    ("start", "end", "starts", "ends"),
    [
        (":20240620T180000Z", "DTEND:20240620T200000Z", "2024-06-20 18:00", "2024-06-20 20:00"),
        (";TZID=Europe/Paris:20240620T180000", "DURATION:PT90M", "2024-06-20 16:00", "2024-06-20 17:30"),
        (";TZID=GMT Standard Time:20240620T180000", "DURATION:PT1H", "2024-06-20 17:00", "2024-06-20 18:00"),
        (":20240620T180000", "DTEND:20240620T200000", "2024-06-20 17:00", "2024-06-20 19:00"),
        (";VALUE=DATE:20240620", "DTEND;VALUE=DATE:20240622", "2024-06-19 23:00", "2024-06-21 23:00"),
        (";VALUE=DATE:20240620", "TRANSP:OPAQUE", "2024-06-19 23:00", "2024-06-20 23:00"),
    ],
)
def test_times_are_read_in_every_form(start: str, end: str, starts: str, ends: str) -> None:
    """In UTC, in a zone by its name or that of Windows, local, and whole days, whose end is not part of them."""
    [outage] = outages(read(calendar(event(start, end)))).values()
    assert (outage.starts, outage.ends) == (utc(starts), utc(ends))


def test_a_zone_that_the_calendar_describes_itself_is_used() -> None:
    """Whatever it is called."""
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Office\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0300\n"
        "TZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    [outage] = outages(read(calendar(event(";TZID=Office:20240620T180000", "DURATION:PT1H"), head=zone))).values()
    assert outage.starts == utc("2024-06-20 15:00")


def test_local_times_are_of_the_zone_that_the_calendar_names() -> None:
    """Else of the configured one; a name that is none is passed over."""
    local = event(":20240620T180000", "DURATION:PT1H")
    reading = read(calendar(local, head="X-WR-TIMEZONE:Europe/Paris\n"))
    assert outages(reading)[ONE].starts == utc("2024-06-20 16:00")
    assert reading.remarks == ("plan.ics: local times are of Europe/Paris, as it says.",)
    tokyo = form(reckoning=Reckoning("Asia/Tokyo"))
    assert outages(read(calendar(local, head="X-WR-TIMEZONE:Mars\n"), tokyo))[ONE].starts == utc("2024-06-20 09:00")


def test_where_an_event_is_its_texts_say() -> None:
    """Summary, location and categories; only where those name nothing the description, which may name others."""
    said = outages(read(calendar(single(more="LOCATION:SIT B\nCATEGORIES:MDS,LSS\nDESCRIPTION:not UIT\n"))))[ONE]
    assert (said.environments, said.systems) == (("SIT A", "SIT B"), ("MDS", "LSS"))
    described = single(summary="Maintenance", more="DESCRIPTION:All of UIT\\, for a data\n  refresh\n")
    found = outages(read(calendar(described)))[ONE]
    assert (found.environments, found.reason) == (("UIT",), "data refresh")
    given = form(defaults={Said.ENVIRONMENTS: "SIT Staging", Said.KIND: "unplanned"})
    default = outages(read(calendar(single(summary="Maintenance")), given))[ONE]
    assert (default.environments, default.kind) == (("SIT Staging",), OutageKind.UNPLANNED)
    assert outages(read(calendar(single(summary="SIT A: emergency change"))))[ONE].kind is OutageKind.UNPLANNED


def test_the_reference_is_that_of_the_summary_or_the_uid() -> None:
    """A UID that nobody could read out is shortened; it is known by the whole of it all the same."""
    long = "040000008200E00074C5B7101A82E008000000001097ECEE@example.com"
    reading = read(calendar(single(summary="[OUT-14] SIT A down"), single(uid=long, summary="SIT B down")))
    [(first, named), (second, cut)] = ((each.key, each.outage.reference) for each in reading.outages)
    assert (first, named, second) == ("one@example.com", "OUT-14", long)
    assert cut.startswith("CAL-")
    assert len(cut) == len("CAL-") + 8


@pytest.mark.parametrize("name", ["maintenance", "1"])
def test_uids_that_differ_only_by_their_domain_are_two_outages(name: str) -> None:
    """Two calendars in one file may name their events alike, or both count from 1."""
    both = read(calendar(single(uid=f"{name}@a.example"), single(uid=f"{name}@b.example", summary="SIT B down")))
    assert [*outages(both)] == [f"{name}@a.example", f"{name}@b.example"]
    assert told(both) == []


@pytest.mark.parametrize(
    ("dates", "occasions"),
    [
        (
            ";TZID=Europe/London:20240621T060000,20240621T180000",
            {"2024-06-20T18:00Z": "18:00", "2024-06-21T06:00": "05:00", "2024-06-21T18:00": "17:00"},
        ),
        (";VALUE=PERIOD:20240620T060000Z/PT1H", {"2024-06-20T06:00Z": "06:00", "2024-06-20T18:00Z": "18:00"}),
    ],
)
def test_two_dates_of_a_series_on_one_day_are_two_outages(dates: str, occasions: dict[str, str]) -> None:
    """A list of dates may hold several in a day, so that each of its references tells the time, too."""
    found = outages(read(calendar(single(more=f"RDATE{dates}\n"))))
    assert {reference: f"{each.starts:%H:%M}" for reference, each in found.items()} == {
        f"one@example.com/{occasion}": start for occasion, start in occasions.items()
    }


def test_a_cancelled_event_or_calendar_is_cancelled() -> None:
    """By its status, or by the method of the whole."""
    assert outages(read(calendar(single(more="STATUS:CANCELLED\n"))))[ONE].cancelled
    assert outages(read(calendar(single(), head="METHOD:CANCEL\n")))[ONE].cancelled


def test_of_several_versions_of_an_event_the_last_counts() -> None:
    """By their sequence."""
    old = single(more="SEQUENCE:1\n")
    new = event(":20240621T180000Z", "DTEND:20240621T200000Z", more="SEQUENCE:3\n")
    assert [each.starts for each in outages(read(calendar(new, old))).values()] == [utc("2024-06-21 18:00")]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (event(":soon", "DURATION:PT1H"), "the event one@example.com has a DTSTART that cannot be read"),
        ("BEGIN:VEVENT\nUID:one@example.com\nSUMMARY:x\nEND:VEVENT\n", "does not say when it starts"),
        ("BEGIN:VEVENT\nno line\nEND:VEVENT\n", "the event without-UID-3f75b09f does not say when it starts"),
        (event(";TZID=Mars:20240620T180000", "DURATION:PT1H"), "names the time zone 'Mars', which is not known"),
        (single(more="RRULE:FREQ=MINUTELY\n"), "recurs several times a day"),
        (single(more="RRULE:FREQ=DAILY;BYHOUR=1,2,3\n"), "recurs several times a day"),
        (single(more="RRULE:FREQ=DAILY;INTERVAL=0\n"), "recurs in a way that cannot be followed"),
        (single(more="RRULE:FREQ=YEARLY;BYDAY=99SU\n"), "recurs in a way that cannot be followed (list"),
        (event(":19700101T180000Z", "DURATION:PT1H", more="RRULE:FREQ=DAILY\n"), "recurs since the year 1970"),
        (single(more="RRULE:FREQ=DAILY;UNTIL=soon\n"), "has a RRULE that cannot be read"),
        (event(":20240620T180000Z", "DTEND;VALUE=DATE:20240621"), "has no times that can be read"),
        (event(":20240620T180000Z", "DTEND:20240620T170000Z"), "before it starts"),
        (event(":20240620T180000Z", "DTEND:20240620T180000Z"), "when it starts"),
        (single(summary="Somewhere"), "does not say where it is"),
    ],
)
def test_a_broken_event_is_told_with_its_line_and_the_others_count(broken: str, why: str) -> None:
    """What was known of it stands."""
    reading = read(calendar(broken, single(uid="good@example.com", summary="SIT B down")))
    assert [*outages(reading)] == ["good@example.com"]
    [problem] = told(reading)
    assert problem.startswith("plan.ics, line 4: ")
    assert why in problem
    assert reading.standing
    assert not reading.standing & {"good@example.com"}


@pytest.mark.parametrize(
    ("start", "end", "rule", "last"),
    [
        (":20240101T180000Z", "DURATION:PT1H", "FREQ=DAILY;COUNT=3", "2024-01-03 18:00"),
        (";TZID=Europe/London:20240329T180000", "DURATION:PT1H", "FREQ=DAILY;COUNT=3", "2024-03-31 17:00"),
        (":20240330T180000", "DURATION:PT1H", "FREQ=DAILY;COUNT=3", "2024-04-01 17:00"),
        (";VALUE=DATE:20240330", "TRANSP:OPAQUE", "FREQ=DAILY;COUNT=3", "2024-03-31 23:00"),
        (":20240101T180000Z", "DURATION:PT1H", "FREQ=DAILY;UNTIL=20240103T180000Z", "2024-01-03 18:00"),
        (";TZID=Europe/London:20240601T180000", "DURATION:PT1H", "FREQ=DAILY;UNTIL=20240603", "2024-06-02 17:00"),
        (";VALUE=DATE:20240330", "TRANSP:OPAQUE", "FREQ=DAILY;UNTIL=20240401T000000Z", "2024-03-31 23:00"),
        (":20240601T180000Z", "DURATION:PT1H", "FREQ=MONTHLY;COUNT=999", "2024-09-01 18:00"),
    ],
)
def test_a_rule_ends_as_it_says_or_with_the_horizon(start: str, end: str, rule: str, last: str) -> None:
    """After so many times, or at an instant, a local time or a day."""
    found = read(calendar(event(start, end, more=f"RRULE:{rule}\n"))).outages
    assert max(each.outage.starts for each in found) == utc(last)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;BYWEEKNO=99", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "FREQ=DAILY;BYSETPOS=9",
     "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;BYMONTH=13"],
)  # fmt: skip
def test_a_rule_that_never_holds_is_not_followed_for_ever(rule: str) -> None:
    """The library would look for it until the year 9999, day by day."""
    reading = read(calendar(single(more=f"RRULE:{rule}\n"), single(uid="b", summary="SIT B down")))
    assert [*outages(reading)] == ["b"]
    assert "recurs in a way that cannot be followed" in told(reading)[0]


def test_what_was_moved_is_read_without_the_beginning_of_its_series() -> None:
    """As a calendar has it that holds one invitation only."""
    moved, _, _ = MOVED.partition("BEGIN:VEVENT\nUID:patching@example.com\nRECURRENCE-ID;TZID=Europe/London:20240413")
    assert [each.starts for each in outages(read(calendar(moved))).values()] == [utc("2024-04-07 06:00")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n", "it has no END:VCALENDAR"),
        (
            "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * (MOST_EVENTS + 1) + "END:VCALENDAR",
            "more than 5,000 events",
        ),
    ],
)
def test_a_calendar_that_was_cut_off_or_is_too_large_is_refused(content: str, why: str) -> None:
    """Nothing of it is known to be gone then."""
    with pytest.raises(SourceRefused, match=why):
        read(source_file("plan.ics", content.encode()))


def test_more_series_than_anybody_plans_are_refused() -> None:
    """Each of them is many outages."""
    series = [single(uid=f"u{number}", more="RRULE:FREQ=YEARLY;COUNT=1\n") for number in range(MOST_SERIES + 1)]
    with pytest.raises(SourceRefused, match="more than 100 events that recur"):
        read(calendar(*series))
