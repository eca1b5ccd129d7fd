"""A blocker that nobody answers is told to the managers at once; in a planned outage it is told so instead."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import AddComment
from rules.facts import Facts, OutageKind
from tests.rules.asking import actions, agenda, asked, because, escalated
from tests.rules.builders import BOT, RESOLVER, TESTER, a_defect, an_outage, facts_of

BOTH = ["SI defect manager", "environment manager"]


def raised(*then: Any, severity: int | None = 1, outages: Any = (), **fields: Any) -> Facts:
    """Build facts with a defect raised on Tuesday at four."""
    defect = a_defect(severity=severity, history=[("2024-06-11 16:00", "New"), *then], **fields)
    return facts_of(defect, outages=tuple(outages))


def test_an_unanswered_blocker_is_told_to_both_managers() -> None:
    """And stands on the agenda."""
    assert escalated("blocker-escalated", raised()) == BOTH
    assert agenda("blocker-escalated", raised()) == [
        "1 - Critical since Tue 11 Jun 2024 16:00 and not answered; waits on DIP service provider."
    ]


def test_uit_has_its_own_defect_manager() -> None:
    """The phase of the environment decides."""
    assert escalated("blocker-escalated", raised(environment="UIT")) == [
        "qualification defect manager",
        "environment manager",
    ]


@pytest.mark.parametrize("value", ["Yes", True])
def test_a_lesser_defect_marked_as_blocking_is_a_blocker(value: object) -> None:
    """Both forms of the field count."""
    facts = raised(severity=3, blocked=value)
    assert escalated("blocker-escalated", facts) == BOTH
    assert agenda("blocker-escalated", facts)[0].startswith("Blocked since")


def test_both_reasons_are_named_together() -> None:
    """Severity and mark."""
    assert agenda("blocker-escalated", raised(blocked="Yes"))[0].startswith("1 - Critical and Blocked since")


@pytest.mark.parametrize(("severity", "seen"), [(2, "2 - High"), (None, "missing")])
def test_what_is_no_blocker_is_left_alone(severity: int | None, seen: str) -> None:
    """The reason says what was seen."""
    facts = raised(severity=severity)
    assert actions("blocker-escalated", facts) == []
    assert because("blocker-escalated", facts) == (
        f"It is no blocker: its severity is {seen}, and it is not marked as blocking."
    )


def test_an_answer_of_another_person_ends_it() -> None:
    """The reason names who, what and when."""
    facts = raised(("2024-06-11 16:20", "Open", RESOLVER))
    assert actions("blocker-escalated", facts) == []
    assert because("blocker-escalated", facts).endswith(
        "Resolver of the DIP set it to Open on Tue 11 Jun 2024 16:20, so that it is answered."
    )


@pytest.mark.parametrize("who", [TESTER, BOT])
def test_who_raised_it_and_the_bot_do_not_answer(who: Any) -> None:
    """Adding a screenshot to one's own defect is no answer."""
    assert escalated("blocker-escalated", raised(("2024-06-11 16:20", {"tags": "seen"}, who))) == BOTH


def test_what_was_said_before_it_became_a_blocker_is_no_answer() -> None:
    """Severity raised midway: it counts from then, as a cycle of its own."""
    facts = raised(
        ("2024-06-11 16:20", "Open", RESOLVER), ("2024-06-11 16:40", {"severity_is": None}, TESTER), severity=2
    )
    assert actions("blocker-escalated", facts) == []
    worse = raised(
        ("2024-06-11 16:20", {"tags": "seen"}, RESOLVER),
        ("2024-06-11 16:40", {"severity": "1 - Critical"}, TESTER),
        severity=2,
    )
    assert agenda("blocker-escalated", worse)[0].startswith("1 - Critical since Tue 11 Jun 2024 16:40")


def test_a_blocker_for_the_second_time_is_another_cycle() -> None:
    """So that it is escalated again."""
    again = raised(
        ("2024-06-11 16:10", {"severity": "3 - Medium"}, RESOLVER), ("2024-06-11 16:20", {"severity": "1 - Critical"})
    )
    assert {each.cycle for each in asked("blocker-escalated", raised()).decisions} == {1}
    assert {each.cycle for each in asked("blocker-escalated", again).decisions} == {2}


@pytest.mark.parametrize("state", ["Fixed", "Ready for Retest"])
def test_a_fixed_blocker_is_answered(state: str) -> None:
    """Whoever set it so."""
    facts = raised(("2024-06-11 16:20", state))
    assert actions("blocker-escalated", facts) == []
    assert because("blocker-escalated", facts) == f"It is {state}: its resolver has answered."


def test_a_blocker_raised_in_a_planned_outage_is_told_so_and_not_escalated() -> None:
    """It stays on the agenda."""
    outage = an_outage(
        "OUT-12", kind=OutageKind.PLANNED, reason="data refresh", starts="2024-06-11 15:00", ends="2024-06-11 18:00"
    )
    facts = raised(outages=[outage])
    assert escalated("blocker-escalated", facts) == []
    assert [action.text for action in actions("blocker-escalated", facts) if isinstance(action, AddComment)] == [
        (
            "Raised during the planned outage OUT-12 (data refresh) of SIT A and DIP, Tue 11 Jun 2024 15:00 to "
            "Tue 11 Jun 2024 18:00. It is not escalated: please check again when the outage is over."
        )
    ]
    assert agenda("blocker-escalated", facts)[0].startswith("Raised in the planned outage OUT-12; 1 - Critical since")
    assert because("blocker-escalated", facts).startswith(
        "It was raised Tue 11 Jun 2024 16:00, in the planned outage OUT-12 (data refresh) of SIT A and DIP, "
        "Tue 11 Jun 2024 15:00 to Tue 11 Jun 2024 18:00: a comment says so, and it is not escalated."
    )


@pytest.mark.parametrize(
    "outage",
    [
        an_outage(kind=OutageKind.UNPLANNED, starts="2024-06-11 15:00", ends="2024-06-11 18:00"),
        an_outage(kind=OutageKind.PLANNED, starts="2024-06-11 17:00", ends="2024-06-11 18:00"),
        an_outage(kind=OutageKind.PLANNED, starts="2024-06-11 15:00", environments=("SIT B",)),
        an_outage(kind=OutageKind.PLANNED, starts="2024-06-11 15:00", cancelled=True),
    ],
    ids=["unplanned", "later", "another environment", "cancelled"],
)
def test_other_outages_do_not_keep_a_blocker_back(outage: Any) -> None:
    """Only a planned one, of its environment, in its time."""
    assert escalated("blocker-escalated", raised(outages=[outage])) == BOTH
