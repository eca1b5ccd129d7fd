"""Serve the reporting stream of links: every link that came or went between work items, behind a watermark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from sandbox.answers import AdoError, Answer, ado_json, instant
from sandbox.classification import WIT
from sandbox.item_calls import read_moment
from sandbox.link_log import LinkEvent, LinkLog
from sandbox.routing import Call, Resource
from sandbox.state import World
from sandbox.work_item_state import WorkItem, WorkItems

_PAGE = 1000
_LEFT_OUT = {"continuationtoken", "startdatetime", "api-version"}


def _names(call: Call, name: str) -> frozenset[str]:
    return frozenset(each.strip().lower() for each in call.query.get(name, "").split(",") if each.strip())


def _chosen(call: Call) -> Callable[[LinkEvent], bool]:
    """Give whether a link is one of those asked for: one of its ends is of the project, and one of the types."""
    items, project = call.world.part(WorkItems), call.project
    kinds, types = _names(call, "linktypes"), _names(call, "types")
    start = call.query.get("startdatetime", "")
    since = read_moment(start) if start and not call.query.get("continuationtoken") else None

    def is_chosen(event: LinkEvent) -> bool:
        ends = [each for each in (_item(items, event.source), _item(items, event.target)) if each is not None]
        return (
            (since is None or event.at >= since)
            and (not kinds or event.kind.lower() in kinds)
            and (project is None or any(each.project == project.id for each in ends))
            and (not types or any(each.type.lower() in types for each in ends))
        )

    return is_chosen


def _item(items: WorkItems, number: int) -> WorkItem | None:
    return items.find(number) or items.find(number, deleted=True)


def _place(call: Call) -> int:
    text = call.query.get("continuationtoken", "")
    if text and not text.isdigit():
        raise AdoError(
            400,
            "VssPropertyValidationException",
            f"The continuation token '{text}' is not one of this stream. Parameter name: continuationToken",
            namespace="Microsoft.VisualStudio.Services.Common",
        )
    return int(text or 0)


def _shown(world: World, event: LinkEvent) -> Mapping[str, Any]:
    items = world.part(WorkItems)
    projects = [each.project if each else None for each in (_item(items, event.source), _item(items, event.target))]
    return {
        "rel": event.kind,
        "sourceId": event.source,
        "targetId": event.target,
        "changedDate": instant(event.at),
        "changedBy": world.identity(event.by),
        "isActive": event.is_active,
        "changedOperation": "create" if event.is_active else "remove",
        "comment": event.comment,
        "sourceProjectId": projects[0],
        "targetProjectId": projects[1],
    }


async def show_links(call: Call) -> Answer:
    """Answer with the next page of the stream: at most 1,000 links, whether they are still there or not."""
    events, place, is_chosen = call.world.part(LinkLog).events(), _place(call), _chosen(call)
    shown: list[Mapping[str, Any]] = []
    for event in islice(events, place, None):
        if len(shown) == _PAGE:
            break
        place += 1
        if is_chosen(event):
            shown.append(_shown(call.world, event))
    query = {name: value for name, value in call.query.items() if name not in _LEFT_OUT}
    query |= {"continuationToken": str(place), "api-version": call.version or "7.1"}
    project = f"/{call.project.id}" if call.project else ""
    link = f"{call.world.base_url}{project}/_apis/wit/reporting/workItemLinks?{urlencode(query, safe=';$')}"
    is_last = place >= len(events)
    return ado_json({"values": shown, "nextLink": link, "continuationToken": str(place), "isLastBatch": is_last})


RESOURCES = (
    Resource(
        WIT,
        "workItemLinks",
        "b5b5b6d0-0308-40a1-b3f4-b9bb3c66878f",
        "{project}/_apis/{area}/reporting/{resource}",
        {"GET": show_links},
        min_version="2.0",
        resource_version=3,
    ),
)
