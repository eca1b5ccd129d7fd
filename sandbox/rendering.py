"""Show work items, revisions and links as Azure DevOps writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import orjson

from sandbox.answers import instant
from sandbox.classification import Trees, tree
from sandbox.eras import Change
from sandbox.relation_types import name_of
from sandbox.state import Person, World
from sandbox.work_item_state import Relation, Revision, WorkItem
from sandbox.work_item_types import Tracking

_FIRST_WITH_IDENTITIES = 4.2
_FIRST_WITH_COMMENTS = 5.0
_NEWEST = "7.1"
_FOREVER = "9999-01-01T00:00:00Z"


class Expand(StrEnum):
    """What an answer shows beside the fields."""

    NONE = "none"
    RELATIONS = "relations"
    FIELDS = "fields"
    LINKS = "links"
    ALL = "all"


def shows_identities(version: str) -> bool:
    """Whether people are objects in this version; up to 4.1 they were `Name <mail>`."""
    return _number(version) >= _FIRST_WITH_IDENTITIES


def _number(version: str) -> float:
    return float(version.partition("-")[0] or _NEWEST)


def to_json(world: World, value: object, *, identities: bool) -> bytes:
    """Write a value that may hold people, as identity references or as `Name <mail>`."""

    def default(found: object) -> object:
        if isinstance(found, Person):
            return world.identity(found) if identities else found.distinct_name
        raise TypeError(f"a work item cannot hold a {type(found).__name__}")

    return orjson.dumps(value, default, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def item_url(world: World, item: WorkItem, tail: str = "") -> str:
    """The address of a work item or of what belongs to it."""
    return f"{world.base_url}/{item.project}/_apis/wit/workItems/{item.id}{tail}"


def computed_fields(world: World, item: WorkItem, fields: Mapping[str, Any], revision: Revision) -> dict[str, Any]:
    """What the server works out for a revision and shows only when all fields are asked for."""
    project = world.projects[item.project]
    following = item.revisions[revision.number :][:1]
    shown: dict[str, Any] = {
        "System.Id": item.id,
        "System.Rev": revision.number,
        "System.AuthorizedDate": fields.get("System.ChangedDate"),
        "System.RevisedDate": instant(following[0].at) if following else _FOREVER,
        "System.AuthorizedAs": fields.get("System.ChangedBy"),
        "System.PersonId": 1,
        "System.Watermark": revision.watermark or revision.number,
    }
    for group, label in (("area", "Area"), ("iteration", "Iteration")):
        path = str(fields.get(f"System.{label}Path", project.name))
        node = world.part(Trees).at(tree(world, project, group), path)
        shown[f"System.{label}Id"] = node.id if node else 0
        names = path.split("\\")
        shown |= {f"System.{label}Level{level}": name for level, name in enumerate(names, start=1)}
        if group == "area":
            shown["System.NodeName"] = names[-1]
    return shown


def shown_relation(world: World, items: Callable[[int], WorkItem | None], relation: Relation) -> dict[str, Any]:
    """A link as answers show it."""
    if relation.target is None:
        return {"rel": relation.kind, "url": relation.url, "attributes": relation.attributes}
    other = items(relation.target)
    project = other.project if other else ""
    url = f"{world.base_url}/{project}/_apis/wit/workItems/{relation.target}"
    attributes = {"isLocked": False, **relation.attributes}
    if Change.LINKS_SHOW_NAMES.has_come(world):
        attributes["name"] = name_of(relation.kind)
    return {"rel": relation.kind, "url": url, "attributes": attributes}


def _parent(world: World, item: WorkItem) -> dict[str, Any]:
    """The number of the parent as a field, where there is one."""
    if not Change.LINKS_SHOW_NAMES.has_come(world):
        return {}
    parents = [each.target for each in item.relations if each.kind == "System.LinkTypes.Hierarchy-Reverse"]
    return {"System.Parent": parents[0]} if parents else {}


def _formats(world: World, item: WorkItem, fields: Mapping[str, Any]) -> dict[str, str]:
    """Which long texts are HTML and which are Markdown; before 2026 only Markdown was worth a word."""
    known = world.part(Tracking).fields
    shows_html = Change.LONG_TEXT_SHOWS_ITS_FORMAT.has_come(world)
    return {
        name: "markdown" if name in item.markdown else "html"
        for name in fields
        if name in item.markdown or (shows_html and name in known and known[name].type == "html")
    }


def links_of(world: World, item: WorkItem, version: str = "") -> dict[str, Any]:
    """The addresses of what belongs to a work item; before version 5.0, the history stood for the comments."""
    home = f"{world.base_url}/{item.project}"
    talk = (
        ("workItemHistory", "/history")
        if _number(version) < _FIRST_WITH_COMMENTS
        else ("workItemComments", "/comments")
    )
    return {
        "self": {"href": item_url(world, item)},
        "workItemUpdates": {"href": item_url(world, item, "/updates")},
        "workItemRevisions": {"href": item_url(world, item, "/revisions")},
        talk[0]: {"href": item_url(world, item, talk[1])},
        "html": {"href": f"{home}/_workitems/edit/{item.id}"},
        "workItemType": {"href": f"{home}/_apis/wit/workItemTypes/{quote(item.type)}"},
        "fields": {"href": f"{home}/_apis/wit/fields"},
    }


def shown_item(
    world: World,
    items: Callable[[int], WorkItem | None],
    item: WorkItem,
    *,
    number: int | None = None,
    expand: Expand = Expand.NONE,
    only: Iterable[str] | None = None,
    links: bool = True,
    version: str = "",
) -> dict[str, Any]:
    """A work item, as of a revision or as it is now.

    Args:
        world: Where it is.
        items: Finds the other ends of links.
        item: What to show.
        number: The revision; `None` for the current one.
        expand: What to show beside the fields.
        only: Reference names of the fields to show; then nothing else is shown.
        links: Whether to show `_links`.
        version: The api-version that was asked for.
    """
    place = item.rev if number is None else number
    revision = item.revisions[place - 1]
    fields = {**(item.fields if number is None else item.snapshot(place)), **_parent(world, item)}
    if only is not None:
        every = {**fields, **computed_fields(world, item, fields, revision)}
        fields = {name: every[name] for name in only if every.get(name) is not None}
    elif expand in {Expand.ALL, Expand.FIELDS}:
        fields = {**computed_fields(world, item, fields, revision), **fields}
    shown: dict[str, Any] = {"id": item.id, "rev": place, "fields": fields}
    if only is None and (formats := _formats(world, item, fields)):
        shown["multilineFieldsFormat"] = formats
    if expand in {Expand.ALL, Expand.RELATIONS} and item.relations:
        shown["relations"] = [shown_relation(world, items, each) for each in item.relations]
    if only is None and (links or expand in {Expand.ALL, Expand.LINKS}):
        shown["_links"] = links_of(world, item, version)
    shown["url"] = item_url(world, item) if number is None else item_url(world, item, f"/revisions/{place}")
    return shown
