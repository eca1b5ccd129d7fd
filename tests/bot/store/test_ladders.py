"""A ladder that started is kept as it stood, and never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.store.engine import Store
from bot.store.ladders import Ladders
from rules.escalation.policy import AnsweredBy, Ladder, LadderStep
from rules.escalation.records import StartedLadder
from tests.bot.store.building import a_revision
from tests.bot.store.conftest import NOW

LADDER = Ladder(
    "blocker",
    "A blocker",
    "[System.State] = 'New'",
    "working hours",
    (LadderStep(("SI defect manager",)), LadderStep(("SITAG",), "1 working day")),
    answered_by=AnsweredBy.ASSIGNED,
    takes_over=("blocker-escalated",),
)
STARTED = StartedLadder(7, NOW, LADDER, (NOW, NOW + timedelta(days=1)), "abc")


def test_what_was_kept_first_stays(store: Store) -> None:
    """The same ladder on the same defect from the same instant is one, whatever is said of it later."""
    store.history.save_page("s", [a_revision(7, 1)], "1")
    ladders = Ladders(store.engine, lambda: NOW)
    assert ladders.keep([]) == 0
    assert ladders.keep([STARTED]) == 1
    other = replace(STARTED, ladder=replace(LADDER, matter="Another"), version="def")
    again = replace(STARTED, began=NOW + timedelta(hours=1))
    assert ladders.keep([other, again]) == 1
    assert ladders.kept() == (STARTED, again)
