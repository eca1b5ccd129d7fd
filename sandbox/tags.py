"""Serve the tags of a project: list them, show one, give it another name, take it away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox.answers import AdoError, Answer, ado_json, instant, listing, missing_argument, nothing
from sandbox.classification import WIT
from sandbox.routing import Call, Resource
from sandbox.state import Project
from sandbox.work_item_state import TRACKING_SERVER, WorkItem, WorkItems

_TAGS = "System.Tags"


@dataclass(slots=True)
class TagIds:
    """GUIDs of tags, which stay when a tag is renamed; reach it by `world.part(TagIds)`."""

    by_name: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, project: Project, name: str) -> str:
        """The GUID of a tag of a project, in any case."""
        key = (project.id, name.casefold())
        return self.by_name.setdefault(key, str(uuid5(NAMESPACE_URL, f"tag/{project.id}/{key[1]}")))


def _split(text: object) -> list[str]:
    return [tag for tag in str(text or "").split("; ") if tag]


def _items(call: Call) -> Iterator[WorkItem]:
    project = call.the_project
    return (item for item in call.world.part(WorkItems) if item.project == project.id)


def _names(call: Call) -> list[str]:
    """The tags of the project, each once in any case, in order."""
    found = {tag.casefold(): tag for item in _items(call) for tag in _split(item.fields.get(_TAGS))}
    return [found[name] for name in sorted(found)]


def _tag_json(call: Call, name: str) -> dict[str, Any]:
    identity = call.world.part(TagIds).of(call.the_project, name)
    return {
        "id": identity,
        "name": name,
        "url": f"{call.world.base_url}/{call.the_project.id}/_apis/wit/tags/{identity}",
        "lastUpdated": instant(call.world.now()),
    }


def _named(call: Call) -> str:
    """The tag of the address, by GUID or name."""
    wanted, ids = call.values.get("tagIdOrName", "").casefold(), call.world.part(TagIds)
    found = next((name for name in _names(call) if wanted in {name.casefold(), ids.of(call.the_project, name)}), None)
    if found is None:
        raise AdoError(
            404,
            "TagNotFoundException",
            f"VS402399: The tag {wanted} does not exist in the project.",
            namespace=TRACKING_SERVER,
            event_id=3200,
        )
    return found


async def show_tags(call: Call) -> Answer:
    """Answer with the tags that items of the project have, or with the one that is named."""
    if "tagIdOrName" in call.values:
        return ado_json(_tag_json(call, _named(call)))
    return listing([_tag_json(call, name) for name in _names(call)])


async def rename_tag(call: Call) -> Answer:
    """Give a tag another name on every item that has it, in the past too; that makes no revision."""
    name, ids, project = _named(call), call.world.part(TagIds), call.the_project
    wanted = str(call.json_object().get("name") or "").strip()
    if not wanted:
        raise missing_argument("tagData.name")
    ids.by_name[project.id, wanted.casefold()] = ids.of(project, name)
    _replace(call, name, wanted)
    return ado_json(_tag_json(call, wanted))


async def delete_tag(call: Call) -> Answer:
    """Take a tag away from every item that has it."""
    _replace(call, _named(call), "")
    return nothing()


def _replace(call: Call, name: str, wanted: str) -> None:
    for item in _items(call):
        for fields in (item.fields, *(revision.changes for revision in item.revisions)):
            tags = _split(fields.get(_TAGS))
            if name.casefold() in {tag.casefold() for tag in tags}:
                renamed = [wanted if tag.casefold() == name.casefold() else tag for tag in tags]
                fields[_TAGS] = "; ".join(tag for tag in renamed if tag) or None
        if item.fields.get(_TAGS, "") is None:
            del item.fields[_TAGS]
        for revision in item.revisions:
            revision.rendered = None


RESOURCES = (
    Resource(
        WIT,
        "tags",
        "bc15bc60-e7a8-43cb-ab01-2106be3983a1",
        "{project}/_apis/{area}/{resource}/{tagIdOrName}",
        {"GET": show_tags, "PATCH": rename_tag, "DELETE": delete_tag},
        min_version="5.2",
    ),
)
