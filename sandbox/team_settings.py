"""Serve the settings of teams: backlog iteration, iterations, and the areas that are the team's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.answers import AdoError, Answer, ado_json, bad_argument, instant, listing, nothing
from sandbox.classification import Node, Trees, node_url, tree
from sandbox.eras import Change
from sandbox.reading import needed
from sandbox.routing import Area, Call, Resource
from sandbox.state import Project, Team, World

WORK = Area("work", "1d4f49f9-02b9-4e26-b826-2cdb6195f2a9")
_EMPTY = "00000000-0000-0000-0000-000000000000"
_BACKLOGS = {
    "Agile": ("Microsoft.EpicCategory", "Microsoft.FeatureCategory", "Microsoft.RequirementCategory"),
    "Basic": ("Microsoft.EpicCategory", "Microsoft.RequirementCategory"),
}


@dataclass(slots=True)
class TeamSettings:
    """What one team has set.

    Attributes:
        backlog: GUID of the backlog iteration; empty while none is set, as for a new team.
        default: GUID of the default iteration; empty means the macro.
        iterations: GUIDs of the team's iterations.
        areas: Area paths of the team and whether what is below them counts.
        default_area: The area that a new item of the team gets.
    """

    backlog: str = ""
    default: str = ""
    bugs: str = ""
    working_days: tuple[str, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
    iterations: list[str] = field(default_factory=list)
    areas: list[tuple[str, bool]] = field(default_factory=list)
    default_area: str | None = None


@dataclass(slots=True)
class AllTeamSettings:
    """Settings by team; reach it by `world.part(AllTeamSettings)`."""

    by_team: dict[str, TeamSettings] = field(default_factory=dict)

    def of(self, project: Project, team: Team) -> TeamSettings:
        """The settings of a team; the default team starts with the project's root area and iteration."""
        if team.id not in self.by_team:
            settings = TeamSettings(bugs="off" if project.process == "Basic" else "asRequirements")
            if team.id == project.default_team:
                settings.areas.append((project.name, False))
                settings.default_area = project.name
            self.by_team[team.id] = settings
        return self.by_team[team.id]


def _team(call: Call) -> Team:
    return call.team or call.world.team(call.the_project)


def _settings(call: Call) -> TeamSettings:
    project, team = call.the_project, _team(call)
    settings = call.world.part(AllTeamSettings).of(project, team)
    if team.id == project.default_team and not settings.backlog:
        settings.backlog = tree(call.world, project, "iteration").identifier
    return settings


def settings_url(call: Call) -> str:
    """The address of the settings of the team that is asked about."""
    return f"{call.world.base_url}/{call.the_project.id}/{_team(call).id}/_apis/work/teamsettings"


def team_links(call: Call, own: str) -> dict[str, Any]:
    """The links that everything about a team has, to itself and to what it belongs to."""
    project, team = call.the_project, _team(call)
    project_url = f"{call.world.base_url}/_apis/projects/{project.id}"
    return {
        "self": {"href": own},
        "project": {"href": project_url},
        "team": {"href": f"{project_url}/teams/{team.id}"},
    }


def _iteration(call: Call, identifier: str) -> Node | None:
    return call.world.part(Trees).by_identifier(tree(call.world, call.the_project, "iteration"), identifier)


def _reference(call: Call, identifier: str) -> dict[str, Any] | None:
    node = _iteration(call, identifier) if identifier else None
    if node is None:
        return None
    return {
        "id": node.identifier,
        "name": node.name,
        "path": "".join(f"\\{name}" for name in node.names),
        "url": node_url(call.world, call.the_project, node),
    }


def _invalid(message: str) -> AdoError:
    return AdoError(
        400,
        "InvalidTeamSettingsException",
        message,
        namespace="Microsoft.Azure.Boards.Agile.Common.Exceptions",
        assembly="Microsoft.Azure.Boards.Agile.Common",
    )


