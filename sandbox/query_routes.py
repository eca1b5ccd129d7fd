"""Answer the addresses of shared queries and query folders."""

from __future__ import annotations

from typing import Any

from sandbox.answers import Answer, ado_json, bad_argument, instant, listing, missing_argument, nothing
from sandbox.classification import WIT
from sandbox.enumerations import ERROR_POLICY, QUERY_EXPAND, named
from sandbox.queries import Queries, QueryItem, not_found, refused
from sandbox.reading import listed
from sandbox.routing import Call, Resource
from sandbox.state import Person
from sandbox.stored_wiql import clauses_json, columns_json, query_type, read_wiql, sorting_json

_DEEPEST = 2
_MOST_IN_A_BATCH = 1000
_EXPANSIONS = frozenset({"none", "wiql", "clauses", "all", "minimal"})


def _queries(call: Call) -> Queries:
    return call.world.part(Queries)


def _find(call: Call, reference: str, *, deleted: bool = False) -> QueryItem:
    return _queries(call).find(call.the_project.id, reference, call.world.now(), deleted=deleted)


def _expansion(call: Call) -> str:
    wanted = named(call.query.get("$expand"), QUERY_EXPAND) or "none"
    if wanted not in _EXPANSIONS:
        raise bad_argument("$expand", f"The value '{wanted}' is none of {', '.join(sorted(_EXPANSIONS))}.")
    return wanted


def _depth(call: Call) -> int:
    depth = call.number("$depth") or 0
    if not 0 <= depth <= _DEEPEST:
        raise bad_argument("$depth", f"The depth {depth} is not between 0 and {_DEEPEST}.")
    return depth


def _people_json(call: Call, who: Person | None, kind: str) -> dict[str, Any]:
    return {} if who is None else {kind: call.world.identity(who) | {"name": who.distinct_name}}


def _item_json(call: Call, item: QueryItem, expand: str, depth: int = 0) -> dict[str, Any]:
    """Show an item; `minimal` has the text and no dates, `none` the dates and no text."""
    project = _queries(call).project_of(item)
    own = f"{call.world.base_url}/{project}/_apis/wit/queries"
    shown: dict[str, Any] = {"id": item.id, "name": item.name, "path": item.path, "isPublic": item.is_public}
    if expand != "minimal":
        shown |= _people_json(call, item.created_by, "createdBy")
        shown |= {"createdDate": instant(item.created)}
        shown |= _people_json(call, item.changed_by, "lastModifiedBy")
        shown |= {"lastModifiedDate": instant(item.changed), "url": f"{own}/{item.id}"}
        links = {"self": f"{own}/{item.id}", "html": f"{call.world.base_url}/{project}/_queries/query/{item.id}"}
        if item.parent is not None:
            links["parent"] = f"{own}/{item.parent.id}"
        if not item.is_folder:
            links["wiql"] = f"{call.world.base_url}/{project}/_apis/wit/wiql/{item.id}"
        shown["_links"] = {name: {"href": address} for name, address in links.items()}
    if item.is_deleted:
        shown["isDeleted"] = True
    if not item.is_folder:
        return shown | _query_json(call, item, expand)
    children = item.children if call.flag("$includeDeleted") else item.live()
    shown |= {"isFolder": True, "hasChildren": bool(children)}
    if depth > 0 and children:
        shown["children"] = [_item_json(call, child, expand, depth - 1) for child in children]
    return shown


def _query_json(call: Call, item: QueryItem, expand: str) -> dict[str, Any]:
    world = call.world
    query = read_wiql(world, item.wiql)
    shown: dict[str, Any] = {"queryType": query_type(query)}
    if expand in {"wiql", "all", "minimal"}:
        shown["wiql"] = item.wiql
    if expand in {"wiql", "all", "clauses"}:
        shown["columns"] = columns_json(world, query)
        if query.order:
            shown["sortColumns"] = sorting_json(world, query)
    if expand in {"clauses", "all"} and shown["queryType"] == "flat" and query.where is not None:
        shown["clauses"] = clauses_json(world, query.where)
    return shown


async def get_queries(call: Call) -> Answer:
    """Answer GET queries: the roots, the item of a path or GUID, or those that match `$filter`."""
    expand, depth = _expansion(call), _depth(call)
    if "query" in call.values:
        found = _find(call, call.values["query"], deleted=call.flag("$includeDeleted"))
        return ado_json(_item_json(call, found, expand, depth))
    project, now = call.the_project.id, call.world.now()
    if "$filter" not in call.query:
        return listing([_item_json(call, root, expand, depth) for root in _queries(call).roots(project, now)])
    matching = _queries(call).search(project, call.query["$filter"], now)
    most = call.number("$top") or len(matching)
    shown = [_item_json(call, item, expand) for item in matching[:most]]
    return ado_json({"count": len(shown), "hasMore": len(matching) > most, "value": shown})


