"""Serve work items: create, read one or many, change, delete, and bring back from the recycle bin."""

from __future__ import annotations

from typing import Any

from sandbox.answers import AdoError, Answer, missing_argument
from sandbox.classification import WIT
from sandbox.enumerations import ERROR_POLICY, named
from sandbox.hook_events import CREATED, UPDATED, announce, updates_so_far
from sandbox.item_calls import answer_with, item_of, read_expand, read_moment
from sandbox.patches import Operation, draft, read_patch
from sandbox.reading import listed
from sandbox.recycle_bin import delete_item
from sandbox.rendering import Expand, shown_item
from sandbox.routing import Call, Resource
from sandbox.saving import Saver
from sandbox.work_item_state import TRACKING_SERVER, WorkItem, WorkItems, no_such_item
from sandbox.work_item_types import Tracking

_PATCH_TYPE = "application/json-patch+json"
_MOST_IDS = 200


def _patch_of(call: Call) -> list[Operation]:
    content_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != _PATCH_TYPE:
        raise AdoError(
            415,
            "VssRequestContentTypeNotSupportedException",
            f'The request indicated a Content-Type of "{content_type}" for method type "{call.method}" which is not '
            f"supported. Valid content types for this method are: {_PATCH_TYPE}.",
            namespace="Microsoft.VisualStudio.Services.WebApi",
        )
    return read_patch(call.json())


async def create_item(call: Call) -> Answer:
    """Create a work item of the type in the address (200, as recorded)."""
    world = call.world
    kind = world.part(Tracking).type(call.the_project, call.values["type"])
    made = draft(_patch_of(call), None, world.part(Tracking))
    saver = Saver(world, call.who, bypass_rules=call.flag("bypassRules"))
    is_kept = not call.flag("validateOnly")
    item = saver.create(call.the_project, kind, made, keep=is_kept)
    if is_kept:
        announce(call, CREATED, item)
    return _shown_changed(call, item)


async def change_item(call: Call) -> Answer:
    """Change a work item by JSON-Patch: all of it or nothing."""
    item = item_of(call)
    made = draft(_patch_of(call), item, call.world.part(Tracking))
    saver = Saver(call.world, call.who, bypass_rules=call.flag("bypassRules"))
    known = updates_so_far(item)
    shown = saver.update(item, made, keep=not call.flag("validateOnly"))
    announce(call, UPDATED, item, known)
    return _shown_changed(call, shown)


def _shown_changed(call: Call, item: WorkItem) -> Answer:
    expand = read_expand(call.query.get("$expand", "")) if "$expand" in call.query else Expand.RELATIONS
    return answer_with(
        call, shown_item(call.world, call.world.part(WorkItems).find, item, expand=expand, version=call.version)
    )


async def show_item(call: Call) -> Answer:
    """Answer with one work item, now or as of an instant; without an id, with those of `ids`."""
    if "id" not in call.values:
        return _show_items(call)
    item = item_of(call)
    number = _number_as_of(item, call.query.get("asof", ""))
    if number == 0:
        raise no_such_item(item.id)
    expand, only = read_expand(call.query.get("$expand", "")), _names(call)
    find = call.world.part(WorkItems).find
    shown = shown_item(call.world, find, item, number=number, expand=expand, only=only, version=call.version)
    return answer_with(call, shown)


def _show_items(call: Call) -> Answer:
    ids = [int(text) for text in call.query.get("ids", "").split(",") if text.strip().isdigit()]
    if not ids:
        raise missing_argument("ids")
    policy = call.query.get("errorpolicy", "fail")
    expand = read_expand(call.query.get("$expand", ""))
    return answer_with(call, _many(call, ids, _names(call), expand, call.query.get("asof", ""), policy))


async def show_batch(call: Call) -> Answer:
    """Answer with the work items that the body names, at most 200, with either `fields` or `$expand`."""
    body = call.json_object()
    ids, names = listed(body, "ids", int), listed(body, "fields", str)
    if not ids:
        raise missing_argument("ids")
    expand = read_expand(str(body.get("$expand", "")))
    policy = str(body.get("errorPolicy") or "fail")
    return answer_with(call, _many(call, ids, names, expand, str(body.get("asOf") or ""), policy))


def _many(
    call: Call, ids: list[int], only: list[str] | None, expand: Expand, as_of: str, policy: str
) -> dict[str, Any]:
    if len(ids) > _MOST_IDS:
        raise AdoError(
            400,
            "VssPropertyValidationException",
            f"VS403474: You requested {len(ids)} work items, which exceeds the limit of {_MOST_IDS}. "
            "Parameter name: ids",
            namespace="Microsoft.VisualStudio.Services.Common",
        )
    if only and expand is not Expand.NONE:
        raise AdoError(
            400,
            "ConflictingParametersException",
            "The expand parameter can not be used with the fields parameter.",
            namespace=TRACKING_SERVER,
        )
    items = call.world.part(WorkItems)
    names = [call.world.part(Tracking).field(name).reference_name for name in only] if only else None
    shown: list[Any] = []
    for number in dict.fromkeys(ids):
        item = items.find(number)
        revision = _number_as_of(item, as_of) if item is not None else 0
        if item is not None and revision != 0:
            shown.append(
                shown_item(call.world, items.find, item, number=revision, expand=expand, only=names, links=False)
            )
        elif named(policy, ERROR_POLICY) == "omit":
            shown.append(None)
        else:
            raise no_such_item(number)
    return {"count": len(shown), "value": shown}


def _names(call: Call) -> list[str] | None:
    text = call.query.get("fields", "")
    if not text:
        return None
    return [call.world.part(Tracking).field(name.strip()).reference_name for name in text.split(",")]


def _number_as_of(item: WorkItem, as_of: str) -> int | None:
    return item.rev_at(read_moment(as_of)) if as_of else None


RESOURCES = (
    Resource(
        WIT,
        "workItems",
        "62d3d110-0047-428c-ad3c-4fe872c91c74",
        "{project}/_apis/{area}/{resource}/${type}",
        {"POST": create_item, "PATCH": create_item},
        resource_version=3,
    ),
    Resource(
        WIT,
        "workItems",
        "72c7ddf8-2cdc-4f60-90cd-ab71c14a399b",
        "{project}/_apis/{area}/{resource}/{id}",
        {"GET": show_item, "PATCH": change_item, "DELETE": delete_item},
        resource_version=3,
    ),
    Resource(
        WIT,
        "workItemsBatch",
        "908509b6-4248-4475-a1cd-829139ba419f",
        "{project}/_apis/{area}/{resource}",
        {"POST": show_batch},
        min_version="5.0",
    ),
)
