"""Release notes are read from their pages; what is wrong in one is told with its line, and the others count."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.sources.problems import SourceProblem
from bot.sources.release_notes.from_wiki import read_release_notes
from bot.sources.release_notes.in_programme import NoteReader
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


def read(*pages: StoredPage) -> tuple[tuple[ReleaseNote, ...], tuple[SourceProblem, ...]]:
    """Read pages as notes of the small programme."""
    return read_release_notes(pages, NoteReader(a_programme()))


def test_a_page_says_what_is_delivered_where_and_when() -> None:
    """The local time of the page is an instant; each claim leads to its line."""
    notes, problems = read(a_page())
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
            mentions=(FixClaim(15, "Time stamps differ (#15)", f"wiki page {PATH}, line 17"),),
            known_defects=(15,),
        ),
    )


def test_a_winter_time_and_an_offset_are_understood() -> None:
    """Local times follow the programme's zone; an offset says it itself."""
    texts = [NOTE.replace("2024-06-11 18:30", written) for written in ("2024-01-11 18:30", "2024-06-11T18:30+02:00")]
    notes, _ = read(*map(a_page, texts))
    assert [note.delivered_at and note.delivered_at.hour for note in notes] == [18, 16]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "| Environments | SIT A; SIT B |\n",
            "",
            "line 5: it does not say Environments, so that only a deployment schedule can tell.",
        ),
        (
            "| Delivered | 2024-06-11 18:30 |\n",
            "",
            "line 5: it does not say Delivered, so that only a deployment schedule can tell.",
        ),
        (
            "2024-06-11 18:30",
            "Tuesday night",
            "line 8: Delivered is 'Tuesday night', which is no date and time; write 2024-06-11 18:30; it is left out.",
        ),
        ("2024-06-11 18:30", "18:30", "line 8: Delivered is '18:30', which is no date and time"),
        ("2024-06-11 18:30", "2024-06-31 18:30", "line 8: Delivered is '2024-06-31 18:30'"),
        ("SIT A; SIT B", "SIT C", "line 7: 'SIT C' is no environment of the programme and is left out."),
    ],
)
def test_a_page_that_says_no_place_or_time_is_known_and_told(old: str, new: str, said: str) -> None:
    """The problem names page and line and says what to do; its build is nowhere, unless a schedule says it."""
    assert old in NOTE
    (note, other), (problem,) = read(a_page(NOTE.replace(old, new)), a_page(path="/Releases/2"))
    assert not note.environments or note.delivered_at is None
    assert other.environments
    assert str(problem).startswith(f"wiki page {PATH}, {said}")
    assert problem.advice


def test_a_day_without_an_hour_counts_from_its_end() -> None:
    """Nothing is called delivered before it surely is; that is said."""
    (note,), (problem,) = read(a_page(NOTE.replace("2024-06-11 18:30", "11/06/2024")))
    assert note.delivered_at == datetime(2024, 6, 11, 23, 0, tzinfo=UTC)
    assert problem.what == "11/06/2024 has no hour, so that it counts from the end of the day."
    (note,), _ = read(a_page(NOTE.replace("2024-06-11 18:30", "11/06/2024 24:00")))
    assert note.delivered_at == datetime(2024, 6, 11, 23, 0, tzinfo=UTC)


def test_a_page_without_a_version_is_left_out() -> None:
    """Its title may say it, too."""
    text = NOTE.replace("| Version | DIP 4.2.1 |\n", "")
    (note,), _ = read(a_page(text))
    assert note.version == "DIP 4.2.1"
    notes, (problem,) = read(a_page(text.replace("# DIP 4.2.1", "# DIP")))
    assert notes == ()
    assert problem.what == "it says no version, so it is left out."
    notes, (problem,) = read(a_page("# Releases\n\nOne page each.\n"))
    assert notes == ()
    assert problem.what == "it names no release and no defect, so the page is left out."


def test_places_may_be_joined_by_words() -> None:
    """As people write lists."""
    (note,), problems = read(a_page(NOTE.replace("SIT A; SIT B", "SIT A and SIT B")))
    assert (note.environments, problems) == (("SIT A", "SIT B"), ())


def test_ids_of_another_tracker_are_told_once_for_all() -> None:
    """The first two, and how many more; known ones become defects."""
    text = NOTE.replace("- #12 IF-033 keeps", "- PORT-1: a\n- PORT-2: b\n- PORT-3: c\n- PORT-4: d\n- #12 IF-033 keeps")
    (note,), problems = read_release_notes([a_page(text)], NoteReader(a_programme(), {"port-4": 44}))
    assert [claim.defect for claim in note.fixes] == [44, 12, 13, 14]
    assert [problem.what.partition(" is")[0] for problem in problems] == ["PORT-1", "PORT-2", "PORT-3"]
    (note,), problems = read(a_page(text))
    assert problems[2].what == "2 more ids, PORT-3 the first, are none of Azure DevOps."


def test_a_page_with_many_releases_says_once_what_they_lack() -> None:
    """A change log of years would else tell hundreds of lines."""
    text = "# Changelog\n" + "".join(f"\n## 1.{number}.0\n\n- #{number} mended\n" for number in range(1, 6))
    notes, problems = read(a_page(text))
    assert len(notes) == 5
    assert [problem.what for problem in problems] == [
        "5 releases do not say Environments, so that only a deployment schedule can tell.",
        "5 releases do not say Delivered, so that only a deployment schedule can tell.",
    ]


def test_a_page_without_systems_still_counts() -> None:
    """Its title may say the system; what it fixes says enough."""
    (note,), problems = read(a_page(NOTE.replace("| Systems | DIP |\n", "")))
    assert note.systems == ("DIP",)
    assert problems == ()
    (note,), _ = read(a_page(NOTE.replace("| Systems | DIP |\n", "").replace("DIP 4.2.1", "Portal 4.2.1")))
    assert (note.version, note.systems) == ("Portal 4.2.1", ())


def test_a_fix_without_a_number_sets_nothing_to_retest() -> None:
    """It is told; the other fixes count."""
    (note,), (problem,) = read(a_page(NOTE.replace("#12 IF", "IF")))
    assert [claim.defect for claim in note.fixes] == [13, 14]
    assert str(problem) == (
        f"wiki page {PATH}, line 12: 'IF-033 keeps its correlation id' names no defect, so it sets none to retest. "
        "Write its number: `- #1234 …`."
    )


def test_a_number_inside_a_word_is_no_defect() -> None:
    """`C#12` and `##12` name none."""
    (note,), problems = read(a_page(NOTE.replace("#12 IF", "C#12 ##99 IF")))
    assert [claim.defect for claim in note.fixes] == [13, 14]
    assert len(problems) == 1
