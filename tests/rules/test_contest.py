"""Decisions that contradict one another are both held back, and a person is told."""

from __future__ import annotations

from typing import Any

from rules.decisions import AddTag, SetField
from rules.engine import Outcome, decide
from rules.restraint import Restraint
from rules.settings import read_settings
from tests.rules.asking import only
from tests.rules.builders import a_defect, facts_of


def own(then: dict[str, Any], mode: str = "apply") -> dict[str, Any]:
    """Give a declared rule with one action."""
    return {"mode": mode, "when": "[System.State] = 'New'", "then": [then], "reason": "Because."}


def asked_both(one: dict[str, Any], other: dict[str, Any]) -> Outcome:
    """Ask two declared rules about a new defect that has the tag `old`."""
    off = {identity: {"mode": "off"} for identity in only("none", **one) if identity != "none"}
    return decide(facts_of(a_defect(tags="old")), read_settings({**off, "one": one, "other": other}))


def test_one_field_with_two_values_is_not_set() -> None:
    """Whoever came last would win."""
    fields = ({"set": {"field": "Priority", "value": value}} for value in (1, 2))
    outcome = asked_both(*map(own, fields))
    assert outcome.decisions == ()
    assert {each.restraint for each in outcome.held_back} == {Restraint.CONTESTED}
    assert outcome.held_back[0].because == (
        "Rules contradict one another: one wants to set Microsoft.VSTS.Common.Priority to 1 and other wants to set "
        "Microsoft.VSTS.Common.Priority to 2. Neither is done; change one of them."
    )


def test_the_same_wish_of_two_rules_is_no_contest() -> None:
    """Nor is a comment, nor what is only suggested."""
    wish = {"set": {"field": "Priority", "value": 1}}
    assert len(asked_both(own(wish), own(wish)).decisions) == 2
    assert len(asked_both(own({"comment": "x"}), own({"comment": "y"})).decisions) == 2
    other = own({"set": {"field": "Priority", "value": 2}}, mode="suggest")
    assert [type(each.action) for each in asked_both(own(wish), other).decisions] == [SetField, SetField]


def test_a_tag_that_one_adds_and_another_takes_away_is_held_back_by_what_stands() -> None:
    """One of the two is already so; there is no contest in one round."""
    outcome = asked_both(own({"add_tag": "new"}), own({"remove_tag": "NEW"}))
    assert [each.action for each in outcome.decisions] == [AddTag("new")]