async def create_query(call: Call) -> Answer:
    """Answer POST queries/{folder}: 201 for a new query or folder, 200 for one that is moved there (its id is sent)."""
    if "query" not in call.values:
        raise missing_argument("query")
    sent, now = call.json_object(), call.world.now()
    wiql = str(sent.get("wiql") or "")
    if call.flag("validateWiqlOnly"):
        read_wiql(call.world, wiql)
        return ado_json({"wiql": wiql})
    folder = _find(call, call.values["query"])
    if sent.get("id"):
        item = _find(call, str(sent["id"]))
        _queries(call).move(item, folder, now, call.who)
        return ado_json(_item_json(call, item, "all"))
    name = str(sent.get("name") or "")
    if not name:
        raise missing_argument("name")
    if not sent.get("isFolder"):
        read_wiql(call.world, wiql)
    elif wiql:
        raise refused(400, "LegacyQueryItemException", "A folder cannot hold WIQL.")
    created = _queries(call).create(folder, name, now, wiql=wiql, by=call.who)
    return ado_json(_item_json(call, created, "all"), 201)


async def update_query(call: Call) -> Answer:
    """Answer PATCH queries/{item}: another name, another text, back from the deleted ones; only what was sent."""
    if "query" not in call.values:
        raise missing_argument("query")
    sent, now = call.json_object(), call.world.now()
    item = _find(call, call.values["query"], deleted=sent.get("isDeleted") is False)
    wiql = str(sent.get("wiql") or "")
    if wiql:
        read_wiql(call.world, wiql)
    if sent.get("isDeleted") is False:
        _queries(call).undelete(item, now, descendants=call.flag("$undeleteDescendants"), by=call.who)
    if wiql or sent.get("name"):
        _queries(call).update(item, now, name=str(sent.get("name") or ""), wiql=wiql, by=call.who)
    return ado_json(_item_json(call, item, "all", 1))


async def delete_query(call: Call) -> Answer:
    """Answer DELETE queries/{item} with 204."""
    if "query" not in call.values:
        raise missing_argument("query")
    _queries(call).delete(_find(call, call.values["query"]))
    return nothing()


async def batch_queries(call: Call) -> Answer:
    """Answer POST queriesbatch: up to 1,000 by their GUIDs; `errorPolicy` omit leaves out what is not there."""
    sent = call.json_object()
    ids = listed(sent, "ids", str)
    if not 0 < len(ids) <= _MOST_IN_A_BATCH:
        raise bad_argument("ids", f"A batch needs between 1 and {_MOST_IN_A_BATCH} ids.")
    expand = named(sent.get("$expand"), QUERY_EXPAND) or "none"
    omits = named(sent.get("errorPolicy"), ERROR_POLICY) == "omit"
    found = [_queries(call).by_id(identity) for identity in ids]
    missing = [identity for identity, item in zip(ids, found, strict=True) if item is None]
    if missing and not omits:
        raise not_found(missing[0])
    return listing([_item_json(call, item, expand) for item in found if item is not None])


async def keep_query(call: Call) -> Answer:
    """Answer POST tempqueries: keep a text that is not shown anywhere, to be run by its GUID."""
    wiql = str(call.json_object().get("wiql") or "")
    read_wiql(call.world, wiql)
    return ado_json({"id": _queries(call).keep_for_a_while(wiql)})


RESOURCES = (
    Resource(
        WIT,
        "tempQueries",
        "9f614388-a9f0-4952-ad6c-89756bd8e388",
        "{project}/_apis/{area}/{resource}",
        {"POST": keep_query},
        min_version="7.0",
    ),
    Resource(
        WIT,
        "queries",
        "a67d190c-c41f-424b-814d-0e906f659301",
        "{project}/_apis/{area}/{resource}/{*query}",
        {"GET": get_queries, "POST": create_query, "PATCH": update_query, "DELETE": delete_query},
        resource_version=2,
        needs=("project",),
    ),
    Resource(
        WIT,
        "queriesBatch",
        "549816f9-09b0-4e75-9e81-01fbfcd07426",
        "{project}/_apis/{area}/{resource}",
        {"POST": batch_queries},
        min_version="5.0",
    ),
)
"""What the work item tracking area serves of queries; running one belongs to the wiql resource."""
