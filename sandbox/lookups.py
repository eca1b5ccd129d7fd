"""Serve what clients look up: icons, artifact links, next states, the work items of an artifact, and one's own."""

from __future__ import annotations

from typing import Any

from sandbox.answers import AdoError, Answer, ado_json, instant, listing, missing_argument
from sandbox.classification import WIT
from sandbox.reading import listed
from sandbox.rendering import item_url
from sandbox.routing import Call, Resource
from sandbox.state import Person
from sandbox.work_item_state import TRACKING_SERVER, Revision, WorkItem, WorkItems
from sandbox.work_item_types import Tracking

_MOST_RECENT = 200
_ICONS = (
    "icon_clipboard",
    "icon_crown",
    "icon_trophy",
    "icon_list",
    "icon_book",
    "icon_sticky_note",
    "icon_insect",
    "icon_traffic_cone",
    "icon_chat_bubble",
    "icon_flame",
    "icon_megaphone",
    "icon_test_plan",
    "icon_test_suite",
    "icon_test_case",
    "icon_test_step",
    "icon_test_parameter",
    "icon_code_review",
    "icon_code_response",
    "icon_review",
    "icon_response",
    "icon_check_box",
    "icon_gear",
)
_ARTIFACT_LINKS = (
    ("Git", "Branch", "Branch"),
    ("Build", "Build", "Build"),
    ("VersionControl", "Changeset", "Fixed in Changeset"),
    ("Git", "Commit", "Fixed in Commit"),
    ("Build", "Build", "Found in build"),
    ("Build", "Build", "Integrated in build"),
    ("Git", "PullRequestId", "Pull Request"),
    ("TestManagement", "TcmResult", "Test Result"),
    ("Wiki", "WikiPage", "Wiki Page"),
)


async def show_icons(call: Call) -> Answer:
    """Answer with the icons of work item types, or with the one that is named."""
    home, wanted = f"{call.world.base_url}/_apis/wit/workItemIcons", call.values.get("icon")
    if wanted is None:
        return listing([{"id": icon, "url": f"{home}/{icon}?v=2"} for icon in _ICONS])
    if wanted not in _ICONS:
        raise AdoError(
            404,
            "WorkItemTypeIconNotFoundException",
            f"VS402909: The icon {wanted} does not exist.",
            namespace=TRACKING_SERVER,
            event_id=3200,
        )
    return ado_json({"id": wanted, "url": f"{home}/{wanted}"})


async def show_artifact_link_types(_call: Call) -> Answer:
    """Answer with what work items can be linked to in other tools."""
    return listing([{"toolType": tool, "artifactType": kind, "linkType": name} for tool, kind, name in _ARTIFACT_LINKS])


async def find_by_artifact(call: Call) -> Answer:
    """Answer with the work items that are linked to artifacts, by their addresses."""
    uris = listed(call.json_object(), "artifactUris", str)
    if not uris:
        raise missing_argument("artifactUris")
    project = call.project
    found: dict[str, list[dict[str, Any]]] = {uri: [] for uri in uris}
    for item in call.world.part(WorkItems):
        if project is None or item.project == project.id:
            for uri in {each.url for each in item.relations if each.url in found}:
                found[uri].append({"id": item.id, "url": item_url(call.world, item)})
    return ado_json({"artifactUrisQueryResult": found})


def _next_state(call: Call, item: WorkItem | None, number: int) -> dict[str, Any]:
    if item is None:
        return {"id": number, "errorCode": "404", "message": f"TF401232: Work item {number} does not exist."}
    kind = call.world.part(Tracking).type(call.world.projects[item.project], item.type)
    state = kind.state(str(item.fields["System.State"]))
    resolves = state is not None and state.category == "InProgress"
    following = next((each.name for each in kind.states if each.category in {"Resolved", "Completed"}), None)
    return {"id": number, "stateOnTransition": following} if resolves else {"id": number}


async def show_next_states(call: Call) -> Answer:
    """Answer with the state that checking code in brings work items to: the next one of what is being worked on."""
    ids = [int(text) for text in call.query.get("ids", "").split(",") if text.strip().isdigit()]
    if not ids:
        raise missing_argument("ids")
    find = call.world.part(WorkItems).find
    return listing([_next_state(call, find(number), number) for number in ids])


def _activity_json(call: Call, item: WorkItem, last: Revision) -> dict[str, Any]:
    owner = item.fields.get("System.AssignedTo")
    return {
        "id": item.id,
        "workItemType": item.type,
        "title": item.fields.get("System.Title", ""),
        "state": item.fields["System.State"],
        "teamProject": item.fields["System.TeamProject"],
        "changedDate": item.fields["System.ChangedDate"],
        "assignedTo": call.world.identity(owner) if isinstance(owner, Person) else None,
        "activityType": "edited",
        "activityDate": instant(last.at),
        "identityId": call.who.id,
    }


async def show_recent_activity(call: Call) -> Answer:
    """Answer with the work items that who asks has changed, the latest first."""
    latest = ((item, [each for each in item.revisions if each.by is call.who]) for item in call.world.part(WorkItems))
    found = sorted(((item, mine[-1]) for item, mine in latest if mine), key=lambda pair: pair[1].at, reverse=True)
    return listing([_activity_json(call, item, last) for item, last in found[:_MOST_RECENT]])


RESOURCES = (
    Resource(
        WIT,
        "accountMyWorkRecentActivity",
        "1bc988f4-c15f-4072-ad35-497c87e3a909",
        "_apis/work/{resource}",
        {"GET": show_recent_activity},
        resource_version=2,
    ),
    Resource(
        WIT,
        "workItemIcons",
        "4e1eb4a5-1970-4228-a682-ec48eb2dca30",
        "_apis/{area}/{resource}/{icon}",
        {"GET": show_icons},
    ),
    Resource(
        WIT,
        "artifactLinkTypes",
        "1a31de40-e318-41cd-a6c6-881077df52e3",
        "_apis/{area}/{resource}",
        {"GET": show_artifact_link_types},
        min_version="3.2",
    ),
    Resource(
        WIT,
        "artifactUriQuery",
        "a9a9aa7a-8c09-44d3-ad1b-46e855c1e3d3",
        "{project}/_apis/{area}/{resource}",
        {"POST": find_by_artifact},
        min_version="3.2",
    ),
    Resource(
        WIT,
        "workItemTransitions",
        "afae844b-e2f6-44c2-8053-17b3bb936a40",
        "_apis/{area}/{resource}",
        {"GET": show_next_states},
        min_version="4.1",
    ),
)
