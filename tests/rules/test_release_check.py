"""What of a note does not fit is found line by line, and re-openings are counted for the release that failed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rules.facts import Facts, FixClaim, ReleaseNote
from rules.release_check import Oddity, odd_claims, retest_record
from rules.view import View
from tests.rules.builders import RESOLVER, a_defect, facts_of, uk

FIXED = (("2024-06-03 09:00", "New"), ("2024-06-05 09:00", "Fixed", RESOLVER))


def a_note(*fixes: int, version: str = "4.2.1", delivered: str | None = "2024-06-11 18:00", **more: Any) -> ReleaseNote:
    """Build a note of the DIP on SIT A."""
    claims = tuple(FixClaim(fix, f"#{fix}", f"note {version}, line {fix}") for fix in fixes)
    at = uk(delivered) if delivered else None
    return ReleaseNote(version, ("DIP",), ("SIT A",) if at else (), at, claims, source=f"note {version}", **more)


def with_notes(facts: Facts, *notes: ReleaseNote) -> View:
    """Give a view of facts with notes."""
    return View(replace(facts, release_notes=notes))


def test_ids_that_are_unknown_closed_or_duplicates_are_found() -> None:
    """What was closed after the delivery passed its retest and is fine."""
    facts = facts_of(
        a_defect(1, history=FIXED),
        a_defect(2, history=(*FIXED, ("2024-06-06 09:00", "Closed"))),
        a_defect(3, history=(*FIXED, ("2024-06-12 08:00", "Closed"))),
        a_defect(4, history=(*FIXED, ("2024-06-12 08:00", "Duplicate"))),
    )
    odd = odd_claims(with_notes(facts, a_note(1, 2, 3, 4, 99)))
    assert [(each.kind, each.defect, each.where) for each in odd] == [
        (Oddity.CLOSED, 2, "note 4.2.1, line 2"),
        (Oddity.DUPLICATE, 4, "note 4.2.1, line 4"),
        (Oddity.UNKNOWN, 99, "note 4.2.1, line 99"),
    ]
    assert odd[0].text == (
        "The note of DIP 4.2.1 names #2 as fixed, but it was Closed Thu 6 Jun 2024 09:00, before the build came."
    )


def test_a_build_that_is_deployed_nowhere_is_found() -> None:
    """Unless it fixes nothing."""
    facts = facts_of(a_defect(1, history=FIXED))
    (odd,) = odd_claims(with_notes(facts, a_note(1, delivered=None), a_note(version="4.3", delivered=None)))
    assert (odd.kind, odd.where) == (Oddity.NOT_DEPLOYED, "note 4.2.1")


def test_two_notes_of_one_release_that_differ_are_found() -> None:
    """Equal copies are not; a difference in time is said, too."""
    facts = facts_of(a_defect(1, history=FIXED), a_defect(2, history=FIXED))
    copy, other = a_note(1), a_note(1, 2)
    moved = a_note(1, delivered="2024-06-11 19:00")
    assert odd_claims(with_notes(facts, copy, a_note(1), a_note(2, version="4.2.2"))) == ()
    (odd,) = odd_claims(with_notes(facts, copy, other))
    assert odd.text == "DIP 4.2.1 has two notes, note 4.2.1 and note 4.2.1, which differ: #2 only in one; both count."
    (odd,) = odd_claims(with_notes(facts, copy, moved))
    assert "which differ about where and when" in odd.text


def test_reopened_after_retest_is_counted_for_the_release_that_failed() -> None:
    """The next release with a fix begins anew; what was not retested does not count."""
    facts = facts_of(
        a_defect(1, history=(*FIXED, ("2024-06-12 07:00", "Closed"))),
        a_defect(
            2,
            history=(
                *FIXED,
                ("2024-06-11 19:00", "Ready for Retest"),
                ("2024-06-11 20:00", "Reopened"),
                ("2024-06-12 07:00", "Fixed"),
                ("2024-06-12 08:25", "Closed"),
            ),
        ),
        a_defect(3, history=FIXED),
        a_defect(4, history=(*FIXED, ("2024-06-11 20:00", "Reopened"))),
    )
    first, second = a_note(1, 2, 3, 4, 99), a_note(2, version="4.2.2", delivered="2024-06-12 08:00")
    view = with_notes(facts, first, second)
    record = retest_record(view, first)
    assert (record.retested, record.reopened, record.rate) == ((1, 2, 4), (2, 4), 2 / 3)
    later = retest_record(view, second)
    assert (later.retested, later.reopened, later.rate) == ((2,), (), 0.0)


def test_what_is_not_there_yet_has_no_record() -> None:
    """Nothing was retested."""
    facts = facts_of(a_defect(1, history=(*FIXED, ("2024-06-12 07:00", "Closed"))))
    note = a_note(1, delivered="2024-06-13 18:00")
    assert retest_record(with_notes(facts, note), note).rate is None
    assert retest_record(with_notes(facts, a_note(1, delivered=None)), a_note(1, delivered=None)).rate is None


def test_every_oddity_says_what_to_do() -> None:
    """In a sentence."""
    assert all(each.advice.endswith(".") for each in Oddity)
