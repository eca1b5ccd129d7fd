"""Nothing is done twice, and nothing that a person undid."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import (
    Action,
    AddComment,
    AddTag,
    Decision,
    LinkWorkItem,
    PutOnAgenda,
    RemoveTag,
    Section,
    SetField,
)
from rules.facts import Defect, Relation
from rules.restraint import HeldBack, Restraint, held_back
from rules.signature import signature
from rules.view import View
from tests.rules.asking import asked
from tests.rules.builders import BOT, TESTER, a_defect, facts_of, uk

LINK = Relation("System.LinkTypes.Related", 7, "https://dev.example.com/7")


def restrained(defect: Defect, action: Action, *, is_told: bool = False, since: Any = None) -> HeldBack | None:
    """Give what holds back a decision with this action."""
    decision = Decision("a-rule", defect.id, action, ("Because.",), since=since)
    return held_back(View(facts_of(defect)), defect, decision, is_told=is_told)


@pytest.mark.parametrize(
    ("defect", "action", "sentence"),
    [
        (a_defect(system="DIP"), SetField("Custom.System", "DIP"), "Custom.System is already DIP."),
        (a_defect(tags="A; Late"), AddTag("late"), "The tag late is already there."),
        (a_defect(tags="A"), RemoveTag("late"), "The tag late is not there."),
        (a_defect(relations=[LINK]), LinkWorkItem(7, ""), "The link to #7 is already there."),
        (
            a_defect(comments=[("2024-06-11 09:00", BOT, "Look:  it\nis late. [eb-1]")]),
            AddComment("it is late."),
            "envbot has already said so in the discussion.",
        ),
    ],
)
def test_what_is_already_so_is_done(defect: Defect, action: Action, sentence: str) -> None:
    """In words, for `why`."""
    held = restrained(defect, action)
    assert held is not None
    assert (held.because, held.is_done) == (sentence, True)


@pytest.mark.parametrize(
    ("defect", "action"),
    [
        (a_defect(system="CSS"), SetField("Custom.System", "DIP")),
        (a_defect(tags="later"), AddTag("late")),
        (a_defect(tags="late"), RemoveTag("late")),
        (a_defect(), LinkWorkItem(7, "")),
        (a_defect(comments=[("2024-06-11 09:00", TESTER, "it is late.")]), AddComment("it is late.")),
        (a_defect(), PutOnAgenda(Section.ACTIONS, "x")),
    ],
)
def test_what_is_not_yet_so_is_not_held_back(defect: Defect, action: Action) -> None:
    """A person's same words are theirs."""
    assert restrained(defect, action) is None


def history(*steps: Any) -> Defect:
    """Build a defect with changes on 3 June and after."""
    return a_defect(system=None, history=[("2024-06-03 09:00", "New"), *steps])


@pytest.mark.parametrize(
    ("defect", "action", "what"),
    [
        (
            history(("2024-06-04 09:00", {"tags": "x; late"}, BOT), ("2024-06-05 09:00", {"tags": "x"}, TESTER)),
            AddTag("late"),
            "the tag late",
        ),
        (
            history(
                ("2024-06-04 08:00", {"tags": "late"}, TESTER),
                ("2024-06-04 09:00", {"tags": None}, BOT),
                ("2024-06-05 09:00", {"tags": "late"}, TESTER),
            ),
            RemoveTag("late"),
            "that the tag late was taken away",
        ),
        (
            history(("2024-06-04 09:00", {"system": "DIP"}, BOT), ("2024-06-05 09:00", {"system": "CSS"}, TESTER)),
            SetField("Custom.System", "DIP"),
            "Custom.System = DIP",
        ),
    ],
)
def test_what_a_person_undid_is_not_done_again(defect: Defect, action: Action, what: str) -> None:
    """Who undid what, and when."""
    held = restrained(defect, action)
    assert held is not None
    assert not held.is_done
    assert held.because == (
        f"Tester of Supplier A undid {what}, which envbot had done, on Wed 5 Jun 2024 09:00; it is not done again."
    )


