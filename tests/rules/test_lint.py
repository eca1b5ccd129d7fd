"""What is wrong with rules is found before they run."""

from __future__ import annotations

from typing import Any

from rules.facts import Defect
from rules.lint import Fault, Remark, lint
from rules.registry import registry
from rules.settings import read_settings
from tests.rules.builders import a_defect, facts_of

NEW = "[System.State] = 'New'"


def own(*then: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"mode": "apply", "when": NEW, "then": list(then), "reason": "Because."} | more


def found(*defects: Defect, **rules: dict[str, Any]) -> list[tuple[Fault, tuple[str, ...]]]:
    return [(remark.fault, remark.rules) for remark in remarks(*defects, **rules)]


def remarks(*defects: Defect, **rules: dict[str, Any]) -> tuple[Remark, ...]:
    """Lint declared rules alone, on two days."""
    off: dict[str, Any] = {identity: {"mode": "off"} for identity in registry()}
    there = defects or (a_defect(1), a_defect(2, history=[("2024-06-10 09:00", "Open")]))
    days = (facts_of(*there, now=now) for now in ("2024-06-11 10:00", "2024-06-12 10:00"))
    return lint(days, read_settings(off | rules))


def test_good_rules_get_no_remark() -> None:
    """Each kind of action is carried out in memory, and that is that."""
    tagged = (a_defect(1, tags="old"), a_defect(2, history=[("2024-06-10 09:00", "Open")]))
    actions: list[dict[str, Any]] = [
        {"add_tag": "x"},
        {"remove_tag": "OLD"},
        {"set": {"field": "Priority", "value": 1}},
        {"comment": "Look."},
        {"link": {"target": 7}},
        {"agenda": {"section": "Suggestions for the panel", "text": "Look."}},
    ]
    assert found(*tagged, good=own(*actions)) == []


def test_two_values_for_one_field_are_a_fight() -> None:
    """At once, or one after the other."""
    one, two = (own({"set": {"field": "Priority", "value": value}}) for value in (1, 2))
    assert found(one=one, two=two) == [(Fault.FIGHT, ("one", "two"))]
    unseen = own({"set": {"field": "Priority", "value": 2}}, when="[Priority] = 1")
    assert found(one=one, unseen=unseen) == [(Fault.FIGHT, ("one", "unseen"))]  # it matches only what `one` makes
    after = own({"set": {"field": "Priority", "value": 2}}, when="[Priority] = 1 AND [State] = 'New'")
    assert (Fault.FIGHT, ("after", "one")) in found(one=one, after=after)


def test_a_tag_that_one_adds_and_another_takes_away_is_a_fight() -> None:
    """The first case is told."""
    remark, *_ = remarks(
        one=own({"add_tag": "x"}, when=f"{NEW} AND [Tags] NOT CONTAINS 'x'"),
        two=own({"remove_tag": "x"}),
    )
    assert (remark.fault, remark.rules) == (Fault.FIGHT, ("one", "two"))
    assert remark.said == "#1: two would take the tag x away, against one."


def test_a_rule_whose_own_change_makes_it_act_again_triggers_itself() -> None:
    """A comment that names when the defect was changed is another one each time."""
    changed = (
        a_defect(1, **{"System.ChangedDate": "2024-06-10T08:00:00Z"}),
        a_defect(2, history=[("2024-06-10 09:00", "Open")]),
    )
    remark, *_ = remarks(*changed, echo=own({"comment": "Changed {System.ChangedDate}."}))
    assert (remark.fault, remark.rules) == (Fault.ECHO, ("echo",))
    assert "after its own change, echo would comment: Changed" in remark.said


def test_a_rule_that_never_matched_is_named() -> None:
    """It may be a typing mistake."""
    assert found(never=own({"add_tag": "x"}, when="[System.State] = 'Nwe'")) == [(Fault.NEVER, ("never",))]


def test_a_condition_that_is_always_the_same_is_named() -> None:
    """Held always, or never."""
    told = remarks(
        one=own({"add_tag": "x"}, only="[System.State] <> ''"), two=own({"add_tag": "x"}, unless="[State] = 'Nwe'")
    )
    assert [remark.said for remark in told] == [
        "The condition `only` of one always held, in 4 times that it was asked.",
        "The condition `unless` of two never held, in 4 times that it was asked.",
    ]


def test_rules_that_only_suggest_or_are_off_do_not_fight() -> None:
    """They write nothing."""
    one, two = (
        own({"set": {"field": "Priority", "value": value}}, mode=mode) for value, mode in ((1, "apply"), (2, "suggest"))
    )
    assert found(one=one, two=two) == []


def test_the_shipped_rules_get_no_remark() -> None:
    """They have no conditions of their own, and do not fight."""
    assert lint([facts_of(a_defect(1))], read_settings({})) == ()
