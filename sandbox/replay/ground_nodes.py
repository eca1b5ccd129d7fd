"""Lay the areas, iterations and team settings that an interaction takes for granted."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from sandbox.classification import Node, Trees, tree
from sandbox.replay.ground import Ground, asked, is_guid, sent
from sandbox.replay.recordings import Interaction
from sandbox.state import Project
from sandbox.team_settings import AllTeamSettings, TeamSettings

_NODE = re.compile(r"/_apis/wit/classificationNodes/(areas|iterations)/?([^?]*)", re.IGNORECASE)
_SETTINGS = re.compile(r"/_apis/work/teamsettings(?:/(iterations|teamfieldvalues))?(?:/([^/?]+))?", re.IGNORECASE)
_REFUSED = 400


def prepare(ground: Ground, each: Interaction, *, has_gap: bool) -> None:
    """Lay nodes and settings; mend those that differ where there is a gap."""
    if "classificationnodes" in each.path.lower():
        _prepare_nodes(ground, each, has_gap=has_gap)
    elif "/_apis/work/teamsettings" in each.path.lower():
        _prepare_settings(ground, each, has_gap=has_gap)


def _grown(ground: Ground, project: Project, group: str, path: str) -> Node:
    """The node at a path below the root, laid where it is missing."""
    node, trees = tree(ground.world, project, group), ground.world.part(Trees)
    for name in [each for each in path.replace("/", "\\").split("\\") if each]:
        found = next((child for child in node.children if child.name.casefold() == name.casefold()), None)
        node = found or trees.add(ground.world, node, name)
    return node


def _learn(ground: Ground, shown: dict[str, Any], node: Node) -> None:
    if "structureType" in shown and isinstance(shown.get("id"), int):
        ground.ids.nodes.setdefault(shown["id"], node.id)
    identifier = str(shown.get("identifier") or shown.get("id"))
    if is_guid(identifier):
        ground.ids.guids.setdefault(identifier.lower(), node.identifier)


def _below_root(shown: dict[str, Any]) -> str:
    r"""The path of a shown node below the root: `\Project\Area\A\B` is `A\B`."""
    return "\\".join(str(shown["path"]).strip("\\").split("\\")[2:])


def _prepare_nodes(ground: Ground, each: Interaction, *, has_gap: bool) -> None:
    if each.status >= _REFUSED:
        return
    project, value, found = ground.project_of(each), each.json() or {}, _NODE.search(each.path)
    if found is None:
        for shown in value.get("value", []):
            node = _grown(ground, project, shown["structureType"], _below_root(shown))
            _learn(ground, shown, node)
            if has_gap:
                _mend(ground, project, node, shown)
        return
    node = _grown(ground, project, found[1].lower()[:-1], unquote(found[2]))
    body = sent(each)
    if each.method == "GET":
        _learn(ground, value, node)
        if has_gap:
            _mend(ground, project, node, value)
    elif each.method == "PATCH" and has_gap:
        _learn(ground, value, node)
        _mend(ground, project, node, value | {"attributes": node.attributes})
    elif each.method == "POST" and isinstance(body, dict):
        _prepare_post(ground, project, node, value, body, has_gap=has_gap)


def _prepare_post(
    ground: Ground, project: Project, node: Node, value: dict[str, Any], body: dict[str, Any], *, has_gap: bool
) -> None:
    name = str(body.get("name") or value.get("name"))
    child = next((each for each in node.children if each.name == name), None)
    if child is not None and has_gap:
        node.children.remove(child)
    if isinstance(body.get("id"), int) and body["id"] not in ground.ids.nodes:
        _learn(ground, value, _grown(ground, project, node.group, f"Elsewhere\\{name}"))


def _mend(ground: Ground, project: Project, node: Node, shown: dict[str, Any]) -> None:
    """Make a node have the children and dates that were shown; where only their being was shown, one or none."""
    node.attributes = dict(shown.get("attributes") or {})
    children = shown.get("children")
    if children is None:
        if shown.get("hasChildren") and not node.children:
            ground.world.part(Trees).add(ground.world, node, "Some child")
        elif not shown.get("hasChildren"):
            node.children.clear()
        return
    names = {each["name"] for each in children}
    node.children[:] = [child for child in node.children if child.name in names]
    for each in children:
        child = next((known for known in node.children if known.name == each["name"]), None)
        child = child or ground.world.part(Trees).add(ground.world, node, each["name"])
        _learn(ground, each, child)
        _mend(ground, project, child, each)


def _prepare_settings(ground: Ground, each: Interaction, *, has_gap: bool) -> None:
    project, team = ground.project_of(each), ground.team_of(each)
    settings = ground.world.part(AllTeamSettings).of(project, team)
    found = _SETTINGS.search(each.path)
    value, body = each.json() or {}, sent(each)
    kind, identifier = (found[1] or "", found[2] or "") if found else ("", "")
    if kind.lower() == "teamfieldvalues":
        if each.method == "GET" and has_gap:
            settings.default_area = value.get("defaultValue")
            settings.areas = [(row["value"], bool(row.get("includeChildren"))) for row in value.get("values", [])]
    elif kind.lower() == "iterations":
        _prepare_iterations(ground, each, settings, unquote(identifier), has_gap=has_gap)
    elif each.status < _REFUSED:
        for name, attribute in (("backlogIteration", "backlog"), ("defaultIteration", "default")):
            shown = value.get(name)
            node = _iteration(ground, project, shown) if isinstance(shown, dict) and "name" in shown else None
            is_asked = isinstance(body, dict) and name in body
            if has_gap and not is_asked:
                setattr(settings, attribute, node.identifier if node else "")


def _iteration(ground: Ground, project: Project, shown: dict[str, Any]) -> Node:
    """The node of a shown reference; its path has the project in front, or nothing for the root."""
    names = str(shown.get("path") or "").strip("\\").split("\\")
    below = "\\".join(names[1:] if names[0] == project.name else names)
    known = ground.ids.guids.get(str(shown["id"]).lower(), "")
    node = ground.world.part(Trees).by_identifier(tree(ground.world, project, "iteration"), known)
    node = node or _grown(ground, project, "iteration", below)
    _learn(ground, shown, node)
    return node


def _dates(shown: dict[str, Any]) -> dict[str, Any]:
    dates = shown["attributes"]
    return {name: dates[name] for name in ("startDate", "finishDate") if dates.get(name)}


def _prepare_iterations(
    ground: Ground, each: Interaction, settings: TeamSettings, identifier: str, *, has_gap: bool
) -> None:
    project, value = ground.project_of(each), each.json() or {}
    if each.method == "POST" and each.status < _REFUSED:
        node = _iteration(ground, project, value)
        if has_gap:
            node.attributes = _dates(value)
            settings.backlog = settings.backlog or tree(ground.world, project, "iteration").identifier
            settings.iterations = [known for known in settings.iterations if known != node.identifier]
    elif each.method == "POST":
        wanted = str((sent(each) or {}).get("id", "")).lower()
        some = _grown(ground, project, "iteration", "Some iteration")
        ground.ids.guids.setdefault(wanted, some.identifier)
        settings.backlog = "" if has_gap else settings.backlog
    elif each.method == "GET" and has_gap and "timeframe" not in "".join(asked(each)):
        rows = {_iteration(ground, project, row): row for row in value.get("value", [])}
        settings.iterations = [node.identifier for node in rows]
        for node, row in rows.items():
            node.attributes = _dates(row)
    elif each.method == "DELETE":
        other = _grown(ground, project, "iteration", "Some other iteration")
        known = ground.ids.guids.setdefault(identifier.lower(), other.identifier)
        if has_gap and known not in settings.iterations:
            settings.iterations.append(known)