def _shown(call: Call) -> dict[str, Any]:
    settings, home = _settings(call), settings_url(call)
    backlog, default = _reference(call, settings.backlog), _reference(call, settings.default)
    links = team_links(call, home)
    links["teamIterations"] = {"href": f"{home}/iterations"}
    links["teamFieldValues"] = {"href": f"{home}/teamfieldvalues"}
    nodes = [{"href": each["url"]} for each in (backlog, default) if each]
    if nodes:
        links["classificationNode"] = nodes if len(nodes) > 1 else nodes[0]
    return {
        "backlogIteration": backlog or {"id": _EMPTY},
        "bugsBehavior": settings.bugs,
        "workingDays": list(settings.working_days),
        "backlogVisibilities": dict.fromkeys(_BACKLOGS.get(call.the_project.process, _BACKLOGS["Agile"]), True),
        "defaultIteration": default,
        "defaultIterationMacro": None if default else "@currentIteration",
        "url": home,
        "_links": links,
    }


async def show_settings(call: Call) -> Answer:
    """Answer with the settings of a team."""
    return ado_json(_shown(call))


async def change_settings(call: Call) -> Answer:
    """Change the settings that the body names."""
    settings, body = _settings(call), call.json_object()
    for name, attribute in (("backlogIteration", "backlog"), ("defaultIteration", "default")):
        if name in body:
            if _iteration(call, str(body[name])) is None:
                raise _invalid("TF400497: The backlog iteration path that you specified is no longer valid.")
            setattr(settings, attribute, str(body[name]))
    settings.bugs = body.get("bugsBehavior") or settings.bugs
    settings.working_days = tuple(body.get("workingDays") or settings.working_days)
    return ado_json(_shown(call))


def time_frame(world: World, mine: Sequence[Node], node: Node) -> str:
    """Where now is, seen from an iteration (`past`, `current`, `future`).

    Of the team's iterations without dates, the first one counts as current, as recorded.
    """
    start, finish = node.attributes.get("startDate"), node.attributes.get("finishDate")
    if start and finish:
        today = instant(world.now())[:10]
        return "past" if finish[:10] < today else "future" if start[:10] > today else "current"
    undated = [each for each in mine if not each.attributes]
    return "current" if undated and undated[0] is node else "future"


def _mine(call: Call) -> list[Node]:
    return [node for each in _settings(call).iterations if (node := _iteration(call, each)) is not None]


def _shown_iteration(call: Call, node: Node, *, links: bool) -> dict[str, Any]:
    url = f"{settings_url(call)}/iterations/{node.identifier}"
    shown: dict[str, Any] = {
        "id": node.identifier,
        "name": node.name,
        "path": node.path,
        "attributes": {
            "startDate": node.attributes.get("startDate"),
            "finishDate": node.attributes.get("finishDate"),
            "timeFrame": time_frame(call.world, _mine(call), node),
        },
        "url": url,
    }
    if links:
        shown["_links"] = team_links(call, url) | {
            "teamSettings": {"href": settings_url(call)},
            "teamIterations": {"href": f"{settings_url(call)}/iterations"},
            "capacity": {"href": f"{url}/capacities"},
            "workitems": {"href": f"{url}/workitems"},
            "classificationNode": {"href": node_url(call.world, call.the_project, node)},
            "teamDaysOff": {"href": f"{url}/teamdaysoff"},
        }
    return shown


def _missing_iteration(identifier: str) -> AdoError:
    return AdoError(
        404,
        "TeamIterationNotFoundException",
        f"TF400498: The iteration {identifier} is not one of the team.",
        namespace="Microsoft.TeamFoundation.Work.WebApi.Exceptions",
        assembly="Microsoft.TeamFoundation.Work.WebApi",
    )


def iteration_of_team(call: Call, identifier: str) -> Node:
    """The iteration of that GUID, if the team that is asked about has it.

    Raises:
        AdoError: TF400498, 404.
    """
    found = next((node for node in _mine(call) if node.identifier == identifier.lower()), None)
    if found is None:
        raise _missing_iteration(identifier)
    return found


