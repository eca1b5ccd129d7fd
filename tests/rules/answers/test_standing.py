"""What the panel rejected or skipped is not suggested, until what it rests on changes or the next panel meets."""

from __future__ import annotations

from typing import Any

import pytest

from rules.answers.names import RuleNames
from rules.answers.standing import answered, back_from_skip, is_suggestion
from rules.decisions import AddTag, Decision, Escalate, Mode, PutOnAgenda, Section, SetField
from rules.facts import Defect
from rules.registry import registry
from rules.restraint import Restraint
from rules.view import View
from tests.rules.asking import considered, only
from tests.rules.builders import BOT, RESOLVER, TESTER, a_defect, facts_of, uk

NAMES = RuleNames(registry().values())
RULE = "environment-inferred"


def a_decision(**more: Any) -> Decision:
    """Build a suggestion."""
    return Decision(**{"rule": RULE, "defect": 1001, "action": AddTag("late"), "because": ("Because.",), **more})


def held(defect: Defect, decision: Decision | None = None, *, now: str = "2024-06-12 12:00") -> str:
    """Give what holds a suggestion back; empty for nothing."""
    found = answered(View(facts_of(defect, now=now)), defect, decision or a_decision(), NAMES)
    if found is None:
        return ""
    assert found.restraint is Restraint.ANSWERED
    return found.because


def said(*comments: tuple[str, str], history: Any = None) -> Defect:
    """Build a defect that the tester answered about."""
    discussion = [(at, TESTER, text) for at, text in comments]
    return a_defect(history=history or [("2024-06-10 09:00", "New")], comments=discussion)


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (a_decision(), True),
        (a_decision(mode=Mode.APPLY), False),
        (a_decision(defect=None), False),
        (a_decision(action=PutOnAgenda(Section.SUGGESTIONS, "?"), mode=Mode.APPLY), True),
        (a_decision(action=PutOnAgenda(Section.BLOCKED, "!")), False),
        (a_decision(action=Escalate("a role", "!")), True),
    ],
)
def test_a_suggestion_is_what_the_panel_can_answer(decision: Decision, *, expected: bool) -> None:
    """What is carried out anyway is none, and neither is a line elsewhere on the agenda."""
    assert is_suggestion(decision) is expected


def test_what_was_rejected_is_not_suggested_again() -> None:
    """The sentence says who, when, why, and until when."""
    defect = said(("2024-06-12 10:00", "/envbot reject 2 It is UIT."))
    assert held(defect) == (
        "Tester of Supplier A rejected it on Wed 12 Jun 2024 10:00: It is UIT. It is not suggested again."
    )
    assert held(said(("2024-06-12 10:00", "/envbot reject"))).startswith(
        "Tester of Supplier A rejected it on Wed 12 Jun 2024 10:00, without a reason."
    )
    assert held(said(("2024-06-12 10:00", "/envbot reject 3"))) == ""
    assert held(said(("2024-06-12 10:00", "/envbot why"))) == ""
    assert held(defect, a_decision(mode=Mode.APPLY)) == ""


def test_a_rejection_holds_until_a_fact_that_it_rests_on_changes() -> None:
    """The facts are named; one that changes back is as it was."""
    decision = a_decision(rests_on=("System.Title", "Custom.TestStage", "Custom.Unheard"))
    steps: list[Any] = [("2024-06-10 09:00", {"state": "New", "title": "One"})]
    answer = ("2024-06-11 10:00", "/envbot reject 2 no")
    assert held(said(answer, history=steps), decision).endswith(
        "no. It is suggested again when its title, test stage or Custom.Unheard changes."
    )
    steps += [("2024-06-11 11:00", {"severity": "4 - Low"})]
    assert held(said(answer, history=steps), decision)
    steps += [("2024-06-11 12:00", {"title": "Two"})]
    assert held(said(answer, history=steps), decision) == ""
    steps += [("2024-06-11 13:00", {"title": "One"})]
    assert held(said(answer, history=steps), decision)


def test_a_rejection_holds_until_a_later_fact_of_the_kind_comes() -> None:
    """A delivery after it, for example."""
    defect = said(("2024-06-11 10:00", "/envbot reject 2 no"))
    earlier = a_decision(since=uk("2024-06-11 09:00"))
    assert held(defect, earlier).endswith("It is suggested again when a later fact of the kind comes.")
    assert held(defect, a_decision(since=uk("2024-06-11 11:00"))) == ""


@pytest.mark.parametrize(
    ("skipped", "back"),
    [
        ("2024-06-12 10:05", "2024-06-13 00:00"),
        ("2024-06-12 00:00", "2024-06-13 00:00"),
        ("2024-06-14 16:00", "2024-06-17 00:00"),
        ("2024-05-24 16:00", "2024-05-28 00:00"),
        ("2024-03-29 12:00", "2024-04-02 00:00"),
        ("2024-10-25 12:00", "2024-10-28 00:00"),
    ],
)
def test_what_was_skipped_is_back_as_the_next_panel_day_begins(skipped: str, back: str) -> None:
    """Over a weekend, a bank holiday, and both changes of the clock."""
    view = View(facts_of(a_defect()))
    assert back_from_skip(view, uk(skipped)) == uk(back)


