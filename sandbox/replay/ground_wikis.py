"""Lay the wikis and wiki pages that an interaction takes for granted."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from sandbox.answers import AdoError
from sandbox.replay.ground import BEGINNING, Ground, asked, is_guid, sent
from sandbox.replay.recordings import Interaction
from sandbox.state import Project
from sandbox.wiki import Wiki, WikiKind, Wikis, page_path

_WIKI = re.compile(r"/_apis/wiki/wikis/([^/?]+)", re.IGNORECASE)
_NOT_FOUND, _REFUSED = 404, 400


def prepare(ground: Ground, each: Interaction, *, has_gap: bool) -> None:
    """Lay wikis and pages; mend those that differ where there is a gap."""
    if "/_apis/wiki/wikis" not in each.path.lower():
        return
    project, found, value = ground.project_of(each), _WIKI.search(each.path), each.json() or {}
    if found is not None:
        _prepare_named(ground, each, project, unquote(found[1]), has_gap=has_gap)
    elif each.method == "GET" and has_gap:
        names = {row["name"] for row in value.get("value", [])}
        for wiki in ground.world.part(Wikis).all(project.id):
            if wiki.name not in names:
                ground.world.part(Wikis).delete(wiki)
        for row in value.get("value", []):
            _lay(ground, project, row["name"], row)
    elif each.method == "POST" and has_gap and each.status < _REFUSED:
        for wiki in ground.world.part(Wikis).all(project.id):
            if value.get("name") == wiki.name or value.get("type") == wiki.kind == WikiKind.PROJECT:
                ground.world.part(Wikis).delete(wiki)


def _lay(ground: Ground, project: Project, reference: str, shown: dict[str, Any]) -> Wiki:
    """The wiki of a recorded name or GUID, laid where it is missing."""
    wikis, name = ground.world.part(Wikis), ground.names.get(reference.lower(), reference)
    for known in (ground.ids.guids.get(reference.lower(), reference), name):
        try:
            found = wikis.find(known, project.id)
        except AdoError:
            continue
        break
    else:
        is_code = shown.get("type") == "codeWiki" or any(
            each.kind is WikiKind.PROJECT for each in wikis.all(project.id)
        )
        found = wikis.create(
            project=project.id,
            name="A wiki" if is_guid(name) else name,
            kind=WikiKind.CODE if is_code else WikiKind.PROJECT,
            repository=ground.world.new_id() if is_code else "",
        )
    if is_guid(reference):
        ground.ids.guids.setdefault(reference.lower(), found.id)
    return found


def _prepare_named(ground: Ground, each: Interaction, project: Project, reference: str, *, has_gap: bool) -> None:
    value = each.json() or {}
    wiki = _lay(ground, project, reference, value)
    path = page_path(asked(each).get("path"))
    if "/pages" not in each.path.lower() or path == "/":
        return
    is_there = any(page.path == path for page in wiki.pages())
    must_be_new = each.method == "PUT" and "if-match" not in each.request_headers
    if each.status == _NOT_FOUND or must_be_new:
        if is_there and has_gap:
            wiki.delete(path)
    elif each.method == "PUT" and (has_gap or not is_there):
        _plant_stale(ground, wiki, path, each, value)
    elif has_gap or not is_there:
        wiki.plant(path, str(value.get("content") or ""), BEGINNING)


def _plant_stale(ground: Ground, wiki: Wiki, path: str, each: Interaction, value: dict[str, Any]) -> None:
    """A page with some former content, whose version stands for the one that the client sent."""
    written = (sent(each) or {}).get("content") or value.get("content") or ""
    page = wiki.plant(path, f"Before: {written}", BEGINNING)
    recorded = each.request_headers["if-match"].strip('"')
    ground.ids.etags[recorded] = page.etag
