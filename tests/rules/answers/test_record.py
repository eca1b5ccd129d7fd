"""What was answered since the last panel stands on the agenda, as far as it still counts."""

from __future__ import annotations

from typing import Any

import pytest

from rules.answers.names import RuleNames
from rules.answers.record import last_panel_day, recorded
from rules.engine import decide
from rules.registry import registry
from rules.settings import read_settings
from rules.view import View
from tests.rules.builders import BOT, RESOLVER, TESTER, a_defect, facts_of, uk

NAMES = RuleNames(registry().values())


def told(*comments: Any, now: str = "2024-06-12 08:30", **fields: Any) -> list[str]:
    """Give the sentences about one defect with a discussion."""
    view = View(facts_of(a_defect(comments=comments, **fields), now=now))
    return [sentence for each in recorded(view, NAMES) for sentence in each.sentences]


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2024-06-12 08:30", "2024-06-11 00:00"),
        ("2024-06-17 08:30", "2024-06-14 00:00"),
        ("2024-05-28 08:30", "2024-05-24 00:00"),
        ("2024-04-02 08:30", "2024-03-28 00:00"),
    ],
)
def test_the_last_panel_was_on_the_last_working_day(now: str, begins: str) -> None:
    """Before a weekend, a bank holiday, a change of the clock."""
    assert last_panel_day(View(facts_of(now=now))) == uk(begins)


def test_each_answer_is_a_sentence() -> None:
    """Who, what, when, why; until when, where it was skipped."""
    assert told(("2024-06-11 10:00", TESTER, "/envbot reject 2 It is UIT.")) == [
        "Tester of Supplier A rejected 2 (environment-inferred) on Tue 11 Jun 2024 10:00: It is UIT."
    ]
    assert told(("2024-06-11 10:00", TESTER, "/envbot reject sla-breached")) == [
        "Tester of Supplier A rejected sla-breached on Tue 11 Jun 2024 10:00."
    ]
    assert told(("2024-06-12 08:00", TESTER, "/envbot skip")) == [
        "Tester of Supplier A skipped what was suggested on Wed 12 Jun 2024 08:00; it is back on Thu 13 Jun 2024."
    ]


def test_what_is_older_or_over_or_overruled_is_left_out() -> None:
    """The panel knows it, or it does not count any more."""
    assert told(("2024-06-10 10:00", TESTER, "/envbot reject 2 no")) == []
    assert told(("2024-06-11 10:00", TESTER, "/envbot skip 2")) == []
    assert told(("2024-06-11 10:00", TESTER, "/envbot why")) == []
    assert told(("2024-06-11 10:00", TESTER, "no answer")) == []
    said = told(("2024-06-11 10:00", RESOLVER, "/envbot reject 2 no"), ("2024-06-12 08:00", TESTER, "/envbot skip 2"))
    assert said == [
        "Tester of Supplier A skipped 2 (environment-inferred) on Wed 12 Jun 2024 08:00; it is back on Thu 13 Jun 2024."
    ]


def test_an_acceptance_is_told_when_it_was_carried_out() -> None:
    """Before that the plan shows it."""
    accepted = ("2024-06-11 10:00", TESTER, "/envbot accept")
    words = (
        'Accepted by Tester of Supplier A on Tue 11 Jun 2024 10:00 ("/envbot accept"): set environment to UIT.\n'
        "envbot (environment-inferred, panel-answers) [eb-1]"
    )
    assert told(accepted) == []
    assert told(accepted, ("2024-06-11 11:00", BOT, words)) == [
        "Tester of Supplier A accepted what was suggested on Tue 11 Jun 2024 10:00: set environment to UIT."
    ]


def test_what_is_to_be_left_alone_is_left_out() -> None:
    """And so is what is closed."""
    answer = ("2024-06-11 10:00", TESTER, "/envbot reject 2 no")
    assert told(answer, tags="envbot:hands-off") == []
    assert told(answer, history=[("2024-06-10 09:00", "Closed")]) == []


def test_a_rule_in_yaml_is_called_by_its_id() -> None:
    """The outcome knows the rules that were asked."""
    settings = read_settings(
        {
            "vpn-asked": {
                "when": "[System.Title] CONTAINS 'VPN'",
                "reason": "Security looks after the VPN.",
                "then": [{"add_tag": "vpn"}],
            }
        }
    )
    comments = [("2024-06-11 10:00", TESTER, "/envbot reject vpn-asked It is the proxy.")]
    outcome = decide(facts_of(a_defect(title="VPN", comments=comments)), settings)
    assert [each.sentences for each in recorded(outcome.view, outcome.names)] == [
        ("Tester of Supplier A rejected vpn-asked on Tue 11 Jun 2024 10:00: It is the proxy.",)
    ]
    assert [each.decision.rule for each in outcome.held_back] == ["vpn-asked"]
