"""A view knows how long its answers hold: until the next instant that somebody asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.facts import ReleaseNote
from rules.horizon import Horizon
from rules.programme import CalendarSpec, Goal
from rules.view import View
from tests.rules.builders import RESPOND, a_defect, a_programme, an_outage, facts_of, hours, uk

NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_it_keeps_the_next_instant() -> None:
    """What is past, or nobody knows when, changes nothing."""
    horizon = Horizon(NOW)
    assert horizon.has_come(NOW)
    horizon.note(NOW - HOUR)
    horizon.note(None)
    assert horizon.until.year == 9999
    assert not horizon.has_come(NOW + 2 * HOUR)
    horizon.note(NOW + 3 * HOUR)
    assert horizon.until == NOW + 2 * HOUR


def test_who_reads_the_time_itself_gets_an_answer_for_that_instant_only() -> None:
    """And nothing that is asked later makes it hold longer."""
    view = View(facts_of())
    assert view.horizon.until > view.facts.now
    assert view.now == view.facts.now
    view.has_come(view.facts.now + HOUR)
    assert view.horizon.until == view.facts.now


def test_a_day_ends_at_local_midnight() -> None:
    """Documents are of a day, and so is @Today; noon of the programme is an hour before noon in UTC."""
    assert View(facts_of(now="2024-06-12 08:30")).horizon.until == uk("2024-06-13 00:00")


def test_outages_and_deliveries_that_come_are_known() -> None:
    """Both ends of an outage count."""
    ahead = an_outage(starts="2024-06-12 12:00", ends="2024-06-12 13:00")
    under_way = an_outage("OUT-2", starts="2024-06-12 07:00", ends="2024-06-12 11:00")
    assert View(facts_of(outages=(ahead,))).horizon.until == uk("2024-06-12 12:00")
    assert View(facts_of(outages=(ahead, under_way))).horizon.until == uk("2024-06-12 11:00")
    note = ReleaseNote("4.2.1", ("DIP",), ("SIT A",), uk("2024-06-12 09:15"), ())
    assert View(facts_of(release_notes=(note,), outages=(ahead,))).horizon.until == uk("2024-06-12 09:15")


def test_the_next_panel_counts_once_it_is_asked_about() -> None:
    """It meets at ten."""
    view = View(facts_of())
    assert view.next_panel == uk("2024-06-12 10:00")
    assert view.horizon.until == uk("2024-06-12 10:00")


def test_a_clock_holds_until_it_is_due() -> None:
    """Two working hours from opening time on."""
    defect = a_defect(history=[("2024-06-12 07:30", "New")])
    view = View(facts_of(defect))
    assert view.clocks(defect)[0].due == uk("2024-06-12 11:00")
    assert view.horizon.until == uk("2024-06-12 11:00")


def test_a_target_used_up_to_the_last_moment_is_missed_with_the_next_one_that_counts() -> None:
    """At closing time that is the next opening."""
    defect = a_defect(history=[("2024-06-11 15:00", "New")])
    view = View(facts_of(defect, now="2024-06-12 08:30"))
    respond = view.clocks(defect)[0]
    assert (respond.due, respond.is_breached) == (uk("2024-06-11 17:00"), False)
    assert view.horizon.until == uk("2024-06-12 09:00") + timedelta(microseconds=1)


def test_a_target_that_is_missed_stays_so() -> None:
    """Nothing more is to come of that clock."""
    defect = a_defect(history=[("2024-06-10 09:00", "New")])
    view = View(facts_of(defect))
    assert all(clock.is_breached for clock in view.clocks(defect))
    assert view.horizon.until == uk("2024-06-13 00:00")


@pytest.mark.parametrize("state", ["Awaiting Information", "Fixed"])
def test_a_clock_that_does_not_run_goes_on_by_a_revision(state: str) -> None:
    """So time alone changes nothing about it."""
    defect = a_defect(history=[("2024-06-12 08:00", "Open"), ("2024-06-12 08:10", state)])
    view = View(facts_of(defect))
    view.clocks(defect)
    assert view.horizon.until == uk("2024-06-13 00:00")


def test_a_calendar_that_closes_for_good_never_misses_a_target_that_was_just_enough() -> None:
    """No other open hour comes."""
    last = CalendarSpec("Europe/London", {}, open={date(2024, 6, 11): (hours("15:00", "17:00"),)})
    closing = replace(RESPOND, goals=(Goal("2 working hours", "working hours"),))
    programme = a_programme(calendars={**a_programme().calendars, "working hours": last}, clocks=(closing,))
    defect = a_defect(history=[("2024-06-11 15:00", "New")])
    view = View(facts_of(defect, now="2024-06-11 17:00", programme=programme))
    assert not view.clocks(defect)[0].is_breached
    assert view.horizon.until == uk("2024-06-12 00:00")
