"""Serve what a new work item would start with: the blank of a type, and the templates of a team."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sandbox.answers import AdoError, Answer, ado_json, listing, missing_argument, nothing
from sandbox.classification import WIT
from sandbox.item_calls import answer_with
from sandbox.patches import Draft
from sandbox.rendering import links_of
from sandbox.routing import Call, Resource
from sandbox.saving import Saver
from sandbox.state import Team
from sandbox.work_item_state import TRACKING_SERVER
from sandbox.work_item_types import Tracking


@dataclass(slots=True)
class ItemTemplate:
    """What a team lets new work items start with.

    Attributes:
        id: GUID.
        team: GUID of its team.
        sent: Name, description, type and fields, as they were sent.
    """

    id: str
    team: str
    sent: dict[str, Any]


@dataclass(slots=True)
class ItemTemplates:
    """All templates by GUID; reach it by `world.part(ItemTemplates)`."""

    by_id: dict[str, ItemTemplate] = field(default_factory=dict)


async def show_blank(call: Call) -> Answer:
    """Answer with a new work item of a type, before anything is filled in; it has no number yet."""
    project, tracking = call.the_project, call.world.part(Tracking)
    kind = tracking.type(project, call.values["type"])
    item = Saver(call.world, call.who, bypass_rules=True).create(project, kind, Draft(), keep=False)
    hidden = {"System.CreatedDate", "System.ChangedDate", "System.CommentCount"}
    links = links_of(call.world, item, call.version)
    shown = {
        "fields": {name: value for name, value in item.fields.items() if name not in hidden},
        "_links": {name: links[name] for name in ("workItemType", "fields")},
        "url": f"{call.world.base_url}/{project.id}/_apis/wit/workItems/${quote(kind.name)}",
    }
    return answer_with(call, shown)


def _team(call: Call) -> Team:
    return call.team or call.world.team(call.the_project)


def _template(call: Call) -> ItemTemplate:
    identity = call.values.get("templateId", "").lower()
    found = call.world.part(ItemTemplates).by_id.get(identity)
    if found is None or found.team != _team(call).id:
        raise AdoError(
            404,
            "WorkItemTemplateNotFoundException",
            f"VS403502: The template {identity} does not exist in the team.",
            namespace=TRACKING_SERVER,
            event_id=3200,
        )
    return found


def _template_json(call: Call, template: ItemTemplate, *, with_fields: bool = True) -> dict[str, Any]:
    home, kind = f"{call.world.base_url}/{call.the_project.id}", str(template.sent["workItemTypeName"])
    url = f"{home}/{template.team}/_apis/wit/templates/{template.id}"
    shown = {
        "id": template.id,
        "name": template.sent["name"],
        "description": template.sent.get("description") or "",
        "workItemTypeName": kind,
        "_links": {
            "workItemType": {"href": f"{home}/_apis/wit/workItemTypes/{quote(kind)}"},
            "self": {"href": url},
        },
        "url": url,
    }
    return {"fields": template.sent.get("fields") or {}, **shown} if with_fields else shown


def _sent(call: Call) -> dict[str, Any]:
    sent = call.json_object()
    for name in ("name", "workItemTypeName"):
        if not sent.get(name):
            raise missing_argument(name)
    call.world.part(Tracking).type(call.the_project, str(sent["workItemTypeName"]))
    return sent


async def show_templates(call: Call) -> Answer:
    """Answer with the templates of a team, of one type where it is named, or with the one that is named."""
    if "templateId" in call.values:
        return ado_json(_template_json(call, _template(call)))
    team, kind = _team(call).id, call.query.get("workitemtypename", "").casefold()
    found = [
        each
        for each in call.world.part(ItemTemplates).by_id.values()
        if each.team == team and kind in {"", str(each.sent["workItemTypeName"]).casefold()}
    ]
    return listing([_template_json(call, each, with_fields=False) for each in found])


async def create_template(call: Call) -> Answer:
    """Add a template to a team (201)."""
    made = ItemTemplate(call.world.new_id(), _team(call).id, _sent(call))
    call.world.part(ItemTemplates).by_id[made.id] = made
    return ado_json(_template_json(call, made), 201)


async def replace_template(call: Call) -> Answer:
    """Write a template anew."""
    template = _template(call)
    template.sent = _sent(call)
    return ado_json(_template_json(call, template))


async def delete_template(call: Call) -> Answer:
    """Take a template away."""
    del call.world.part(ItemTemplates).by_id[_template(call).id]
    return nothing()


RESOURCES = (
    Resource(
        WIT,
        "workItems",
        "62d3d110-0047-428c-ad3c-4fe872c91c74",
        "{project}/_apis/{area}/{resource}/${type}",
        {"GET": show_blank},
        resource_version=3,
    ),
    Resource(
        WIT,
        "templates",
        "fb10264a-8836-48a0-8033-1b0ccd2748d5",
        "{project}/{team}/_apis/{area}/{resource}/{templateId}",
        {"GET": show_templates, "PUT": replace_template, "DELETE": delete_template},
        min_version="3.0",
        where={"templateId": "[^/]+"},
    ),
    Resource(
        WIT,
        "templates",
        "6a90345f-a676-4969-afce-8e163e1d5642",
        "{project}/{team}/_apis/{area}/{resource}",
        {"GET": show_templates, "POST": create_template},
        min_version="3.0",
    ),
)
