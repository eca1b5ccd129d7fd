"""Areas, iterations and the settings of teams behave as recorded."""

from __future__ import annotations

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk

NODES = "/MHHS/_apis/wit/classificationnodes"
SETTINGS = "/MHHS/Triage/_apis/work/teamsettings"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, in a world with a second team."""
    desk = a_desk()
    project = next(iter(desk.world.projects.values()))
    desk.world.add_team(project, "Triage")
    return desk


def test_nodes_are_created_below_each_other(desk: Desk) -> None:
    """201 with a Location; the tree is shown to the depth asked for."""
    heard = desk.ask("POST", f"{NODES}/areas", {"name": "SIT"})
    assert (heard.status, heard.value["path"]) == (201, "\\MHHS\\Area\\SIT")
    assert heard.headers["Location"] == heard.value["url"]
    desk.ask("POST", f"{NODES}/areas/SIT", {"name": "A"})
    tree = desk.ask("GET", f"{NODES}/areas?$depth=2").value
    assert tree["children"][0]["children"][0]["name"] == "A"
    assert "children" not in desk.ask("GET", f"{NODES}/areas").value
    assert desk.ask("POST", f"{NODES}/areas", {"name": "sit"}).status == 409


def test_a_node_moves_by_its_id_and_loses_nothing(desk: Desk) -> None:
    """Posting an id below another node moves it there."""
    desk.ask("POST", f"{NODES}/areas", {"name": "SIT"})
    moved = desk.ask("POST", f"{NODES}/areas", {"name": "A"}).value
    heard = desk.ask("POST", f"{NODES}/areas/SIT", {"id": moved["id"]})
    assert (heard.status, heard.value["path"]) == (200, "\\MHHS\\Area\\SIT\\A")
    assert [each["name"] for each in desk.ask("GET", f"{NODES}?ids={moved['id']}").value["value"]] == ["A"]
    assert desk.ask("POST", f"{NODES}/areas/SIT", {"id": 999}).status == 404


def test_dates_of_iterations_are_kept(desk: Desk) -> None:
    """As UTC; a rename keeps them."""
    dates = {"startDate": "2024-06-10T00:00:00", "finishDate": "2024-06-21T00:00:00"}
    desk.ask("POST", f"{NODES}/iterations", {"name": "Sprint", "attributes": dates})
    changed = desk.ask("PATCH", f"{NODES}/iterations/Sprint", {"name": "Sprint 1"}).value
    assert changed["attributes"]["startDate"] == "2024-06-10T00:00:00Z"
    assert desk.ask("DELETE", f"{NODES}/iterations/Sprint 1").status == 204
    assert desk.ask("GET", f"{NODES}/iterations/Sprint 1").status == 404
    assert desk.ask("GET", f"{NODES}/colours").status == 400
    assert desk.ask("GET", NODES).value["count"] == 2


def test_a_new_team_needs_a_backlog_iteration_first(desk: Desk) -> None:
    """TF400497 until it has one; then its iterations are shown with where now is."""
    root = desk.ask("GET", f"{NODES}/iterations?$depth=1").value
    child = root["children"][0]
    heard = desk.ask("POST", f"{SETTINGS}/iterations", {"id": child["identifier"]})
    assert (heard.status, heard.value["typeKey"]) == (400, "InvalidTeamSettingsException")
    settings = desk.ask("PATCH", SETTINGS, {"backlogIteration": root["identifier"]}).value
    assert settings["backlogIteration"]["name"] == "MHHS"
    assert settings["defaultIterationMacro"] == "@currentIteration"
    assert desk.ask("PATCH", SETTINGS, {"defaultIteration": "none"}).status == 400
    both = desk.ask("PATCH", SETTINGS, {"defaultIteration": child["identifier"]}).value
    assert len(both["_links"]["classificationNode"]) == 2
    heard = desk.ask("POST", f"{SETTINGS}/iterations", {"id": child["identifier"]})
    assert (heard.status, heard.value["attributes"]["timeFrame"]) == (201, "current")
    assert desk.ask("GET", f"{SETTINGS}/iterations?$timeframe=current").value["count"] == 1
    assert desk.ask("GET", f"{SETTINGS}/iterations/{child['identifier']}").value["name"] == child["name"]
    assert desk.ask("DELETE", f"{SETTINGS}/iterations/{child['identifier']}").status == 204
    assert desk.ask("DELETE", f"{SETTINGS}/iterations/{child['identifier']}").status == 404
    assert desk.ask("GET", f"{SETTINGS}/iterations/{child['identifier']}").status == 404


@pytest.mark.parametrize(
    ("start", "finish", "frame"),
    [
        ("2024-06-01", "2024-06-11", "past"),
        ("2024-06-12", "2024-06-12", "current"),
        ("2024-06-13", "2024-06-20", "future"),
    ],
)
def test_dates_say_where_now_is(desk: Desk, start: str, finish: str, frame: str) -> None:
    """Noon of 12 June 2024 in this world."""
    dates = {"startDate": f"{start}T00:00:00Z", "finishDate": f"{finish}T00:00:00Z"}
    node = desk.ask("POST", f"{NODES}/iterations", {"name": "Sprint", "attributes": dates}).value
    iterations = "/MHHS/_apis/work/teamsettings/iterations"
    shown = desk.ask("POST", iterations, {"id": node["identifier"]}).value
    assert shown["attributes"]["timeFrame"] == frame


def test_the_areas_of_a_team_need_a_default(desk: Desk) -> None:
    """TeamFieldArgumentNullException without one, as recorded."""
    values = f"{SETTINGS}/teamfieldvalues"
    assert desk.ask("GET", values).value["defaultValue"] is None
    area = {"value": "MHHS", "includeChildren": True}
    assert desk.ask("PATCH", values, {"values": [area]}).value["typeKey"] == "TeamFieldArgumentNullException"
    heard = desk.ask("PATCH", values, {"defaultValue": "MHHS", "values": [area]})
    assert (heard.value["defaultValue"], heard.value["values"]) == ("MHHS", [area])


def test_types_states_fields_categories_and_tags_are_listed(desk: Desk) -> None:
    """What a client asks before it writes."""
    types = "/MHHS/_apis/wit/workitemtypes"
    assert desk.ask("GET", f"{types}/Bug").value["transitions"]["New"][1] == {"to": "Active", "actions": None}
    states = desk.ask("GET", f"{types}/Bug/states").value["value"]
    assert [(each["name"], each["category"]) for each in states][:2] == [("New", "Proposed"), ("Active", "InProgress")]
    severity = f"{types}/Bug/fields/Microsoft.VSTS.Common.Severity?$expand=all"
    assert desk.ask("GET", severity).value["allowedValues"][0] == "1 - Critical"
    assert desk.ask("GET", f"{types}/Bug/fields").value["count"] > 40
    fields = "/_apis/wit/fields"
    assert desk.ask("GET", f"{fields}/Assigned To").value["isIdentity"] is True
    assert desk.ask("GET", fields).value["count"] > 60
    categories = "/MHHS/_apis/wit/workitemtypecategories"
    assert desk.ask("GET", f"{categories}/Microsoft.BugCategory").value["defaultWorkItemType"]["name"] == "Bug"
    assert desk.ask("GET", categories).value["count"] == 5
    assert desk.ask("GET", "/MHHS/_apis/wit/tags").value == {"count": 0, "value": []}
