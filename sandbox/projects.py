"""Serve projects, the processes they follow, and the operations that creating and deleting start."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sandbox.answers import AdoError, Answer, ado_json, instant, listing, missing_argument
from sandbox.eras import Change
from sandbox.routing import Area, Call, Resource
from sandbox.state import Project, Team, World
from sandbox.work_item_state import WorkItems

CORE = Area("core", "79134c72-4a58-4b42-976c-04e7115f32bf")
OPERATIONS = Area("operations", "")

# Name, GUID, description, is the default.
PROCESSES = (
    ("Scrum", "6b724908-ef14-45cf-84f8-768b5384da45", "For teams who follow the Scrum framework.", False),
    ("Agile", "adcc42ab-9882-485e-a3ed-7678f01f66bc", "For teams using Agile planning methods.", True),
    ("Basic", "b8a3a935-7e91-48b8-a94c-606d37c3e9f2", "For teams getting started with Azure DevOps.", False),
    ("CMMI", "27450541-8e31-4150-9947-dc59f998fc01", "For formal projects requiring an auditable record.", False),
)


@dataclass(slots=True)
class Operations:
    """Operations that were started: in progress at the first look, done at the second."""

    looks_left: dict[str, int] = field(default_factory=dict)

    def start(self, world: World) -> dict[str, Any]:
        """Start one and say where to ask for it."""
        identity = world.new_id()
        self.looks_left[identity] = 1
        return {"id": identity, "status": "notSet", "url": f"{world.base_url}/_apis/operations/{identity}"}


def project_url(world: World, project: Project) -> str:
    """The address of a project."""
    return f"{world.base_url}/_apis/projects/{project.id}"


def team_url(world: World, project: Project, team: Team) -> str:
    """The address of a team."""
    return f"{project_url(world, project)}/teams/{team.id}"


def _entry(world: World, project: Project) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": project.id, "name": project.name}
    if project.description:
        entry["description"] = project.description
    entry |= {
        "url": project_url(world, project),
        "state": "wellFormed",
        "revision": project.revision,
        "visibility": project.visibility,
    }
    if Change.PROJECTS_SHOW_LAST_UPDATE.has_come(world):
        entry["lastUpdateTime"] = instant(project.updated)
    return entry


def _process(project: Project) -> tuple[str, str, str, bool]:
    return next((row for row in PROCESSES if row[0] == project.process), PROCESSES[1])


def _whole(call: Call, project: Project) -> dict[str, Any]:
    world, team = call.world, project.teams[project.default_team]
    shown = _entry(world, project)
    if call.flag("includeCapabilities"):
        name, identity, _, _ = _process(project)
        is_git = project.version_control == "Git"
        shown["capabilities"] = {
            "processTemplate": {"templateName": name, "templateTypeId": identity},
            "versioncontrol": {
                "sourceControlType": project.version_control,
                "gitEnabled": str(is_git),
                "tfvcEnabled": str(not is_git),
            },
        }
    shown["_links"] = {
        "self": {"href": project_url(world, project)},
        "collection": {"href": f"{world.base_url}/_apis/projectCollections/{world.organization_id}"},
        "web": {"href": f"{world.base_url}/{quote(project.name)}"},
    }
    shown["defaultTeam"] = {"id": team.id, "name": team.name, "url": team_url(world, project, team)}
    return shown


async def show_projects(call: Call) -> Answer:
    """Answer with all projects, paged by `$top` and `$skip`, or with one of them."""
    wanted = call.values.get("projectId")
    if wanted:
        return ado_json(_whole(call, call.world.project(wanted)))
    projects = list(call.world.projects.values())
    start = call.number("$skip") or call.number("continuationToken") or 0
    top = call.number("$top") or 100
    headers = {"X-MS-ContinuationToken": str(start + top)} if start + top < len(projects) else {}
    return listing([_entry(call.world, each) for each in projects[start : start + top]], headers=headers)


async def create_project(call: Call) -> Answer:
    """Start to create a project (202); it is there at once."""
    body = call.json_object()
    if not body.get("name"):
        raise missing_argument("projectToCreate.Name")
    name = str(body["name"])
    if any(each.name.casefold() == name.casefold() for each in call.world.projects.values()):
        raise AdoError(
            400,
            "ProjectAlreadyExistsException",
            f"TF200019: The following project already exists on the Azure DevOps Server: {name}. You cannot create a "
            "new project with the same name as an existing project. Provide a different name.",
            namespace="Microsoft.TeamFoundation.Core.WebApi",
        )
    capabilities = body.get("capabilities") or {}
    template = (capabilities.get("processTemplate") or {}).get("templateTypeId", "")
    control = (capabilities.get("versioncontrol") or {}).get("sourceControlType", "Git")
    project = call.world.add_project(
        name,
        description=body.get("description") or "",
        process=next((row[0] for row in PROCESSES if row[1] == template), "Agile"),
        visibility=body.get("visibility") or "private",
        version_control="Tfvc" if control.lower() == "tfvc" else "Git",
    )
    project.teams[project.default_team].members.append(call.who)
    return ado_json(call.world.part(Operations).start(call.world), 202)


async def change_project(call: Call) -> Answer:
    """Start to rename a project or to change its description (202)."""
    project, body = call.world.project(call.values.get("projectId", "")), call.json_object()
    project.name = str(body.get("name") or project.name)
    project.description = body.get("description", project.description)
    project.visibility = body.get("visibility") or project.visibility
    project.revision += 1
    project.updated = call.world.now()
    return ado_json(call.world.part(Operations).start(call.world), 202)


async def delete_project(call: Call) -> Answer:
    """Start to delete a project with all that is in it (202)."""
    project = call.world.project(call.values.get("projectId", ""))
    call.world.part(WorkItems).forget_project(project.id)
    del call.world.projects[project.id]
    return ado_json(call.world.part(Operations).start(call.world), 202)


async def show_operation(call: Call) -> Answer:
    """Answer with how far an operation is."""
    identity, looks = call.values.get("operationId", ""), call.world.part(Operations).looks_left
    if identity not in looks:
        raise AdoError(
            404,
            "OperationNotFoundException",
            f"VS403200: The operation {identity} does not exist.",
            namespace="Microsoft.VisualStudio.Services.Operations",
        )
    status = "inProgress" if looks[identity] else "succeeded"
    looks[identity] = 0
    url = f"{call.world.base_url}/_apis/operations/{identity}"
    return ado_json({"id": identity, "status": status, "url": url, "_links": {"self": {"href": url}}})


async def show_processes(call: Call) -> Answer:
    """Answer with the stock processes, or with one of them."""
    rows = [
        {
            "id": identity,
            "description": description,
            "isDefault": is_default,
            "type": "system",
            "url": f"{call.world.base_url}/_apis/process/processes/{identity}",
            "name": name,
        }
        for name, identity, description, is_default in PROCESSES
    ]
    wanted = call.values.get("processId")
    if wanted is None:
        return listing(rows)
    return ado_json(next((row for row in rows if row["id"] == wanted.lower()), None))


RESOURCES = (
    Resource(
        CORE,
        "projects",
        "603fe2ac-9723-48b9-88ad-09305aa6c6e1",
        "_apis/{resource}/{*projectId}",
        {"GET": show_projects, "POST": create_project, "PATCH": change_project, "DELETE": delete_project},
        resource_version=4,
    ),
    Resource(
        CORE,
        "processes",
        "93878975-88c5-4e6a-8abb-7ddd77a8a7d8",
        "_apis/process/{resource}/{*processId}",
        {"GET": show_processes},
    ),
    Resource(
        OPERATIONS,
        "operations",
        "9a1b74b4-2ca8-4a9f-8470-c2f2e6fdc949",
        "_apis/{resource}/{operationId}",
        {"GET": show_operation},
        min_version="2.0",
    ),
)
