"""Of the tables in a document those of outages are read, each outage once."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from bot.sources.files import SourceFile, source_file
from bot.sources.outages.columns import Said
from bot.sources.problems import SourceRefused
from tests.bot.sources.documents import csv_file, form, outages, read, saved, told, workbook

HEADER = ["Ref", "Start", "End", "Environment", "Type"]
JUNE = ["PO-1", "2024-06-20 18:00", "2024-06-20 20:00", "SIT A", "Planned"]
JULY = ["PO-2", "2024-07-20 18:00", "2024-07-20 20:00", "SIT A", "Planned"]
PEOPLE = [["Name", "Telephone"], ["Environment manager", "1"]]


def book(**sheets: list[list[str]]) -> SourceFile:
    return source_file("outages.xlsx", workbook(dict(sheets)))


def csv(*rows: str) -> SourceFile:
    return csv_file("\n".join(("Ref,Start,End,Environment,Type", *rows)))


def test_every_sheet_that_holds_outages_is_read() -> None:
    """What was read as what is said by sheet; a list of something else is left alone, and said."""
    reading = read(book(June=[HEADER, JUNE], People=PEOPLE, July=[HEADER, JULY]))
    assert [*outages(reading)] == ["PO-1", "PO-2"]
    assert [*reading.mappings] == ["outages.xlsx, sheet June", "outages.xlsx, sheet July"]
    assert reading.remarks == ("outages.xlsx, sheet People is no list of outages and is left alone.",)
    assert told(reading) == []


def test_sheets_may_be_named() -> None:
    """Others are not looked at; one that is not there is refused with those that are."""
    file = book(June=[HEADER, JUNE], July=[HEADER, JULY])
    assert [*outages(read(file, form(sheets=("july",))))] == ["PO-2"]
    with pytest.raises(SourceRefused, match="it has no sheet May with rows; its sheets are: June, July"):
        read(file, form(sheets=("May", "June")))


def test_a_hidden_sheet_is_read_only_if_it_is_named_or_alone() -> None:
    """It holds what people put aside."""
    made = Workbook()
    made.worksheets[0].title = "June"
    for sheet, row in ((made.worksheets[0], JUNE), (made.create_sheet("Old"), JULY)):
        sheet.append(HEADER)
        sheet.append(row)
    made["Old"].sheet_state = "hidden"
    file = source_file("outages.xlsx", saved(made))
    assert [*outages(read(file))] == ["PO-1"]
    assert [*outages(read(file, form(sheets=("Old",))))] == ["PO-2"]


def test_a_sheet_whose_columns_are_not_clear_is_told_and_the_others_count() -> None:
    """What was read there before stands until it is clear again."""
    reading = read(book(June=[HEADER, JUNE], July=[["Ref", "Bgins", "Environment"], JULY[:3]]))
    assert [*outages(reading)] == ["PO-1"]
    [problem] = reading.problems
    assert (problem.where, reading.unread) == ("outages.xlsx, sheet July", ("outages.xlsx, sheet July",))
    assert "starts: Bgins" in problem.advice


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (csv_file("Ref,Bgins,Environment\nPO-1,x,UIT\n"), "no column says when an outage starts."),
        (csv_file("\n"), "there is no table with a header in it."),
        (book(People=PEOPLE), "no column says when an outage starts or where it is."),
        (book(People=PEOPLE, Places=PEOPLE), "no table in it has columns of outages."),
    ],
)
def test_a_document_without_a_list_of_outages_is_refused(file: SourceFile, why: str) -> None:
    """It says what is missing."""
    with pytest.raises(SourceRefused) as caught:
        read(file)
    assert caught.value.why.startswith(why)


def test_columns_that_a_person_named_count() -> None:
    """A sheet without them cannot be read, though it looks like a list of outages."""
    with pytest.raises(SourceRefused, match="it has no column 'Beginn'"):
        read(csv("PO-1,,,,"), form({Said.STARTS: "Beginn"}))


def test_the_same_reference_twice_counts_once() -> None:
    """The first counts; the later one is told, with whether it says the same."""
    row = "PO-1,2024-06-20 18:00,2024-06-20 20:00,SIT A,Planned"
    reading = read(csv(row, row, row.replace("20:00", "21:00")))
    assert [str(each.outage.ends) for each in reading.outages] == ["2024-06-20 19:00:00+00:00"]
    already = "PO-1 stands at outages.csv, line 2 already, which says"
    assert told(reading) == [
        f"outages.csv, line 3: {already} the same; this one is left out.",
        f"outages.csv, line 4: {already} something else; this one is left out.",
    ]


def test_the_same_place_and_time_twice_counts_once() -> None:
    """Under whatever reference; a cancelled one is no twin."""
    row = "PO-1,2024-06-20 18:00,2024-06-20 20:00,SIT A,Planned"
    reading = read(csv(row, row.replace("PO-1", "PO-2")))
    assert [*outages(reading)] == ["PO-1"]
    assert told(reading) == [
        "outages.csv, line 3: PO-2 is at the same place and time as PO-1 at outages.csv, line 2; it is left out."
    ]
    with_state = csv_file(f"Ref,Start,End,Environment,Type,Status\n{row},Cancelled\n{row.replace('PO-1', 'PO-2')},\n")
    assert [*outages(read(with_state))] == ["PO-1", "PO-2"]


def test_outages_of_one_place_that_overlap_are_told_and_both_count() -> None:
    """Be the longer one open; what follows on another does not overlap it."""
    reading = read(csv(
        "PO-1,2024-06-20 18:00,2024-06-20 20:00,SIT A,Planned",
        "PO-2,2024-06-20 20:00,2024-06-20 23:00,SIT A,Planned",
        "PO-3,2024-06-20 21:00,2024-06-20 22:00,SIT A,Planned",
        "PO-4,2024-06-20 22:30,,SIT A,Planned",
        "PO-5,2024-06-21 22:30,2024-06-21 23:30,SIT A,Planned",
        "PO-6,2024-06-20 18:30,2024-06-20 20:00,SIT B,Planned",
    ))  # fmt: skip
    assert len(reading.outages) == 6
    assert [problem.partition(": ")[2] for problem in told(reading)] == [
        "PO-3 overlaps PO-2 at outages.csv, line 3 in the same place; both are kept.",
        "PO-4 overlaps PO-2 at outages.csv, line 3 in the same place; both are kept.",
        "PO-5 overlaps PO-4 at outages.csv, line 5 in the same place; both are kept.",
    ]


def test_a_bad_row_stands_unless_its_reference_is_read_elsewhere() -> None:
    """What was known of it before counts."""
    reading = read(csv("PO-1,soon,,SIT A,Planned", "PO-2,soon,,SIT A,Planned", "PO-2,2024-06-20 20:00,,SIT A,Planned"))
    assert ([*outages(reading)], reading.standing) == (["PO-2"], {"PO-1"})


def test_text_in_an_assumed_encoding_is_said() -> None:
    """With what was read."""
    content = "Ref,Start,Environment,Type,Title\nPO-1,2024-06-20,UIT,Planned,Größe\n".encode("cp1252")
    reading = read(source_file("outages.csv", content))
    assert outages(reading)["PO-1"].title == "Größe"
    assert reading.remarks == ("outages.csv: It is no UTF-8; read as Windows-1252.",)


def test_a_reading_with_nothing_but_problems_comes_with_empty_hands() -> None:
    """Then nothing is known to be gone; an empty list is another thing."""
    assert read(csv("PO-1,soon,,SIT A,Planned")).is_empty_handed
    assert not read(csv()).is_empty_handed
