"""Serve finished builds with their work items, and what was deployed to which environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.answers import AdoError, Answer, ado_json, instant, listing
from sandbox.item_calls import read_moment
from sandbox.rendering import item_url
from sandbox.routing import Area, Call, Resource
from sandbox.state import Project
from sandbox.work_item_state import WorkItems

# The areas themselves are known by other names; these are those of the recorded route table.
BUILDS, BUILD, TASKS = Area("Build", ""), Area("build", ""), Area("distributedtask", "")


@dataclass(frozen=True, slots=True)
class Build:
    """A build that succeeded."""

    id: int
    project: str
    pipeline: str
    number: str
    finished: datetime
    work_items: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DeploymentRecord:
    """A build that was put on an environment; `result` as Azure DevOps writes it."""

    id: int
    environment: str
    build: Build
    finished: datetime
    result: str = "succeeded"


@dataclass(slots=True)
class Pipelines:
    """What pipelines built and deployed; reach it by `world.part(Pipelines)`."""

    builds: list[Build] = field(default_factory=list)
    records: list[DeploymentRecord] = field(default_factory=list)

    def add_build(self, project: Project, pipeline: str, number: str, finished: datetime, *work_items: int) -> Build:
        """Enter a build that succeeded."""
        build = Build(len(self.builds) + 1, project.id, pipeline, number, finished, work_items)
        self.builds.append(build)
        return build

    def deploy(self, build: Build, environment: str, finished: datetime, result: str = "succeeded") -> None:
        """Enter that a build was put on an environment."""
        self.records.append(DeploymentRecord(len(self.records) + 1, environment, build, finished, result))

    def names(self, project: Project) -> list[str]:
        """The pipelines of a project; the place of each is its id."""
        return list(dict.fromkeys(build.pipeline for build in self.builds if build.project == project.id))

    def environments(self, project: Project) -> list[str]:
        """The environments of a project; the place of each is its id."""
        return list(dict.fromkeys(each.environment for each in self.records if each.build.project == project.id))


async def list_definitions(call: Call) -> Answer:
    """Answer with the pipelines of the project."""
    names = call.world.part(Pipelines).names(call.the_project)
    return listing([{"id": place, "name": name, "type": "build"} for place, name in enumerate(names, start=1)])


async def list_builds(call: Call) -> Answer:
    """Answer with the finished builds of some pipelines since an instant, the oldest first."""
    pipelines, project = call.world.part(Pipelines), call.the_project
    names = pipelines.names(project)
    wanted = {int(each) for each in call.query.get("definitions", "").split(",") if each.isdecimal()}
    since = call.query.get("mintime")
    begins = read_moment(since) if since else None
    found = [
        build
        for build in sorted(pipelines.builds, key=lambda each: (each.finished, each.id))
        if build.project == project.id
        and (not wanted or names.index(build.pipeline) + 1 in wanted)
        and (begins is None or build.finished >= begins)
    ]
    return listing([_build_json(call, build) for build in found])


async def list_work_items(call: Call) -> Answer:
    """Answer with the work items of one build."""
    number = call.values["buildId"]
    builds = call.world.part(Pipelines).builds
    build = next((each for each in builds if str(each.id) == number and each.project == call.the_project.id), None)
    if build is None:
        message = f"The requested build {number} could not be found."
        raise AdoError(404, "BuildNotFoundException", message, namespace="Microsoft.TeamFoundation.Build.WebApi")
    known = {item.id: item for item in call.world.part(WorkItems)}
    return listing(
        [{"id": str(each), "url": item_url(call.world, known[each])} for each in build.work_items if each in known]
    )


async def list_environments(call: Call) -> Answer:
    """Answer with the environments of the project."""
    names = call.world.part(Pipelines).environments(call.the_project)
    return listing([{"id": place, "name": name} for place, name in enumerate(names, start=1)])


async def list_records(call: Call) -> Answer:
    """Answer with what was deployed to one environment, the latest first."""
    pipelines, project = call.world.part(Pipelines), call.the_project
    names = pipelines.environments(project)
    place = call.values["environmentId"]
    if not place.isdecimal() or not 0 < int(place) <= len(names):
        message = f"Environment with ID {place} does not exist or has been deleted."
        raise AdoError(
            404, "EnvironmentNotFoundException", message, namespace="Microsoft.TeamFoundation.DistributedTask.WebApi"
        )
    name = names[int(place) - 1]
    own = [each for each in pipelines.records if each.environment == name and each.build.project == project.id]
    return listing([_record_json(call, int(place), each) for each in reversed(own)])


async def show_build(call: Call) -> Answer:
    """Answer with the builds of the project, or with one of them."""
    if "buildId" not in call.values:
        return await list_builds(call)
    found = [each for each in call.world.part(Pipelines).builds if str(each.id) == call.values["buildId"]]
    if not found:
        message = f"The requested build {call.values['buildId']} could not be found."
        raise AdoError(404, "BuildNotFoundException", message, namespace="Microsoft.TeamFoundation.Build.WebApi")
    return ado_json(_build_json(call, found[0]))


def _build_json(call: Call, build: Build) -> dict[str, Any]:
    home = f"{call.world.base_url}/{call.the_project.name}"
    names = call.world.part(Pipelines).names(call.the_project)
    return {
        "id": build.id,
        "buildNumber": build.number,
        "status": "completed",
        "result": "succeeded",
        "finishTime": instant(build.finished),
        "definition": {"id": names.index(build.pipeline) + 1, "name": build.pipeline},
        "_links": {"web": {"href": f"{home}/_build/results?buildId={build.id}"}},
    }


def _record_json(call: Call, environment: int, each: DeploymentRecord) -> dict[str, Any]:
    names = call.world.part(Pipelines).names(call.the_project)
    return {
        "id": each.id,
        "environmentId": environment,
        "definition": {"id": names.index(each.build.pipeline) + 1, "name": each.build.pipeline},
        "owner": {"id": each.build.id, "name": each.build.number},
        "stageName": "Deploy",
        "result": each.result,
        "finishTime": instant(each.finished),
    }


RESOURCES = (
    Resource(
        BUILD,
        "workitems",
        "5a21f5d2-5642-47e4-a0bd-1356e6731bee",
        "{project}/_apis/{area}/builds/{buildId}/{resource}",
        {"GET": list_work_items},
        min_version="2.0",
        resource_version=2,
    ),
    Resource(
        BUILDS,
        "Builds",
        "0cd358e1-9217-4d94-8269-1c1ee6f93dcf",
        "{project}/_apis/build/{resource}/{buildId}",
        {"GET": show_build},
        resource_version=7,
    ),
    Resource(
        BUILDS,
        "Definitions",
        "dbeaf647-6167-421a-bda9-c9327b25e2e6",
        "{project}/_apis/build/{resource}/{definitionId}",
        {"GET": list_definitions},
        resource_version=7,
    ),
    Resource(
        TASKS,
        "environmentdeploymentRecords",
        "51bb5d21-4305-4ea6-9dbb-b7488af73334",
        "{project}/_apis/{area}/environments/{environmentId}/{resource}",
        {"GET": list_records},
        min_version="5.0",
    ),
    Resource(
        TASKS,
        "environments",
        "8572b1fc-2482-47fa-8f74-7e3ed53ee54b",
        "{project}/_apis/{area}/{resource}/{environmentId}",
        {"GET": list_environments},
        min_version="5.0",
    ),
)
