"""Answers are read from the discussion and from tags, in the order in which people gave them."""

from __future__ import annotations

from typing import Any

import pytest

from rules.answers.answer import Answer, answers_of, is_settled, may_answer, may_hold_answers
from rules.answers.commands import Verb
from rules.answers.names import RuleNames
from rules.facts import Defect, Person
from rules.registry import registry
from rules.view import View
from tests.rules.builders import BOT, RESOLVER, TESTER, a_defect, facts_of, uk

NAMES = RuleNames(registry().values())


def answers(defect: Defect) -> list[tuple[Verb | None, Person, str]]:
    """Give the answers on a defect: what, by whom, and the tag that stands."""
    found = answers_of(View(facts_of(defect)), defect, NAMES)
    return [(each.command.verb, each.by, each.tag) for each in found]


def tagged(*steps: tuple[str, str, Person]) -> Defect:
    """Build a defect whose tags change."""
    changes: list[Any] = [("2024-06-10 09:00", "New"), *((at, {"tags": tags}, by) for at, tags, by in steps)]
    return a_defect(history=changes)


def test_comments_and_tags_are_read_in_the_order_of_time() -> None:
    """Whatever the bot says is no answer, though it quotes commands."""
    defect = a_defect(
        history=[("2024-06-10 09:00", "New"), ("2024-06-10 10:00", {"tags": "envbot:skip"}, RESOLVER)],
        comments=[
            ("2024-06-10 09:30", TESTER, "/envbot accept"),
            ("2024-06-10 10:30", TESTER, "no command"),
            ("2024-06-10 11:00", BOT, "/envbot accept"),
            ("2024-06-10 11:30", TESTER, "/envbot reject"),
        ],
    )
    assert answers(defect) == [
        (Verb.ACCEPT, TESTER, ""),
        (Verb.SKIP, RESOLVER, "envbot:skip"),
        (Verb.REJECT, TESTER, ""),
    ]


def test_a_tag_that_the_bot_took_away_stays_said() -> None:
    """The bot takes it away when it has obeyed."""
    defect = tagged(("2024-06-10 10:00", "envbot:reject", TESTER), ("2024-06-10 11:00", "late", BOT))
    assert answers(defect) == [(Verb.REJECT, TESTER, "")]


def test_a_tag_that_its_person_took_away_is_taken_back() -> None:
    """As if it had never been there; it may come again."""
    steps = [("2024-06-10 10:00", "envbot:reject", TESTER), ("2024-06-10 11:00", "late", TESTER)]
    assert answers(tagged(*steps)) == []
    again = ("2024-06-10 12:00", "late; envbot:reject", RESOLVER)
    assert answers(tagged(*steps, again)) == [(Verb.REJECT, RESOLVER, "envbot:reject")]


def test_tags_of_the_bot_and_other_tags_are_no_answers() -> None:
    """Only people answer."""
    defect = tagged(("2024-06-10 10:00", "envbot:accept", BOT), ("2024-06-10 11:00", "envbot:hands-off", TESTER))
    assert answers(defect) == []


@pytest.mark.parametrize(
    ("defect", "expected"),
    [
        (a_defect(), False),
        (a_defect(comments=[("2024-06-10 10:00", TESTER, "Done.")]), False),
        (a_defect(comments=[("2024-06-10 10:00", BOT, "/envbot why")]), False),
        (a_defect(comments=[("2024-06-10 10:00", TESTER, "/envbot why")]), True),
        (tagged(("2024-06-10 10:00", "EnvBot:skip", TESTER)), True),
        (tagged(("2024-06-10 10:00", "envbot:skip", TESTER), ("2024-06-10 11:00", "late", BOT)), False),
    ],
)
def test_defects_without_answers_are_passed_over_quickly(defect: Defect, *, expected: bool) -> None:
    """Most have none, or none that is not settled."""
    assert may_hold_answers(View(facts_of(defect)), defect) is expected


def test_the_bots_own_words_say_that_an_answer_is_settled() -> None:
    """It quotes who, when and what; the same words before the answer do not count."""
    said = 'To Tester of Supplier A on Mon 10 Jun 2024 10:00 ("/envbot why"):\nbecause.'
    asked = ("2024-06-10 10:00", TESTER, "/envbot why")
    for at, settled in (("2024-06-10 10:00", True), ("2024-06-10 09:59", False)):
        defect = a_defect(comments=[asked, (at, BOT, said)])
        view = View(facts_of(defect))
        (answer,) = answers_of(view, defect, NAMES)
        assert is_settled(view, defect, answer) is settled


def test_everybody_may_answer_unless_the_settings_name_the_panel() -> None:
    """Mail addresses tell, whatever their case."""
    assert may_answer(View(facts_of(a_defect())), TESTER)
    view = View(facts_of(a_defect(), panel=("lead@example.com",)))
    assert not may_answer(view, TESTER)
    assert may_answer(view, Person("Lead", "Lead@Example.com"))


def test_an_answer_concerns_the_rule_that_it_names_or_all() -> None:
    """Without a name it speaks of whatever is suggested."""
    defect = a_defect(
        comments=[("2024-06-10 10:00", TESTER, "/envbot skip 2\n/envbot skip\n/envbot skip all")],
    )
    found: tuple[Answer, ...] = answers_of(View(facts_of(defect)), defect, NAMES)
    assert [each.concerns("environment-inferred") for each in found] == [True, True, True]
    assert [each.concerns("system-inferred") for each in found] == [False, True, True]
    assert found[0].at == uk("2024-06-10 10:00")


def test_the_same_answer_again_within_a_minute_is_another_one_after_something_else() -> None:
    """The bot's line about the first does not settle it; said twice in a row, it is one."""
    said = ["accept", "accept", "reject", "accept", "accept"]
    defect = a_defect(
        comments=[
            *(("2024-06-10 09:30", TESTER, f"/envbot {each}") for each in said),
            ("2024-06-10 09:31", BOT, f'Accepted by {TESTER.name} on Mon 10 Jun 2024 09:30 ("/envbot accept"): done.'),
        ]
    )
    view = View(facts_of(defect))
    found = answers_of(view, defect, NAMES)
    ids = [comment.id for comment in defect.comments]
    mark = f"{TESTER.name} on Mon 10 Jun 2024 09:30"
    assert [each.mark(view) for each in found] == [
        f'{mark} ("/envbot accept")',
        f'{mark} ("/envbot accept")',
        f'{mark} ("/envbot reject")',
        f'{mark} ("/envbot accept", comment {ids[3]})',
        f'{mark} ("/envbot accept", comment {ids[3]})',
    ]
    assert [is_settled(view, defect, each) for each in found] == [True, True, False, False, False]
