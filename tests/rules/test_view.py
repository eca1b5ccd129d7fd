"""What follows from the facts: states, whose turn, answers, clocks, panels, outages."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from rules.facts import Defect, Facts, OutageKind, Relation
from rules.view import View
from tests.rules.builders import a_defect, a_programme, an_outage, facts_of, uk


def viewed(defect: Defect, **more: Any) -> tuple[View, Defect]:
    """Give a view on facts with one defect."""
    return View(facts_of(defect, **more)), defect


def in_state(state: str, **fields: Any) -> Defect:
    """Build a defect that was raised in this state."""
    return a_defect(history=[("2024-06-10 09:00", state)], **fields)


@pytest.mark.parametrize(
    ("state", "party"),
    [
        ("Open", "DIP service provider"),
        ("Awaiting Information", "Supplier A"),
        ("Ready for Retest", "Supplier A"),
        ("Fixed", "DIP service provider"),
    ],
)
def test_the_turn_is_of_who_has_to_do_something(state: str, party: str) -> None:
    """Questions and retests go back to who raised it."""
    view, defect = viewed(in_state(state, raised_by_party="Supplier A"))
    assert view.waits_on(defect) == party


def test_the_turn_falls_to_the_systems_party_where_nobody_is_named() -> None:
    """And to nobody where the system is not known either."""
    view, defect = viewed(in_state("Open", party=None, system="CSS"))
    assert view.waits_on(defect) == "DCC"
    view, defect = viewed(in_state("Open", party=None, system=None))
    assert view.waits_on(defect) == ""


def test_a_stated_environment_or_system_is_called_by_its_name() -> None:
    """Whatever alias or case the field has; what is unknown stays as it is."""
    view, defect = viewed(a_defect(environment="sit-a", system="dip"))
    assert (view.environment_of(defect), view.system_of(defect)) == ("SIT A", "DIP")
    view, defect = viewed(a_defect(environment="Moon", system="Mars"))
    assert (view.environment_of(defect), view.system_of(defect), view.phase_of(defect)) == ("Moon", "Mars", "")


def test_states_are_known_by_their_group_whatever_the_case() -> None:
    """A state that the workflow does not know is open."""
    view, defect = viewed(in_state("closed"))
    assert view.is_closed(defect)
    assert view.open_defects == ()
    view, defect = viewed(in_state("Odd"))
    assert view.open_defects == (defect,)


def test_reopening_is_the_last_way_back_to_work() -> None:
    """From fixed, retest or closed."""
    history = [
        ("2024-06-03 09:00", "New"),
        ("2024-06-04 09:00", "Fixed"),
        ("2024-06-05 09:00", "Ready for Retest"),
        ("2024-06-06 09:00", "Reopened"),
        ("2024-06-07 09:00", "In Progress"),
    ]
    view, defect = viewed(a_defect(history=history))
    assert view.reopened_at(defect) == uk("2024-06-06 09:00")
    assert view.state_since(defect) == uk("2024-06-07 09:00")
    view, defect = viewed(in_state("New"))
    assert view.reopened_at(defect) is None


@pytest.mark.parametrize(
    ("now", "first", "second"),
    [
        ("2024-06-12 08:30", "2024-06-12 10:00", "2024-06-13 10:00"),
        ("2024-06-12 10:00", "2024-06-13 10:00", "2024-06-14 10:00"),
        ("2024-05-24 12:00", "2024-05-28 10:00", "2024-05-29 10:00"),
        ("2024-03-29 12:00", "2024-04-02 10:00", "2024-04-03 10:00"),
        ("2024-10-25 12:00", "2024-10-28 10:00", "2024-10-29 10:00"),
    ],
    ids=["today", "at the meeting", "weekend and bank holiday", "Easter and summer time", "winter time"],
)
def test_the_panel_meets_on_working_days_at_its_local_time(now: str, first: str, second: str) -> None:
    """Over weekends, bank holidays and both clock changes."""
    view = View(facts_of(now=now))
    assert (view.next_panel, view.panels.ahead(2)) == (uk(first), uk(second))


def test_a_panel_may_meet_before_working_hours() -> None:
    """The day counts, not the hour."""
    view = View(facts_of(programme=a_programme(panel=time(8, 45))))
    assert view.next_panel == uk("2024-06-12 08:45")


@pytest.mark.parametrize(
    ("history", "now", "state"),
    [
        ([("2024-06-12 08:00", "Open")], "2024-06-12 08:30", "at risk"),
        ([("2024-06-03 09:00", "Open")], "2024-06-12 08:30", "breached"),
        ([("2024-06-12 08:00", "Open"), ("2024-06-12 08:10", "Awaiting Information")], "2024-06-12 08:30", "paused"),
        ([("2024-06-11 09:00", "Open"), ("2024-06-11 10:00", "Fixed")], "2024-06-12 08:30", "met"),
    ],
)
def test_a_clock_stands_in_one_of_five_ways(history: list[Any], now: str, state: str) -> None:
    """The fifth, running, has time left."""
    view, defect = viewed(a_defect(history=history), now=now)
    clock = view.clock_named(defect, "resolve")
    assert clock is not None
    assert view.clock_state(clock) == state
    assert view.clock_named(defect, "no such") is None


def test_outages_of_a_defect_are_those_of_its_place_and_its_links_since_it_was_raised() -> None:
    """Clocks attribute their time to them."""
    link = Relation("System.LinkTypes.Related", 4711, "https://dev.example.com/4711")
    linked = an_outage("OUT-1", starts="2024-06-10 09:00", systems=("CSS",), environments=("UIT",), work_item=4711)
    hit = an_outage("OUT-2", starts="2024-06-11 09:00", ends="2024-06-11 10:00")
    whole = an_outage("OUT-3", starts="2024-06-11 09:00", systems=())
    others = (
        an_outage("OUT-4", starts="2024-06-11 09:00", environments=("UIT",)),
        an_outage("OUT-5", starts="2024-06-11 09:00", systems=("CSS",)),
        an_outage("OUT-6", starts="2024-06-01 09:00", ends="2024-06-01 10:00"),
        an_outage("OUT-7", starts="2024-06-11 09:00", cancelled=True),
    )
    view, defect = viewed(a_defect(relations=[link]), outages=(linked, hit, whole, *others))
    assert view.outages_of(defect) == (hit, whole, linked)


def test_the_outage_of_a_linked_defect_is_the_linked_one() -> None:
    """Whatever else would fit."""
    link = Relation("System.LinkTypes.Related", 4711, "https://dev.example.com/4711")
    linked = an_outage("OUT-9", starts="2024-06-01 09:00", ends="2024-06-01 10:00", work_item=4711)
    view, defect = viewed(a_defect(relations=[link]), outages=(an_outage(starts="2024-06-10 08:50"), linked))
    assert view.outage_of(defect) == linked


def test_outages_today_touch_the_local_day() -> None:
    """In the order of their beginning."""
    today = an_outage("OUT-2", starts="2024-06-12 18:00", ends="2024-06-12 20:00", kind=OutageKind.PLANNED)
    still = an_outage("OUT-1", starts="2024-06-10 18:00")
    night = an_outage("OUT-3", starts="2024-06-11 22:00", ends="2024-06-12 01:00")
    others = (
        an_outage("OUT-4", starts="2024-06-13 00:00"),
        an_outage("OUT-5", starts="2024-06-11 22:00", ends="2024-06-12 00:00"),
        an_outage("OUT-6", starts="2024-06-12 09:00", cancelled=True),
    )
    facts: Facts = facts_of(outages=(today, still, night, *others))
    assert View(facts).outages_today == (still, night, today)


def test_a_defect_without_an_outage_has_none() -> None:
    """Nothing fits, or nothing fits clearly."""
    view, defect = viewed(a_defect())
    assert view.outage_of(defect) is None
    view, defect = viewed(a_defect(system=None, party=None), outages=(an_outage(starts="2024-06-10 08:50"),))
    assert view.outage_of(defect) is None


def test_a_later_view_keeps_what_still_holds() -> None:
    """Of defects that did not change, and of outages while they are the same; time goes on."""
    same, changing = a_defect(1), a_defect(2)
    outages = (an_outage(starts="2024-06-10 08:50"),)
    first = View(facts_of(same, changing, outages=outages))
    for defect in (same, changing):
        first.system_of(defect)
        first.outage_matches(defect)
    changed = a_defect(2, system="CSS")
    later = first.later(facts_of(same, changed, now="2024-06-13 08:30", outages=outages))
    assert later.system_reading(same) is first.system_reading(same)
    assert later.outage_matches(same) is first.outage_matches(same)
    assert later.system_of(changed) == "CSS"
    assert later.next_panel > first.next_panel
    assert first.later(facts_of(same)).outage_matches(same) == ()
