"""Defects that nobody said anything about come on the agenda; the bot's own edits are no updates."""

from __future__ import annotations

from typing import Any

from rules.facts import Facts
from tests.rules.asking import agenda, because, considered
from tests.rules.builders import BOT, RESOLVER, a_defect, facts_of, uk


def silent(*then: Any, comments: Any = (), now: str = "2024-06-12 08:30", by: Any = RESOLVER) -> Facts:
    """Build facts with a defect of severity 2 that was last touched on Monday at nine; one working day is allowed."""
    history = [("2024-06-10 09:00", "Open", by), *then]
    return facts_of(a_defect(severity=2, history=history, comments=comments), now=now)


def test_a_silent_defect_is_put_on_the_agenda_with_its_last_update() -> None:
    """Target, instant, whose turn, and who spoke last."""
    assert agenda("update-overdue", silent()) == [
        "update (1 working day) breached Tue 11 Jun 2024 09:00; waits on DIP service provider."
    ]
    assert because("update-overdue", silent()).endswith(
        "The last update was by Resolver of the DIP on Mon 10 Jun 2024 09:00."
    )


def test_what_the_bot_does_is_no_update() -> None:
    """Neither its edits nor its comments."""
    facts = silent(("2024-06-11 16:00", {"tags": "sla-breached"}, BOT), comments=[("2024-06-11 16:30", BOT, "Late")])
    assert agenda("update-overdue", facts)
    assert "Resolver of the DIP" in because("update-overdue", facts)


def test_a_comment_of_a_person_is_an_update() -> None:
    """The cadence starts again from it, and the rule says when it acts next."""
    facts = silent(comments=[("2024-06-11 16:00", RESOLVER, "We look into it")])
    assert agenda("update-overdue", facts) == []
    assert considered("update-overdue", facts).next_at == uk("2024-06-12 16:00")


def test_a_defect_that_only_the_bot_touched_says_so() -> None:
    """Nobody has spoken yet."""
    assert because("update-overdue", silent(by=BOT)).endswith("No person has touched it yet.")


def test_a_paused_cadence_has_no_next_act() -> None:
    """It waits for information."""
    facts = silent(("2024-06-10 10:00", "Awaiting Information"))
    assert agenda("update-overdue", facts) == []
    assert considered("update-overdue", facts).next_at is None


def test_no_cadence_is_said_to_be_so() -> None:
    """A fixed defect needs no updates."""
    facts = silent(("2024-06-10 10:00", "Fixed"))
    assert because("update-overdue", facts) == "No cadence of updates runs on it now."
