"""Lay the work items and stored queries that an interaction takes for granted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sandbox.files import enter, kept_field
from sandbox.queries import Queries
from sandbox.replay.ground import BEGINNING, OWNER, Ground, asked, sent
from sandbox.replay.recordings import Interaction
from sandbox.work_item_state import Relation, WorkItem, WorkItems

_ITEM = re.compile(r"/_apis/wit/workitems/(\d+)", re.IGNORECASE)
_TARGET = re.compile(r"/workitems/(\d+)$", re.IGNORECASE)
_STORED = re.compile(r"/_apis/wit/wiql/([0-9a-f-]{36})", re.IGNORECASE)
_CONDITION = re.compile(r"\[([\w.]+)\]\s*=\s*'([^']*)'")
_INDEX = re.compile(r"^/relations/(\d+)$")
_STALE = re.compile(r"value (\d+) was not equal to test value (\d+)")
_COMPUTED = re.compile(
    r"System\.(Id|Rev|Watermark|PersonId|AreaId|IterationId|NodeName|Parent|AuthorizedDate|AuthorizedAs|RevisedDate"
    r"|(Area|Iteration)Level\d+)$"
)
_FOLLOWS_STATE = re.compile(r"(System\.Reason|\.(StateChange|Activated|Resolved|Closed)(Date|By|Reason))$")
_OK, _NOT_FOUND, _STALE_STATUS = 200, 404, 412
_FIRST_STATES = {"Basic": "To Do", "CMMI": "Proposed"}


def prepare(ground: Ground, each: Interaction, *, has_gap: bool) -> None:
    """Lay items and queries; mend those that differ where there is a gap."""
    found, value = _ITEM.search(each.path), each.json()
    if found:
        _prepare_one(ground, each, int(found[1]), value if isinstance(value, dict) else {}, has_gap=has_gap)
    elif "/_apis/wit/workitems" in each.path.lower() and each.method == "GET" and "ids" in asked(each):
        for shown in (value or {}).get("value", []):
            _lay(ground, each, shown, _kept(shown["fields"]), has_gap=has_gap)
    elif "/_apis/wit/wiql" in each.path.lower() and each.status == _OK:
        _prepare_query(ground, each, value or {})
    if "/_apis/wit/workitems" in each.path.lower() and each.method in {"POST", "PATCH"}:
        _lay_targets(ground, each)


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if not _COMPUTED.search(name)}


def _lay_targets(ground: Ground, each: Interaction) -> None:
    for step in sent(each) or []:
        value = step.get("value") if isinstance(step, dict) else None
        found = _TARGET.search(str(value.get("url"))) if isinstance(value, dict) else None
        if found:
            _target(ground, each, int(found[1]))


def _target(ground: Ground, each: Interaction, number: int) -> int:
    """The fresh number of the other end of a link, which is laid where it is missing."""
    known = ground.ids.items.get(number)
    if known is None or ground.world.part(WorkItems).find(known) is None:
        _lay(ground, each, {"id": number, "rev": 1}, {"System.Title": "Laid"}, has_gap=False)
        ground.unseen.add(number)
    return ground.ids.items[number]


def _lay(
    ground: Ground, each: Interaction, shown: dict[str, Any], fields: dict[str, Any], *, has_gap: bool
) -> WorkItem:
    """The item of a recorded number with these fields, laid where it is missing, mended where there is a gap."""
    items, number = ground.world.part(WorkItems), int(shown["id"])
    known = items.find(ground.ids.items.get(number, 0))
    project = ground.project_of(each)
    if known is None:
        kind = str(fields.pop("System.WorkItemType", "") or ("Task" if project.process == "Basic" else "Bug"))
        fields.setdefault("System.State", _FIRST_STATES.get(project.process, "New"))
        row = {"changedDate": BEGINNING.isoformat(), "changedBy": OWNER, "fields": fields}
        name = str(fields.get("System.TeamProject") or project.name)
        ground.lay_project(name)
        known = enter(ground.world, {"id": items.next_id, "project": name, "type": kind, "revisions": [row]})
        ground.ids.items[number] = known.id
    elif has_gap:
        changes = {name: kept_field(ground.world, name, value) for name, value in fields.items()}
        if "System.TeamProject" in fields:
            changes |= dict.fromkeys(name for name in known.fields if name not in fields)
        known.save(changes, known.revisions[-1].at, OWNER)
    ground.ids.revs[number] = (int(shown.get("rev") or 1), known.rev)
    return known


def _prepare_one(ground: Ground, each: Interaction, number: int, value: dict[str, Any], *, has_gap: bool) -> None:
    items = ground.world.part(WorkItems)
    if each.status == _NOT_FOUND:
        known = items.find(ground.ids.items.get(number, 0))
        if known is not None and has_gap:
            items.destroy(known)
        return
    is_known = items.find(ground.ids.items.get(number, 0)) is not None
    has_gap = has_gap or number in ground.unseen
    ground.unseen.discard(number)
    if each.status == _STALE_STATUS:
        found = _STALE.search(each.body)
        _target(ground, each, number)
        ground.ids.revs[number] = (int(found[1]) if found else 1, items.get(ground.ids.items[number]).rev)
        return
    shown = value.get("resource", value) if each.method == "DELETE" else value
    if "fields" not in shown or (is_known and not has_gap):
        return
    fields, relations = _kept(shown["fields"]), shown.get("relations")
    if relations is None and asked(each).get("$expand", "").lower() in {"all", "relations"}:
        relations = []
    rev = int(shown["rev"])
    if each.method == "PATCH":
        changed = _undo_fields(ground, each, fields)
        rev -= changed
        relations = _undo_links(each, relations or [])
    elif each.method == "DELETE":
        rev -= 1
    item = _lay(ground, each, {"id": number, "rev": rev}, fields, has_gap=has_gap)
    if relations is not None and not (is_known and len(relations) == len(item.relations)):
        item.relations = [_relation(ground, each, relation) for relation in relations]
        ground.ids.links.pop(number, None)


def _relation(ground: Ground, each: Interaction, shown: dict[str, Any]) -> Relation:
    found = _TARGET.search(str(shown["url"]))
    attributes = {name: value for name, value in (shown.get("attributes") or {}).items() if name != "name"}
    if found is None or not str(shown["rel"]).startswith(("System.", "Microsoft.")):
        return Relation(shown["rel"], url=str(shown["url"]), attributes=attributes)
    return Relation(shown["rel"], _target(ground, each, int(found[1])), attributes=attributes)


def _undo_fields(ground: Ground, each: Interaction, fields: dict[str, Any]) -> bool:
    """Turn the fields after a patch into fields that may have been before it; says whether any field was patched."""
    patched = False
    for step in sent(each) or []:
        name = str(step.get("path", "")).removeprefix("/fields/")
        if name not in fields and not str(step.get("path", "")).startswith("/fields/"):
            continue
        patched = True
        after = fields.pop(name, None)
        if name == "System.Tags" and step.get("op") in {"add", 0}:
            added = {tag.strip() for tag in re.split("[;,]", str(step.get("value")))}
            left = [tag for tag in str(after or "").split("; ") if tag and tag not in added]
            fields.update({name: "; ".join(left)} if left else {})
        if name == "System.State":
            for follower in [known for known in fields if _FOLLOWS_STATE.search(known)]:
                del fields[follower]
            fields.pop("System.AssignedTo", None)
            fields[name] = _FIRST_STATES.get(ground.project_of(each).process, "New")
        if name == "System.Title":
            fields[name] = "Before"
    return patched


def _undo_links(each: Interaction, relations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The links that must have been there before a patch: without those it added, with some for those it removed."""
    steps = [step for step in sent(each) or [] if isinstance(step, dict)]
    added = {_TARGET.search(str(step["value"].get("url"))) for step in steps if isinstance(step.get("value"), dict)}
    numbers = {found[1] for found in added if found}
    before = [each for each in relations if not (found := _TARGET.search(each["url"])) or found[1] not in numbers]
    places = [int(found[1]) for step in steps if (found := _INDEX.match(str(step.get("path"))))]
    for place in sorted(places):
        filler = {"rel": "System.LinkTypes.Related", "url": f"/workItems/{900_000 + place}"}
        before.insert(place, filler)
    return before


