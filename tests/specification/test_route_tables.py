"""What the sandbox says of its routes is what Azure DevOps says of them: the recorded route tables and areas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.answers import AdoError
from sandbox.replay.recordings import read_conversations
from sandbox.routing import RouteTable
from sandbox.server import SandboxServer
from sandbox.services import RESOURCES, STRANGE_AREAS
from tests.sandbox.desk import a_world
from tests.shared import shared_path

NOT_SERVED = {
    "hooks/consumers",
    "hooks/notificationsquery",
    "hooks/publishers",
    "hooks/publishersquery",
    "hooks/subscriptions",
    "hooks/subscriptionsquery",
    "hooks/testnotifications",
    "work/backlogconfiguration",
    "work/backlogs",
    "work/boardcolumns",
    "work/boardrows",
    "work/boards",
    "work/boards/boardparents",
    "work/iterations",
    "work/iterations/chartimages",
    "work/plans",
    "work/processconfiguration",
    "work/taskboard/cardrulesettings",
    "work/taskboard/cardsettings",
    "work/taskboardcolumns",
    "work/taskboardworkitems",
    "work/workitemsorder",
}
"""Beginnings of addresses of the specification that have an operation which the sandbox does not serve.

Those of hooks are the catalogue of other products, diagnostics, and queries by body; see `docs/ado-notes.md`.
"""
TABLES = ("options_apis_dev.azure.com_2025-01-09.json", "options_apis_vssps_2025-01-10.json")


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """Give a client of a sandbox."""
    world = a_world()
    world.add_token("sandbox-pat", next(iter(world.people.values())))
    with (
        SandboxServer(world) as server,
        httpx.Client(base_url=server.base_url, auth=("", "sandbox-pat")) as http,
    ):
        yield http


def recorded_locations() -> dict[str, dict[str, Any]]:
    """Give the recorded locations by GUID; where both hosts have one, they say the same."""
    files = [shared_path(f"ado/routes/{table}") for table in TABLES]
    rows = [row for file in files for row in json.loads(file.read_text(encoding="utf-8-sig"))["value"]]
    return {row["id"]: row for row in rows}


def recorded_areas() -> dict[str, str]:
    """Give the names of the recorded resource areas by GUID."""
    tapes = read_conversations(shared_path("ado/recordings/interactions.jsonl.gz"))
    answers = [each.json() for tape in tapes.values() for each in tape if "/resourceareas" in each.path.lower()]
    rows = [row for answer in answers if answer for row in answer.get("value", [answer])]
    return {row["id"]: row["name"] for row in rows if "name" in row}


def test_every_location_is_as_recorded(client: httpx.Client) -> None:
    """Area, name, template and versions by GUID; each is shown once, whole or area by area."""
    recorded, served = recorded_locations(), client.options("/_apis").json()["value"]
    assert [row for row in served if row != recorded.get(row["id"])] == []
    assert {row["id"] for row in served} >= {each.id for each in RESOURCES}
    assert len({row["id"] for row in served}) == len(served)
    of_wit = client.options("/_apis/wit").json()["value"]
    assert of_wit == [row for row in served if row["area"] == "wit"]


def test_every_area_is_as_recorded(client: httpx.Client) -> None:
    """Name by GUID, for the areas that the sandbox serves; each can be asked for alone."""
    recorded = recorded_areas()
    strange = {area.id for area in STRANGE_AREAS}
    listed = client.get("/_apis/ResourceAreas").json()["value"]
    served = {row["id"]: row["name"] for row in listed if row["id"] not in strange}
    assert served == {identity: recorded[identity] for identity in served}
    assert set(served.values()) == {"Dashboard", "Profile", "core", "wiki", "wit", "work"}
    home = str(client.base_url)
    for identity, name in served.items():
        alone = client.get(f"/_apis/ResourceAreas/{identity}").json()
        assert (alone["name"], alone["locationUrl"]) == (name, home)


def test_every_specified_operation_is_served_but_for_some() -> None:
    """Of the areas in scope all, but for those of boards, plans and hooks to other products, which are named."""
    table, missing = RouteTable(RESOURCES), set()
    for path in sorted(shared_path("ado/specs").glob("*/7.1/*.json")):
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        for address, methods in [*document["paths"].items(), *document.get("x-ms-paths", {}).items()]:
            plain = address.removeprefix("/{organization}").partition("?")[0]
            asked = plain.replace("{structureGroup}", "areas").replace("{id}", "1").replace("{pageId}", "1")
            for method in methods:
                try:
                    table.find(method.upper(), re.sub(r"\{\w+\}", "00000000-0000-4000-8000-000000000001", asked))
                except AdoError:
                    missing.add(re.sub(r"^(/\{\w+\})*/_apis/", "", plain).partition("{")[0].strip("/"))
    assert missing == NOT_SERVED


def test_addresses_follow_the_templates() -> None:
    """What a client makes of a template is an address that the sandbox finds."""
    for each in RESOURCES:
        parts = each.template.format_map(_Blanks(area=each.area.name, resource=each.name)).split("/")
        path = "/" + "/".join(part for part in parts if part)
        assert each.pattern.match(path), each.template


class _Blanks(dict[str, str]):
    """Values for all parameters of a template."""

    def __missing__(self, name: str) -> str:
        return "areas" if name == "structureGroup" else "1"
