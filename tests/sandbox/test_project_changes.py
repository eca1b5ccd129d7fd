"""A project gets and loses a picture, and moves only between processes that have the same types."""

from __future__ import annotations

import pytest

from sandbox.project_changes import Avatars
from sandbox.projects import PROCESSES
from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk

AVATAR = "/_apis/projects/MHHS/avatar"
MIGRATION = "/MHHS/_apis/wit/projectprocessmigration"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks."""
    return a_desk()


def test_a_picture_comes_and_goes(desk: Desk) -> None:
    """Each with 204; nothing is no picture."""
    avatars = desk.world.part(Avatars).by_project
    assert desk.ask("PUT", AVATAR, {"image": ["aGVsbG8="]}).status == 204
    assert list(avatars.values()) == [["aGVsbG8="]]
    assert [desk.ask("DELETE", AVATAR).status for _ in range(2)] == [204, 204]
    assert avatars == {}
    assert desk.ask("PUT", AVATAR, {}).status == 400


def test_a_project_keeps_its_types(desk: Desk) -> None:
    """Its own process is taken, another one refused."""
    process = {name: identity for name, identity, *_ in PROCESSES}
    moved = desk.ask("POST", MIGRATION, {"typeId": process["Agile"]}).value
    assert moved == {"processId": process["Agile"], "projectId": desk.world.project("MHHS").id}
    refused = desk.ask("POST", MIGRATION, {"typeId": process["Scrum"]})
    assert (refused.status, refused.value["typeKey"]) == (400, "ProcessMigrationNotSupportedException")
