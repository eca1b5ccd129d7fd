"""A policy that cannot be used is refused with the clock's name and the reason, before anything is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.calendar import CalendarError
from rules.programme import CalendarSpec
from rules.sla import PolicyError, SlaJudge, clocks
from tests.rules.builders import BOT, RESOLVE, WORKING_HOURS, a_defect, a_programme, hours, uk
from wiql import Catalog, Field, FieldType


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start": "[System.State = 'New'"}, "its start condition is refused: "),
        ({"stop": ""}, "its stop condition is refused: "),
        ({"pause": "[Custom.Partty] = 'Supplier A'"}, "its pause condition is refused: There is no field"),
        ({"goals": ()}, "it has no goal. Give it at least one target."),
        ({"goals": (replace(RESOLVE.goals[0], when="[Severity]"),)}, "its goal condition is refused: "),
        (
            {"goals": (replace(RESOLVE.goals[0], calendar="office"),)},
            "there is no calendar 'office'. Known: working hours, cut-over.",
        ),
        ({"goals": (replace(RESOLVE.goals[0], target="soon"),)}, "The target 'soon' is no amount of working time."),
        (
            {"goals": (replace(RESOLVE.goals[0], target="3h", calendar="cut-over"),)},
            "the target '3h' can never be reached: the calendar 'cut-over' has less open time in all its years.",
        ),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused(changes: dict[str, Any], reason: str) -> None:
    """The message names the clock and says what is wrong with which part."""
    calendars = {
        "working hours": WORKING_HOURS,
        "cut-over": CalendarSpec("UTC", {}, open={date(2024, 6, 15): (hours("10:00", "12:00"),)}),
    }
    with pytest.raises(PolicyError) as refused:
        SlaJudge.of(a_programme(clocks=(replace(RESOLVE, **changes),), calendars=calendars))
    assert str(refused.value).startswith(f"SLA clock 'resolve': {reason}")
    assert refused.value.clock == "resolve"


def test_an_impossible_calendar_is_refused_though_no_goal_uses_it() -> None:
    """Every calendar of the programme is built."""
    calendars = {"working hours": WORKING_HOURS, "never": CalendarSpec("UTC", {})}
    with pytest.raises(CalendarError, match="Calendar 'never' is never open"):
        SlaJudge.of(a_programme(calendars=calendars))


def test_conditions_may_name_fields_of_another_catalog() -> None:
    """What Azure DevOps knows besides is told by whoever asked it."""
    policy = replace(RESOLVE, start="[Custom.Wave] = 'Wave 1'")
    with pytest.raises(PolicyError, match=r"There is no field 'Custom\.Wave'"):
        SlaJudge.of(a_programme(clocks=(policy,)))
    programme = a_programme(clocks=(policy,))
    known = [Field("Custom.Wave", "Wave", FieldType.STRING)]
    known += [Field("Custom.DefectCategory", "Category", FieldType.STRING)]
    judge = SlaJudge.of(programme, BOT, Catalog.standard().extended(known))
    defect = a_defect(history=[("2024-06-12 09:00", {"Custom.Wave": "Wave 1", "state": "Open"})])
    (clock,) = clocks(defect, judge, uk("2024-06-12 10:00"))
    assert clock.started == uk("2024-06-12 09:00")
