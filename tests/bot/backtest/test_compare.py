"""Two sets of rules on one past: what each would have done, once, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from bot.backtest.compare import Comparison, compare
from rules.facts import Defect, Facts
from rules.settings import read_settings
from tests.rules.asking import only
from tests.rules.builders import a_defect, a_programme, facts_of, uk

NEW = "[System.State] = 'New'"


def days(*defects: Defect, at: tuple[str, ...] = ("2024-06-11 10:00", "2024-06-12 10:00")) -> Iterator[Facts]:
    """Give the facts as they stood on two days."""
    for now in at:
        programme = a_programme(roles={"environment manager": "Everything."})
        there = [cut for defect in defects if (cut := defect.as_of(uk(now)))]
        yield facts_of(*there, now=now, programme=programme)


def own(*then: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"mode": "apply", "when": NEW, "then": list(then), "reason": "Because."} | more


def compared(today: dict[str, Any], other: dict[str, Any], *defects: Defect) -> Comparison:
    """Compare two sets of declared rules; all others are off."""
    off = {identity: {"mode": "off"} for identity in only("none", **own({"add_tag": "x"})) if identity != "none"}
    told: list[datetime] = []
    result = compare(days(*defects), read_settings(off | today), read_settings(off | other), told.append)
    assert tuple(told) == result.instants
    return result


def test_what_stays_true_counts_once() -> None:
    """As if it had been applied on the first day."""
    rule = {"own": own({"add_tag": "x"})}
    result = compared(rule, rule, a_defect())
    tally = result.tally(result.today)
    assert (tally.decisions, tally.changes) == (1, 1)
    assert result.only_other == result.only_today == result.moved == ()
    assert result.today.per_day("Europe/London", lambda _: True) == {date(2024, 6, 11): 1}


def test_what_only_one_side_decides_is_told_apart() -> None:
    """By its key."""
    result = compared({"one": own({"add_tag": "x"})}, {"two": own({"add_tag": "y"})}, a_defect())
    assert [taken.decision.rule for taken in result.only_today] == ["one"]
    assert [taken.decision.rule for taken in result.only_other] == ["two"]
    assert result.rules == ("one", "two")


def test_what_comes_at_another_time_has_moved() -> None:
    """The same decision, a day sooner."""
    defect = a_defect(history=[("2024-06-10 09:00", "New"), ("2024-06-12 09:00", {"priority": 1})])
    later = own({"add_tag": "x"}, only="[Priority] = 1")
    result = compared({"own": later}, {"own": own({"add_tag": "x"})}, defect)
    ((old, new),) = result.moved
    assert (old.at, new.at) == (uk("2024-06-12 10:00"), uk("2024-06-11 10:00"))


def test_only_what_is_applied_reaches_people() -> None:
    """Suggestions change nothing and tell nobody."""
    told = {"escalate": {"role": "environment manager", "text": "Look."}}
    rules = {"own": own(told, {"comment": "x"})}
    suggested = {"own": own(told, {"comment": "x"}, mode="suggest")}
    result = compared(rules, suggested, a_defect())
    assert result.tally(result.today, "own").told == {"environment manager": 1}
    assert result.tally(result.other, "own").told == {}
    assert (result.tally(result.today).changes, result.tally(result.other).changes) == (1, 0)


def test_contradicting_rules_do_nothing_in_the_replay_either() -> None:
    """As in a run."""
    first, second = (own({"set": {"field": "Priority", "value": value}}) for value in (1, 2))
    result = compared({"one": first, "two": second}, {"one": first}, a_defect())
    assert result.tally(result.today).decisions == 0
    assert result.tally(result.other).decisions == 1


def test_a_breach_that_was_spoken_of_before_is_counted() -> None:
    """By a rule that decided something on the defect earlier."""
    defect = a_defect(severity=1, history=[("2024-06-10 16:00", "New")])
    result = compared({"own": own({"add_tag": "x"})}, {}, defect)
    assert [(breach.clock, breach.at) for breach in result.breaches] == [("resolve", uk("2024-06-11 16:00"))]
    assert result.tally(result.today).ahead == 1
    assert result.tally(result.other).ahead == 0


def test_no_instants_compare_to_nothing() -> None:
    """There is nothing to say."""
    result = compare([], {}, {})
    assert (result.instants, result.breaches, result.rules) == ((), (), ())


@pytest.mark.parametrize("number", [1, 2])
def test_defects_of_another_kind_do_not_breach(number: int) -> None:
    """Only environment defects are the panel's."""
    assert compared({}, {}, a_defect(number, category="Design")).breaches == ()
