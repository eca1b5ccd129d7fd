"""Whom a defect hits and what it blocks is read from its fields, its text and its discussion."""

from __future__ import annotations

from typing import Any

from rules.gravity import Reach, participants, rank_by_words, reach
from rules.view import View
from tests.rules.builders import BOT, TESTER, a_defect, facts_of


def reached(**fields: Any) -> Reach:
    """Give the reach of one defect, beside one that Agent Z raised."""
    defect, other = a_defect(**fields), a_defect(2, raised_by_party="Agent Z")
    view = View(facts_of(defect, other))
    return reach(view, defect, participants(view, (defect, other)))


def test_parties_are_those_of_the_programme_and_those_that_raise_defects() -> None:
    """Who is to resolve it is not hit by it, and what the bot writes tells nothing."""
    found = reached(
        title="Supplier A and Agent Z see it, DIP service provider looks",
        raised_by_party="LDSO B",
        comments=[("2024-06-11 09:00", TESTER, "DCC, too"), ("2024-06-11 10:00", BOT, "Elexon")],
    )
    assert found == Reach(is_blocking=False, parties=("LDSO B", "Supplier A", "Agent Z", "DCC"), stages=())
    assert found.sentences == ("It hits 4 parties: LDSO B, Supplier A, Agent Z and DCC.",)


def test_one_party_is_nothing_to_speak_of() -> None:
    """Somebody raised it."""
    assert reached(raised_by_party="LDSO B").sentences == ()


def test_stages_count_only_where_testing_is_blocked() -> None:
    """Its own, and those whose tests the text names; a word that is a stage's name alone tells nothing."""
    text = "Settlement run: no E2E Sandbox testing"
    assert reached(title=text, stage="Functional").stages == ()
    blocking = reached(title=text, stage="Functional", blocked="Yes")
    assert blocking.stages == ("Functional", "E2E Sandbox")
    assert blocking.sentences == ("It blocks Functional and E2E Sandbox.",)
    assert reached(blocked="Yes").sentences == ("It is marked as blocking testing.",)


def test_the_most_severe_words_rank() -> None:
    """Each once, in their order."""
    defect = a_defect(title="Slow, slow, and down; down")
    view = View(facts_of(defect))
    assert rank_by_words(view, defect, {2: ("down",), 3: ("slow",)}) == (2, 'Its text says "down".')
    assert rank_by_words(view, defect, {1: ("lost",)}) == (None, "")
