"""Serve the recycle bin: delete work items, show what was deleted, restore and destroy it."""

from __future__ import annotations

from typing import Any

from sandbox.answers import Answer, ado_bytes, missing_argument
from sandbox.classification import WIT
from sandbox.hook_events import DELETED, RESTORED, announce, updates_so_far
from sandbox.item_calls import answer_with, item_of
from sandbox.reading import listed
from sandbox.rendering import item_url, links_of, to_json
from sandbox.routing import Call, Resource
from sandbox.saving import Saver
from sandbox.work_item_state import WorkItem, WorkItems, no_such_item


async def delete_item(call: Call) -> Answer:
    """Put a work item into the recycle bin, or destroy it."""
    item = item_of(call)
    if call.flag("destroy"):
        call.world.part(WorkItems).destroy(item)
        return Answer(204)
    _put_into_bin(call, item)
    return ado_bytes(to_json(call.world, _shown_deleted(call, item), identities=False))


async def delete_items(call: Call) -> Answer:
    """Put several work items into the recycle bin and say of each what became of it, or destroy them (204)."""
    sent, items = call.json_object(), call.world.part(WorkItems)
    ids = listed(sent, "ids", int)
    if not ids:
        raise missing_argument("ids")
    if sent.get("destroy"):
        for gone in [items.get(number) for number in ids]:
            items.destroy(gone)
        return Answer(204)
    results: list[dict[str, Any]] = []
    for number in ids:
        item = items.find(number)
        if item is None:
            results.append({"id": number, "code": 404, "message": no_such_item(number).message})
        else:
            _put_into_bin(call, item)
            results.append(_shown_deleted(call, item))
    return ado_bytes(to_json(call.world, {"results": results}, identities=False))


def _put_into_bin(call: Call, item: WorkItem) -> None:
    moment, known = call.world.now(), updates_so_far(item)
    Saver(call.world, call.who, bypass_rules=True).mark_deleted(item, deleted=True)
    item.deleted = (call.who, moment)
    announce(call, DELETED, item, known)


def _bin_url(call: Call, item: WorkItem) -> str:
    return f"{call.world.base_url}/{item.project}/_apis/wit/recyclebin/{item.id}"


def _shown_deleted(call: Call, item: WorkItem) -> dict[str, Any]:
    who, moment = item.deleted or (call.who, call.world.now())
    links = links_of(call.world, item)
    hidden = {"System.IsDeleted"}
    return {
        "id": item.id,
        "type": item.type,
        "name": item.fields.get("System.Title", ""),
        "project": call.world.projects[item.project].name,
        "deletedDate": f"{moment.month}/{moment.day}/{moment:%Y} {moment.hour % 12 or 12}:{moment:%M:%S %p}",
        "deletedBy": who.distinct_name,
        "code": 200,
        "url": _bin_url(call, item),
        "resource": {
            "id": item.id,
            "rev": item.rev,
            "fields": {name: value for name, value in item.fields.items() if name not in hidden},
            "_links": {
                "self": {"href": _bin_url(call, item)},
                "workItemType": links["workItemType"],
                "fields": links["fields"],
            },
            "url": _bin_url(call, item),
        },
    }


def _binned(call: Call) -> WorkItem:
    text = call.values.get("id", "")
    item = call.world.part(WorkItems).find(int(text), deleted=True) if text.isdigit() else None
    if item is None:
        raise no_such_item(text)
    return item


async def show_bin(call: Call) -> Answer:
    """Answer with the deleted work items, with more about those of `ids`, or with one of them."""
    if "id" in call.values:
        item = _binned(call)
        return ado_bytes(to_json(call.world, _shown_deleted(call, item), identities=False))
    project = call.project
    items = call.world.part(WorkItems).in_bin(project.id if project else None)
    if call.query.get("ids"):
        wanted = call.query["ids"].split(",")
        found = [_shown_deleted(call, item) for item in items if str(item.id) in wanted]
        rows = [{name: value for name, value in each.items() if name != "resource"} for each in found]
        return ado_bytes(to_json(call.world, {"count": len(rows), "value": rows}, identities=False))
    shown = [{"id": item.id, "url": _bin_url(call, item)} for item in items]
    return answer_with(call, {"count": len(shown), "value": shown})


async def restore_item(call: Call) -> Answer:
    """Bring a work item back from the recycle bin."""
    item = _binned(call)
    item.deleted, known = None, updates_so_far(item)
    Saver(call.world, call.who, bypass_rules=True).mark_deleted(item, deleted=False)
    announce(call, RESTORED, item, known)
    shown = {"id": item.id, "code": 200, "url": item_url(call.world, item)}
    return answer_with(call, shown)


async def destroy_binned(call: Call) -> Answer:
    """Destroy a deleted work item for good."""
    call.world.part(WorkItems).destroy(_binned(call))
    return Answer(204)


RESOURCES = (
    Resource(
        WIT,
        "workItemsDelete",
        "8bc57545-27e5-420d-b709-f6e3ebcc1fc1",
        "{project}/_apis/{area}/{resource}",
        {"POST": delete_items},
        min_version="7.1",
    ),
    Resource(
        WIT,
        "recyclebin",
        "b70d8d39-926c-465e-b927-b1bf0e5ca0e0",
        "{project}/_apis/{area}/{resource}/{id}",
        {"GET": show_bin, "PATCH": restore_item, "DELETE": destroy_binned},
        min_version="2.1",
        resource_version=2,
    ),
)
