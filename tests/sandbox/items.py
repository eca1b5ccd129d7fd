"""Make and change work items through the sandbox's handlers, as a client would."""

from __future__ import annotations

from typing import Any

from sandbox.services import RESOURCES
from sandbox.state import World
from tests.sandbox.desk import Desk, Heard, a_world

PATCH = "application/json-patch+json"
ITEMS = "/_apis/wit/workitems"


def a_desk(world: World | None = None) -> Desk:
    """Give somebody who asks for anything the sandbox serves."""
    return Desk(world or a_world(), RESOURCES)


def put(field: str, value: Any, op: Any = "add") -> dict[str, Any]:
    """Give a step that sets a field."""
    return {"op": op, "path": f"/fields/{field}", "value": value}


def create(desk: Desk, *steps: dict[str, Any], title: str = "DIP is down", kind: str = "Bug", flags: str = "") -> Heard:
    """Create a work item in MHHS."""
    patch = [put("System.Title", title), *steps] if title else list(steps)
    return desk.ask("POST", f"/MHHS/_apis/wit/workitems/${kind}?{flags}", patch, content_type=PATCH)


def change(desk: Desk, number: int, *steps: dict[str, Any], flags: str = "") -> Heard:
    """Change a work item."""
    return desk.ask("PATCH", f"{ITEMS}/{number}?{flags}", list(steps), content_type=PATCH)


def read(desk: Desk, number: int, query: str = "") -> dict[str, Any]:
    """Read a work item that must be there."""
    heard = desk.ask("GET", f"{ITEMS}/{number}?{query}")
    assert heard.status == 200, heard.value
    value: dict[str, Any] = heard.value
    return value
