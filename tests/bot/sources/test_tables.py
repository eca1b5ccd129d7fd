"""Tables are found in documents of any kind, and every row leads to its place."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bot.sources import text_tables
from bot.sources.files import Kind, SourceFile, source_file
from bot.sources.page_tables import tables_of_markdown
from bot.sources.problems import SourceRefused
from bot.sources.rows import Row, column_letters
from bot.sources.tables import Table, tables_of
from tests.bot.sources.documents import archive, csv_file, saved, workbook

DAY, NOON = date(2024, 6, 12), time(12, 0)
NINE = datetime(2024, 6, 12, 9)  # noqa: DTZ001 - a cell knows no zone


def sheets(content: bytes) -> tuple[Table, ...]:
    return tables_of(source_file("outages.xlsx", content))


def cells(table: Table) -> list[dict[str, object]]:
    return [dict(row.cells) for row in table.rows]


def refused(file: SourceFile) -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        tables_of(file)
    return caught.value


# --- sheets


def test_every_sheet_with_rows_below_a_header_is_a_table() -> None:
    """A title above it is none; empty rows are left out, and rows keep their numbers."""
    june = [["Planned outages"], [], ["Ref", "Start", "Hours"], ["PO-1", NINE, 2], [], ["PO-2 "]]
    first, second = sheets(workbook({"June": june, "Empty": [], "July": [["Ref"], ["PO-3"]]}))
    assert (first.place, first.name, first.header) == ("outages.xlsx, sheet June", "June", ("Ref", "Start", "Hours"))
    assert [row.place for row in first.rows] == ["outages.xlsx, sheet June, row 4", "outages.xlsx, sheet June, row 6"]
    assert cells(first) == [{"Ref": "PO-1", "Start": NINE, "Hours": 2}, {"Ref": "PO-2"}]
    assert cells(second) == [{"Ref": "PO-3"}]


def test_values_keep_their_kind() -> None:
    """Dates, times, lengths of time, truths and numbers; a formula gives nothing but its last value."""
    row = [DAY, NOON, timedelta(hours=30), True, 1.5, "=1+1", '=WEBSERVICE("https://example.com")']
    [table] = sheets(workbook({"June": [["Day", "Time", "Long", "Yes", "Number", "Formula", "Call"], row]}))
    assert cells(table) == [{"Day": DAY, "Time": NOON, "Long": timedelta(hours=30), "Yes": True, "Number": 1.5}]


def test_dates_of_old_macs_are_read_as_they_are_shown() -> None:
    """Their workbooks count days from 1904."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (["Ref", "Start"], ["PO-1", NINE]):
        book.worksheets[0].append(row)
    [table] = sheets(saved(book))
    assert cells(table) == [{"Ref": "PO-1", "Start": NINE}]


def test_merged_cells_count_for_each_of_them() -> None:
    """In rows, and in a header of two lines."""
    rows = [
        ["Ref", "Window", None, "Place"],
        [None, "From", "To", None],
        ["PO-1", DAY, DAY, "SIT A"],
        ["PO-2", DAY, DAY, None],
    ]
    [table] = sheets(workbook({"June": rows}, merge=("A1:A2", "B1:C1", "D1:D2", "D3:D4", "A9:B9")))
    assert table.header == ("Ref", "Window From", "Window To", "Place")
    assert [row.text("Place") for row in table.rows] == ["SIT A", "SIT A"]


def test_a_hidden_sheet_says_that_it_is_hidden() -> None:
    """Whoever reads it may leave it alone."""
    book = Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("Lists")):
        sheet.append(["Ref"])
        sheet.append(["PO-1"])
    book["Lists"].sheet_state = "hidden"
    assert [table.is_hidden for table in sheets(saved(book))] == [False, True]


def test_a_huge_sheet_is_refused_before_its_cells_are_built() -> None:
    """One cell in the last corner makes seventeen thousand million of them."""
    book = Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["XFD1048576"] = "Ref", "far away"
    error = refused(source_file("outages.xlsx", saved(book)))
    assert error.why == "a sheet of it has 1,048,576 rows and 16,384 columns."


def test_a_text_that_thousands_of_cells_share_is_counted_for_each() -> None:
    """The file keeps it once; here it would be as often as it is shown."""
    shared = b"<sst><si><t>" + b"x" * 50_000 + b"</t></si></sst>"
    cell = b'<c r="A1" t="s"><v>0</v></c>'
    parts = {"xl/workbook.xml": b"", "xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": cell * 2000}
    assert "million characters" in refused(source_file("outages.xlsx", archive(parts))).why


