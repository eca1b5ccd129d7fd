"""A row is read as an outage; a bad one is told with its place and reason and left out, and the others count."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bot.sources.files import source_file
from bot.sources.moments import Reckoning, Twice
from bot.sources.outages.columns import Said
from rules.facts import Impact, Outage, OutageKind, OutageState
from tests.bot.sources.documents import MHHS, NOW, csv_file, form, outages, read, told, workbook

HEADER = "Ref,Start,End,Environment,System,Type,Reason,Status"
GOOD = "PO-1,2024-06-20 18:00,2024-06-20 20:00,SIT A,DIP,Planned,code deployment,Announced"


def one(row: str, header: str = HEADER, **more: object) -> Outage:
    """Give the outage of a row, without anything to tell."""
    reading = read(csv_file(f"{header}\n{row}\n"), form(**more) if more else None)  # type: ignore[arg-type]
    assert told(reading) == []
    [outage] = reading.outages
    return outage.outage


def why_not(row: str, header: str = HEADER) -> str:
    """Give what is told of a row that is left out, beside a good one that counts."""
    reading = read(csv_file(f"{header}\n{row}\n{GOOD}\n"))
    assert [*outages(reading)] == ["PO-1"]
    [problem] = told(reading)
    assert problem.endswith(", so it is left out.")
    return problem


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_everything_that_a_row_says_is_read() -> None:
    """And the row leads to its place."""
    header = f"{HEADER},Title,Party,Announced,Impact,Test Stage,Slots,Defects"
    row = f"{GOOD},DIP 4.2.2,DIP service provider,07/06/2024 09:00,Partial,Functional; Migration,S-12,AB#1201 #1202"
    assert one(row, header) == Outage(
        "PO-1",
        OutageKind.PLANNED,
        "code deployment",
        ("SIT A",),
        ("DIP",),
        utc("2024-06-20 17:00"),
        utc("2024-06-20 19:00"),
        title="DIP 4.2.2",
        party="DIP service provider",
        source="outages.csv, line 2",
        announced=utc("2024-06-07 08:00"),
        impact=Impact.DEGRADED,
        stages=("Functional", "Migration"),
        slots=("S-12",),
        defects=(1201, 1202),
    )


def test_who_was_told_may_be_said_without_a_day() -> None:
    """By the state, or by yes; then it was told when that was first read, if the outage had not begun."""
    for row, header in ((GOOD, HEADER), (GOOD.replace("Announced", "yes"), HEADER.replace("Status", "Announced"))):
        [outage] = read(csv_file(f"{header}\n{row}\n")).outages
        assert outage.is_told
        assert outage.first_seen(NOW).announced == NOW
        assert outage.first_seen(NOW, utc("2024-06-01 09:00")).announced == utc("2024-06-01 09:00")
        assert outage.first_seen(utc("2024-06-21 09:00")).announced is None
    assert one(GOOD.replace("Announced", "Planned")).announced is None


def test_days_and_times_in_columns_of_their_own_are_put_together() -> None:
    """From a spreadsheet as from text; an end without a day is on the day of the start, or past midnight."""
    header = ["Ref", "Environment", "Type", "Start date", "Start time", "End date", "End time"]
    rows = [
        ["PO-1", "SIT A", "Planned", date(2024, 6, 20), time(18), date(2024, 6, 21), time(2)],
        ["PO-2", "SIT B", "Planned", date(2024, 6, 20), time(18), None, time(20)],
        ["PO-3", "UIT", "Planned", datetime(2024, 6, 20), "18:00", None, "02:00"],  # noqa: DTZ001 - a cell knows no zone
        ["PO-4", "SIT Staging", "Planned", "20/06/2024", "18:00", "20/06/2024", "24:00"],
    ]
    found = outages(read(source_file("a.xlsx", workbook({"June": [header, *rows]}))))
    assert {each.starts for each in found.values()} == {utc("2024-06-20 17:00")}
    assert [each.ends for each in found.values()] == [
        utc("2024-06-21 01:00"), utc("2024-06-20 19:00"), utc("2024-06-21 01:00"), utc("2024-06-20 23:00"),
    ]  # fmt: skip


def test_a_day_may_stand_beside_both_times() -> None:
    """A list of one day each."""
    outage = one("PO-1,20/06/2024,18:00,20:00,SIT A,Planned", "Ref,Date,From,To,Environment,Type")
    assert (outage.starts, outage.ends) == (utc("2024-06-20 17:00"), utc("2024-06-20 19:00"))


def test_whole_days_last_to_the_end_of_the_last() -> None:
    """As people mean them."""
    outage = one("PO-1,20/06/2024,21/06/2024,SIT A,Planned", "Ref,Start,End,Environment,Type")
    assert (outage.starts, outage.ends) == (utc("2024-06-19 23:00"), utc("2024-06-21 23:00"))
    same = one("PO-1,20/06/2024,20/06/2024,SIT A,Planned", "Ref,Start,End,Environment,Type")
    assert same.ends == utc("2024-06-20 23:00")


@pytest.mark.parametrize("end", ["", "TBC", "ongoing", "-"])
def test_an_end_that_nobody_knows_is_open(end: str) -> None:
    """Empty, or in words."""
    assert one(GOOD.replace("2024-06-20 20:00", end)).ends is None


def test_the_zone_of_a_time_is_the_nearest_that_is_named() -> None:
    """By the time itself, else its row, else its heading, else as configured; an end is in the zone of its start."""
    header = "Ref,Start (UTC),End,Environment,Type,Zone"
    assert one("A,2024-06-20 18:00 BST,2024-06-20 20:00,UIT,Planned,", header).ends == utc("2024-06-20 19:00")
    assert one("A,2024-06-20 18:00,2024-06-20 20:00,UIT,Planned,Europe/Paris", header).starts == utc("2024-06-20 16:00")
    heading = one("A,2024-06-20 18:00,2024-06-20 20:00,UIT,Planned,", header)
    assert (heading.starts, heading.ends) == (utc("2024-06-20 18:00"), utc("2024-06-20 20:00"))
    paris = form(reckoning=Reckoning("Europe/Paris"))
    [outage] = read(csv_file(f"{HEADER}\n{GOOD}\n"), paris).outages
    assert outage.outage.starts == utc("2024-06-20 16:00")


def test_a_time_that_comes_twice_is_assumed_and_said() -> None:
    """The row counts; what was assumed is told with its place."""
    row = GOOD.replace("2024-06-20 18:00", "2024-10-27 01:30").replace("2024-06-20", "2024-10-27")
    reading = read(csv_file(f"{HEADER}\n{row}\n"), form(reckoning=Reckoning("Europe/London", twice=Twice.LATER)))
    assert outages(reading)["PO-1"].starts == utc("2024-10-27 01:30")
    [problem] = told(reading)
    assert problem.startswith("outages.csv, line 2: 2024-10-27 01:30 comes twice in Europe/London")


def test_what_holds_for_every_row_is_said_once() -> None:
    """Where a row says it itself, that counts."""
    given = {Said.KIND: "unplanned", Said.ENVIRONMENTS: "SIT B", Said.PARTY: "Elexon"}
    first = one("A,2024-06-20 18:00,,", "Ref,Start,End,Environment", defaults=given)
    assert (first.kind, first.environments, first.party) == (OutageKind.UNPLANNED, ("SIT B",), "Elexon")
    assert one("A,2024-06-20 18:00,,UIT", "Ref,Start,End,Environment", defaults=given).environments == ("UIT",)


def test_all_means_every_environment_or_every_system() -> None:
    """No system named is every system of the environment."""
    outage = one(GOOD.replace("SIT A", "All").replace("DIP", "all systems"))
    assert (outage.environments, outage.systems) == (("SIT Staging", "SIT A", "SIT B", "UIT"), ())
    nowhere = one(GOOD.replace("SIT A", "").replace("DIP", "all systems"))
    assert (nowhere.environments, nowhere.systems) == ((), tuple(system.name for system in MHHS.systems))


def test_the_reason_tells_the_kind_where_nothing_else_does() -> None:
    """A kind that is written as a reason is understood, too."""
    assert one(GOOD.replace("Planned,", ",")).kind is OutageKind.PLANNED
    assert one(GOOD.replace("Planned,", "Server down,").replace("code deployment", "")).kind is OutageKind.UNPLANNED


def test_an_outage_without_a_reference_is_known_by_what_tells_it_apart() -> None:
    """The same on every reading; and that there is no column for it is said."""
    text = "Start,End,Environment,Type\n2024-06-20 18:00,,UIT,Planned\n"
    first, again = read(csv_file(text)), read(csv_file(text))
    assert [*outages(first)] == [*outages(again)]
    assert next(iter(outages(first))).startswith("LIST-")
    assert any("has no column for references" in remark for remark in first.remarks)


def test_a_cancelled_row_is_an_outage_that_does_not_take_place() -> None:
    """It stays in the list."""
    assert one(GOOD.replace("Announced", "Cancelled")).state_at(NOW) is OutageState.CANCELLED


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (GOOD.replace("20:00", "17:00"), "PO-1 ends at 2024-06-20 17:00, before it starts at 2024-06-20 18:00, so"),
        (GOOD.replace("20:00", "18:00"), "PO-1 ends at 2024-06-20 18:00, when it starts, so it is left out."),
        (GOOD.replace("20:00", "17:00 BST"), "PO-1 ends at 2024-06-20 17:00 BST, before it starts at 2024-06-20 18:00"),
        (
            GOOD.replace("18:00", "18:00Z").replace("20:00", "20:00+05:30"),
            "PO-1 ends at 2024-06-20 20:00 UTC+05:30, before it starts at 2024-06-20 18:00 UTC",
        ),
        (GOOD.replace("2024-06-20 18:00", ""), "PO-1 does not say when it starts"),
        (GOOD.replace("2024-06-20 18:00", "18:00"), "PO-1 does not say on which day it starts"),
        (GOOD.replace("2024-06-20 18:00", "soon"), "PO-1 has a start that is 'soon', which is no date and time"),
        (GOOD.replace("2024-06-20 20:00", "late"), "PO-1 has an end that is 'late', which is no date and time"),
        (GOOD.replace("2024-06-20 18:00", "1900-01-01 18:00"), "PO-1 has a start in the year 1900"),
        (GOOD.replace("2024-06-20 18:00", "2024-03-31 01:30"), "starts at 2024-03-31 01:30, a time that clocks"),
        (GOOD.replace("SIT A", "SIT Q"), "PO-1 is at 'SIT Q', which is no environment of the programme"),
        (GOOD.replace("DIP", "DIPP"), "PO-1 is at 'DIPP', which is no system of the programme"),
        (GOOD.replace("SIT A,DIP", ","), "PO-1 does not say where it is"),
        (GOOD.replace("Planned,code deployment", ","), "PO-1 does not say its kind"),
        (GOOD.replace("Planned", "Perhaps"), "PO-1 says 'Perhaps' for its kind"),
        (GOOD.replace("2024-06-20 20:00", "").replace("Announced", "Ended"), "PO-1 has ended, but does not say when"),
        (GOOD.replace("PO-1", "P" * 101), "has a reference of more than 100 characters"),
    ],
)
def test_a_bad_row_is_told_with_place_and_reason_and_left_out(row: str, why: str) -> None:
    """The row below it counts."""
    problem = why_not(row)
    assert problem.startswith("outages.csv, line 2: ")
    assert why in problem


def test_a_bad_row_without_a_reference_is_told_all_the_same() -> None:
    """It may be any outage that was known, so it stands without a key."""
    reading = read(csv_file(f"{HEADER}\n{GOOD.replace('PO-1', '').replace('SIT A', 'SIT Q')}\n"))
    assert reading.standing == {""}
    assert told(reading)[0].startswith("outages.csv, line 2: it is at 'SIT Q'")


def test_times_that_contradict_one_another_or_their_zone_are_refused() -> None:
    """Two times for one start; a zone that nobody knows."""
    header = "Ref,Start,Start time,End,Environment,Type,Zone"
    for row, why in (
        ("A,2024-06-20 18:00,19:00,,UIT,Planned,", "A has a start with two times, 18:00 and 19:00"),
        ("A,2024-06-20 18:00,,,UIT,Planned,Mars", "A names the time zone 'Mars', which is not known"),
        ("A,2024-06-20,,18:00 XYZ,UIT,Planned,", "A has an end that names the time zone 'XYZ'"),
    ):
        reading = read(csv_file(f"{header}\n{row}\n"))
        assert (reading.outages, reading.standing) == ((), {"A"})
        assert why in told(reading)[0]


def test_small_mistakes_are_told_and_the_row_counts() -> None:
    """A place among others, a reason, a state, an impact and an announcement that are not understood."""
    header = f"{HEADER},Impact,Announced on"
    row = "PO-1,2024-06-20 18:00,,SIT A; SIT Q,DIP,Planned,sun spots,Blue,odd,soon"
    reading = read(
        csv_file(f"{header}\n{row}\n{row.replace('PO-1', 'PO-2').replace('18:00', '19:00').replace('soon', '18:00')}\n")
    )
    assert [*outages(reading)] == ["PO-1", "PO-2"]
    first = [
        problem.partition(": ")[2] for problem in told(reading) if "line 2" in problem and "overlaps" not in problem
    ]
    assert first == [
        "'SIT Q' is no environment of the programme and is left out.",
        "its state 'Blue' is not known; its times tell the state.",
        "its reason 'sun spots' is none of the programme's list; it is kept as it is.",
        "'soon' does not say when it was announced; it counts as not announced.",
        "its impact 'odd' is not known; it is taken as down.",
    ]
    assert outages(reading)["PO-2"].announced is None
