"""The work items of an iteration come as a tree of links."""

from __future__ import annotations

from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk, change, create, put

WORK = "/MHHS/MHHS Team/_apis/work/teamsettings/iterations"


def test_children_follow_their_parents() -> None:
    """Items of other iterations are left out; one whose parent is elsewhere stands alone."""
    desk = a_desk()
    desk.ask("PATCH", "/MHHS/MHHS Team/_apis/work/teamsettings", {"backlogIteration": _root(desk)})
    sprint = desk.ask("POST", "/MHHS/_apis/wit/classificationnodes/iterations", {"name": "Sprint 1"}).value[
        "identifier"
    ]
    desk.ask("POST", WORK, {"id": sprint})
    for number in range(1, 6):
        place = [] if number == 4 else [put("System.IterationPath", "MHHS\\Sprint 1")]
        create(desk, *place, title=f"Item {number}")
    for child, parent in ((3, 1), (5, 4)):
        link = {"rel": "System.LinkTypes.Hierarchy-Reverse", "url": f"http://x/_apis/wit/workItems/{parent}"}
        change(desk, child, {"op": "add", "path": "/relations/-", "value": link})
    value = desk.ask("GET", f"{WORK}/{sprint}/workitems").value
    rows = [
        (each["rel"], (each["source"] or {}).get("id"), each["target"]["id"]) for each in value["workItemRelations"]
    ]
    below = "System.LinkTypes.Hierarchy-Forward"
    assert rows == [(None, None, 1), (below, 1, 3), (None, None, 2), (None, None, 5)]
    missing = desk.ask("GET", f"{WORK}/00000000-0000-4000-8000-000000000001/workitems")
    assert missing.status == 404


def _root(desk: Desk) -> str:
    return str(desk.ask("GET", "/MHHS/_apis/wit/classificationnodes/iterations").value["identifier"])
