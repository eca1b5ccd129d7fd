"""Known issues are carried from release to release until something ends them."""

from __future__ import annotations

from rules.facts import FixClaim, ReleaseNote
from rules.known_issues import known_issues
from rules.view import View
from tests.rules.builders import a_defect, facts_of, uk


def a_note(version: str, day: int | None, *known: str, fixes: tuple[int, ...] = (), system: str = "DIP") -> ReleaseNote:
    """Build a note."""
    claims = tuple(FixClaim(fix, f"#{fix}", "a line") for fix in fixes)
    return ReleaseNote(version, (system,), ("SIT A",), uk(f"2024-06-{day:02} 18:00") if day else None, claims, known)


def told(*notes: ReleaseNote) -> list[tuple[str, str]]:
    """Give the known issues of the last note, and since when each is."""
    defects = (
        a_defect(1),
        a_defect(2, history=[("2024-06-01 09:00", "New"), ("2024-06-05 09:00", "Closed")]),
    )
    view = View(facts_of(*defects, release_notes=notes))
    return [(issue.text, issue.since) for issue in known_issues(view, notes[-1])]


def test_an_issue_with_a_number_is_carried_until_it_is_fixed_or_closed() -> None:
    """Numbers that the bot does not know are carried, too."""
    first = a_note("4.1", 1, "Slow (#1)", "Closed since (#2)", "Somebody's (#77)", "No number")
    assert told(first, a_note("4.2", 2)) == [
        ("Slow (#1)", "DIP 4.1"),
        ("Somebody's (#77)", "DIP 4.1"),
        ("No number", "DIP 4.1"),
    ]
    assert told(first, a_note("4.2", 2, fixes=(1,)), a_note("4.3", 3)) == [("Somebody's (#77)", "DIP 4.1")]
    assert told(first, a_note("4.2", 2, fixes=(1, 77))) == [("No number", "DIP 4.1")]


def test_an_issue_that_is_named_again_is_told_once() -> None:
    """By its number, or in the same words; as the latest note words it."""
    first = a_note("4.1", 1, "Slow (#1)", "No number")
    again = a_note("4.2", 2, "Still slow (#1)", "no number")
    assert told(first, again) == [("Still slow (#1)", ""), ("no number", "")]
    assert told(first, again, a_note("4.3", 3)) == [("Still slow (#1)", "DIP 4.2"), ("no number", "DIP 4.2")]


def test_other_systems_and_undated_notes_carry_nothing() -> None:
    """Nobody knows which came before."""
    other = a_note("7", 1, "Slow (#1)", system="MDS")
    assert told(other, a_note("4.2", 2)) == []
    assert told(a_note("4.1", None, "Slow (#1)"), a_note("4.2", 2)) == []
    assert told(a_note("4.1", 1, "Slow (#1)"), a_note("4.2", None)) == []
