"""Lay what recorded interactions take for granted, before each is played: recordings may have gaps.

What a conversation did while nobody recorded it, the sandbox cannot know. So before each interaction its recorded
answer is asked what must have been there: a project, a team, a work item, a wiki page. What was never there in the
play is laid. What was there and is different is only mended at the first look after a gap; without one, the
difference is the sandbox's own and must show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote

import orjson

from sandbox.answers import AdoError
from sandbox.projects import PROCESSES
from sandbox.replay.mapping import Ids
from sandbox.replay.recordings import Interaction
from sandbox.state import Person, Project, Team, World

BEGINNING = datetime(2018, 1, 1, tzinfo=UTC)
TOKEN = "replay"  # noqa: S105 - it opens nothing but this world
OUTSIDER = "outsider"
OWNER = Person("11111111-1111-1111-1111-111111111111", "Person", "person@example.com")
_GUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{27}$", re.IGNORECASE)
_PROJECT_IN_URL = re.compile(r"/([0-9a-f]{8}-[0-9a-f-]{27})/_apis/wit/", re.IGNORECASE)
_NAMED_BY_GUID = re.compile(r"/(projects|teams|wikis)/[0-9a-f]{8}-[0-9a-f-]{27}$", re.IGNORECASE)
_IN_WIQL = re.compile(r"\[System\.TeamProject\]\s*=\s*'([^']+)'", re.IGNORECASE)
_REFUSED = 400
_BASIC_STATES = {"To Do", "Doing", "Done"}


def is_guid(text: str) -> bool:
    """Whether a text is a GUID."""
    return bool(_GUID.match(text))


@dataclass(slots=True)
class Ground:
    """The world of a conversation, with all that its answers tell about what was there.

    Attributes:
        world: Where it is played.
        ids: Which fresh id stands for which recorded one.
        conversation: All of it, in order.
        names: Names of projects and teams by recorded GUID, as far as any answer tells.
        shown: Recorded projects by name.
        processes: Processes by name of project, as far as any answer tells.
        seen_teams: Names and GUIDs of teams that were spoken of, in lower case.
        gaps: How many gaps there were so far.
        looked: By topic, how many gaps there were when it was last looked at.
        unseen: Recorded numbers of work items that were laid although nothing but their number was known.
    """

    world: World
    ids: Ids
    conversation: Sequence[Interaction]
    names: dict[str, str] = field(default_factory=dict)
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    processes: dict[str, str] = field(default_factory=dict)
    seen_teams: set[str] = field(default_factory=set)
    gaps: int = 0
    looked: dict[str, int] = field(default_factory=dict)
    unseen: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, conversation: Sequence[Interaction]) -> Ground:
        """An organisation with its owner, an outsider, and what the answers tell."""
        world = World(clock=lambda: BEGINNING, organization="replay")
        world.people[OWNER.id] = OWNER
        world.add_token(TOKEN, OWNER)
        world.add_token(OUTSIDER, Person("22222222-2222-2222-2222-222222222222", "Outsider", "outsider@example.com"))
        ground = cls(world, Ids(), conversation)
        for each in conversation:
            if each.area:
                ground._note_process(each)
                for value in _objects(each.json()):
                    ground._note(value)
        return ground

    def _note_process(self, each: Interaction) -> None:
        """Tell a Basic process by its backlogs: it has no features."""
        value = each.json()
        backlogs = value.get("backlogVisibilities") if isinstance(value, dict) else None
        if backlogs and "Microsoft.FeatureCategory" not in backlogs:
            self.processes.setdefault(named(each)[0], "Basic")

    def _note(self, value: dict[str, Any]) -> None:
        name, fields = value.get("name"), value.get("fields") or {}
        if isinstance(name, str) and _NAMED_BY_GUID.search(str(value.get("url"))):
            self.names.setdefault(value["id"].lower(), name)
        if isinstance(name, str) and value.get("state") == "wellFormed":
            self.shown.setdefault(name, value)
            process = ((value.get("capabilities") or {}).get("processTemplate") or {}).get("templateName")
            if process in {row[0] for row in PROCESSES}:
                self.processes[name] = process
        if value.get("projectName") and value.get("projectId"):
            self.names.setdefault(value["projectId"].lower(), value["projectName"])
        project = fields.get("System.TeamProject") if isinstance(fields, dict) else None
        found = _PROJECT_IN_URL.search(str(value.get("url")))
        if project and found:
            self.names.setdefault(found[1].lower(), project)
        if project and fields.get("System.State") in _BASIC_STATES:
            self.processes.setdefault(project, "Basic")

    def is_first_look(self, each: Interaction) -> bool:
        """Whether an interaction is the first since a gap that shows what it is about."""
        topic = _topic(each)
        is_first = self.looked.get(topic, 0) < self.gaps
        if each.status < _REFUSED and (each.method == "GET" or topic.startswith("item ")):
            self.looked[topic] = self.gaps
        return is_first

    def created(self, each: Interaction) -> None:
        """Note that a work item is known since it was created."""
        value = each.json()
        if each.method == "POST" and isinstance(value, dict) and "rev" in value:
            self.looked[f"item {value['id']}"] = self.gaps

    def project(self, reference: str) -> Project | None:
        """The project that stands for a recorded name or GUID; `None` where there is none."""
        try:
            return self.world.project(self.ids.guids.get(reference.lower(), reference))
        except AdoError:
            return None

    def lay_project(self, reference: str) -> Project:
        """The project of a recorded name or GUID, laid where it is missing."""
        name = self.names.get(reference.lower(), reference)
        found = self.project(reference) or self.project(name)
        if found is None:
            name = f"Project {len(self.world.projects) + 1}" if is_guid(name) else name
            shown = self.shown.get(name, {})
            found = self.world.add_project(
                name, description=shown.get("description", ""), process=self.processes.get(name, "Agile")
            )
            found.teams[found.default_team].members.append(OWNER)
            default = shown.get("defaultTeam") or {}
            self.ids.learn(shown, {"id": found.id, "defaultTeam": {"id": found.default_team}})
            if default.get("name"):
                found.teams[found.default_team].name = default["name"]
        guids = [guid for guid, known in self.names.items() if known == found.name]
        for guid in [*guids, *([reference.lower()] if is_guid(reference) else [])]:
            self.ids.guids.setdefault(guid, found.id)
        return found

    def team(self, project: Project, reference: str) -> Team | None:
        """The team that stands for a recorded name or GUID."""
        try:
            return self.world.team(project, self.ids.guids.get(reference.lower(), reference))
        except AdoError:
            return None

    def lay_team(self, project: Project, reference: str) -> Team:
        """The team of a recorded name or GUID, laid where it is missing."""
        name = self.names.get(reference.lower(), reference)
        found = self.team(project, reference) or self.team(project, name)
        if found is None:
            found = self.world.add_team(project, f"Team {len(project.teams) + 1}" if is_guid(name) else name, "Laid.")
            found.members.append(OWNER)
        if is_guid(reference):
            self.ids.guids.setdefault(reference.lower(), found.id)
        return found

    def project_of(self, each: Interaction) -> Project:
        """The project that an interaction is about, laid where it is missing; any one where it names none."""
        reference = named(each)[0]
        found = re.search(r"/_apis/projects/([^/?]+)", each.path, re.IGNORECASE)
        if reference or found:
            return self.lay_project(reference or unquote(found[1] if found else ""))
        for value in _objects(each.json()):
            fields = value.get("fields")
            if isinstance(fields, dict) and fields.get("System.TeamProject"):
                return self.lay_project(str(fields["System.TeamProject"]))
        queries = [found[1] for other in self.conversation if (found := _IN_WIQL.search(other.request_body))]
        if queries:
            return self.lay_project(queries[0])
        return next(iter(self.world.projects.values()), None) or self.lay_project("A project")

    def team_of(self, each: Interaction) -> Team:
        """The team that an interaction is about; the default team where it names none."""
        project, reference = self.project_of(each), named(each)[1]
        return self.lay_team(project, reference) if reference else self.world.team(project)


def _topic(each: Interaction) -> str:
    """What an interaction is about, so that looks at the same thing have the same topic."""
    found = re.search(r"/_apis/wit/workitems/(\d+)", each.path, re.IGNORECASE)
    if found:
        return f"item {found[1]}"
    path = each.path.lower()
    if "/classificationnodes" in path:
        return "nodes"
    if "/teamsettings/iterations" in path:
        return path.partition("/teamsettings/iterations")[0] + "/iterations"
    return f"{path} {asked(each).get('path', '')}"


def named(each: Interaction) -> tuple[str, str]:
    """Project and team as the first segments of the address name them; empty where they do not."""
    head = re.split(r"/_apis", each.path, maxsplit=1, flags=re.IGNORECASE)[0].strip("/")
    names = [unquote(part) for part in head.split("/") if part]
    return (names[0] if names else "", names[1] if len(names) > 1 else "")


def asked(each: Interaction) -> dict[str, str]:
    """The query of an interaction, by lower-case name."""
    parts = parse_qs(each.target.partition("?")[2], keep_blank_values=True)
    return {name.lower(): values[-1] for name, values in parts.items()}


def sent(each: Interaction) -> Any:
    """The body that was sent, as JSON; `None` where it is none."""
    try:
        return orjson.loads(each.request_body)
    except orjson.JSONDecodeError:
        return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from _objects(each)
