"""The environment category is suggested from the programme's words, and never put over another."""

from __future__ import annotations

import pytest

from rules.decisions import Mode, SetField
from rules.engine import decide
from tests.rules.asking import actions, because
from tests.rules.builders import a_defect, a_programme, facts_of

CATEGORY = "Custom.DefectCategory"


@pytest.mark.parametrize(
    "text", ["Certificate has expired", "the DIP is UNAVAILABLE", "<p>connection <b>refused</b></p>"]
)
def test_a_defect_that_speaks_of_an_environment_is_given_the_category(text: str) -> None:
    """Whatever the case, and through the HTML of the description."""
    facts = facts_of(a_defect(category=None, title="It fails", description=text))
    assert actions("category-inferred", facts) == [SetField(CATEGORY, "Environment")]


def test_a_word_inside_another_is_none() -> None:
    """Only whole words count."""
    facts = facts_of(a_defect(category=None, title="Environmental charges are wrong"))
    assert actions("category-inferred", facts) == []
    assert "none of the programme's words" in because("category-inferred", facts)


def test_a_category_that_somebody_gave_stays() -> None:
    """An application defect may well mention a certificate."""
    facts = facts_of(a_defect(category="Application", title="Certificate page shows wrong dates"))
    assert actions("category-inferred", facts) == []
    assert because("category-inferred", facts) == "Its category is Application already."


def test_a_programme_without_words_infers_nothing() -> None:
    """Nobody said what an environment defect sounds like."""
    facts = facts_of(a_defect(category=None, title="outage"), programme=a_programme(category_words=()))
    assert actions("category-inferred", facts) == []


def test_it_suggests_by_default() -> None:
    """The panel decides."""
    decisions = decide(facts_of(a_defect(category=None, title="outage"))).decisions
    assert {each.mode for each in decisions if each.rule == "category-inferred"} == {Mode.SUGGEST}
