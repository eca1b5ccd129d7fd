"""Serve areas and iterations: the two trees of a project, with ids, GUIDs, paths and dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sandbox.answers import AdoError, Answer, ado_json, listing, missing_argument, nothing
from sandbox.routing import Area, Call, Resource
from sandbox.state import Project, World

WIT = Area("wit", "5264459e-e5e0-4bd8-b118-0985e68a4ec5")
_SERVER = "Microsoft.TeamFoundation.WorkItemTracking.Server"


@dataclass(slots=True, eq=False)
class Node:
    """An area or an iteration; the root has the name of the project."""

    id: int
    identifier: str
    name: str
    group: str
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Names from the root's first child down to this node."""
        return [*self.parent.names, self.name] if self.parent else []

    @property
    def path(self) -> str:
        r"""The path as work items have it: `MHHS\SIT A`."""
        return "\\".join([self.root.name, *self.names])

    @property
    def root(self) -> Node:
        """The top of the tree."""
        return self.parent.root if self.parent else self

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


class Trees:
    """Areas and iterations of all projects; reach it by `world.part(Trees)`."""

    def __init__(self) -> None:
        self._roots: dict[tuple[str, str], Node] = {}
        self._last_id = 0

    def root(self, world: World, project: Project, group: str) -> Node:
        """The root of one tree (`area` or `iteration`), made at the first asking."""
        key = (project.id, group)
        if key not in self._roots:
            self._roots[key] = self._node(world, project.name, group, None)
            if group == "iteration":
                for name in ("Iteration 1", "Iteration 2", "Iteration 3")[: 1 if project.process == "Basic" else 3]:
                    self.add(world, self._roots[key], name)
        self._roots[key].name = project.name
        return self._roots[key]

    def add(self, world: World, parent: Node, name: str, attributes: dict[str, Any] | None = None) -> Node:
        """Add a node.

        Raises:
            AdoError: VS402371, 409, where the parent has one of that name.
        """
        if any(child.name.casefold() == name.casefold() for child in parent.children):
            raise AdoError(
                409,
                "ClassificationNodeDuplicateNameException",
                f"VS402371: Classification node name {name} is already in use by a different child of parent "
                f"classification node {parent.id}. Choose a different name and try again.",
                namespace=_SERVER,
                event_id=3200,
            )
        node = self._node(world, name, parent.group, parent)
        node.attributes = attributes or {}
        return node

    def at(self, root: Node, path: str) -> Node | None:
        r"""The node at a path (`SIT A\Child`, either slash), with or without the project's name in front."""
        names = [name for name in path.replace("/", "\\").split("\\") if name]
        return _descend(root, names) or (
            _descend(root, names[1:]) if names and names[0].casefold() == root.name.casefold() else None
        )

    def by_identifier(self, root: Node, identifier: str) -> Node | None:
        """The node of that GUID."""
        return next((node for node in root.walk() if node.identifier == identifier.lower()), None)

    def _node(self, world: World, name: str, group: str, parent: Node | None) -> Node:
        self._last_id += 1
        node = Node(self._last_id, world.new_id(), name, group, parent)
        if parent is not None:
            parent.children.append(node)
        return node


def _descend(node: Node, names: list[str]) -> Node | None:
    for name in names:
        found = next((child for child in node.children if child.name.casefold() == name.casefold()), None)
        if found is None:
            return None
        node = found
    return node


def tree(world: World, project: Project, group: str) -> Node:
    """The root of a project's areas (`area`) or iterations (`iteration`)."""
    return world.part(Trees).root(world, project, group)


def node_url(world: World, project: Project, node: Node) -> str:
    """The address of a node."""
    group = "Areas" if node.group == "area" else "Iterations"
    tail = "".join(f"/{quote(name)}" for name in node.names)
    return f"{world.base_url}/{project.id}/_apis/wit/classificationNodes/{group}{tail}"


def _shown(world: World, project: Project, node: Node, depth: int, *, links: bool) -> dict[str, Any]:
    kind = "Area" if node.group == "area" else "Iteration"
    url = node_url(world, project, node)
    shown: dict[str, Any] = {
        "id": node.id,
        "identifier": node.identifier,
        "name": node.name,
        "structureType": node.group,
        "hasChildren": bool(node.children),
    }
    if depth > 0 and node.children:
        shown["children"] = [_shown(world, project, child, depth - 1, links=False) for child in node.children]
    if node.attributes:
        shown["attributes"] = node.attributes
    shown["path"] = "\\" + "\\".join([project.name, kind, *node.names])
    if links:
        shown["_links"] = {"self": {"href": url}}
        if node.parent is not None:
            shown["_links"]["parent"] = {"href": node_url(world, project, node.parent)}
    shown["url"] = url
    return shown


