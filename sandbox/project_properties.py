"""Serve the properties of projects: what the service keeps there, and what clients put there."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from sandbox.answers import Answer, bad_argument, listing, nothing
from sandbox.projects import CORE, PROCESSES
from sandbox.routing import Call, Resource
from sandbox.state import Project


@dataclass(slots=True)
class ProjectProperties:
    """What clients put there, by project; reach it by `world.part(ProjectProperties)`."""

    by_project: dict[str, dict[str, object]] = field(default_factory=dict)

    def of(self, project: Project) -> dict[str, object]:
        """The properties that clients put to a project."""
        return self.by_project.setdefault(project.id, {})


def _kept(project: Project) -> dict[str, object]:
    """What the service itself keeps; only names that begin otherwise can be set."""
    is_git = project.version_control == "Git"
    process = next((identity for name, identity, *_ in PROCESSES if name == project.process), PROCESSES[1][1])
    return {
        "System.CurrentProcessTemplateId": process,
        "System.ProcessTemplateType": process,
        "System.Process Template": project.process,
        "System.SourceControlCapabilityFlags": "2" if is_git else "1",
        "System.SourceControlGitEnabled": str(is_git),
    }


async def show_properties(call: Call) -> Answer:
    """Answer with the properties of a project; `keys` chooses by names with wildcards."""
    project = call.world.project(call.values["projectId"])
    every = _kept(project) | call.world.part(ProjectProperties).of(project)
    wanted = [key for key in call.query.get("keys", "*").split(",") if key]
    chosen = [name for name in every if any(fnmatchcase(name.lower(), key.lower()) for key in wanted)]
    return listing([{"name": name, "value": every[name]} for name in chosen])


async def change_properties(call: Call) -> Answer:
    """Set and remove properties by a JSON-Patch (204)."""
    project, steps = call.world.project(call.values["projectId"]), call.json()
    properties = call.world.part(ProjectProperties).of(project)
    changed = dict(properties)
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise bad_argument("patchDocument", "The body must be a list of steps.")
    for step in steps:
        name = str(step.get("path", "")).lstrip("/")
        if not name or name in _kept(project):
            raise bad_argument("patchDocument", f"'{name}' is no property that can be changed.")
        if step.get("op") == "remove":
            changed.pop(name, None)
        else:
            changed[name] = step.get("value")
    properties.clear()
    properties.update(changed)
    return nothing()


RESOURCES = (
    Resource(
        CORE,
        "properties",
        "4976a71a-4487-49aa-8aab-a1eda469037a",
        "_apis/projects/{projectId}/{resource}",
        {"GET": show_properties, "PATCH": change_properties},
        min_version="3.2",
        released_version="0.0",
    ),
)
