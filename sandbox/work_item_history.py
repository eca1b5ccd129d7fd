"""Serve the past of a work item: its revisions, and its updates worked out from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.answers import AdoError, Answer, instant
from sandbox.classification import WIT
from sandbox.item_calls import answer_with, item_of, read_expand
from sandbox.rendering import computed_fields, item_url, shown_item, shown_relation
from sandbox.routing import Call, Resource
from sandbox.state import Person, World
from sandbox.work_item_state import TRACKING_SERVER, LinkChange, Revision, WorkItem, WorkItems

_MOST = 200


def _missing(item: WorkItem, number: str) -> AdoError:
    return AdoError(
        404,
        "WorkItemRevisionNotFoundException",
        f"VS403364: Work item {item.id} has no revision {number}.",
        namespace=TRACKING_SERVER,
        event_id=3200,
    )


def _page(call: Call, values: list[Any]) -> list[Any]:
    start, top = call.number("$skip") or 0, call.number("$top")
    return values[start : start + min(top if top is not None else _MOST, _MOST)]


async def show_revisions(call: Call) -> Answer:
    """Answer with the revisions of a work item (`$top`, `$skip`), or with one of them."""
    item, expand = item_of(call), read_expand(call.query.get("$expand", ""))
    find = call.world.part(WorkItems).find
    wanted = call.values.get("revisionNumber")
    if wanted:
        if not wanted.isdigit() or not 1 <= int(wanted) <= item.rev:
            raise _missing(item, wanted)
        return answer_with(call, shown_item(call.world, find, item, number=int(wanted), expand=expand))
    numbers = _page(call, [revision.number for revision in item.revisions])
    shown = [shown_item(call.world, find, item, number=each, expand=expand, links=False) for each in numbers]
    return answer_with(call, {"count": len(shown), "value": shown})


def _fields_before_and_after(
    world: World, item: WorkItem, revision: Revision, before: Mapping[str, Any]
) -> dict[str, Any]:
    after = item.snapshot(revision.number)
    after |= computed_fields(world, item, after, revision)
    changed: dict[str, Any] = {}
    for name in {*before, *after}:
        old, new = before.get(name), after.get(name)
        if old != new:
            change = {"oldValue": old, "newValue": new}
            changed[name] = {key: value for key, value in change.items() if value is not None}
    return changed


def updates(world: World, item: WorkItem) -> list[dict[str, Any]]:
    """All that was done to a work item, in order: each revision and each change of links is an update."""
    find = world.part(WorkItems).find
    shown: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    for revision in item.revisions:
        fields = _fields_before_and_after(world, item, revision, before)
        before = item.snapshot(revision.number)
        before |= computed_fields(world, item, before, revision)
        shown.append(_update(world, item, revision.number, revision.by, revision.at) | {"fields": fields})
        shown += [
            _update(world, item, change.revision, change.by, change.at) | {"relations": _links(world, find, change)}
            for change in item.link_changes
            if change.revision == revision.number
        ]
    for number, update in enumerate(shown, start=1):
        update["id"] = number
        update["url"] = item_url(world, item, f"/updates/{number}")
    return shown


def _update(world: World, item: WorkItem, number: int, by: Person, at: datetime) -> dict[str, Any]:
    return {
        "id": 0,
        "workItemId": item.id,
        "rev": number,
        "revisedBy": {**world.identity(by), "name": by.distinct_name},
        "revisedDate": instant(at),
    }


def _links(world: World, find: Any, change: LinkChange) -> dict[str, Any]:
    parts = {"added": change.added, "removed": change.removed}
    return {name: [shown_relation(world, find, each) for each in links] for name, links in parts.items() if links}


async def show_updates(call: Call) -> Answer:
    """Answer with the updates of a work item (`$top`, `$skip`), or with one of them."""
    item = item_of(call)
    every = updates(call.world, item)
    wanted = call.values.get("updateNumber")
    if wanted:
        if not wanted.isdigit() or not 1 <= int(wanted) <= len(every):
            raise _missing(item, wanted)
        return answer_with(call, every[int(wanted) - 1])
    shown = _page(call, every)
    return answer_with(call, {"count": len(shown), "value": shown})


RESOURCES = (
    Resource(
        WIT,
        "revisions",
        "a00c85a5-80fa-4565-99c3-bcd2181434bb",
        "{project}/_apis/{area}/workItems/{id}/revisions/{revisionNumber}",
        {"GET": show_revisions},
        resource_version=3,
    ),
    Resource(
        WIT,
        "updates",
        "6570bf97-d02c-4a91-8d93-3abe9895b1a9",
        "{project}/_apis/{area}/workItems/{id}/updates/{updateNumber}",
        {"GET": show_updates},
        resource_version=4,
    ),
)
