"""Release notes are read from their pages; what is wrong in one is told with its line, and the others count."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.sources.wiki_release_notes import read_release_notes
from bot.store.history import StoredPage
from rules.facts import FixClaim, ReleaseNote
from tests.bot.a_programme import a_programme

NOTE = """\
# DIP 4.2.1

| | |
|---|---|
| Version | DIP 4.2.1 |
| Systems | DIP |
| Environments | SIT A; SIT B |
| Delivered | 2024-06-11 18:30 |

## Fixed

- #12 IF-033 keeps its *correlation id*
- Webhooks work again (#13, #14)

## Known issues

- Time stamps differ (#15)
"""
PATH = "/Releases/DIP 4.2.1"


def a_page(text: str = NOTE, path: str = PATH) -> StoredPage:
    """Give a page."""
    return StoredPage("MHHS.wiki", path, text, "https://wiki/1")


def test_a_page_says_what_is_delivered_where_and_when() -> None:
    """The local time of the page is an instant; each claim leads to its line."""
    notes, problems = read_release_notes([a_page()], a_programme())
    assert problems == ()
    assert notes == (
        ReleaseNote(
            version="DIP 4.2.1",
            systems=("DIP",),
            environments=("SIT A", "SIT B"),
            delivered_at=datetime(2024, 6, 11, 17, 30, tzinfo=UTC),
            fixes=(
                FixClaim(12, "#12 IF-033 keeps its correlation id", f"wiki page {PATH}, line 12"),
                FixClaim(13, "Webhooks work again (#13, #14)", f"wiki page {PATH}, line 13"),
                FixClaim(14, "Webhooks work again (#13, #14)", f"wiki page {PATH}, line 13"),
            ),
            known_issues=("Time stamps differ (#15)",),
            url="https://wiki/1",
            source=f"wiki page {PATH}",
        ),
    )


def test_a_winter_time_and_an_offset_are_understood() -> None:
    """Local times follow the programme's zone; an offset says it itself."""
    texts = [NOTE.replace("2024-06-11 18:30", written) for written in ("2024-01-11 18:30", "2024-06-11T18:30+02:00")]
    notes, _ = read_release_notes([a_page(text) for text in texts], a_programme())
    assert [note.delivered_at.hour for note in notes] == [18, 16]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("| Version | DIP 4.2.1 |\n", "", "line 1: its table says no Version, so the page is left out."),
        ("| Environments | SIT A; SIT B |\n", "", "line 1: its table says no Environments"),
        ("| Delivered | 2024-06-11 18:30 |\n", "", "line 1: its table says no Delivered"),
        ("2024-06-11 18:30", "Tuesday night", "line 8: Delivered is 'Tuesday night', which is no local date and time"),
        ("2024-06-11 18:30", "2024-06-11", "line 8: Delivered is '2024-06-11', which is no local date and time"),
        ("2024-06-11 18:30", "2024-06-31 18:30", "line 8: Delivered is '2024-06-31 18:30'"),
        ("SIT A; SIT B", "SIT C", "line 7: 'SIT C' is no environment of the programme and is left out."),
    ],
)
def test_a_page_that_cannot_be_used_is_told_and_the_others_count(old: str, new: str, said: str) -> None:
    """The problem names page and line and says what to do."""
    assert old in NOTE
    notes, problems = read_release_notes([a_page(NOTE.replace(old, new)), a_page(path="/Releases/2")], a_programme())
    assert [note.source for note in notes] == ["wiki page /Releases/2"]
    assert str(problems[0]).startswith(f"wiki page {PATH}, {said}")
    assert problems[0].advice


def test_a_page_without_systems_still_counts() -> None:
    """What it fixes says enough."""
    (note,), problems = read_release_notes([a_page(NOTE.replace("| Systems | DIP |\n", ""))], a_programme())
    assert note.systems == ()
    assert problems == ()


def test_a_fix_without_a_number_sets_nothing_to_retest() -> None:
    """It is told; the other fixes count."""
    (note,), (problem,) = read_release_notes([a_page(NOTE.replace("#12 IF", "IF"))], a_programme())
    assert [claim.defect for claim in note.fixes] == [13, 14]
    assert str(problem) == (
        f"wiki page {PATH}, line 12: 'IF-033 keeps its correlation id' names no defect, so it sets none to retest. "
        "Write its number: `- #1234 …`."
    )


def test_a_number_inside_a_word_is_no_defect() -> None:
    """`C#12` and `##12` name none."""
    (note,), problems = read_release_notes([a_page(NOTE.replace("#12 IF", "C#12 ##99 IF"))], a_programme())
    assert [claim.defect for claim in note.fixes] == [13, 14]
    assert len(problems) == 1
