"""Run WIQL for real: posted text or stored queries, as of any instant, within the limits of Azure DevOps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.answers import AdoError, Answer, ado_json, bad_argument, instant, missing_argument
from sandbox.classification import WIT, Trees, tree
from sandbox.queries import Queries, not_found
from sandbox.rendering import item_url
from sandbox.routing import Call, Resource
from sandbox.state import Person, World
from sandbox.stored_wiql import columns_json, query_type, read_wiql, sorting_json
from sandbox.team_settings import AllTeamSettings, time_frame
from sandbox.work_item_state import TRACKING_SERVER, WorkItem, WorkItems
from sandbox.work_item_types import Tracking
from wiql import (
    Catalog,
    Context,
    Field,
    FieldType,
    ItemFields,
    Iterations,
    Link,
    LinkRow,
    Query,
    WiqlError,
    evaluate_links,
    evaluate_query,
    needs_history,
)
from wiql.query import instant_of

_MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A work item as queries see it: people as `Name <mail>`; its earlier revisions too, where they are asked for."""

    item: WorkItem
    with_history: bool

    @property
    def id(self) -> int:
        """Its number."""
        return self.item.id

    def fields_at(self, moment: datetime) -> Mapping[str, Any] | None:
        """Its fields as they stood at an instant; `None` before it was created."""
        number = self.item.rev_at(moment)
        if number == 0:
            return None
        if not self.with_history:
            return self._plain(number)
        return ItemFields(self._plain(number), (self._plain(each) for each in range(1, number)))

    def links_at(self, _moment: datetime) -> Iterator[Link]:
        """Its links to other work items; as of now, since links keep no instants here."""
        return (Link(each.kind, each.target) for each in self.item.relations if each.target is not None)

    def _plain(self, number: int) -> dict[str, Any]:
        fields = self.item.fields if number == self.item.rev else self.item.snapshot(number)
        plain = {name: each.distinct_name if isinstance(each, Person) else each for name, each in fields.items()}
        return plain | {"System.Id": self.item.id, "System.Rev": number}


def catalog_of(world: World) -> Catalog:
    """The fields that a query may name here."""
    tracking = world.part(Tracking)
    return Catalog.standard().extended(
        Field(each.reference_name, each.name, FieldType.IDENTITY if each.is_identity else FieldType(each.type))
        for each in tracking.fields.values()
    )


def _context(call: Call) -> Context:
    project = call.project
    return Context(
        now=call.world.now(),
        project=project.name if project else "",
        me=call.who.distinct_name,
        iterations=_iterations(call),
    )


def _iterations(call: Call) -> dict[str, Iterations]:
    """The iterations of every team of the project; the one that asks is that of the address, or the default one."""
    project = call.project
    if project is None:
        return {}
    world, found = call.world, {}
    root = tree(world, project, "iteration")
    asking = call.team or world.team(project)
    for team in project.teams.values():
        settings = world.part(AllTeamSettings).of(project, team)
        nodes = [node for each in settings.iterations if (node := world.part(Trees).by_identifier(root, each))]
        current = next((node.path for node in nodes if time_frame(world, nodes, node) == "current"), "")
        if current:
            found[team.name] = Iterations(tuple(node.path for node in nodes), current)
            if team is asking:
                found[""] = found[team.name]
    return found


def _refused(type_key: str, message: str) -> AdoError:
    return AdoError(400, type_key, message, namespace=TRACKING_SERVER, event_id=3200)


def run(call: Call, query: Query, *, top: int | None, time_precision: bool) -> dict[str, Any]:
    """Answer a query as the wiql resource does.

    Raises:
        AdoError: 400 for what cannot be asked, and for more than 20,000 rows where `$top` does not limit them.
    """
    if top is not None and top < 0:
        raise bad_argument("$top", f"$top must not be negative, and is {top}.")
    world, context, catalog = call.world, _context(call), catalog_of(call.world)
    with_history = query.where is not None and needs_history(query.where, catalog)
    is_flat = query_type(query) == "flat"
    asked = [Asked(item, with_history) for item in world.part(WorkItems)]
    try:
        shown: dict[str, Any] = {
            "queryType": query_type(query),
            "queryResultType": "workItem" if is_flat else "workItemLink",
            "asOf": instant(instant_of(query, context)),
            "columns": columns_json(world, query),
        }
        if query.order:
            shown["sortColumns"] = sorting_json(world, query)
        rows: list[dict[str, Any]]
        if is_flat:
            found = evaluate_query(query, asked, context, catalog, time_precision=time_precision)
            rows = [_reference(world, each.id) for each in found]
        else:
            links = evaluate_links(query, asked, context, catalog, time_precision=time_precision)
            rows = [_link_row(world, each) for each in links]
    except WiqlError as error:
        raise _refused("WorkItemTrackingQueryException", f"TF51006: {error}") from error
    if len(rows[:top]) > _MOST_ROWS:
        raise _refused(
            "WorkItemTrackingQueryResultSizeLimitExceededException",
            f"VS402337: The number of work items returned exceeds the size limit of {_MOST_ROWS}. Change the query to "
            "return fewer items.",
        )
    shown["workItems" if is_flat else "workItemRelations"] = rows[:top]
    return shown


def _reference(world: World, number: int) -> dict[str, Any]:
    return {"id": number, "url": item_url(world, world.part(WorkItems).get(number))}


def _link_row(world: World, row: LinkRow) -> dict[str, Any]:
    source = _reference(world, row.source) if row.source is not None else None
    return {"rel": row.kind, "source": source, "target": _reference(world, row.target)}


async def run_posted(call: Call) -> Answer:
    """Run the query of the body."""
    text = call.json_object().get("query")
    if not text:
        raise missing_argument("wiql")
    query = read_wiql(call.world, str(text))
    return ado_json(run(call, query, top=call.number("$top"), time_precision=call.flag("timePrecision")))


async def run_stored(call: Call) -> Answer:
    """Run a stored query by its GUID; the number of rows stands in a header too."""
    text = call.world.part(Queries).text_of(call.values["id"])
    if text is None:
        raise not_found(call.values["id"])
    query = read_wiql(call.world, text)
    shown = run(call, query, top=call.number("$top"), time_precision=call.flag("timePrecision"))
    return ado_json(
        shown, headers={"X-Total-Count": str(len(shown.get("workItems", shown.get("workItemRelations", []))))}
    )


RESOURCES = (
    Resource(
        WIT,
        "wiql",
        "a02355f5-5f8a-4671-8e32-369d23aac83d",
        "{project}/{team}/_apis/{area}/{resource}/{id}",
        {"GET": run_stored, "HEAD": run_stored},
        resource_version=2,
        where={"id": "[^/]+"},
    ),
    Resource(
        WIT,
        "wiql",
        "1a9c53f7-f243-4447-b110-35ef023636e4",
        "{project}/{team}/_apis/{area}/{resource}",
        {"POST": run_posted},
        resource_version=2,
    ),
)