def test_it_is_done_again_for_a_fact_that_came_after_the_undoing() -> None:
    """The person did not speak about that."""
    defect = history(("2024-06-04 09:00", {"tags": "late"}, BOT), ("2024-06-05 09:00", {"tags": None}, TESTER))
    assert restrained(defect, AddTag("late"), since=uk("2024-06-04 08:00"))
    assert restrained(defect, AddTag("late"), since=uk("2024-06-06 08:00")) is None


def undone(*then: Any, **more: Any) -> Any:
    """Ask a declared rule that tagged a defect, after a person took the tag away and something else happened."""
    steps: list[Any] = [
        ("2024-06-04 09:00", {"tags": "late"}, BOT),
        ("2024-06-05 09:00", {"tags": None}, TESTER),
        *then,
    ]
    settings = {
        "when": "[System.Title] CONTAINS 'Messages' AND [System.Tags] NOT CONTAINS 'never'",
        "reason": "For the test.",
        "then": [{"add_tag": "late"}],
    }
    return asked("tagged", facts_of(history(*steps)), **settings, **more)


def test_an_undoing_names_the_fact_that_would_lift_it() -> None:
    """What the rule's condition reads, but for what the rule itself writes."""
    outcome = undone()
    assert outcome.decisions == ()
    assert outcome.held_back[0].because.endswith("it is not done again until its title changes.")


def test_an_undoing_is_lifted_when_that_fact_changes() -> None:
    """As another act for the ledger, which holds the first one as done."""
    (decision,) = undone(("2024-06-06 09:00", {"title": "Messages are refused at noon"}, TESTER)).decisions
    assert (decision.action, decision.cycle) == (AddTag("late"), 1)


@pytest.mark.parametrize(
    "then",
    [
        [("2024-06-06 09:00", {"tags": "seen"}, TESTER)],
        [
            ("2024-06-06 09:00", {"title": "Messages!"}, TESTER),
            ("2024-06-07 09:00", {"title": "Messages are refused"}, TESTER),
        ],
        [("2024-06-06 09:00", {"state": "Open"}, TESTER)],
    ],
    ids=["the tags themselves", "there and back", "another field"],
)
def test_nothing_else_lifts_an_undoing(then: list[Any]) -> None:
    """The person had the last word on these facts."""
    assert undone(*then).decisions == ()


@pytest.mark.parametrize(
    "steps",
    [
        [("2024-06-04 09:00", {"tags": "late"}, TESTER), ("2024-06-05 09:00", {"tags": None}, TESTER)],
        [("2024-06-04 09:00", {"tags": "late"}, BOT), ("2024-06-05 09:00", {"tags": None}, BOT)],
        [("2024-06-04 09:00", {"title": "Another"}, BOT), ("2024-06-05 09:00", {"title": "A third"}, TESTER)],
    ],
    ids=["a person's own tag", "the bot's own undoing", "other fields"],
)
def test_what_the_bot_had_not_done_cannot_be_undone(steps: list[Any]) -> None:
    """Only a person against the bot counts."""
    assert restrained(history(*steps), AddTag("late")) is None


def test_a_missing_link_whose_comment_is_there_was_taken_away() -> None:
    """Both are written at once."""
    held = restrained(a_defect(), LinkWorkItem(7, ""), is_told=True)
    assert held is not None
    assert held.because == "envbot linked #7 before and the link was taken away since; it is not linked again."


