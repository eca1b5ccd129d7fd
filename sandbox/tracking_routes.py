"""Serve what work items are made of: types, states, fields, categories, kinds of links."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sandbox.answers import AdoError, Answer, ado_json, listing
from sandbox.classification import WIT
from sandbox.enumerations import TYPE_FIELDS_EXPAND, named
from sandbox.relation_types import RELATION_TYPES, RelationType
from sandbox.routing import Call, Resource
from sandbox.state import Project, World
from sandbox.work_item_state import TRACKING_SERVER
from sandbox.work_item_types import Field, State, Tracking, WorkItemType

_OPERATORS = (
    ("Equals", "="),
    ("NotEquals", "<>"),
    ("GreaterThan", ">"),
    ("LessThan", "<"),
    ("GreaterThanEquals", ">="),
    ("LessThanEquals", "<="),
    ("In", "In"),
)
_TEXT_OPERATORS = (("Contains", "Contains"), ("NotContains", "Does Not Contain"))
_CATEGORIES = {
    "Microsoft.BugCategory": ("Bug Category", ("Bug",)),
    "Microsoft.TaskCategory": ("Task Category", ("Task",)),
    "Microsoft.RequirementCategory": (
        "Requirement Category",
        ("User Story", "Product Backlog Item", "Requirement", "Issue"),
    ),
    "Microsoft.FeatureCategory": ("Feature Category", ("Feature",)),
    "Microsoft.EpicCategory": ("Epic Category", ("Epic",)),
}


def _field_url(world: World, name: str) -> str:
    return f"{world.base_url}/_apis/wit/fields/{name}"


def field_json(world: World, known: Field) -> dict[str, Any]:
    """A field as answers show it."""
    rows = [] if known.is_long_text else list(_OPERATORS)
    if known.is_long_text or known.type == "string":
        rows += _TEXT_OPERATORS
    return {
        "name": known.name,
        "referenceName": known.reference_name,
        "description": None,
        "type": known.type,
        "usage": "workItem",
        "readOnly": known.read_only,
        "canSortBy": not known.is_long_text,
        "isQueryable": True,
        "supportedOperations": [
            {"referenceName": f"SupportedOperations.{reference}", "name": name} for reference, name in rows
        ],
        "isIdentity": known.is_identity,
        "isPicklist": False,
        "isPicklistSuggested": False,
        "url": _field_url(world, known.reference_name),
    }


async def show_fields(call: Call) -> Answer:
    """Answer with all fields of the organisation, or with one by name or reference name."""
    tracking, wanted = call.world.part(Tracking), call.values.get("fieldNameOrRefName")
    if wanted:
        return ado_json(field_json(call.world, tracking.field(wanted)))
    return listing([field_json(call.world, each) for each in tracking.fields.values()])


def _type_url(world: World, project: Project, kind: WorkItemType) -> str:
    return f"{world.base_url}/{project.id}/_apis/wit/workItemTypes/{quote(kind.name)}"


def _shown_state(state: State) -> dict[str, Any]:
    return {"name": state.name, "color": state.color, "category": state.category}


def _type_field(world: World, kind: WorkItemType, known: Field, *, values: bool) -> dict[str, Any]:
    default = kind.defaults.get(known.reference_name)
    shown: dict[str, Any] = {
        "defaultValue": None if default is None else str(default),
        "helpText": "",
        "alwaysRequired": known.reference_name in kind.required,
        "dependentFields": [],
        "referenceName": known.reference_name,
        "name": known.name,
        "url": _field_url(world, known.reference_name),
    }
    if values:
        states = [state.name for state in kind.states] if known.reference_name == "System.State" else []
        shown["allowedValues"] = [str(value) for value in kind.allowed.get(known.reference_name, states)]
    return shown


def _shown_type(call: Call, project: Project, kind: WorkItemType) -> dict[str, Any]:
    world, tracking = call.world, call.world.part(Tracking)
    fields = [_type_field(world, kind, tracking.field(name), values=False) for name in kind.fields]
    after = {state.name: kind.transitions.get(state.name) for state in kind.states}
    every = [state.name for state in kind.states]
    return {
        "name": kind.name,
        "referenceName": kind.full_name,
        "description": kind.description,
        "color": kind.color,
        "icon": {
            "id": kind.icon,
            "url": f"{world.base_url}/_apis/wit/workItemIcons/{kind.icon}?color={kind.color}&v=2",
        },
        "isDisabled": False,
        "xmlForm": "<FORM></FORM>",
        "fields": fields,
        "fieldInstances": fields,
        "transitions": {
            "": [{"to": every[0], "actions": None}],
            **{
                name: [{"to": other, "actions": None} for other in (named if named is not None else every)]
                for name, named in after.items()
            },
        },
        "states": [_shown_state(state) for state in kind.states],
        "url": _type_url(world, project, kind),
    }


def _type(call: Call) -> WorkItemType:
    return call.world.part(Tracking).type(call.the_project, call.values["type"])


async def show_types(call: Call) -> Answer:
    """Answer with the work item types of a project, or with one of them."""
    project = call.the_project
    if "type" in call.values:
        return ado_json(_shown_type(call, project, _type(call)))
    return listing([_shown_type(call, project, kind) for kind in call.world.part(Tracking).types(project).values()])


async def show_states(call: Call) -> Answer:
    """Answer with the states of a type."""
    return listing([_shown_state(state) for state in _type(call).states])


async def show_type_fields(call: Call) -> Answer:
    """Answer with the fields of a type, with `$expand=allowedValues` or `all` also what each is limited to."""
    kind, tracking = _type(call), call.world.part(Tracking)
    values = named(call.query.get("$expand"), TYPE_FIELDS_EXPAND) in {"allowedvalues", "all"}
    wanted = call.values.get("field")
    if wanted:
        return ado_json(_type_field(call.world, kind, tracking.field(wanted), values=values))
    return listing([_type_field(call.world, kind, tracking.field(name), values=values) for name in kind.fields])


async def show_categories(call: Call) -> Answer:
    """Answer with the categories of types, or with one of them."""
    project = call.the_project
    types = call.world.part(Tracking).types(project)
    shown: list[dict[str, Any]] = []
    for reference, (name, members) in _CATEGORIES.items():
        kinds = [types[each] for each in members if each in types]
        if kinds:
            rows = [{"name": kind.name, "url": _type_url(call.world, project, kind)} for kind in kinds]
            home = f"{call.world.base_url}/{project.id}/_apis/wit/workItemTypeCategories"
            shown.append(
                {
                    "name": name,
                    "referenceName": reference,
                    "defaultWorkItemType": rows[0],
                    "workItemTypes": rows,
                    "url": f"{home}/{reference}",
                }
            )
    wanted = call.values.get("category")
    if wanted is None:
        return listing(shown)
    return ado_json(next((row for row in shown if row["referenceName"].lower() == wanted.lower()), None))


def _shown_relation_type(world: World, kind: RelationType) -> dict[str, Any]:
    url = f"{world.base_url}/_apis/wit/workItemRelationTypes/{kind.reference_name}"
    return {"attributes": kind.attributes, "referenceName": kind.reference_name, "name": kind.name, "url": url}


async def show_relation_types(call: Call) -> Answer:
    """Answer with the kinds of links, or with one of them."""
    wanted = call.values.get("relation")
    if wanted is None:
        return listing([_shown_relation_type(call.world, each) for each in RELATION_TYPES.values()])
    if wanted not in RELATION_TYPES:
        raise AdoError(
            404,
            "WorkItemLinkTypeNotFoundException",
            f"VS402320: The relation type {wanted} does not exist.",
            namespace=TRACKING_SERVER,
            event_id=3200,
        )
    return ado_json(_shown_relation_type(call.world, RELATION_TYPES[wanted]))


RESOURCES = (
    Resource(
        WIT,
        "workItemTypeStates",
        "7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa",
        "{project}/_apis/{area}/workitemtypes/{type}/states",
        {"GET": show_states},
    ),
    Resource(
        WIT,
        "workItemTypesField",
        "bd293ce5-3d25-4192-8e67-e8092e879efb",
        "{project}/_apis/{area}/workitemtypes/{type}/fields/{field}",
        {"GET": show_type_fields},
        resource_version=3,
    ),
    Resource(
        WIT,
        "workItemTypes",
        "7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa",
        "{project}/_apis/{area}/{resource}/{type}",
        {"GET": show_types},
        resource_version=2,
    ),
    Resource(
        WIT,
        "workItemTypeCategories",
        "9b9f5734-36c8-415e-ba67-f83b45c31408",
        "{project}/_apis/{area}/{resource}/{category}",
        {"GET": show_categories},
        resource_version=2,
    ),
    Resource(
        WIT,
        "fields",
        "b51fd764-e5c2-4b9b-aaf7-3395cf4bdd94",
        "{project}/_apis/{area}/{resource}/{fieldNameOrRefName}",
        {"GET": show_fields},
        resource_version=3,
    ),
    Resource(
        WIT,
        "workItemRelationTypes",
        "f5d33bc9-5b49-4a3c-a9bd-f3cd46dd2165",
        "_apis/{area}/{resource}/{relation}",
        {"GET": show_relation_types},
        resource_version=2,
    ),
)
