"""Serve what administrators change of a project beside its name: its picture, and its process."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.answers import AdoError, Answer, ado_json, missing_argument, nothing
from sandbox.classification import WIT
from sandbox.projects import CORE, PROCESSES
from sandbox.routing import Call, Resource
from sandbox.work_item_state import TRACKING_SERVER


@dataclass(slots=True)
class Avatars:
    """The pictures that projects were given, by their GUID; reach it by `world.part(Avatars)`."""

    by_project: dict[str, object] = field(default_factory=dict)


async def set_avatar(call: Call) -> Answer:
    """Give a project a picture."""
    project, image = call.world.project(call.values["projectId"]), call.json_object().get("image")
    if not image:
        raise missing_argument("avatarBlob")
    call.world.part(Avatars).by_project[project.id] = image
    return nothing()


async def remove_avatar(call: Call) -> Answer:
    """Take the picture of a project away."""
    call.world.part(Avatars).by_project.pop(call.world.project(call.values["projectId"]).id, None)
    return nothing()


async def migrate(call: Call) -> Answer:
    """Change the process of a project; only processes with the same types of work items can follow each other."""
    project, wanted = call.the_project, str(call.json_object().get("typeId") or "").lower()
    current = next((identity for name, identity, *_ in PROCESSES if name == project.process), PROCESSES[1][1])
    if wanted != current:
        raise AdoError(
            400,
            "ProcessMigrationNotSupportedException",
            f"VS403316: The project {project.name} cannot be moved to the process {wanted}: its types differ.",
            namespace=TRACKING_SERVER,
            event_id=3200,
        )
    return ado_json({"processId": current, "projectId": project.id})


RESOURCES = (
    Resource(
        CORE,
        "avatar",
        "54b2a2a0-859b-4d05-827c-ec4c862f641a",
        "_apis/projects/{projectId}/{resource}",
        {"PUT": set_avatar, "DELETE": remove_avatar},
        min_version="5.1",
        released_version="0.0",
    ),
    Resource(
        WIT,
        "projectProcessMigration",
        "19801631-d4e5-47e9-8166-0330de0ff1e6",
        "{project}/_apis/{area}/{resource}",
        {"POST": migrate},
        min_version="5.2",
    ),
)
