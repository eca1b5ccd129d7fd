"""Teams say how much they work in an iteration, and when they do not."""

from __future__ import annotations

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk

SETTINGS = "/MHHS/MHHS Team/_apis/work/teamsettings"
OFF = [{"start": "2024-06-13T00:00:00Z", "end": "2024-06-14T00:00:00Z"}]
TESTING = [{"name": "Testing", "capacityPerDay": 4.5}]


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks."""
    return a_desk()


@pytest.fixture
def sprint(desk: Desk) -> str:
    """The address of an iteration of the team."""
    nodes = "/MHHS/_apis/wit/classificationnodes/iterations"
    made = desk.ask("POST", nodes, {"name": "Sprint 1"}).value["identifier"]
    desk.ask("POST", f"{SETTINGS}/iterations", {"id": made})
    return f"{SETTINGS}/iterations/{made}"


@pytest.fixture
def who(desk: Desk) -> str:
    """The id of somebody."""
    return next(iter(desk.world.people))


def test_one_person_s_capacity_is_changed_in_parts(desk: Desk, sprint: str, who: str) -> None:
    """What is not sent stays; the whole of the team has the totals."""
    mine = f"{sprint}/capacities/{who}"
    assert desk.ask("GET", mine).value["activities"] == []
    assert desk.ask("PATCH", mine, {"activities": TESTING}).value["activities"] == TESTING
    changed = desk.ask("PATCH", mine, {"daysOff": OFF}).value
    assert (changed["activities"], changed["daysOff"]) == (TESTING, OFF)
    assert changed["_links"]["capacity"]["href"].endswith("/capacities")
    whole = desk.ask("GET", f"{sprint}/capacities").value
    assert (whole["totalCapacityPerDay"], whole["totalDaysOff"]) == (4.5, 2)
    assert [each["teamMember"]["displayName"] for each in whole["teamMembers"]] == ["envbot"]


def test_all_are_written_anew(desk: Desk, sprint: str, who: str) -> None:
    """Who is not named has none."""
    row = {"teamMember": {"id": who}, "activities": TESTING, "daysOff": []}
    assert desk.ask("PUT", f"{sprint}/capacities", [row]).value["count"] == 1
    assert desk.ask("PUT", f"{sprint}/capacities", []).value["count"] == 0
    assert desk.ask("GET", f"{sprint}/capacities").value["teamMembers"] == []


def test_a_team_has_days_off(desk: Desk, sprint: str) -> None:
    """None at first; written as a whole."""
    assert desk.ask("GET", f"{sprint}/teamdaysoff").value["daysOff"] == []
    assert desk.ask("PATCH", f"{sprint}/teamdaysoff", {"daysOff": OFF}).value["daysOff"] == OFF
    assert desk.ask("GET", f"{sprint}/teamdaysoff").value["daysOff"] == OFF
    assert desk.ask("PATCH", f"{sprint}/teamdaysoff", {}).value["daysOff"] == []


def test_what_makes_no_sense_is_refused(desk: Desk, sprint: str, who: str) -> None:
    """Days that end before they start, people who are not there, a body that is no list, an unknown iteration."""
    backwards = [{"start": OFF[0]["end"], "end": OFF[0]["start"]}]
    assert desk.ask("PATCH", f"{sprint}/capacities/{who}", {"daysOff": backwards}).status == 400
    assert desk.ask("GET", f"{sprint}/capacities/nobody").value["typeKey"] == "TeamMemberCapacityNotFoundException"
    assert desk.ask("PUT", f"{sprint}/capacities", {}).status == 400
    assert desk.ask("GET", f"{SETTINGS}/iterations/00000000-0000-4000-8000-000000000001/teamdaysoff").status == 404
