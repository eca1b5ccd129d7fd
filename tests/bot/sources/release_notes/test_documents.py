"""Notes in every style that vendors have are read without help: versions, fixes, known issues, mentions, places."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from bot.sources.problems import SourceRefused
from bot.sources.release_notes.facts import Label
from tests.bot.sources.release_notes.saying import fixes, mentions, read

CHANGE_LOG = """\
Portal Change Log

Trunk (Unreleased)

  BUG FIXES

    PORT-9. Open again. (dev)

Release 2.6.0 - 2024-06-11

  INCOMPATIBLE CHANGES

  BUG FIXES

    PORT-1. Update the stored logs to be consistent with the changes in
    PORT-8 branch. (dev)

    PORT-2. Mend the test that fails due to the change from
    PORT-3. (dev)

    PORT-4 Title without a stop. (dev)
    PORT-5. Next line, no empty line before it (dev)
    PORT-6. And one more
            which goes on. (dev)

  BREAKDOWN OF PORT-7 SUBTASKS AND RELATED ISSUES

    PORT-10. A part. Fails
    after PORT-11. (dev)

  KNOWN ISSUES

    PORT-12. Still slow. (dev)
"""
TRACKER_TEXT = """\

Release Notes - Portal - Version 0.6.0

** New Feature
    * [PORT-1] - A menu

** Bug
    * [PORT-2] - It fails after PORT-3
"""
TRACKER_HTML = """\
<title>Portal 2.4.1 Release Notes</title><style>li {PORT-99: x}</style>
<body><h1>Portal 2.4.1 Release Notes</h1>
<h2>Changes since Portal 2.4.0</h2>
<script>document.write("<li>PORT-98. x</li>")</script>
<ul>
<li> <a href="https://issues.example.com/jira/browse/PORT-1">PORT-1</a>.
  Minor bug reported by A <br><b>It fails after PORT-2</b>
  <blockquote>As PORT-3 says, fixes PORT-4</blockquote></li>
<li><a href="https://issues.example.com/jira/browse/PORT-5">The menu</a><del>, PORT-6</del>
<li><p>[PORT-7] - inner paragraph</p></li>
</ul></body>
<h1>Portal 2.4.0 Release Notes</h1><ul><li>PORT-8. Old</ul>
"""
KEEP_A_CHANGELOG = """\
# Changelog

## [Unreleased]

- Nothing yet

## [1.1.0] - 2024-06-11

### Fixed

