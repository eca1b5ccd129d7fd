"""Projects have properties: the service's own, and those that clients put there."""

from __future__ import annotations

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import PATCH, a_desk


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks."""
    return a_desk()


def _properties(desk: Desk) -> str:
    return f"/_apis/projects/{desk.world.project('MHHS').id}/properties"


def test_they_are_chosen_by_wildcards(desk: Desk) -> None:
    """In any case; without keys all come."""
    address = _properties(desk)
    rows = desk.ask("GET", f"{address}?keys=system.source*").value["value"]
    assert {each["name"]: each["value"] for each in rows} == {
        "System.SourceControlCapabilityFlags": "2",
        "System.SourceControlGitEnabled": "True",
    }
    assert desk.ask("GET", address).value["count"] > 2


def test_clients_set_and_remove_their_own(desk: Desk) -> None:
    """All steps or none: what the service keeps is not to be changed."""
    address = _properties(desk)
    steps = [{"op": "add", "path": "/Panel", "value": "10:00"}, {"op": "add", "path": "/Old", "value": "x"}]
    assert desk.ask("PATCH", address, steps, content_type=PATCH).status == 204
    assert desk.ask("PATCH", address, [{"op": "remove", "path": "/Old"}], content_type=PATCH).status == 204
    both = [{"op": "remove", "path": "/Panel"}, {"op": "add", "path": "/System.Process Template", "value": "x"}]
    assert desk.ask("PATCH", address, both, content_type=PATCH).status == 400
    assert desk.ask("PATCH", address, {"op": "add"}, content_type=PATCH).status == 400
    rows = desk.ask("GET", f"{address}?keys=Panel,Old").value["value"]
    assert rows == [{"name": "Panel", "value": "10:00"}]
