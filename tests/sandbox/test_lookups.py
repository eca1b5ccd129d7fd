"""Icons, kinds of artifact links, the items of an artifact, and next states are looked up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.patches import Draft
from sandbox.saving import Saver
from sandbox.work_item_types import Tracking, WorkItemType
from tests.sandbox.desk import NOON, Desk
from tests.sandbox.items import a_desk, change, create, put


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks."""
    return a_desk()


def test_icons_have_addresses(desk: Desk) -> None:
    """Listed, alone, or not found."""
    icons = desk.ask("GET", "/_apis/wit/workitemicons").value["value"]
    assert "icon_insect" in {each["id"] for each in icons}
    assert desk.ask("GET", "/_apis/wit/workitemicons/icon_insect").value["url"].endswith("/icon_insect")
    assert desk.ask("GET", "/_apis/wit/workitemicons/icon_none").status == 404


def test_work_items_are_found_by_what_they_are_linked_to(desk: Desk) -> None:
    """By the address of the artifact; one that nothing is linked to gives an empty list."""
    kinds = desk.ask("GET", "/_apis/wit/artifactlinktypes").value["value"]
    assert {"toolType": "Wiki", "artifactType": "WikiPage", "linkType": "Wiki Page"} in kinds
    page, other = "vstfs:///Wiki/WikiPage/1", "vstfs:///Wiki/WikiPage/2"
    link = {"rel": "ArtifactLink", "url": page, "attributes": {"name": "Wiki Page"}}
    create(desk, {"op": "add", "path": "/relations/-", "value": link})
    create(desk)
    for home in ("/MHHS", ""):
        found = desk.ask("POST", f"{home}/_apis/wit/artifacturiquery", {"artifactUris": [page, other]}).value
        ids = {uri: [each["id"] for each in items] for uri, items in found["artifactUrisQueryResult"].items()}
        assert ids == {page: [1], other: []}
    assert desk.ask("POST", "/_apis/wit/artifacturiquery", {"artifactUris": []}).status == 400


def test_the_next_state_is_that_of_work_in_progress(desk: Desk) -> None:
    """What is new or done stays; what does not exist is said so."""
    create(desk)
    create(desk, put("System.State", "Active"))
    rows = desk.ask("GET", "/_apis/wit/workitemtransitions?ids=1,2,9").value["value"]
    assert rows[:2] == [{"id": 1}, {"id": 2, "stateOnTransition": "Resolved"}]
    assert rows[2]["errorCode"] == "404"
    assert desk.ask("GET", "/_apis/wit/workitemtransitions?ids=").status == 400


def test_one_sees_what_one_changed_last(desk: Desk) -> None:
    """The latest first, with who has it now; what others did is not there."""
    other = desk.world.add_person("Tester A", "tester.a@example.com")
    create(desk, put("System.AssignedTo", other.unique_name))
    create(desk, title="Two")
    desk.world.clock = lambda: NOON + timedelta(hours=1)
    change(desk, 1, put("System.Title", "One"))
    Saver(desk.world, other).create(desk.world.project("MHHS"), bug(desk), Draft({"System.Title": "Three"}))
    rows = desk.ask("GET", "/_apis/work/accountmyworkrecentactivity").value["value"]
    assert [(each["title"], each["activityDate"]) for each in rows] == [
        ("One", "2024-06-12T13:00:00Z"),
        ("Two", "2024-06-12T12:00:00Z"),
    ]
    assert [each["assignedTo"] and each["assignedTo"]["displayName"] for each in rows] == ["Tester A", None]


def bug(desk: Desk) -> WorkItemType:
    """The type of defects."""
    return desk.world.part(Tracking).type(desk.world.project("MHHS"), "Bug")