def test_a_skip_ends_by_itself() -> None:
    """On the day it is held back, and the sentence says until when."""
    defect = said(("2024-06-12 10:05", "/envbot skip 2"))
    assert held(defect) == "Tester of Supplier A skipped it on Wed 12 Jun 2024 10:05. It is back on Thu 13 Jun 2024."
    assert held(defect, now="2024-06-13 08:30") == ""


def test_a_skip_that_is_over_leaves_a_rejection_standing_and_ends_an_acceptance() -> None:
    """What was rejected before stays rejected; what was accepted before and not done is open again."""
    rejected = said(("2024-06-11 09:00", "/envbot reject 2 no"), ("2024-06-11 10:00", "/envbot skip"))
    assert held(rejected).startswith("Tester of Supplier A rejected it on Tue 11 Jun 2024 09:00")
    accepted = said(("2024-06-11 09:00", "/envbot accept 2"), ("2024-06-11 10:00", "/envbot skip"))
    assert held(accepted) == ""


def test_what_was_accepted_and_done_is_not_suggested_while_its_facts_are_the_same() -> None:
    """What leaves no trace on the defect would come again and again."""
    words = (
        'Accepted by Tester of Supplier A on Tue 11 Jun 2024 09:00 ("/envbot accept environment-inferred"): done.\n'
        "envbot (environment-inferred, panel-answers) [eb-1]"
    )
    comments = [("2024-06-11 09:00", TESTER, "/envbot accept 2"), ("2024-06-11 09:30", BOT, words)]
    history: list[Any] = [("2024-06-10 09:00", "New")]
    decision = a_decision(rests_on=("System.Title",))
    done = a_defect(history=history, comments=comments)
    assert held(done, decision) == ("Tester of Supplier A accepted it on Tue 11 Jun 2024 09:00, and envbot did it.")
    history.append(("2024-06-11 12:00", {"title": "Another"}))
    assert held(a_defect(history=history, comments=comments), decision) == ""


def test_who_overrules_whom_is_said() -> None:
    """Not where one person changes their mind, and not where both say the same."""
    first = ("2024-06-11 09:00", RESOLVER, "/envbot accept 2")
    by = {
        "another": [first, ("2024-06-11 10:00", TESTER, "/envbot reject 2 no")],
        "the same": [first, ("2024-06-11 10:00", RESOLVER, "/envbot reject 2 no")],
        "agreeing": [
            ("2024-06-11 09:00", RESOLVER, "/envbot reject 2"),
            ("2024-06-11 10:00", TESTER, "/envbot reject 2"),
        ],
    }
    sentences = {who: held(a_defect(comments=comments)) for who, comments in by.items()}
    overruled = "Resolver of the DIP had accepted it on Tue 11 Jun 2024 09:00; the later answer counts."
    assert {who for who, sentence in sentences.items() if sentence.endswith(overruled)} == {"another"}


def test_why_and_why_not_show_the_answer_and_what_would_have_to_change() -> None:
    """In the words of the rule and of the panel."""
    defect = a_defect(
        environment=None,
        title="TR04 is not routed",
        history=[("2024-06-12 08:00", "New")],
        comments=[("2024-06-12 08:10", TESTER, "/envbot reject 2 It is UIT.")],
    )
    shown = considered(RULE, facts_of(defect), mode="suggest")
    assert shown.decisions == ()
    assert shown.is_answered
    assert shown.because[0] == "The text names TR04, the DTN flag of SIT B."
    assert shown.because[1].startswith("Tester of Supplier A rejected it on Wed 12 Jun 2024 08:10: It is UIT.")
    assert shown.remedies == (
        "What the panel's answer waits for would have to come, or somebody answers otherwise now.",
    )
    assert considered(RULE, facts_of(defect)).acts == ("envbot will set Custom.Environment to SIT B",)


def test_a_declared_rule_rests_on_the_fields_of_its_conditions() -> None:
    """So that a rejection of it ends when one of them changes."""
    declared: dict[str, Any] = {
        "when": "[State] = 'New' AND NOT [Custom.System] = 'CSS' AND ([Title] CONTAINS 'x' OR [envbot.system] <> '')",
        "reason": "We look at them.",
        "then": [{"add_tag": "looked-at"}],
    }
    defect = a_defect(comments=[("2024-06-12 08:10", TESTER, "/envbot reject looked no")])
    shown = considered("looked", facts_of(defect), mode="suggest", **declared)
    assert shown.because[-1].endswith("It is suggested again when its state, system or title changes.")
    assert only("looked", **declared)["looked"].mode is Mode.APPLY


def test_a_set_field_is_a_suggestion_like_any_other() -> None:
    """The kind of the action does not matter."""
    assert is_suggestion(a_decision(action=SetField("Custom.Environment", "SIT B")))


def test_an_answer_counts_from_the_instant_at_which_it_was_given() -> None:
    """A replay of the past does not know what was said later."""
    defect = said(("2024-06-12 10:00", "/envbot reject 2 no"))
    before, after = defect.as_of(uk("2024-06-12 09:59")), defect.as_of(uk("2024-06-12 10:00"))
    assert before is not None
    assert after is not None
    assert held(before, now="2024-06-12 09:59") == ""
    assert held(after, now="2024-06-12 10:00").startswith("Tester of Supplier A rejected it")
