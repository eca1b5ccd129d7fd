"""Projects, teams, processes and operations of the sandbox behave as recorded."""

from __future__ import annotations

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import ITEMS, a_desk, create

PROJECTS = "/_apis/projects"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks."""
    return a_desk()


def test_a_project_is_created_by_an_operation(desk: Desk) -> None:
    """202 with an operation, which is in progress at the first look and done at the second."""
    template = {"processTemplate": {"templateTypeId": "b8a3a935-7e91-48b8-a94c-606d37c3e9f2"}}
    body = {
        "name": "Other",
        "description": "d",
        "capabilities": {**template, "versioncontrol": {"sourceControlType": "Tfvc"}},
    }
    heard = desk.ask("POST", PROJECTS, body)
    assert (heard.status, heard.value["status"]) == (202, "notSet")
    looks = [desk.ask("GET", f"/_apis/operations/{heard.value['id']}").value["status"] for _ in range(2)]
    assert looks == ["inProgress", "succeeded"]
    shown = desk.ask("GET", f"{PROJECTS}/Other?includeCapabilities=true").value
    assert shown["capabilities"]["processTemplate"]["templateName"] == "Basic"
    assert shown["capabilities"]["versioncontrol"]["tfvcEnabled"] == "True"
    assert shown["defaultTeam"]["name"] == "Other Team"
    assert desk.ask("POST", PROJECTS, body).value["message"].startswith("TF200019")
    assert desk.ask("POST", PROJECTS, {}).status == 400


def test_projects_are_listed_in_pages(desk: Desk) -> None:
    """The token of the next page stands in a header."""
    desk.world.add_project("Other")
    heard = desk.ask("GET", f"{PROJECTS}?$top=1")
    assert ([each["name"] for each in heard.value["value"]], heard.headers) == (
        ["MHHS"],
        {"X-MS-ContinuationToken": "1"},
    )
    assert [each["name"] for each in desk.ask("GET", f"{PROJECTS}?continuationToken=1").value["value"]] == ["Other"]


def test_a_project_is_renamed_and_deleted(desk: Desk) -> None:
    """With all that is in it; its number is found no longer."""
    create(desk)
    project = next(iter(desk.world.projects))
    assert desk.ask("PATCH", f"{PROJECTS}/{project}", {"name": "New"}).status == 202
    assert desk.ask("GET", f"{PROJECTS}/New").value["id"] == project
    assert desk.ask("DELETE", f"{PROJECTS}/{project}").status == 202
    assert desk.ask("GET", f"{PROJECTS}/{project}").value["typeKey"] == "ProjectDoesNotExistException"
    assert desk.ask("GET", f"{ITEMS}/1").status == 404
    assert desk.ask("GET", "/_apis/operations/none").status == 404


def test_processes_are_listed(desk: Desk) -> None:
    """Agile is the default."""
    processes = desk.ask("GET", "/_apis/process/processes").value["value"]
    assert [each["name"] for each in processes if each["isDefault"]] == ["Agile"]
    assert desk.ask("GET", f"/_apis/process/processes/{processes[0]['id']}").value["name"] == "Scrum"


def test_teams_come_and_go(desk: Desk) -> None:
    """Created with 201, changed, listed, deleted with 204; a name is there once, and the default team stays."""
    teams = f"{PROJECTS}/MHHS/teams"
    heard = desk.ask("POST", teams, {"name": "Triage"})
    assert (heard.status, heard.value["identity"]["providerDisplayName"]) == (201, "[MHHS]\\Triage")
    assert desk.ask("POST", teams, {"name": "triage"}).value["typeKey"] == "TeamAlreadyExistsException"
    assert desk.ask("POST", teams, {}).status == 400
    assert desk.ask("PATCH", f"{teams}/Triage", {"name": "Panel", "description": "d"}).value["description"] == "d"
    assert [each["name"] for each in desk.ask("GET", teams).value["value"]] == ["MHHS Team", "Panel"]
    assert desk.ask("GET", f"{teams}/Panel").value["projectName"] == "MHHS"
    assert desk.ask("GET", "/_apis/teams").value["count"] == 2
    [member] = desk.ask("GET", f"{teams}/Panel/members").value["value"]
    assert member["identity"]["displayName"] == "envbot"
    assert [each["name"] for each in desk.ask("GET", f"{teams}?$mine=true").value["value"]] == ["Panel"]
    assert desk.ask("DELETE", f"{teams}/MHHS Team").status == 400
    assert desk.ask("DELETE", f"{teams}/Panel").status == 204
    assert desk.ask("GET", f"{teams}/Panel").status == 404


def test_profiles_are_those_of_people(desk: Desk) -> None:
    """Of oneself and of others by mail."""
    assert desk.ask("GET", "/_apis/profile/profiles/me").value["emailAddress"] == "envbot@example.com"
    assert desk.ask("GET", "/_apis/profile/profiles/nobody@example.com").status == 404
    assert desk.ask("GET", "/_apis/connectionData").value["authenticatedUser"]["providerDisplayName"] == "envbot"
