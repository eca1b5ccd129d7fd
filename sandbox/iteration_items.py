"""Serve the work items of an iteration of a team, as a tree of links."""

from __future__ import annotations

from typing import Any

from sandbox.answers import Answer, ado_json
from sandbox.classification import node_url
from sandbox.rendering import item_url
from sandbox.routing import Call, Resource
from sandbox.team_settings import WORK, iteration_of_team, settings_url
from sandbox.work_item_state import WorkItem, WorkItems

_CHILD, _PARENT = "System.LinkTypes.Hierarchy-Forward", "System.LinkTypes.Hierarchy-Reverse"


async def show_items(call: Call) -> Answer:
    """Answer with the items of an iteration: those without a parent among them first, each with its children behind."""
    node, world, project = iteration_of_team(call, call.values["iterationId"]), call.world, call.the_project
    found = {
        item.id: item
        for item in world.part(WorkItems)
        if item.project == project.id and item.fields.get("System.IterationPath") == node.path
    }
    parents = {item.id: _parent(item, found) for item in found.values()}

    def reference(number: int) -> dict[str, Any]:
        return {"id": number, "url": item_url(world, found[number])}

    rows: list[dict[str, Any]] = []
    waiting: list[tuple[int | None, int]] = [(None, number) for number in found if parents[number] is None]
    while waiting:
        parent, number = waiting.pop(0)
        source = None if parent is None else reference(parent)
        rows.append({"rel": None if source is None else _CHILD, "source": source, "target": reference(number)})
        waiting[:0] = [(number, child) for child in found if parents[child] == number]
    url = f"{settings_url(call)}/iterations/{node.identifier}/workitems"
    links = {"self": {"href": url}, "iteration": {"href": node_url(world, project, node)}}
    return ado_json({"workItemRelations": rows, "url": url, "_links": links})


def _parent(item: WorkItem, found: dict[int, WorkItem]) -> int | None:
    return next((each.target for each in item.relations if each.kind == _PARENT and each.target in found), None)


RESOURCES = (
    Resource(
        WORK,
        "workitems",
        "5b3ef1a6-d3ab-44cd-bafd-c7f45db850fa",
        "{project}/{team}/_apis/{area}/teamsettings/iterations/{iterationId}/{resource}",
        {"GET": show_items},
        min_version="4.1",
    ),
)