def _group(call: Call) -> str:
    text = call.values["structureGroup"].lower()
    if text in {"areas", "iterations"}:
        return text[:-1]
    raise AdoError(
        400,
        "VssPropertyValidationException",
        f"The structure group must be 'areas' or 'iterations', not '{text}'. Parameter name: structureGroup",
        namespace="Microsoft.VisualStudio.Services.Common",
    )


def _named(call: Call) -> Node:
    root = tree(call.world, call.the_project, _group(call))
    path = call.values.get("path", "")
    found = call.world.part(Trees).at(root, path)
    if found is None:
        raise AdoError(
            404,
            "WorkItemTrackingTreeNodeNotFoundException",
            f"VS402485: The {root.group} name is not recognized: {path}",
            namespace=_SERVER,
            event_id=3200,
        )
    return found


def _depth(call: Call) -> int:
    return call.number("$depth") or 0


async def show_roots(call: Call) -> Answer:
    """Answer with both trees, or with the nodes of given ids."""
    project = call.the_project
    roots = [tree(call.world, project, group) for group in ("area", "iteration")]
    ids = call.query.get("ids")
    if ids is None:
        return listing([_shown(call.world, project, root, _depth(call), links=False) for root in roots])
    wanted = {int(text) for text in ids.split(",") if text.strip().isdigit()}
    nodes = [node for root in roots for node in root.walk() if node.id in wanted]
    return listing([_shown(call.world, project, node, _depth(call), links=True) for node in nodes])


async def show_node(call: Call) -> Answer:
    """Answer with one node and its children to the depth asked for."""
    return ado_json(_shown(call.world, call.the_project, _named(call), _depth(call), links=True))


async def create_or_move(call: Call) -> Answer:
    """Create a node by name (201), or move the node of a given id below this one (200), which takes its dates away."""
    world, project, parent = call.world, call.the_project, _named(call)
    body = call.json_object()
    if body.get("id"):
        moved = next((node for node in parent.root.walk() if node.id == body["id"]), None)
        if moved is None or moved.parent is None:
            raise AdoError(
                404,
                "WorkItemTrackingTreeNodeNotFoundException",
                f"VS402485: The node {body['id']} does not exist.",
                namespace=_SERVER,
            )
        moved.parent.children.remove(moved)
        moved.parent = parent
        parent.children.append(moved)
        moved.attributes = _dates(body.get("attributes"))
        shown = _shown(world, project, moved, 0, links=True)
        return ado_json(shown, 200, {"Location": shown["url"]})
    if not body.get("name"):
        raise missing_argument("name")
    node = world.part(Trees).add(world, parent, str(body["name"]), _dates(body.get("attributes")))
    shown = _shown(world, project, node, 0, links=True)
    return ado_json(shown, 201, {"Location": shown["url"]})


async def change_node(call: Call) -> Answer:
    """Rename a node or change its dates."""
    node, body = _named(call), call.json_object()
    if body.get("name"):
        node.name = str(body["name"])
    if body.get("attributes") is not None:
        node.attributes = _dates(body["attributes"])
    shown = _shown(call.world, call.the_project, node, 0, links=True)
    return ado_json(shown, headers={"Location": shown["url"]})


async def delete_node(call: Call) -> Answer:
    """Delete a node and all below it."""
    node = _named(call)
    if node.parent is not None:
        node.parent.children.remove(node)
    return nothing()


def _dates(attributes: dict[str, Any] | None) -> dict[str, Any]:
    dates = {name: value for name, value in (attributes or {}).items() if value is not None}
    return {
        name: value if not isinstance(value, str) or value.endswith("Z") else f"{value}Z"
        for name, value in dates.items()
    }


RESOURCES = (
    Resource(
        WIT,
        "classificationNodes",
        "5a172953-1b41-49d3-840a-33f79c3ce89f",
        "{project}/_apis/{area}/{resource}/{structureGroup}/{*path}",
        {"GET": show_node, "POST": create_or_move, "PATCH": change_node, "DELETE": delete_node},
        resource_version=2,
        where={"structureGroup": "[^/]+"},
    ),
    Resource(
        WIT,
        "classificationNodes",
        "a70579d1-f53a-48ee-a5be-7be8659023b9",
        "{project}/_apis/{area}/{resource}",
        {"GET": show_roots},
        resource_version=2,
    ),
)
