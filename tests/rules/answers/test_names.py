"""The panel calls a rule by its id or by the number that stands before its suggestions."""

from __future__ import annotations

import pytest

from rules.answers.names import RuleNames
from rules.registry import registry

NAMES = RuleNames(registry().values())


@pytest.mark.parametrize(
    ("word", "rule"),
    [
        ("environment-inferred", "environment-inferred"),
        ("Environment_Inferred.", "environment-inferred"),
        ("2", "environment-inferred"),
        ("(2):", "environment-inferred"),
        ("ALL", "all"),
        ("77", ""),
        ("environment", ""),
    ],
)
def test_a_word_calls_a_rule(word: str, rule: str) -> None:
    """Case, underscores and punctuation do not matter; a part of a name calls none."""
    assert NAMES.find(word) == rule


def test_a_name_that_is_nearly_right_is_known_again() -> None:
    """Numbers are never guessed."""
    assert NAMES.nearest("environment-infered") == "environment-inferred"
    assert NAMES.nearest("nonsense") == ""
    assert NAMES.nearest("22") == ""


def test_no_two_rules_have_one_number() -> None:
    """Answers of years ago name it; what is taken stays taken."""
    numbers = {rule.number: rule.id for rule in registry().values() if rule.number is not None}
    assert numbers == {
        1: "category-inferred",
        2: "environment-inferred",
        3: "system-inferred",
        4: "party-inferred",
        5: "severity-suggested",
        6: "priority-suggested",
        7: "opening-suggested",
        8: "possible-duplicate",
        9: "facts-missing",
    }


def test_what_is_listed_goes_by_number_and_then_by_name() -> None:
    """A rule without a number is called by its id."""
    rules = ["sla-breached", "possible-duplicate", "category-inferred", "outage-linked"]
    ordered = sorted(rules, key=NAMES.place)
    assert ordered == ["category-inferred", "possible-duplicate", "outage-linked", "sla-breached"]
    assert [NAMES.called(rule) for rule in ordered] == ["1", "8", "outage-linked", "sla-breached"]


def test_the_ids_are_those_of_the_rules() -> None:
    """Without `all` and the numbers."""
    assert NAMES.ids == tuple(registry())