def _prepare_query(ground: Ground, each: Interaction, value: dict[str, Any]) -> None:
    items = ground.world.part(WorkItems)
    body, stored = sent(each), _STORED.search(each.path)
    text = str((body or {}).get("query", "")) if isinstance(body, dict) else ""
    wanted = {name: found for name, found in _CONDITION.findall(text) if name != "System.TeamProject"}
    for row in value.get("workItems", []):
        known: dict[str, Any] = next(_fields_of(ground, row["id"]), {})
        is_known = items.find(ground.ids.items.get(row["id"], 0)) is not None
        is_old = ground.looked.get(f"item {row['id']}", 0) < ground.gaps
        _lay(ground, each, {"id": row["id"]}, wanted if is_known else _kept(known) | wanted, has_gap=is_old)
        if not is_known:
            ground.unseen.add(row["id"])
    if stored and stored[1].lower() not in ground.ids.guids:
        columns = ", ".join(f"[{column['referenceName']}]" for column in value.get("columns", ()))
        numbers = ", ".join(str(ground.ids.items[row["id"]]) for row in value.get("workItems", ())) or "0"
        wiql = f"SELECT {columns or '[System.Id]'} FROM workitems WHERE [System.Id] IN ({numbers})"  # noqa: S608 - WIQL
        queries, project = ground.world.part(Queries), ground.project_of(each)
        folder = queries.roots(project.id, BEGINNING)[1]
        ground.ids.guids[stored[1].lower()] = queries.create(folder, stored[1], BEGINNING, wiql=wiql).id


def _fields_of(ground: Ground, number: int) -> Iterator[dict[str, Any]]:
    """Fields of a work item as any answer of the conversation shows them."""
    for each in ground.conversation:
        value = each.json() if each.area == "wit" else None
        rows = value.get("value", [value]) if isinstance(value, dict) else []
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and row.get("id") == number and isinstance(row.get("fields"), dict):
                yield row["fields"]