async def show_iterations(call: Call) -> Answer:
    """Answer with the iterations of the team, with the current one (`$timeframe`), or with one by GUID."""
    chosen = call.values.get("id")
    if chosen:
        return ado_json(_shown_iteration(call, iteration_of_team(call, chosen), links=True))
    frame = call.query.get("$timeframe", "").lower()
    shown = [_shown_iteration(call, node, links=False) for node in _mine(call)]
    return listing([each for each in shown if not frame or each["attributes"]["timeFrame"] == frame])


async def add_iteration(call: Call) -> Answer:
    """Make an iteration one of the team's (201); the team must have a backlog iteration first."""
    settings, identifier = _settings(call), str(call.json_object().get("id", ""))
    node = _iteration(call, identifier)
    if not settings.backlog and not Change.BACKLOG_IS_REFUSED_BY_NUMBER.has_come(call.world):
        raise bad_argument(
            "rootIterationId", "The guid specified for parameter rootIterationId must not be Guid.Empty."
        )
    if not settings.backlog or node is None:
        raise _invalid("TF400497: The backlog iteration path that you specified is no longer valid.")
    if node.identifier not in settings.iterations:
        settings.iterations.append(node.identifier)
    return ado_json(_shown_iteration(call, node, links=True), 201)


async def remove_iteration(call: Call) -> Answer:
    """Take an iteration away from the team."""
    settings, identifier = _settings(call), needed(call, "id").lower()
    if identifier not in settings.iterations:
        raise _missing_iteration(identifier)
    settings.iterations.remove(identifier)
    return nothing()


def _shown_values(call: Call) -> dict[str, Any]:
    settings, url = _settings(call), f"{settings_url(call)}/teamfieldvalues"
    nodes = f"{call.world.base_url}/{call.the_project.id}/_apis/wit/classificationNodes/Areas"
    return {
        "field": {
            "referenceName": "System.AreaPath",
            "url": f"{call.world.base_url}/_apis/wit/fields/System.AreaPath",
        },
        "defaultValue": settings.default_area,
        "values": [{"value": path, "includeChildren": below} for path, below in settings.areas],
        "url": url,
        "_links": team_links(call, url)
        | {"teamSettings": {"href": settings_url(call)}, "areaPathClassificationNodes": {"href": nodes}},
    }


async def show_field_values(call: Call) -> Answer:
    """Answer with the areas of the team."""
    return ado_json(_shown_values(call))


async def change_field_values(call: Call) -> Answer:
    """Replace the areas of the team; a default is needed with them."""
    settings, body = _settings(call), call.json_object()
    if not body.get("defaultValue"):
        raise AdoError(
            400,
            "TeamFieldArgumentNullException",
            "DefaultValue",
            namespace="Microsoft.TeamFoundation.Work.WebApi.Exceptions",
            assembly="Microsoft.TeamFoundation.Work.WebApi",
            event_id=0,
        )
    settings.default_area = str(body["defaultValue"])
    settings.areas = [(str(each["value"]), bool(each.get("includeChildren"))) for each in body.get("values", [])]
    return ado_json(_shown_values(call))


RESOURCES = (
    Resource(
        WORK,
        "teamsettings",
        "c3c1012b-bea7-49d7-b45e-1664e566f84c",
        "{project}/{team}/_apis/{area}/{resource}",
        {"GET": show_settings, "PATCH": change_settings},
        min_version="2.0",
    ),
    Resource(
        WORK,
        "iterations",
        "c9175577-28a1-4b06-9197-8636af9f64ad",
        "{project}/{team}/_apis/{area}/teamsettings/{resource}/{id}",
        {"GET": show_iterations, "POST": add_iteration, "DELETE": remove_iteration},
        min_version="2.0",
    ),
    Resource(
        WORK,
        "teamfieldvalues",
        "07ced576-58ed-49e6-9c1e-5cb53ab8bf2a",
        "{project}/{team}/_apis/{area}/teamsettings/{resource}",
        {"GET": show_field_values, "PATCH": change_field_values},
        min_version="2.0",
    ),
)