def test_a_workbook_that_is_broken_inside_is_refused() -> None:
    """Its archive is whole, its parts are not."""
    error = refused(source_file("outages.xlsx", archive({"xl/workbook.xml": b"<workbook"})))
    assert "no whole workbook" in error.why


# --- csv


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_csv_is_found(delimiter: str) -> None:
    """Whatever stands in its cells."""
    text = "Ref;Start;Note\nPO-1;2024-06-12;a b\nPO-2;2024-06-13;\n".replace(";", delimiter)
    [table] = tables_of(csv_file(text))
    assert table.header == ("Ref", "Start", "Note")
    assert [row.text("Ref") for row in table.rows] == ["PO-1", "PO-2"]


def test_line_breaks_in_quotes_belong_to_their_cell() -> None:
    """Rows are found by the line on which they begin."""
    [table] = tables_of(csv_file('Ref,Note\nPO-1,"two\nlines, and a comma"\n\nPO-2,"""quoted"""\n'))
    assert [(row.place, row.cells["Note"]) for row in table.rows] == [
        ("outages.csv, line 2", "two\nlines, and a comma"),
        ("outages.csv, line 5", '"quoted"'),
    ]


def test_a_csv_may_name_its_delimiter_as_excel_does() -> None:
    """The line that does is no record."""
    [table] = tables_of(csv_file("sep=|\nRef|A,B\nPO-1|x\n"))
    assert (table.header, table.rows[0].place) == (("Ref", "A,B"), "outages.csv, line 3")


def test_a_quotation_mark_that_is_never_closed_is_refused() -> None:
    """It would swallow every row below it; one within a cell does no harm."""
    assert "begins on line 2" in refused(csv_file('Ref,Note\nPO-1,"open\nPO-2,x\n')).why
    [table] = tables_of(csv_file('Ref,Note\nPO-1,"a"b\nPO-2,5" pipe\n'))
    assert [row.text("Note") for row in table.rows] == ["ab", '5" pipe']
    assert "never closed" in refused(csv_file('Ref,Note\nPO-1,"a"b\nPO-2,"open\n')).why


def test_a_cell_as_large_as_a_book_is_refused() -> None:
    """The csv library has its limit; so has the number of rows."""
    assert "field larger than field limit" in refused(csv_file("Ref,Note\nPO-1," + "x" * 200_000)).why
    assert "more than 200,000 rows" in refused(csv_file("Ref\n" + "x\n" * (text_tables.MOST_ROWS + 1))).why


def test_what_stands_beside_the_header_is_kept_under_its_column() -> None:
    """Headings are made different; empty ones are named by their letter."""
    [table] = tables_of(csv_file("Start,Start,,Ref\n1,2,3,4,5\n"))
    assert cells(table) == [{"Start": "1", "Start (2)": "2", "column C": "3", "Ref": "4", "column E": "5"}]


@pytest.mark.parametrize("text", ["\n\n", " "])
def test_nothing_gives_no_table(text: str) -> None:
    """There is no header in it."""
    assert tables_of(csv_file(text)) == ()


def test_columns_have_letters_as_spreadsheets_show_them() -> None:
    """Behind Z comes AA."""
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_row_gives_its_cells_as_text() -> None:
    """Whole numbers without a point, truths as words, instants as people sort them, nothing as nothing."""
    row = Row("here", {"a": 12.0, "b": 1.5, "c": True, "d": NINE, "e": DAY, "f": " x\n y ", "g": NOON})
    assert [row.text(name) for name in "abcdefgh"] == [
        "12", "1.5", "yes", "2024-06-12 09:00:00", "2024-06-12", "x y", "12:00:00", "",
    ]  # fmt: skip


# --- JSON


def test_json_records_are_rows() -> None:
    """In a list, or in the first list within an object; inner objects give `outer.inner`, lists are joined."""
    records = b'[{"ref": "PO-1", "window": {"start": "x"}, "systems": ["DIP", 3, {"no": 1}], "n": 1, "u": "\\u0000"}]'
    for content in (records, b'{"page": {"count": 1, "value": ' + records + b"}}"):
        [table] = tables_of(source_file("a.json", content))
        assert table.rows[0].place == "a.json, entry 1"
        assert cells(table) == [{"ref": "PO-1", "window.start": "x", "systems": "DIP; 3", "n": 1}]


