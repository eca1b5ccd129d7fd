"""Serve the teams of projects and their members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.answers import AdoError, Answer, ado_json, bad_argument, missing_argument, nothing
from sandbox.eras import Change
from sandbox.projects import CORE, team_url
from sandbox.reading import needed
from sandbox.routing import Call, Resource
from sandbox.state import Person, Project, Team

_FIRST_WITH_IDENTITY = 5.0


def _shown_team(call: Call, project: Project, team: Team, *, identity: bool = False) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": team.id,
        "name": team.name,
        "url": team_url(call.world, project, team),
        "description": team.description,
        "identityUrl": f"{call.world.base_url}/_apis/Identities/{team.id}",
        "projectName": project.name,
        "projectId": project.id,
    }
    if identity and float(call.version.partition("-")[0] or "7.1") >= _FIRST_WITH_IDENTITY:
        shown["identity"] = _team_identity(project, team)
    return shown


def _team_identity(project: Project, team: Team) -> dict[str, Any]:
    def value(kind: str, content: object) -> dict[str, Any]:
        return {"$type": f"System.{kind}", "$value": content}

    group = Person(team.id, f"[{project.name}]\\{team.name}", "")
    return {
        "id": team.id,
        "descriptor": f"Microsoft.TeamFoundation.Identity;S-1-9-{team.id}",
        "subjectDescriptor": group.descriptor.replace("aad.", "vssgp."),
        "providerDisplayName": group.display_name,
        "isActive": True,
        "isContainer": True,
        "members": [],
        "memberOf": [],
        "masterId": team.id,
        "properties": {
            "Microsoft.TeamFoundation.Team": value("Boolean", content=True),
            "SchemaClassName": value("String", "Group"),
            "Description": value("String", team.description),
            "Domain": value("String", f"vstfs:///Classification/TeamProject/{project.id}"),
            "Account": value("String", team.name),
            "SecurityGroup": value("String", "SecurityGroup"),
            "SpecialType": value("String", "Generic"),
            "ScopeId": value("Guid", project.id),
            "ScopeType": value("String", "TeamProject"),
            "LocalScopeId": value("Guid", project.id),
            "SecuringHostId": value("Guid", project.id),
            "ScopeName": value("String", project.name),
            "VirtualPlugin": value("String", ""),
        },
        "resourceVersion": 2,
        "metaTypeId": 255,
    }


def _project_of(call: Call) -> Project:
    return call.world.project(call.values["projectId"])


async def show_teams(call: Call) -> Answer:
    """Answer with the teams of a project, or with one of them."""
    project, wanted = _project_of(call), call.values.get("teamId")
    if wanted:
        return ado_json(_shown_team(call, project, call.world.team(project, wanted)))
    return _teams_of(call, [project])


async def show_all_teams(call: Call) -> Answer:
    """Answer with the teams of all projects."""
    return _teams_of(call, call.world.projects.values())


def _teams_of(call: Call, projects: Iterable[Project]) -> Answer:
    """The teams of projects; with `$mine` only those that who asks is a member of."""
    chosen = [
        _shown_team(call, project, team)
        for project in projects
        for team in project.teams.values()
        if not call.flag("$mine") or call.who in team.members
    ]
    return _plain_listing(chosen)


async def create_team(call: Call) -> Answer:
    """Create a team (201)."""
    project, body = _project_of(call), call.json_object()
    if not body.get("name"):
        raise missing_argument("team.Name")
    if any(each.name.casefold() == str(body["name"]).casefold() for each in project.teams.values()):
        raise AdoError(
            400,
            "TeamAlreadyExistsException",
            f"TF400821: The team {body['name']} already exists in the project.",
            namespace="Microsoft.TeamFoundation.Core.WebApi",
        )
    team = call.world.add_team(project, str(body["name"]), body.get("description") or "")
    team.members.append(call.who)
    return ado_json(_shown_team(call, project, team, identity=True), 201)


async def change_team(call: Call) -> Answer:
    """Rename a team or change its description."""
    project, body = _project_of(call), call.json_object()
    team = call.world.team(project, call.values.get("teamId", ""))
    team.name = str(body.get("name") or team.name)
    team.description = body.get("description", team.description)
    return ado_json(_shown_team(call, project, team, identity=True))


async def delete_team(call: Call) -> Answer:
    """Delete a team, but for the default one of its project."""
    project = _project_of(call)
    team = call.world.team(project, needed(call, "teamId"))
    if team.id == project.default_team:
        raise bad_argument("teamId", f"The team '{team.name}' is the default team of the project and stays.")
    del project.teams[team.id]
    return nothing()


async def show_members(call: Call) -> Answer:
    """Answer with the members of a team, of whom the first administers it.

    Before version 4.1 they came without `identity` around them.
    """
    project = _project_of(call)
    team = call.world.team(project, call.values["teamId"])
    people = [call.world.identity(person) for person in team.members]
    if call.version.startswith(("1.", "2.", "3.", "4.0")):
        return _plain_listing(people)
    shows_admins = Change.MEMBERS_SHOW_ADMINS.has_come(call.world)
    admins = {team.members[0].id} if shows_admins and team.members else set()
    return _plain_listing(
        [{"isTeamAdmin": True, "identity": each} if each["id"] in admins else {"identity": each} for each in people]
    )


def _plain_listing(values: list[dict[str, Any]]) -> Answer:
    return ado_json({"value": values, "count": len(values)})


RESOURCES = (
    Resource(
        CORE,
        "members",
        "294c494c-2600-4d7e-b76c-3dd50c3c95be",
        "_apis/projects/{projectId}/teams/{teamId}/{resource}",
        {"GET": show_members},
        resource_version=2,
    ),
    Resource(
        CORE,
        "teams",
        "d30a3dd1-f8ba-442a-b86a-bd0c0c383e59",
        "_apis/projects/{projectId}/{resource}/{*teamId}",
        {"GET": show_teams, "POST": create_team, "PATCH": change_team, "DELETE": delete_team},
        resource_version=3,
    ),
    Resource(
        CORE,
        "teams",
        "7a4d9ee9-3433-4347-b47a-7a80f1cf307e",
        "_apis/{resource}",
        {"GET": show_all_teams},
        min_version="4.1",
        released_version="0.0",
        resource_version=3,
    ),
)
