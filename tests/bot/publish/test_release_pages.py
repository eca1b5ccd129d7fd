"""Each release has a page: where it is, what of it can be retested, what is known; and nothing of people is lost."""

from __future__ import annotations

from collections.abc import Callable

from bot.publish.minutes import REMARKS, keep_minutes
from bot.publish.release_pages import release_documents
from rules.facts import FixClaim, ReleaseNote
from tests.bot.publish.releases_situation import FIXED, a_briefing
from tests.rules.builders import a_defect, facts_of, uk


def test_a_page_says_what_became_of_a_release(golden: Callable[[str, str], None]) -> None:
    """In Azure DevOps' Markdown, and as a copy."""
    first, second, third = release_documents(a_briefing())
    assert [page.path for page in (first, second, third)] == ["DIP 4.2.0", "DIP 4.2.1", "DIP 4.2.2"]
    golden("release.md", second.markdown)
    golden("release.html", second.page)
    assert "Nothing of it can be retested now." in first.markdown
    assert "| Comes to SIT B | Thu 13 Jun 2024 18:00 (schedule.csv, line 2) |" in third.markdown


def test_what_was_closed_before_the_build_is_not_retested_with_it() -> None:
    """It does not fit, and counts as that alone; an id that nobody knows is no defect of the note."""
    closed = a_defect(1, history=(*FIXED, ("2024-06-10 07:00", "Closed")))
    claims = tuple(FixClaim(number, f"#{number}", "notes.md, line 3") for number in (1, 9871))
    note = ReleaseNote("DIP 4.2.1", ("DIP",), ("SIT A",), uk("2024-06-11 18:00"), claims, source="notes.md")
    (page,) = release_documents(a_briefing(facts_of(closed, release_notes=(note,))))
    assert "0 of 1 known defect in its note can be retested now." in page.markdown
    assert "| **2** | **0** | **0** | **2** |" in page.markdown
    assert "## Retested" not in page.markdown
    assert "names #9871 as fixed, which is no defect that envbot knows." in page.markdown


def test_known_issues_are_carried_to_the_next_release() -> None:
    """With the release that named them first."""
    _, second, third = release_documents(a_briefing())
    assert "- Menu is slow\n- Time stamps differ (#1030) (since DIP 4.2.0)" in second.markdown.replace("\n\n- ", "\n- ")
    assert "Menu is slow (since DIP 4.2.1)" in third.markdown


def test_what_people_wrote_below_the_mark_stays() -> None:
    """Above it the page is the bot's."""
    _, page, _ = release_documents(a_briefing())
    theirs = page.markdown.replace("Write here: envbot keeps this part.", "We retest on Friday.")
    assert keep_minutes(page.markdown, theirs) == theirs
    assert f"\n{REMARKS}\n" in page.markdown


def test_releases_that_concern_nobody_here_have_no_page() -> None:
    """A vendor's change log goes back for years; one that fixes a known defect has a page, be it deployed or not."""
    claims = (FixClaim(1001, "#1001", "CHANGES.txt, line 3"),)
    notes = (
        ReleaseNote("A/B: 1.0", (), (), None, claims, source="CHANGES.txt"),
        ReleaseNote("A/B: 1.0", (), (), None, claims, source="CHANGES.txt"),
        ReleaseNote("A/B 0.9", (), (), None, (FixClaim(9, "#9", "CHANGES.txt, line 9"),), source="CHANGES.txt"),
        ReleaseNote("A/B 0.8", (), ("SIT A",), uk("2024-06-01 18:00"), (), source="CHANGES.txt"),
    )
    pages = release_documents(a_briefing(facts_of(a_defect(1001, history=FIXED), release_notes=notes)))
    assert [page.path for page in pages] == ["A-B- 1.0", "A-B 0.8"]
    assert "| On | no environment that is known |" in pages[0].markdown
