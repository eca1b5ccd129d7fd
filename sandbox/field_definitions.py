"""Create, delete and bring back fields of the organisation."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.answers import AdoError, Answer, ado_json, missing_argument, nothing
from sandbox.classification import WIT
from sandbox.routing import Call, Resource
from sandbox.tracking_routes import field_json
from sandbox.work_item_state import TRACKING_SERVER
from sandbox.work_item_types import Field, Tracking


@dataclass(slots=True)
class DeletedFields:
    """Fields that were deleted, by reference name; reach it by `world.part(DeletedFields)`."""

    by_name: dict[str, Field] = field(default_factory=dict)


async def create_field(call: Call) -> Answer:
    """Add a field; its reference name must be free."""
    sent, tracking = call.json_object(), call.world.part(Tracking)
    name, reference = str(sent.get("name") or ""), str(sent.get("referenceName") or "")
    if not name:
        raise missing_argument("workItemField.name")
    reference = reference or f"Custom.{name.replace(' ', '')}"
    if reference in tracking.fields:
        raise AdoError(
            409,
            "ProcessFieldAlreadyExistsException",
            f"VS402803: A field named {reference} exists already.",
            namespace=TRACKING_SERVER,
            event_id=3200,
        )
    made = Field(reference, name, str(sent.get("type") or "string"), bool(sent.get("isIdentity")))
    tracking.add_fields([made])
    return ado_json(field_json(call.world, made))


async def delete_field(call: Call) -> Answer:
    """Delete a field; it can be brought back."""
    tracking = call.world.part(Tracking)
    gone = tracking.field(call.values["fieldNameOrRefName"])
    tracking.remove_field(gone)
    call.world.part(DeletedFields).by_name[gone.reference_name.casefold()] = gone
    return nothing()


async def restore_field(call: Call) -> Answer:
    """Bring a deleted field back (`isDeleted: false`); a field that is there stays as it is."""
    wanted = call.values["fieldNameOrRefName"].casefold()
    gone = call.world.part(DeletedFields).by_name
    if call.json_object().get("isDeleted") is False and wanted in gone:
        call.world.part(Tracking).add_fields([gone.pop(wanted)])
    return ado_json(field_json(call.world, call.world.part(Tracking).field(wanted)))


RESOURCES = (
    Resource(
        WIT,
        "fields",
        "b51fd764-e5c2-4b9b-aaf7-3395cf4bdd94",
        "{project}/_apis/{area}/{resource}/{fieldNameOrRefName}",
        {"PATCH": restore_field, "DELETE": delete_field},
        resource_version=3,
        where={"fieldNameOrRefName": "[^/]+"},
    ),
    Resource(
        WIT,
        "fields",
        "b51fd764-e5c2-4b9b-aaf7-3395cf4bdd94",
        "{project}/_apis/{area}/{resource}/{fieldNameOrRefName}",
        {"POST": create_field},
        resource_version=3,
    ),
)
"""What is served beside reading fields."""
