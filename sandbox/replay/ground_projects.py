"""Lay the projects, teams and operations that an interaction takes for granted."""

from __future__ import annotations

import re
from urllib.parse import unquote

from sandbox.projects import Operations
from sandbox.replay.ground import Ground, asked, named, sent
from sandbox.replay.recordings import Interaction

_PROJECT = re.compile(r"/_apis/projects/([^/?]+)", re.IGNORECASE)
_TEAM = re.compile(r"/_apis/projects/[^/?]+/teams/([^/?]+)", re.IGNORECASE)
_TEAMS = re.compile(r"/_apis/projects/[^/?]+/teams/?$", re.IGNORECASE)
_OPERATION = re.compile(r"/_apis/operations/([0-9a-f-]{36})", re.IGNORECASE)
_REFUSED = 400


def prepare(ground: Ground, each: Interaction, *, has_gap: bool) -> None:
    """Lay projects, teams and operations; take away those that are about to be created, where there is a gap."""
    if each.status >= _REFUSED:
        return
    for reference in (named(each)[0], *(unquote(name) for name in _PROJECT.findall(each.path))):
        if reference:
            ground.lay_project(reference)
    body = sent(each)
    if isinstance(body, dict) and body.get("projectId"):
        ground.lay_project(str(body["projectId"]))
    _prepare_list(ground, each)
    if each.method == "POST" and re.search(r"/_apis/projects/?$", each.path, re.IGNORECASE) and has_gap:
        known = ground.project(str((body or {}).get("name")))
        if known is not None:
            del ground.world.projects[known.id]
    _prepare_teams(ground, each, has_gap=has_gap)
    operation = _OPERATION.search(each.path)
    if operation and operation[1].lower() not in ground.ids.operations:
        operations = ground.world.part(Operations)
        ground.ids.operations[operation[1].lower()] = operations.start(ground.world)["id"]


def _prepare_list(ground: Ground, each: Interaction) -> None:
    if each.method != "GET" or not re.search(r"/_apis/projects/?$", each.path, re.IGNORECASE):
        return
    rows = (each.json() or {}).get("value", [])
    for row in rows:
        ground.lay_project(row["name"])
    top = int(asked(each).get("$top") or 100)
    if "x-ms-continuationtoken" in each.headers:
        while len(ground.world.projects) <= top + int(asked(each).get("$skip") or 0):
            ground.world.add_project(f"Project {len(ground.world.projects) + 1}")


def _prepare_teams(ground: Ground, each: Interaction, *, has_gap: bool) -> None:
    found = _TEAM.search(each.path)
    if found:
        project = ground.project_of(each)
        reference = unquote(found[1])
        if has_gap or reference.lower() not in ground.seen_teams:
            ground.lay_team(project, reference)
        ground.seen_teams.add(reference.lower())
    elif _TEAMS.search(each.path) and each.method == "POST":
        project, name = ground.project_of(each), str((sent(each) or {}).get("name"))
        known = ground.team(project, name)
        if known is not None and has_gap:
            del project.teams[known.id]
        ground.seen_teams.add(name.lower())
    if named(each)[1]:
        ground.team_of(each)
