"""Macros mean what the context says, and are refused by name where it says nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.wiql.builders import LONDON, WEDNESDAY, a_context
from wiql import Context, Iterations, Weekday, WiqlError
from wiql.context import check_macro, literal_values, moment_of
from wiql.syntax import Literal, Macro

SPRINTS = ("P\\Sprint 1", "P\\Sprint 2", "P\\Sprint 3")


@pytest.mark.parametrize(
    ("macro", "day"),
    [
        (Macro("Today"), (2024, 6, 12)),
        (Macro("TODAY", None, -7), (2024, 6, 5)),
        (Macro("StartOfDay"), (2024, 6, 12)),
        (Macro("StartOfDay", "-1w", 1), (2024, 6, 6)),
        (Macro("StartOfWeek"), (2024, 6, 10)),
        (Macro("StartOfWeek", "+1"), (2024, 6, 17)),
        (Macro("StartOfWeek", "1w", -2), (2024, 6, 3)),
        (Macro("StartOfMonth"), (2024, 6, 1)),
        (Macro("StartOfMonth", None, -6), (2023, 12, 1)),
        (Macro("StartOfMonth", "+30d", -4), (2024, 3, 1)),
        (Macro("StartOfMonth", "-1d", -3), (2024, 2, 29)),
        (Macro("StartOfYear"), (2024, 1, 1)),
        (Macro("StartOfYear", "+3M", -1), (2023, 4, 1)),
        (Macro("StartOfYear", "-1"), (2023, 1, 1)),
    ],
)
def test_a_date_macro_means_a_midnight_in_the_zone(macro: Macro, day: tuple[int, int, int]) -> None:
    """Offsets go in the macro's own unit, modifiers in theirs; a day that a month lacks is its last."""
    assert moment_of(macro, a_context()) == datetime(*day, tzinfo=LONDON)


def test_hours_and_minutes_move_off_midnight() -> None:
    """With time precision they can be asked for."""
    assert moment_of(Macro("StartOfDay", "+8h"), a_context()) == datetime(2024, 6, 12, 8, tzinfo=LONDON)
    assert moment_of(Macro("StartOfDay", "-90m"), a_context()) == datetime(2024, 6, 11, 22, 30, tzinfo=LONDON)


def test_today_is_the_local_day() -> None:
    """Half past midnight in London is still yesterday in UTC."""
    context = Context(datetime(2024, 6, 11, 23, 30, tzinfo=UTC), zone=LONDON)
    assert moment_of(Macro("Today"), context) == datetime(2024, 6, 12, tzinfo=LONDON)


def test_a_week_starts_where_the_context_says() -> None:
    """Sunday for those who count so."""
    context = a_context(week_starts=Weekday.SUNDAY)
    assert moment_of(Macro("StartOfWeek"), context) == datetime(2024, 6, 9, tzinfo=LONDON)


@pytest.mark.parametrize("macro", [Macro("Today", None, 10**9), Macro("StartOfYear", None, -5000)])
def test_a_macro_cannot_leave_the_calendar(macro: Macro) -> None:
    """An offset too large is a mistake of the query."""
    with pytest.raises(WiqlError, match="leads out of the calendar"):
        moment_of(macro, a_context())


@pytest.mark.parametrize(
    ("macro", "message"),
    [
        (Macro("Tomorrow"), "There is no macro @Tomorrow"),
        (Macro("Me", None, 1), "@Me takes no offset"),
        (Macro("Today", "+1d"), "@Today takes nothing in parentheses"),
        (Macro("Project", "x"), "@Project takes nothing in parentheses"),
        (Macro("StartOfWeek", "soon"), "@StartOfWeek does not understand 'soon'"),
    ],
)
def test_a_macro_written_wrongly_is_refused_by_name(macro: Macro, message: str) -> None:
    """Before any item is asked."""
    with pytest.raises(WiqlError, match=message):
        check_macro(macro)


@pytest.mark.parametrize(
    "macro",
    [Macro("me"), Macro("today", None, 3), Macro("currentiteration", "[P]\\T", -1), Macro("TeamAreas", "[P]\\T")],
)
def test_a_macro_written_well_passes(macro: Macro) -> None:
    """Whatever its case."""
    check_macro(macro)


def test_me_and_the_project_are_what_the_context_says() -> None:
    """A literal is itself."""
    context = a_context(me="Ann <ann@example.com>", project="MHHS")
    assert literal_values(Macro("Me"), context) == ("Ann <ann@example.com>",)
    assert literal_values(Macro("project"), context) == ("MHHS",)
    assert literal_values(Literal(5), context) == (5,)


def test_macros_of_several_values_come_from_the_context() -> None:
    """By their names without the @."""
    context = a_context(sets={"Follows": (1, 2), "TeamAreas": ("P\\A",)})
    assert literal_values(Macro("follows"), context) == (1, 2)
    assert literal_values(Macro("teamAreas"), context) == ("P\\A",)


@pytest.mark.parametrize(
    ("macro", "offset", "path"),
    [
        (None, 0, "P\\Sprint 2"),
        (None, 1, "P\\Sprint 3"),
        ("[P]\\Triage", -1, "P\\Sprint 1"),
        ("[P]\\Triage <id:0c0ffee0>", 0, "P\\Sprint 2"),
        ("triage", 0, "P\\Sprint 2"),
    ],
)
def test_the_current_iteration_is_the_teams(macro: str | None, offset: int, path: str) -> None:
    """A team is named as the query editor names it, or not at all."""
    iterations = Iterations(SPRINTS, SPRINTS[1])
    context = a_context(iterations={"": iterations, "Triage": iterations})
    assert literal_values(Macro("CurrentIteration", macro, offset), context) == (path,)


@pytest.mark.parametrize(
    ("macro", "message"),
    [
        (Macro("Me"), "@Me has no meaning here: nobody has said who asks"),
        (Macro("Project"), "@Project has no meaning here: nobody has said in which project"),
        (Macro("RecentMentions"), "@RecentMentions has no meaning here"),
        (Macro("CurrentIteration", "[P]\\Other"), "the iterations of team 'Other' are not known"),
        (Macro("CurrentIteration", None, 2), r"@CurrentIteration \+2 leads past the iterations"),
    ],
)
def test_a_macro_that_the_context_does_not_know_is_refused(macro: Macro, message: str) -> None:
    """Never taken for empty."""
    context = a_context(iterations={"": Iterations(SPRINTS, SPRINTS[1])}, sets={"Follows": ()})
    with pytest.raises(WiqlError, match=message):
        literal_values(macro, context)


def test_the_iterations_of_the_team_that_asks_may_be_unknown() -> None:
    """Then the message says whose are missing."""
    with pytest.raises(WiqlError, match="of the team that asks are not known"):
        literal_values(Macro("CurrentIteration"), a_context())


def test_a_context_needs_a_zone_and_a_current_iteration_of_the_team() -> None:
    """Anything else is a mistake of the program, not of the query."""
    with pytest.raises(ValueError, match="has no zone"):
        Context(WEDNESDAY.replace(tzinfo=None))
    with pytest.raises(ValueError, match="none of the team's"):
        Iterations(SPRINTS, "P\\Sprint 9")


def test_contexts_are_values() -> None:
    """What one has remembered does not set it apart from its like."""
    context = a_context(me="Ann")
    assert context.remembered("key", lambda known: known.me) == "Ann"
    assert context.remembered("key", lambda _known: "Ben") == "Ann"
    assert context == a_context(me="Ann")
    assert hash(context) == hash(a_context(me="Ann"))
