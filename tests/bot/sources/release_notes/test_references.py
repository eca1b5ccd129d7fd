"""An id is a fix where a line is about it, and a mention where a line only names it."""

from __future__ import annotations

import re

import pytest

from bot.sources.release_notes.addresses import linked, with_ids
from bot.sources.release_notes.references import Scheme, Writing

ENTRIES = ("HDFS-1. One thing", "HDFS-2. Another", "[YARN-7] - A third")


def said(text: str, *more: str, numbers: bool = False, own: str = "") -> tuple[list[str], list[str]]:
    """Give what a line is about and what it mentions, in a document with other lines."""
    writing = Writing((text, *ENTRIES, *more), re.compile(own) if own else None)
    told = writing.said(text, are_numbers_ids=numbers)
    return [each.key for each in told.about], [each.key for each in told.mentioned]


@pytest.mark.parametrize(
    ("text", "about", "mentioned"),
    [
        ("#12 Portal opens again", ["#12"], []),
        ("AB#12 Portal opens again", ["#12"], []),
        ("Bug 12: Portal opens again", ["#12"], []),
        ("[x] #12 Portal opens again", ["#12"], []),
        ("Portal opens again (#12, #13)", ["#12", "#13"], []),
        ("Portal opens again (fixes #12)", ["#12"], []),
        ("Portal opens again, closes #12", ["#12"], []),
        ("Portal (#12) opens again", ["#12"], []),
        ("Fix for #12", ["#12"], []),
        ("#12, #13 and #14: portal", ["#12", "#13", "#14"], []),
        ("#12 fails after #9 was delivered", ["#12"], ["#9"]),
        ("HDFS-5. Test fails since YARN-8 went in.", ["HDFS-5"], ["YARN-8"]),
        ("HDFS-5. Fix YARN-8 for it does not work", ["HDFS-5"], ["YARN-8"]),
        ("HDFS-5. New menu, also fixes YARN-8", ["HDFS-5", "YARN-8"], []),
        ("YARN-5, HDFS-6. Two at once", ["YARN-5", "HDFS-6"], []),
        ("Portal opens again (see #12)", [], ["#12"]),
        ("Portal opens again, broken by #12", [], ["#12"]),
        ("Same as #12", [], ["#12"]),
        ("Menu fails after 1234", [], ["1234"]),
        ("Menu fails after 1234 ms", [], []),
        ("Reverts #12", [], ["#12"]),
        ('Revert "HDFS-5. One thing"', [], ["HDFS-5"]),
        ("#12 Portal (not fixed)", [], ["#12"]),
        ("#12 Portal: deferred to 4.3", [], ["#12"]),
        ("#12 Flag not included in IF-031", ["#12"], []),
        ("UTF-8 is read", [], []),
        ("#12 upgrades TLS to close CVE-2024-1234", ["#12"], []),
        ("#12 IF-033 and MDS-07 are sent", ["#12"], []),
        ("C#12 ##99 none", [], []),
        ("GH#12 Portal", ["GH#12"], []),
        ("", [], []),
    ],
)
def test_a_line_is_about_some_ids_and_mentions_others(text: str, about: list[str], mentioned: list[str]) -> None:
    """What stands first, in brackets at the end or behind a word for fixing is meant; the rest is mentioned."""
    assert said(text) == (about, mentioned)


def test_beside_azure_ids_a_plain_number_is_somebody_elses() -> None:
    """Where a document writes AB#12, its #12 is no work item."""
    writing = Writing(("AB#12 Portal", "#13 Merged"))
    assert [each.scheme for each in writing.said("#13 Merged").about] == [Scheme.FOREIGN]
    assert [each.number for each in writing.said("AB#12 Portal").about] == [12]


def test_a_prefix_that_only_stands_in_brackets_must_do_so_often() -> None:
    """`(CASSANDRA-12)` at the end of many lines is a tracker's; `(UTF-8)` once is not."""
    lines = [f"Mend it ({key}-{number})" for key, number in (("CASS", 1), ("CASS", 2), ("CASS", 3), ("UTF", 8))]
    writing = Writing(lines)
    assert writing.prefixes == {"CASS"}
    assert [each.key for line in lines for each in writing.said(line).about] == ["CASS-1", "CASS-2", "CASS-3"]


def test_brackets_behind_the_ids_are_passed_over() -> None:
    """Who did it may stand behind."""
    assert said("Mend it (#12) (by a tester)") == (["#12"], [])
    assert said("Mend it [for all] (by a tester)") == ([], [])


