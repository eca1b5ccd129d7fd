"""Release documents are kept with their versions: what changed is a new one, what failed leaves what was said."""

from __future__ import annotations

from bot.sources.problems import SourceRefused
from bot.sources.release_notes.deployment_schedule import ScheduledBuild
from bot.sources.release_notes.facts import Fact, Label
from bot.sources.release_notes.reading import Claim, KnownIssue, ReadRelease
from bot.sources.release_notes.references import Reference, Scheme
from bot.store.engine import Store
from bot.store.release_notes import Kept, PaperKind

REFERENCE = Reference("#12", Scheme.WORK_ITEM, 12)
RELEASE = ReadRelease(
    "DIP 4.2.1",
    "4.2.1",
    "line 1",
    {Label.DELIVERED: Fact("2024-06-11 18:30", "line 3")},
    (Claim(REFERENCE, "#12 Portal", "line 5"),),
    (KnownIssue("#12 is slow", "line 9", (REFERENCE,)),),
    (),
    (Fact("no id", "line 7"),),
)
OTHER = ReadRelease("DIP 4.2.1", "4.2.1", "line 1", {}, (), (), (), ())
BUILD = ScheduledBuild("4.2.1", "SIT A", "DIP", "2024-06-11 18:30", "line 2")


def test_what_was_read_is_given_back(store: Store) -> None:
    """Notes and schedules, with every place."""
    papers = store.history.papers
    assert papers.keep("notes/", "a.md", PaperKind.NOTE, "1", (RELEASE,)) is Kept.NEW
    assert papers.keep("schedule", "plan.csv", PaperKind.SCHEDULE, "2", (BUILD,)) is Kept.NEW
    note, plan = papers.papers()
    assert (note.releases, note.builds, note.version, note.is_there) == ((RELEASE,), (), 1, True)
    assert (plan.releases, plan.builds, plan.kind) == ((), (BUILD,), PaperKind.SCHEDULE)
    assert papers.digest("notes/", "a.md") == "1"
    assert papers.digest("notes/", "b.md") == ""


def test_a_corrected_note_is_a_new_version(store: Store) -> None:
    """The latest counts; reading the same again changes nothing."""
    papers = store.history.papers
    papers.keep("notes/", "a.md", PaperKind.NOTE, "1", (RELEASE,))
    assert papers.keep("notes/", "a.md", PaperKind.NOTE, "1", (RELEASE,)) is Kept.UNCHANGED
    assert papers.keep("notes/", "a.md", PaperKind.NOTE, "2", (OTHER,)) is Kept.CHANGED
    (paper,) = papers.papers()
    assert (paper.version, paper.releases) == (2, (OTHER,))


def test_a_document_that_fails_keeps_what_it_said(store: Store) -> None:
    """Why it failed stands beside it, until it is read again."""
    papers = store.history.papers
    refused = SourceRefused("cannot be read", "a.md", "it is locked.", "Close it.")
    papers.keep("notes/", "a.md", PaperKind.NOTE, "1", (RELEASE,))
    papers.refuse("notes/", "a.md", PaperKind.NOTE, refused)
    papers.refuse("notes/", "new.md", PaperKind.NOTE, refused)
    known, new = papers.papers()
    assert (known.releases, known.problem) == ((RELEASE,), refused.problem)
    assert (new.releases, new.problem) == ((), refused.problem)
    assert papers.digest("notes/", "a.md") == ""
    assert papers.keep("notes/", "a.md", PaperKind.NOTE, "1", (RELEASE,)) is Kept.UNCHANGED
    assert papers.papers()[0].problem is None


def test_what_is_gone_stays_and_says_so(store: Store) -> None:
    """A release that was delivered was delivered."""
    papers = store.history.papers
    papers.keep("notes/", "a.md", PaperKind.NOTE, "1", (RELEASE,))
    papers.keep("notes/", "b.md", PaperKind.NOTE, "2", (OTHER,))
    papers.keep("other/", "a.md", PaperKind.NOTE, "1", (OTHER,))
    papers.gone("notes/", ["b.md"])
    assert [(paper.source, paper.document, paper.is_there) for paper in papers.papers()] == [
        ("notes/", "a.md", False),
        ("notes/", "b.md", True),
        ("other/", "a.md", True),
    ]
    papers.keep("notes/", "a.md", PaperKind.NOTE, "1", (RELEASE,))
    assert papers.papers()[0].is_there


def test_what_was_gone_is_read_again_when_it_is_back(store: Store) -> None:
    """Though it is as it was: what its source has again is not said to be gone."""
    papers = store.history.papers
    papers.keep("notes/", "a.md", PaperKind.NOTE, "1", (RELEASE,))
    papers.gone("notes/", [])
    assert papers.digest("notes/", "a.md") == ""


def test_what_is_gone_is_no_problem_any_more(store: Store) -> None:
    """As where a whole folder could not be read for a while."""
    papers = store.history.papers
    papers.refuse("notes/", "", PaperKind.NOTE, SourceRefused("cannot be read", "notes/", "it is away.", "Mount it."))
    papers.gone("notes/", ["a.md"])
    assert [paper.problem for paper in papers.papers()] == [None]
