"""New work items start from the blank of their type, or from a template of a team."""

from __future__ import annotations

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk

TEMPLATES = "/MHHS/MHHS Team/_apis/wit/templates"
SENT = {"name": "Outage", "workItemTypeName": "Bug", "fields": {"System.Tags": "outage"}}


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, in a project with a second team."""
    desk = a_desk()
    desk.world.add_team(desk.world.project("MHHS"), "Triage")
    return desk


def test_a_blank_has_the_defaults_of_its_type(desk: Desk) -> None:
    """And no number, no dates."""
    blank = desk.ask("GET", "/MHHS/_apis/wit/workitems/$Bug").value
    assert (blank["fields"]["System.State"], "id" in blank, "System.CreatedDate" in blank["fields"]) == (
        "New",
        False,
        False,
    )


def test_a_team_keeps_templates(desk: Desk) -> None:
    """Made, listed by type without their fields, read with them, written anew, taken away."""
    made = desk.ask("POST", TEMPLATES, SENT)
    assert (made.status, made.value["description"]) == (201, "")
    address = f"{TEMPLATES}/{made.value['id']}"
    [listed] = desk.ask("GET", f"{TEMPLATES}?workItemTypeName=bug").value["value"]
    assert (listed["name"], "fields" in listed) == ("Outage", False)
    assert desk.ask("GET", f"{TEMPLATES}?workItemTypeName=Task").value["count"] == 0
    assert desk.ask("GET", address).value["fields"] == {"System.Tags": "outage"}
    assert desk.ask("PUT", address, SENT | {"name": "Planned outage"}).value["name"] == "Planned outage"
    assert desk.ask("DELETE", address).status == 204
    assert desk.ask("GET", TEMPLATES).value["count"] == 0


def test_another_team_does_not_see_them(desk: Desk) -> None:
    """404 by id, and not in its list."""
    identity = desk.ask("POST", TEMPLATES, SENT).value["id"]
    other = TEMPLATES.replace("MHHS Team", "Triage")
    assert desk.ask("GET", other).value["count"] == 0
    assert desk.ask("GET", f"{other}/{identity}").value["typeKey"] == "WorkItemTemplateNotFoundException"


@pytest.mark.parametrize(("missing", "status"), [("name", 400), ("workItemTypeName", 400)])
def test_a_template_needs_a_name_and_a_type(desk: Desk, missing: str, status: int) -> None:
    """What lacks is named."""
    heard = desk.ask("POST", TEMPLATES, {name: value for name, value in SENT.items() if name != missing})
    assert (heard.status, heard.value["message"].endswith(f": {missing}")) == (status, True)