def test_json_lines_are_rows() -> None:
    """A line each; the header is what any of them has."""
    [table] = tables_of(source_file("a.jsonl", b'{"ref": "PO-1"}\n\n{"kind": "planned"}\n{}\n'))
    assert (table.header, [row.place for row in table.rows]) == (
        ("ref", "kind"),
        ["a.jsonl, line 1", "a.jsonl, line 3"],
    )
    assert tables_of(source_file("a.jsonl", b"{}")) == ()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.json", b'[{"ref": "PO-1"', "it is no JSON"),
        ("a.json", b"[1, 2]", "there is no list of objects in it."),
        ("a.json", b'{"a": {"a": {"a": {"a": {"a": [{}]}}}}}', "there is no list of objects in it."),
        ("a.json", b'[{"a": 1}, 2]', "it is no object."),
        ("a.json", b"[" * 5000, "it is no JSON"),
        ("a.jsonl", b'{"ref": 1}\n{"ref"', "it is no JSON lines"),
    ],
)
def test_json_that_holds_no_records_is_refused(name: str, content: bytes, why: str) -> None:
    """With its place."""
    error = refused(source_file(name, content))
    assert why in error.why
    assert error.where.startswith(name)


def test_a_json_list_larger_than_anybodys_is_refused() -> None:
    """As a csv is."""
    content = b"[" + b'{"a":1},' * text_tables.MOST_ROWS + b'{"a":1}]'
    assert "more than 200,000 records" in refused(source_file("a.json", content)).why


def test_objects_within_objects_are_followed_only_so_far() -> None:
    """What lies deeper is no cell."""
    [table] = tables_of(source_file("a.json", b'[{"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}, "g": 2}]'))
    assert cells(table) == [{"g": 2}]


# --- pages


def test_tables_of_a_page_are_read_and_nothing_in_it_is_run() -> None:
    """Cells over several rows and columns count for each; a table in a cell is a table of its own."""
    page = b"""<html><script>document.write("<table><tr><td>x</td></tr></table>")</script>
    <table><tr><th>Ref</th><th>Place</th><th colspan=2>Window</th></tr>
    <tr><td>PO-1</td><td rowspan="2">SIT A</td><td>1<img src=x onerror=y></td><td>2</td></tr>
    <tr><td>PO-2</td><td colspan=zero>3</td></tr>
    <tr><td><table><tr><td>Inner</td></tr><tr><td>y</td></tr></table></td></tr><tr></tr></table></html>"""
    outer, inner = tables_of(source_file("a.html", page))
    assert outer.header == ("Ref", "Place", "Window", "Window (2)")
    assert [(row.place, *row.cells.values()) for row in outer.rows] == [
        ("a.html, table 1, row 2", "PO-1", "SIT A", "1", "2"),
        ("a.html, table 1, row 3", "PO-2", "SIT A", "3"),
        ("a.html, table 1, row 4", "Inner y"),
    ]
    assert (inner.place, cells(inner)) == ("a.html, table 2", [{"Inner": "y"}])


def test_a_page_with_a_table_larger_than_anybodys_is_refused() -> None:
    """However few its tags are."""
    row = b"<tr>" + b"<td colspan=100>x</td>" * 200 + b"</tr>"
    assert "more than 1,000,000 cells" in refused(source_file("a.html", b"<table>" + row * 51 + b"</table>")).why


def test_tables_of_markdown_are_read() -> None:
    """Pipe tables with the line of each row, and HTML tables, as wikis have both."""
    text = (
        "# Outages\n\n| Ref | Note |\n|---|---|\n| PO-1 | **loud** <br> |\n\n"
        "<table><tr><td>Ref</td></tr><tr><td>PO-2</td></tr></table>\n\n<table><tr><td> </td></tr></table>\n"
    )
    pipes, html = tables_of_markdown(text, "wiki page /Outages")
    assert (pipes.place, pipes.rows[0].place) == ("wiki page /Outages, table 1", "wiki page /Outages, line 5")
    assert cells(pipes)[0]["Ref"] == "PO-1"
    assert str(cells(pipes)[0]["Note"]).startswith("loud")
    assert (html.place, cells(html)) == ("wiki page /Outages, table 2", [{"Ref": "PO-2"}])
    assert tables_of(source_file("a.md", text.encode()))[0].header == ("Ref", "Note")


def test_kinds_without_tables_are_refused() -> None:
    """A calendar is read otherwise."""
    error = refused(SourceFile("a.ics", b"BEGIN:VCALENDAR", Kind.CALENDAR))
    assert error.why == "no tables are looked for in a calendar (iCalendar)."
