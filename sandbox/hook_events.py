"""Say what happened to a work item as service hooks do, and hand it to whoever wants to know."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import orjson

from sandbox.hooks import Event, Hooks
from sandbox.rendering import item_url, links_of, shown_item, to_json
from sandbox.routing import Call
from sandbox.work_item_history import updates
from sandbox.work_item_state import WorkItem, WorkItems

CREATED = "workitem.created"
UPDATED = "workitem.updated"
COMMENTED = "workitem.commented"
DELETED = "workitem.deleted"
RESTORED = "workitem.restored"
_WORDS = {
    CREATED: "created",
    UPDATED: "updated",
    COMMENTED: "commented on",
    DELETED: "deleted",
    RESTORED: "restored",
}
_IN_DETAIL = ("System.State", "System.AssignedTo", "Microsoft.VSTS.Common.Severity")
_WITH_OBJECTS = "5.1-preview.3"
_HISTORY = "System.History"


def updates_so_far(item: WorkItem) -> int:
    """How many updates an item has: count them before a change, to announce what comes after."""
    return len(item.revisions) + len(item.link_changes)


def announce(call: Call, kind: str, item: WorkItem, known_updates: int = 0) -> None:
    """Tell of what was just done to a work item, and of the comment that came with it.

    Args:
        call: The request that did it; with `suppressNotifications` nobody is told.
        kind: What was done; one of the constants of this module.
        item: As it is now.
        known_updates: How many updates it had before; a change that made none is no news.
    """
    hooks = call.world.part(Hooks)
    if not hooks.subscriptions or call.flag("suppressNotifications"):
        return
    fresh = updates(call.world, item)[known_updates:]
    if not fresh:
        return
    change = {key: value for each in fresh for key, value in each.items()}
    said = str(item.revisions[-1].changes.get(_HISTORY) or "") if "fields" in change else ""
    kinds = (kind, COMMENTED) if said and kind in {CREATED, UPDATED} else (kind,)
    for each in kinds:
        hooks.tell(_event(call, each, item, change, said), call.world.new_id(), call.world.now())


def _event(call: Call, kind: str, item: WorkItem, change: Mapping[str, Any], said: str) -> Event:
    bodies = {version: _body(call, kind, item, change, version) for version in ("1.0", _WITH_OBJECTS)}
    return Event(
        kind=kind,
        project=item.project,
        type=item.type,
        area=str(item.fields["System.AreaPath"]),
        tags=str(item.fields.get("System.Tags", "")),
        changed=frozenset(change.get("fields", ())),
        comment=said if kind == COMMENTED else "",
        links_changed="relations" in change,
        bodies=bodies,
    )


def _body(call: Call, kind: str, item: WorkItem, change: Mapping[str, Any], version: str) -> dict[str, Any]:
    world = call.world
    resource = _changed(call, item, change) if kind == UPDATED else _shown(call, kind, item, version)
    in_form = orjson.loads(to_json(world, resource, identities=version == _WITH_OBJECTS))
    places = {"collection": world.organization_id, "account": world.organization_id, "project": item.project}
    return {
        "eventType": kind,
        "publisherId": "tfs",
        "message": _message(call, kind, item),
        "detailedMessage": _message(call, kind, item, _details(item)),
        "resource": in_form,
        "resourceContainers": {
            name: {"id": identity, "baseUrl": f"{world.base_url}/"} for name, identity in places.items()
        },
    }


def _shown(call: Call, kind: str, item: WorkItem, version: str) -> dict[str, Any]:
    """The work item itself; a deleted one as it lies in the recycle bin."""
    shown = shown_item(call.world, call.world.part(WorkItems).find, item, version=version)
    if kind == DELETED:
        shown["url"] = f"{call.world.base_url}/{item.project}/_apis/wit/recyclebin/{item.id}"
        links = links_of(call.world, item)
        shown["_links"] = {"self": {"href": shown["url"]}} | {name: links[name] for name in ("workItemType", "fields")}
    return shown


def _changed(call: Call, item: WorkItem, change: Mapping[str, Any]) -> dict[str, Any]:
    """The update, with the whole work item as it is now beside it."""
    find = call.world.part(WorkItems).find
    revision = shown_item(call.world, find, item, number=item.rev, links=False)
    links = {
        "self": {"href": change["url"]},
        "parent": {"href": item_url(call.world, item)},
        "workItemUpdates": {"href": item_url(call.world, item, "/updates")},
    }
    return {"fields": {}, **change, "_links": links, "revision": revision}


def _details(item: WorkItem) -> dict[str, str]:
    plain = {name: item.fields.get(name, "") for name in _IN_DETAIL}
    return {name.rpartition(".")[2]: getattr(value, "display_name", str(value)) for name, value in plain.items()}


def _message(call: Call, kind: str, item: WorkItem, details: Mapping[str, str] | None = None) -> dict[str, str]:
    """One sentence as text, HTML and Markdown, with the details below where they are given."""
    url = f"{call.world.base_url}/{item.project}/_workitems/edit/{item.id}"
    name, title = f"{item.type} #{item.id}", str(item.fields.get("System.Title", ""))
    does = f"{_WORDS[kind]} by {call.who.display_name}."
    rows = (details or {}).items()
    below = f"<ul>{''.join(f'<li>{key}: {html.escape(value)}</li>' for key, value in rows)}</ul>" if rows else ""
    return {
        "text": f"{name} ({title}) {does}\r\n({url})" + "".join(f"\r\n- {key}: {value}" for key, value in rows),
        "html": f'<a href="{url}">{name}</a> ({html.escape(title)}) {does}{below}',
        "markdown": f"[{name}]({url}) ({title}) {does}" + "".join(f"\r\n* {key}: {value}" for key, value in rows),
    }
