"""Load and save work items as JSON lines: one item a line, with every revision as it stood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from sandbox.answers import instant
from sandbox.classification import Trees, tree
from sandbox.link_log import LinkLog
from sandbox.rendering import to_json
from sandbox.state import Person, Project, World
from sandbox.work_item_state import Comment, Relation, Revision, WorkItem, WorkItems
from sandbox.work_item_types import Field, State, Tracking, WorkItemType

_DISTINCT = re.compile(r"^(?P<name>[^<>]+?) <(?P<mail>[^<>@ ]+@[^<>]+)>$")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DATE = re.compile(r"^\d{4}-\d\d-\d\dT")


class BadFile(ValueError):
    """A line that cannot be loaded; says which and why."""


def load(world: World, path: Path) -> int:
    """Enter all work items of a file; gives how many.

    The file is believed: projects, areas, iterations, people, fields and states that it names and the world does not
    know are entered too.

    Raises:
        BadFile: For a line that is no work item; what stands before it has been entered.
    """
    count = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                enter(world, orjson.loads(line))
            except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
                raise BadFile(f"{path}, line {number}: this is no work item of a sandbox file: {error!r}") from error
            count += 1
    return count


def save(world: World, path: Path) -> int:
    """Write all work items that are not in the recycle bin; gives how many."""
    count = 0
    with path.open("wb") as file:
        for item in world.part(WorkItems):
            file.write(to_json(world, entry_of(world, item), identities=False) + b"\n")
            count += 1
    return count


def enter(world: World, entry: Mapping[str, Any]) -> WorkItem:
    """Enter one work item with its history.

    Args:
        world: Where.
        entry: `id`, `project`, `type`, `revisions` (`changedDate`, `changedBy` and all `fields` as they stood then),
            and perhaps `relations` (`rel` with `target` or `url`) and `comments` (`text`, `createdBy`, `createdDate`).
    """
    project, items = _project(world, str(entry["project"])), world.part(WorkItems)
    item = items.new(project.id, int(entry["id"]))
    before: dict[str, Any] = {}
    for row in entry["revisions"]:
        at, by = _moment(row["changedDate"]), _person(world, row["changedBy"])
        after = _common(project, str(entry["type"]), before, at, by)
        after |= {name: kept_field(world, name, value) for name, value in row["fields"].items()}
        changes = {name: value for name, value in after.items() if value is not None}
        items.record(item, changes | {name: None for name in before if name not in changes}, at, by)
        before = {name: value for name, value in changes.items() if name != "System.History"}  # said once, not kept
    _learn(world, project, item)
    for row in entry.get("relations", ()):
        target = row.get("target")
        url, attributes = str(row.get("url", "")), dict(row.get("attributes") or {})
        relation = Relation(str(row["rel"]), None if target is None else int(target), url, attributes)
        item.relations.append(relation)
        world.part(LinkLog).note(item.id, relation, item.revisions[-1].at, item.revisions[-1].by, is_active=True)
    for row in entry.get("comments", ()):
        at, by = _moment(row["createdDate"]), _person(world, row["createdBy"])
        kind = str(row.get("format", "html"))
        item.comments.append(Comment(items.next_comment_id(), str(row["text"]), by, at, kind))
    return item


def entry_of(world: World, item: WorkItem) -> dict[str, Any]:
    """A work item as a line of a file; people are still `Person`."""
    return {
        "id": item.id,
        "project": world.projects[item.project].name,
        "type": item.type,
        "revisions": [_row(item, revision) for revision in item.revisions],
        "relations": [
            {"rel": each.kind, "attributes": each.attributes}
            | ({"url": each.url} if each.target is None else {"target": each.target})
            for each in item.relations
        ],
        "comments": [
            {"text": each.text, "createdBy": each.by, "createdDate": instant(each.at), "format": each.format}
            for each in item.comments
            if not each.is_deleted
        ],
    }


def _row(item: WorkItem, revision: Revision) -> dict[str, Any]:
    return {
        "rev": revision.number,
        "changedDate": instant(revision.at),
        "changedBy": revision.by,
        "fields": item.snapshot(revision.number),
    }


def _common(project: Project, kind: str, before: Mapping[str, Any], at: datetime, by: Person) -> dict[str, Any]:
    created = {name: before.get(name) for name in ("System.CreatedDate", "System.CreatedBy")} if before else {}
    return {
        "System.TeamProject": project.name,
        "System.WorkItemType": kind,
        "System.AreaPath": project.name,
        "System.IterationPath": project.name,
        "System.CreatedDate": created.get("System.CreatedDate") or instant(at),
        "System.CreatedBy": created.get("System.CreatedBy") or by,
        "System.ChangedDate": instant(at),
        "System.ChangedBy": by,
        "System.CommentCount": 0,
    }


def _project(world: World, name: str) -> Project:
    found = next((each for each in world.projects.values() if each.name.casefold() == name.casefold()), None)
    return found or world.add_project(name)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _person(world: World, value: Any) -> Person:
    if isinstance(value, Person):
        return value
    if isinstance(value, dict):
        return world.add_person(str(value["displayName"]), str(value["uniqueName"]))
    found = _DISTINCT.match(str(value))
    return world.add_person(found["name"], found["mail"]) if found else world.add_person(str(value), str(value))


def kept_field(world: World, name: str, value: Any) -> Any:
    """The value as it is kept; a field that nobody knows is entered with the type that its first value suggests."""
    if value is None or value == "":
        return None
    tracking = world.part(Tracking)
    known = tracking.fields.get(name)
    if known is None:
        known = Field(name, _WORDS.sub(" ", name.rpartition(".")[2]), *_guess(value))
        tracking.add_fields([known])
    if known.is_identity:
        return _person(world, value)
    return instant(_moment(value)) if known.type == "dateTime" else value


def _guess(value: Any) -> tuple[str, bool]:
    if isinstance(value, bool):
        return "boolean", False
    if isinstance(value, int | float):
        return ("integer" if isinstance(value, int) else "double"), False
    if isinstance(value, dict | Person) or _DISTINCT.match(str(value)):
        return "string", True
    return ("dateTime" if _DATE.match(str(value)) else "string"), False


def _learn(world: World, project: Project, item: WorkItem) -> None:
    """Enter the areas, iterations, fields and states of an item that its project does not know."""
    tracking = world.part(Tracking)
    seen: dict[str, set[Any]] = {}
    for revision in item.revisions:
        for name, value in revision.changes.items():
            seen.setdefault(name, set()).add(value)
    for group in ("area", "iteration"):
        for path in seen.get(f"System.{group.title()}Path", ()):
            _grow(world, project, group, str(path))
    kinds = tracking.types(project)
    kind = kinds.get(item.type) or WorkItemType(item.type, (), ())
    states = [str(name) for name in sorted(seen.get("System.State", ())) if kind.state(str(name)) is None]
    fields = [name for name in seen if name not in kind.fields]
    if states or fields:
        more = tuple(State(name, "InProgress") for name in states)
        tracking.define(project, replace(kind, states=(*kind.states, *more), fields=(*kind.fields, *fields)))


def _grow(world: World, project: Project, group: str, path: str) -> None:
    trees, node = world.part(Trees), tree(world, project, group)
    for name in path.split("\\")[1:]:
        node = next((each for each in node.children if each.name == name), None) or trees.add(world, node, name)
