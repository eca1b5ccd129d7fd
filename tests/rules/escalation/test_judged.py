"""A ladder that cannot be is refused, with the part that is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.computed import rule_catalog
from rules.escalation.judged import JudgedLadder, LadderBook, LadderError, version_of
from rules.escalation.policy import Ladder, LadderStep
from tests.rules.builders import AROUND_THE_CLOCK, a_programme, uk, weekdays

PROGRAMME = a_programme()
LADDER = Ladder(
    "blocker",
    "A blocker",
    "[System.State] = 'New'",
    "working hours",
    (LadderStep(("SI defect manager",)), LadderStep(("SITAG",), "1 working day")),
)


def refused(programme: Any = PROGRAMME, **parts: Any) -> tuple[str, str]:
    """Give the part that a ladder is refused for, and the first line of why."""
    with pytest.raises(LadderError) as caught:
        JudgedLadder.of(replace(LADDER, **parts), programme, rule_catalog(programme))
    assert caught.value.ladder == "blocker"
    return caught.value.key, str(caught.value).partition("\n")[0]


def test_each_step_is_due_so_much_working_time_after_the_start() -> None:
    """Not after the step before it; nights do not count."""
    steps = (*LADDER.steps, LadderStep(("QAG",), "2 working days"))
    judged = JudgedLadder.of(replace(LADDER, steps=steps), PROGRAMME, rule_catalog(PROGRAMME))
    began = uk("2024-06-11 13:00")
    assert judged.started(7, began).dues == (began, uk("2024-06-12 13:00"), uk("2024-06-13 13:00"))


def test_what_is_wrong_is_named_with_its_place() -> None:
    """Conditions, calendar, steps, and how long they wait."""
    with pytest.raises(LadderError, match="it has 61 letters; at most 60 will do"):
        JudgedLadder.of(replace(LADDER, name="x" * 61), PROGRAMME, rule_catalog(PROGRAMME))
    assert refused(steps=()) == ("steps", "a ladder needs at least one step.")
    assert refused(calendar="nights") == ("calendar", "the programme has no calendar 'nights'.")
    assert refused(when="[System.Stat] = 'New'")[0] == "when"
    assert refused(only="[System.State] =")[0] == "only"
    later = LadderStep(("SITAG",), "4 working hours")
    assert refused(steps=(later, LadderStep(("SITAG",)))) == (
        "steps.1.after",
        "a step must wait longer than the one before it.",
    )
    assert refused(steps=(later, later))[0] == "steps.1.after"


def test_a_wait_that_is_none_is_refused() -> None:
    """With what to write instead."""
    key, said = refused(steps=(LadderStep(("SITAG",), "soon"),))
    assert key == "steps.0.after"
    assert said.endswith("Or write 'at once'.")
    assert refused(steps=(LadderStep(("SITAG",), "by 17:00 next working day"),))[1] == (
        "'by 17:00 next working day' is no amount of working time."
    )
    assert "more working time than the calendar has" in refused(steps=(LadderStep(("SITAG",), "900000 days"),))[1]


def test_conditions_are_read_once() -> None:
    """Those of ladders that the programme dropped as well."""
    book = LadderBook(a_programme(ladders=(LADDER,)))
    assert book.condition_of(LADDER) is book.condition_of(replace(LADDER, name="another"))


def test_a_calendar_that_cannot_be_is_refused() -> None:
    """It would never come to the next step."""
    never = replace(AROUND_THE_CLOCK, week=weekdays(), within=())
    programme = a_programme(calendars={**PROGRAMME.calendars, "never": never})
    assert refused(programme, calendar="never")[0] == "calendar"


def test_the_version_knows_every_word_but_not_whether_it_is_confirmed() -> None:
    """A hash over the ladder and the instants of its steps."""
    dues = (uk("2024-06-11 13:00"), uk("2024-06-12 13:00"))
    version = version_of(LADDER, dues)
    assert version_of(replace(LADDER, assumed=True), dues) == version
    assert version_of(replace(LADDER, matter="Another"), dues) != version
    assert version_of(LADDER, (dues[0], uk("2024-06-12 14:00"))) != version