def test_a_missing_link_that_the_discussion_names_was_taken_away() -> None:
    """A declared rule that only links has no comment of its own; another link, or a person's words, say nothing."""
    said = ("2024-06-11 09:00", BOT, "Because. Linked to #7. envbot (a-rule) [eb-1]")
    held = restrained(a_defect(comments=[said]), LinkWorkItem(7, ""))
    assert held is not None
    assert (held.restraint, held.because) == (
        Restraint.UNDONE,
        "envbot linked #7 before and the link was taken away since; it is not linked again.",
    )
    assert restrained(a_defect(comments=[said]), LinkWorkItem(71, "")) is None
    assert restrained(a_defect(comments=[("2024-06-11 09:00", TESTER, "Linked to #7.")]), LinkWorkItem(7, "")) is None
    assert restrained(a_defect(comments=[said]), LinkWorkItem(7, ""), since=uk("2024-06-11 10:00")) is None


def signed(at: str, rule: str) -> tuple[str, Any, str]:
    """Give the discussion entry that the bot leaves with a write."""
    return (at, BOT, f"Because. {signature([rule], 'eb-1')}")


def test_what_the_bot_undid_for_a_person_is_not_done_again() -> None:
    """`envbot undo` signs as such; what a rule took away by itself is another matter."""
    steps: list[Any] = [("2024-06-04 09:00", {"tags": "late"}, BOT), ("2024-06-05 09:00", {"tags": None}, BOT)]
    defect = a_defect(history=[("2024-06-03 09:00", "New"), *steps], comments=[signed("2024-06-05 09:00", "undo")])
    held = restrained(defect, AddTag("late"))
    assert held is not None
    assert held.because == (
        "A person had envbot undo the tag late, which envbot had done, on Wed 5 Jun 2024 09:00; it is not done again."
    )
    other = a_defect(history=[("2024-06-03 09:00", "New"), *steps], comments=[signed("2024-06-05 09:00", "tidied")])
    assert restrained(other, AddTag("late")) is None


def test_an_undoing_that_was_undone_stands_against_nothing() -> None:
    """The tag came back, and a rule took it away afterwards."""
    steps: list[Any] = [
        ("2024-06-04 09:00", {"tags": "late"}, BOT),
        ("2024-06-05 09:00", {"tags": None}, BOT),
        ("2024-06-06 09:00", {"tags": "late"}, BOT),
        ("2024-06-07 09:00", {"tags": None}, BOT),
    ]
    told = [signed("2024-06-05 09:00", "undo"), signed("2024-06-06 09:00", "undo")]
    assert restrained(a_defect(history=[("2024-06-03 09:00", "New"), *steps], comments=told), AddTag("late")) is None


def flipped(*at: str) -> Defect:
    """Build a defect on which the bot gave and took a tag in turn."""
    steps: list[Any] = [(each, {"tags": None if place % 2 else "late"}, BOT) for place, each in enumerate(at)]
    told = [signed(at[0], "late-marked"), signed(at[1], "late-cleared")]
    return a_defect(history=[("2024-06-03 09:00", "New"), *steps], comments=told)


def test_what_the_bot_turned_to_and_fro_is_left_as_it_is() -> None:
    """The rules that did it are named, and when."""
    held = restrained(flipped("2024-06-12 07:00", "2024-06-12 08:00"), AddTag("late"))
    assert held is not None
    assert held.restraint is Restraint.FLIPPING
    assert held.because == (
        "envbot has turned this to and fro: Wed 12 Jun 2024 07:00 and Wed 12 Jun 2024 08:00, for late-marked and "
        "late-cleared. It does not add the tag late for a-rule now; rules contradict one another."
    )
    long_ago = flipped("2024-06-10 07:00", "2024-06-10 08:00")
    assert restrained(long_ago, AddTag("late")) is None


def test_an_identity_is_the_same_however_it_is_written() -> None:
    """Azure DevOps answers with more than was set."""
    sam = {"displayName": "Sam", "uniqueName": "sam@example.com"}
    for value in (sam, "Sam <sam@example.com>", "SAM@example.com"):
        held = restrained(a_defect(assigned_to=value), SetField("System.AssignedTo", "sam@example.com"))
        assert held is not None
        assert held.is_done
    assert restrained(a_defect(assigned_to={"displayName": "Sam"}), SetField("System.AssignedTo", "Sam"))