- Portal opens again ([#12](https://dev.azure.com/o/p/_workitems/edit/12))
- ~~Menu (#13)~~

### Reverted

- #14 New menu

## 1.0.0 (2024-05-01)

* first one, closes #11
"""
GENERATED_TABLES = """\
# Portal Changelog

## Release 2.7.4 - 2017-08-04

### BUG FIXES:

| JIRA | Summary | Priority |
|:---- |:---- | :--- |
| [PORT-1](https://issues.example.com/jira/browse/PORT-1) | It fails after PORT-2 | Major |
| [PORT-3](https://issues.example.com/jira/browse/PORT-3) | Second | Major |
"""
NARRATIVE = """\
DIP 4.2.1
=========

Version: DIP 4.2.1
Environments: SIT A, SIT B
Delivered: 11 June 2024 18:30

This build fixes #12 and #13. It fails after 1234.

Known issues:
- Menu is empty, see #14
- none
"""
TRAILING = """\
3.11.1
 * Mend it (CASS-12938)
 * Mend that,
   and this (CASS-13744)
Merged from 3.0:
 * Mend more (CASS-13640)

3.11.0
 * Older (CASS-12606)
"""


def test_a_change_log_is_read_by_its_layout() -> None:
    """Wrapped lines, missing empty lines and missing stops; a heading that names an id fixes none."""
    releases = read("CHANGES.txt", CHANGE_LOG)
    assert fixes(releases) == {
        "Trunk": ["PORT-9"],
        "2.6.0": ["PORT-1", "PORT-2", "PORT-4", "PORT-5", "PORT-6", "PORT-10"],
    }
    assert mentions(releases) == ["PORT-8", "PORT-3", "PORT-11", "PORT-12"]
    latest = releases[1]
    assert latest.facts[Label.DELIVERED].text == "2024-06-11"
    assert [issue.text for issue in latest.known_issues] == ["PORT-12. Still slow. (dev)"]
    assert latest.fixes[0].place == "line 15"
    assert latest.fixes[4].text == "PORT-6. And one more which goes on. (dev)"


def test_a_trackers_text_is_read() -> None:
    """Sections are marked with stars, ids stand in brackets."""
    releases = read("RELEASE_NOTES.txt", TRACKER_TEXT)
    assert fixes(releases) == {"0.6.0": ["PORT-1", "PORT-2"]}
    assert releases[0].name == "Portal 0.6.0"
    assert mentions(releases) == ["PORT-3"]


def test_a_trackers_page_is_read_and_nothing_in_it_is_run() -> None:
    """The id that a line begins with counts; descriptions, scripts and styles do not."""
    releases = read("notes.html", TRACKER_HTML)
    assert fixes(releases) == {"2.4.1": ["PORT-1", "PORT-5", "PORT-7"], "2.4.0": ["PORT-8"]}
    assert {"PORT-98", "PORT-99", "PORT-6"}.isdisjoint(mentions(releases))
    assert [claim.place for claim in releases[0].fixes] == ["line 6", "line 9", "line 10"]


def test_a_kept_changelog_is_read() -> None:
    """What is reverted or struck out is no fix."""
    releases = read("CHANGELOG.md", KEEP_A_CHANGELOG)
    assert fixes(releases) == {"Unreleased": [], "1.1.0": ["#12"], "1.0.0": ["#11"]}
    assert mentions(releases) == ["#14"]
    assert [release.facts[Label.DELIVERED].text for release in releases[1:]] == ["2024-06-11", "2024-05-01"]


def test_generated_tables_are_read() -> None:
    """The column of ids counts, other columns mention."""
    releases = read("CHANGES.md", GENERATED_TABLES)
    assert fixes(releases) == {"2.7.4": ["PORT-1", "PORT-3"]}
    assert mentions(releases) == ["PORT-2"]
    assert releases[0].fixes[0].place == "line 9"


def test_prose_claims_what_it_calls_fixed() -> None:
    """Facts stand on lines of their own; `none` is no issue."""
    (release,) = read("note.txt", NARRATIVE)
    assert fixes([release]) == {"DIP 4.2.1": ["#12", "#13"]}
    assert {label: fact.text for label, fact in release.facts.items()} == {
        Label.VERSION: "DIP 4.2.1",
        Label.ENVIRONMENTS: "SIT A, SIT B",
        Label.DELIVERED: "11 June 2024 18:30",
    }
    assert [issue.text for issue in release.known_issues] == ["Menu is empty, see #14"]
    assert mentions([release]) == ["1234", "#14"]


def test_ids_at_the_end_of_lines_are_read() -> None:
    """A version alone on its line is a heading; what was merged from another version belongs to it."""
    assert fixes(read("CHANGES.txt", TRAILING)) == {
        "3.11.1": ["CASS-12938", "CASS-13744", "CASS-13640"],
        "3.11.0": ["CASS-12606"],
    }


def a_word_note() -> bytes:
    """Give a note as people write it in Word."""
    document = docx.Document()
    document.add_heading("DIP 4.2.1", 0)
    facts = document.add_table(2, 2)
    for row, (name, value) in zip(
        facts.rows, (("Environment(s)", "SIT A"), ("Release date", "11/06/2024")), strict=True
    ):
        row.cells[0].text, row.cells[1].text = name, value
    document.add_heading("Fixed", 1)
    document.add_paragraph("1234 - Portal opens", style="List Bullet")
    struck = document.add_paragraph("#1235 ", style="List Bullet")
    struck.add_run("fixes #99 ").font.strike = True
    struck.add_run("Menu")
    linked = document.add_paragraph("", style="List Number")
    link = OxmlElement("w:hyperlink")
    address = "https://dev.azure.com/o/p/_workitems/edit/1236"
    link.set(qn("r:id"), document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "Archive"
    run.append(text)
    link.append(run)
    linked._p.append(link)
    more = document.add_table(3, 3)
    rows = (("Defect", "Title", "Status"), ("1237", "Filter", "Fixed"), ("1238", "Sorting", "Deferred"))
    for row, cells in zip(more.rows, rows, strict=True):
        for cell, value in zip(row.cells, cells, strict=True):
            cell.text = value
    document.add_paragraph("Known issues:")
    document.add_paragraph("#1240 is slow")
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def test_a_word_document_is_read_in_its_order() -> None:
    """Headings, lists, links and tables; what is struck out or deferred is no fix."""
    (release,) = read("note.docx", a_word_note())
    assert release.name == "DIP 4.2.1"
    assert {claim.reference.key: claim.place for claim in release.fixes} == {
        "1234": "paragraph 3",
        "#1235": "paragraph 4",
        "#1236": "paragraph 5",
        "1237": "table 2, row 2",
    }
    assert mentions([release]) == ["1238", "#1240"]
    assert release.facts[Label.DELIVERED].text == "11/06/2024"
    assert [(issue.text, issue.place) for issue in release.known_issues] == [("#1240 is slow", "paragraph 7")]


def a_workbook() -> bytes:
    """Give a note as people keep it in Excel: facts above the list, known issues on a sheet of their own."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Fixes"
    for row in (
        ("Release note DIP 4.2.1",),
        ("Environments", "SIT A; SIT B"),
        (),
        ("ID", "Title", "Type", "Status", "Related"),
        (1234, "Portal opens", "Bug", "Fixed", 99),
        (1235, "Menu fails after #1234", "Bug", "Open", None),
        (1236, "Slow", "Known issue", None, None),
    ):
        first.append(row)
    second = book.create_sheet("Known issues")
    second.append(("Defect", "What"))
    second.append((1300, "Time stamps"))
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    hidden.append(("Defect", "What"))
    hidden.append((1, "Not seen"))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_a_workbook_is_read_by_its_headings() -> None:
    """Bare numbers of the id column count, by the state and kind of their row; hidden sheets do not."""
    (release,) = read("note.xlsx", a_workbook())
    assert (release.name, fixes([release])) == ("DIP 4.2.1", {"4.2.1": ["1234"]})
    assert release.fixes[0].place == "sheet Fixes, row 5"
    assert release.facts[Label.ENVIRONMENTS].text == "SIT A; SIT B"
    assert [issue.place for issue in release.known_issues] == ["sheet Fixes, row 7", "sheet Known issues, row 2"]
    assert mentions([release]) == ["99", "1235", "#1234", "1236", "1300"]


def test_a_csv_may_hold_several_releases() -> None:
    """Each row says its own, in any order."""
    text = "Build,Defect ID,Summary\nDIP 4.2.1,1234,a\nDIP 4.2.0,1233,b\nDIP 4.2.1,1235;1236,c\n"
    assert fixes(read("builds.csv", text)) == {"DIP 4.2.0": ["1233"], "DIP 4.2.1": ["1234", "1235", "1236"]}


def test_a_list_of_facts_alone_needs_no_header() -> None:
    """Its first fact is one, and no heading."""
    (release,) = read("note.csv", "Version,DIP 4.2.1\nDelivered,2024-06-11 18:30\n")
    assert {label: fact.text for label, fact in release.facts.items()} == {
        Label.VERSION: "DIP 4.2.1",
        Label.DELIVERED: "2024-06-11 18:30",
    }


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.md", b"\n\n", "it names no release and no defect"),
        ("note.docx", b"PK\x03\x04 word/document", "its end is missing"),
        ("note.docx", b"plain text", "its name says Word document"),
        ("note.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "a calendar is no release note"),
    ],
)
def test_what_is_no_note_is_refused_in_one_sentence(name: str, content: bytes, said: str) -> None:
    """It says which document, why, and what to do."""
    with pytest.raises(SourceRefused, match=said) as refused:
        read(name, content)
    assert str(refused.value).startswith(name)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_do_not_matter(encoding: str) -> None:
    """A dash that Windows writes is a dash."""
    text = "DIP 4.2.1 \u2013 fixes\n\nFixed:\n- 1234 \u2013 Portal caf\u00e9 opens again after the \u2018move\u2019\n"
    (release,) = read("note.txt", text.encode(encoding))
    assert fixes([release]) == {"4.2.1": ["1234"]}


JIRA_EXPORT = """\
<html><head><link href="https://example.com/x.css"></head><body><h2>Release Notes - Portal - Version 3.2</h2>
<p>Environment: SIT A<br>Delivered: 12/06/2024 10:00</p>
<h3>Bug</h3>
<table><tr><th>#</th><th>Key</th><th>Summary</th><th>Status</th></tr>
<tr><td>1<td><a href="https://issues.example.com/browse/PORT-12">PORT-12</a></td>
<td>Fails <p>after</p> PORT-9</td><td>Done
<tr><td>2</td><td>PORT-13</td><td>x<br>y <s>PORT-14</s></td><td>Open</td></tr>
</table>
<iframe src="https://example.com/"><p>PORT-99</p></iframe>
<table><tr><td>System</td><td>DIP</td></tr></table>
<p>Known issues</p><p>PORT-20 is slow</p><h4>See also</h4>
<p>Text <img src="https://example.com/p.png"> only</p></body></html>
"""
NUMBERED = """\
RELEASE NOTE
Product: DIP
Release: 4.2.1 (build 20240611.3)

1. Fixed defects
   1.1 1234 - Portal opens
   1.2 #1235 Menu, was broken after 1200
   1.3 Defect 1236: Archive

2. Known issues
   2.1 #1240 slow

3. Not included in this release
   - #1250 moved to 4.3
"""


def test_an_exported_page_with_tables_is_read() -> None:
    """Facts on lines of their own, states, cells that nobody closed; nothing is fetched."""
    (release,) = read("export.html", JIRA_EXPORT)
    assert fixes([release]) == {"3.2": ["PORT-12"]}
    assert mentions([release]) == ["PORT-9", "PORT-13", "PORT-20"]
    assert {label: fact.text for label, fact in release.facts.items()} == {
        Label.ENVIRONMENTS: "SIT A",
        Label.DELIVERED: "12/06/2024 10:00",
        Label.SYSTEMS: "DIP",
    }
    assert [issue.text for issue in release.known_issues] == ["PORT-20 is slow"]


def test_numbered_headings_and_lists_are_read() -> None:
    """The number of a line is no id, and no version."""
    (release,) = read("note.txt", NUMBERED)
    assert [claim.reference.key for claim in release.fixes] == ["1234", "#1235", "#1236"]
    assert mentions([release]) == ["1200", "#1240", "#1250"]
    assert release.facts[Label.SYSTEMS].text == "DIP"


def test_facts_may_share_a_paragraph() -> None:
    """Each on its line, in bold or not."""
    text = "# DIP 4.2.1\n\n**Environment:** SIT A  \n**Release date:** 11 June 2024\n\n- #12 Portal\n"
    (release,) = read("note.md", text)
    assert {label: fact.text for label, fact in release.facts.items()} == {
        Label.ENVIRONMENTS: "SIT A",
        Label.DELIVERED: "11 June 2024",
    }


def test_the_name_of_a_document_may_say_the_version() -> None:
    """Where nothing in it does."""
    (release,) = read("DIP 4.2.1.txt", "It fixes #12.\n")
    assert (release.name, release.version) == ("DIP 4.2.1", "4.2.1")


def test_numbers_of_github_are_not_ours() -> None:
    """Plain ones beside them neither."""
    text = (
        "## 1.2.0\n\n* a by @dev in https://github.com/o/r/pull/123\n* b https://github.com/o/r/issues/7\n* c (#124)\n"
    )
    (release,) = read("RELEASES.md", text)
    assert {claim.reference.number for claim in (*release.fixes, *release.mentions)} == {None}


def test_a_line_without_end_takes_no_time() -> None:
    """Nobody waits for brackets or ids by the ten thousand."""
    for noise in ("(a) " * 20_000, "#12 " * 20_000, "(" * 50_000, "see " + "the " * 20_000):
        assert read("note.txt", f"DIP 1.0\n\n- {noise}\n")[0].version == "1.0"


def test_a_text_that_is_a_page_is_read_as_one() -> None:
    """Some trackers save pages as text."""
    assert fixes(read("notes.txt", "<html><h1>DIP 4.2.1</h1><ul><li>#12 Portal</li></ul></html>")) == {"4.2.1": ["#12"]}


def test_a_line_that_states_another_version_begins_another_release() -> None:
    """Also in the middle of a page without headings; what stands below belongs to it."""
    text = "Version: DIP 4.2.1\n\n- #12 Portal\n\nVersion: DIP 4.2.0\n\n- #11 Menu\n"
    assert fixes(read("note.md", text)) == {"DIP 4.2.1": ["#12"], "DIP 4.2.0": ["#11"]}


def test_a_table_of_facts_in_columns_is_read() -> None:
    """One row that says version, environment and date."""
    text = "| Release | Environment | Deployed |\n|---|---|---|\n| DIP 4.2.1 | SIT A | 2024-06-11 18:30 |\n"
    (release,) = read("note.md", text)
    assert release.version == "DIP 4.2.1"
    assert release.facts[Label.ENVIRONMENTS].text == "SIT A"


def test_a_table_without_headings_is_read_by_its_first_cell() -> None:
    """Where that holds an id."""
    text = "# DIP 4.2.1\n\n| | |\n|---|---|\n| #12 | Portal |\n| Note | nothing |\n"
    (release,) = read("note.md", text)
    assert [claim.reference.key for claim in release.fixes] == ["#12"]


def test_releases_below_a_title_with_a_version_are_told_apart() -> None:
    """The title is no release then; a version within a release is none either."""
    parts = (
        "# Portal 3.x, 3.0 on",
        "## Release 3.1",
        "- #12 a",
        "### Netty 4.1.2",
        "- #13 b",
        "## Release 3.0",
        "- #9",
    )
    assert fixes(read("note.md", "\n\n".join(parts))) == {"3.1": ["#12", "#13"], "3.0": ["#9"]}