def test_a_bare_number_begins_a_line_of_fixes_only() -> None:
    """Elsewhere it is a number."""
    assert said("1234 - Portal opens", numbers=True) == (["1234"], [])
    assert said("1234 - Portal opens") == ([], [])
    assert said("12 - Portal opens", numbers=True) == ([], [])


def test_the_programmes_own_pattern_finds_its_ids() -> None:
    """A group is the number; without one the id is looked up elsewhere."""
    writing = Writing((), re.compile(r"DEF(\d+)"))
    (reference,) = writing.said("DEF0012 Portal opens").about
    assert (reference.key, reference.number) == ("DEF0012", 12)
    (reference,) = Writing((), re.compile(r"D-\w+")).said("D-AB12 Portal opens").about
    assert (reference.key, reference.number) == ("D-AB12", None)


def test_an_own_id_is_not_read_twice() -> None:
    """What the own pattern takes, no other takes."""
    assert said("DEF-12 Portal", "DEF-13. Other", own=r"DEF-(\d+)") == (["DEF-12"], [])


@pytest.mark.parametrize(
    ("text", "about", "mentioned"),
    [
        ("This build fixes #12 and #13.", ["#12", "#13"], []),
        ("It does not fix #12.", [], ["#12"]),
        ("It will be built to fix #12.", [], ["#12"]),
        ("Known since #12, fails after 1234.", [], ["#12", "1234"]),
    ],
)
def test_a_sentence_claims_only_what_it_says_is_fixed(text: str, about: list[str], mentioned: list[str]) -> None:
    """Prose needs a word for fixing before the id."""
    told = Writing((text,)).claimed_in_prose(text)
    assert ([each.key for each in told.about], [each.key for each in told.mentioned]) == (about, mentioned)


def test_a_column_of_ids_needs_no_marks() -> None:
    """Bare numbers and keys count; versions and words with digits do not."""
    writing = Writing(("HDFS-1. One",))
    assert [each.key for each in writing.in_column("1234, #15; HDFS-7")] == ["1234", "#15", "HDFS-7"]
    assert writing.in_column("4.2.1 x12") == ()


@pytest.mark.parametrize(
    ("text", "is_entry", "begins"),
    [
        ("HDFS-12. Title", True, True),
        ("HDFS-12 Title", False, True),
        ("HDFS-12 is still open", False, False),
        ("Title HDFS-12", False, False),
    ],
)
def test_an_entry_begins_with_an_id_and_a_mark(text: str, *, is_entry: bool, begins: bool) -> None:
    """A title may follow without a mark, a sentence about it not."""
    writing = Writing(ENTRIES)
    assert writing.is_entry(text) is is_entry
    assert writing.begins_with_id(text) is begins


@pytest.mark.parametrize(
    ("label", "address", "text"),
    [
        ("Archive is empty", "https://dev.azure.com/o/p/_workitems/edit/1234", "#1234 Archive is empty"),
        ("1234", "https://dev.azure.com/o/p/_workitems/edit/1234/", "#1234"),
        ("Bug 1234: empty", "https://dev.azure.com/o/p/_workitems/edit/1234", "Bug 1234: empty"),
        ("HDFS-12", "https://issues.example.com/jira/browse/HDFS-12", "HDFS-12"),
        ("the fix", "https://issues.example.com/jira/browse/HDFS-12", "HDFS-12 the fix"),
        ("#77", "https://github.com/o/r/pull/77", "GH#77"),
        ("manual", "https://example.com/manual", "manual"),
    ],
)
def test_a_link_says_the_id_of_its_address_once(label: str, address: str, text: str) -> None:
    """Whatever its label is."""
    assert linked(label, address) == text


def test_an_address_in_a_text_is_its_id() -> None:
    """As people paste it."""
    text = "See https://dev.azure.com/o/p/_workitems/edit/12?x=1 and https://github.com/o/r/issues/7."
    assert with_ids(text) == "See #12 and GH#7"


@pytest.mark.parametrize(
    "text",
    [
        "#1234 is not fixed",
        "#1234 still fails",
        "#1234 was reopened",
        "Does not fix #1234",
        "Unresolved: #1234",
        "Fix for #1234 was removed",
        "Reverted the fix for #1234",
    ],
)
def test_a_line_that_denies_a_fix_claims_none(text: str) -> None:
    """As an entry and as a sentence; the id is only mentioned."""
    writing = Writing([text])
    for said in (writing.said(text), writing.claimed_in_prose(text)):
        assert (said.about, [each.number for each in said.mentioned]) == ((), [1234])
