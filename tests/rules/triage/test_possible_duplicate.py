"""A new defect is held against the older open ones of its environment and system."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import Defect, Relation
from tests.rules.asking import agenda, because
from tests.rules.builders import a_defect, facts_of

OLDER = "IF-031 refused by the DIP with 503"


def older(number: int = 1, title: str = OLDER, **fields: Any) -> Defect:
    """Build a defect that triage has accepted."""
    return a_defect(number, title=title, history=[("2024-06-03 09:00", "Open")], **fields)


def newer(title: str, **more: Any) -> Defect:
    """Build a new defect."""
    return a_defect(1001, title=title, **more)


def test_much_the_same_title_is_suggested_with_the_share_of_words() -> None:
    """Case, order, endings, little words and the names of the place do not matter."""
    facts = facts_of(older(), newer("SIT A: the DIP is refusing IF-031 (503)"))
    assert agenda("possible-duplicate", facts) == [f"May be the same as #1 ({OLDER})."]
    assert because("possible-duplicate", facts) == (
        "Both concern DIP in SIT A. 3 of the 3 telling words of both titles are the same."
    )


def test_the_most_alike_is_suggested_and_of_equals_the_oldest() -> None:
    """One suggestion is enough for a panel."""
    facts = facts_of(older(1, "IF-031 refused by the DIP"), older(2), older(3), newer(OLDER))
    assert agenda("possible-duplicate", facts) == [f"May be the same as #2 ({OLDER})."]


@pytest.mark.parametrize(
    "other",
    [older(environment="SIT B"), older(system="MPRS"), older(title="Certificate has expired"), older(environment=None)],
    ids=["another environment", "another system", "another title", "an unknown environment"],
)
def test_what_differs_is_not_suggested(other: Defect) -> None:
    """Environment, system and title must all fit."""
    assert agenda("possible-duplicate", facts_of(other, newer(OLDER))) == []


def test_no_like_title_is_said_to_be_so() -> None:
    """The reason names the place that was searched."""
    facts = facts_of(older(title="Certificate has expired"), newer(OLDER))
    assert because("possible-duplicate", facts) == "No older open defect of DIP in SIT A has much the same title."


def test_defects_that_are_linked_already_are_not_suggested() -> None:
    """Somebody knows."""
    link = Relation("System.LinkTypes.Related", 1, "https://dev.example.com/1")
    assert agenda("possible-duplicate", facts_of(older(), newer(OLDER, relations=[link]))) == []


def test_defects_that_triage_accepted_are_not_asked_about() -> None:
    """The panel has seen both."""
    assert agenda("possible-duplicate", facts_of(older(1), older(2))) == []


@given(
    st.lists(st.sampled_from("bcdefgh"), min_size=1, unique=True),
    st.lists(st.sampled_from("bcdefgh"), min_size=1, unique=True),
)
def test_looking_at_rare_words_only_misses_nothing(first: list[str], second: list[str]) -> None:
    """Every pair that is alike enough is found, whatever the titles."""
    share = len(set(first) & set(second)) / len(set(first) | set(second))
    facts = facts_of(older(title=" ".join(first)), newer(" ".join(second)))
    assert bool(agenda("possible-duplicate", facts)) is (share >= 0.5)
