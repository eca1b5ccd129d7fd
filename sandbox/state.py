"""Hold the whole local Azure DevOps in memory: organisation, people, tokens, projects and teams."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from sandbox.answers import AdoError

if TYPE_CHECKING:
    from sandbox.weather import Weather

Part = TypeVar("Part")

_NEVER_SERVED = "http://sandbox.invalid"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in and be assigned to.

    Attributes:
        id: GUID.
        display_name: As shown to people.
        unique_name: The mail address.
    """

    id: str
    display_name: str
    unique_name: str

    @property
    def descriptor(self) -> str:
        """The subject descriptor that the Graph API would give."""
        return "aad." + base64.b64encode(self.id.encode()).decode().rstrip("=")

    @property
    def distinct_name(self) -> str:
        """The combined name, `Name <mail>`, that queries, DELETE answers and old events use."""
        return f"{self.display_name} <{self.unique_name}>"


@dataclass(slots=True)
class Team:
    """A team of a project."""

    id: str
    name: str
    description: str = ""
    members: list[Person] = field(default_factory=list)
    identity_id: str = ""


@dataclass(slots=True)
class Project:
    """A project, with its teams; what else belongs to it is kept by the module that serves it."""

    id: str
    name: str
    description: str
    process: str
    visibility: str
    updated: datetime
    revision: int
    default_team: str
    teams: dict[str, Team] = field(default_factory=dict)
    version_control: str = "Git"


async def _at_once(_seconds: float) -> None:
    """Wait no time: in a rehearsal nobody is made to wait."""


@dataclass(slots=True)
class World:
    """One organisation and everything in it.

    A module keeps its own state in its own class and reaches it by `world.part(ThatClass)`; the first asking makes it.
    So `World` need not know what a wiki is.

    Attributes:
        clock: Says what time it is; the sandbox never asks the machine.
        organization: Name of the organisation, first segment of every address.
        base_url: Where the organisation is served, without a slash at the end; set by the server when it starts.
        people: By GUID.
        tokens: Personal access tokens and whose they are.
        projects: By GUID.
        weather: What befalls requests; tests and rehearsals set it.
        running_clock: Runs on where `clock` stands still: throttling counts by it. `clock` itself where it is None.
        sleep: Holds an answer up for so many seconds; takes no time where nobody says how to wait.
    """

    clock: Callable[[], datetime]
    organization: str = "mhhs"
    base_url: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    tokens: dict[str, Person] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    weather: list[Weather] = field(default_factory=list)
    running_clock: Callable[[], datetime] | None = None
    sleep: Callable[[float], Awaitable[object]] = _at_once
    _parts: dict[type, Any] = field(default_factory=dict)
    _given_ids: int = 0
    _by_mail: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.base_url:
            self.base_url = f"{_NEVER_SERVED}/{quote(self.organization)}"

    @property
    def organization_id(self) -> str:
        """GUID of the organisation."""
        return str(uuid5(NAMESPACE_URL, f"sandbox:{self.organization}"))

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.clock().astimezone(UTC)

    def running_now(self) -> datetime:
        """The instant on the clock that runs on, in UTC."""
        return (self.running_clock or self.clock)().astimezone(UTC)

    def new_id(self) -> str:
        """A GUID that nothing else has; the same run of acts gives the same GUIDs."""
        self._given_ids += 1
        return str(uuid5(NAMESPACE_URL, f"sandbox:{self.organization}:{self._given_ids}"))

    def part(self, kind: type[Part]) -> Part:
        """The state that a module keeps, made at the first asking."""
        found = self._parts.get(kind)
        if found is None:
            found = self._parts[kind] = kind()
        return found

    def add_person(self, display_name: str, unique_name: str) -> Person:
        """Enter somebody; the same mail address always means the same person."""
        mail = unique_name.casefold()
        known = self._by_mail.get(mail)
        if known is not None and known.id in self.people:
            return known
        found = next((person for person in self.people.values() if person.unique_name.casefold() == mail), None)
        if found is None:
            found = Person(self.new_id(), display_name, unique_name)
            self.people[found.id] = found
        self._by_mail[mail] = found
        return found

    def add_token(self, token: str, person: Person) -> None:
        """Let a personal access token sign somebody in."""
        self.tokens[token] = person

    def person(self, name: str) -> Person | None:
        """Find somebody by GUID, mail, display name or `Name <mail>`."""
        if name in self.people:
            return self.people[name]
        wanted = name.casefold()
        for person in self.people.values():
            if wanted in {
                person.unique_name.casefold(),
                person.display_name.casefold(),
                person.distinct_name.casefold(),
            }:
                return person
        return None

    def add_project(
        self,
        name: str,
        *,
        description: str = "",
        process: str = "Agile",
        visibility: str = "private",
        version_control: str = "Git",
    ) -> Project:
        """Create a project with its default team, `{name} Team`."""
        project = Project(
            self.new_id(), name, description, process, visibility, self.now(), 1, "", version_control=version_control
        )
        self.projects[project.id] = project
        team = self.add_team(project, f"{name} Team", "The default project team.")
        project.default_team = team.id
        return project

    def project(self, name_or_id: str) -> Project:
        """Find a project by name or GUID, in any case.

        Raises:
            AdoError: TF200016, 404.
        """
        found = self.projects.get(name_or_id.lower())
        if found is not None:
            return found
        wanted = name_or_id.casefold()
        for project in self.projects.values():
            if project.name.casefold() == wanted:
                return project
        by_id = _is_guid(name_or_id)
        raise AdoError(
            404,
            "ProjectDoesNotExistException" if by_id else "ProjectDoesNotExistWithNameException",
            f"TF200016: The following project does not exist: {name_or_id}. Verify that the name of the project is "
            "correct and that the project exists on the specified Azure DevOps Server.",
            namespace="Microsoft.TeamFoundation.Core.WebApi",
        )

    def add_team(self, project: Project, name: str, description: str = "") -> Team:
        """Create a team in a project."""
        team = Team(self.new_id(), name, description)
        team.identity_id = team.id
        project.teams[team.id] = team
        return team

    def team(self, project: Project, name_or_id: str = "") -> Team:
        """Find a team by name or GUID; without one, the default team.

        Raises:
            AdoError: TeamNotFoundException, 404.
        """
        if not name_or_id:
            return project.teams[project.default_team]
        wanted = name_or_id.casefold()
        for team in project.teams.values():
            if wanted in {team.id, team.name.casefold()}:
                return team
        raise AdoError(
            404,
            "TeamNotFoundException",
            f"The team with id '{name_or_id}' does not exist.",
            namespace="Microsoft.Azure.DevOps.Teams.Service",
        )

    def identity(self, person: Person) -> dict[str, Any]:
        """The identity reference as work items, comments and dashboards show it."""
        avatar = f"{self.base_url}/_apis/GraphProfile/MemberAvatars/{person.descriptor}"
        return {
            "displayName": person.display_name,
            "url": f"{self.base_url}/_apis/Identities/{person.id}",
            "_links": {"avatar": {"href": avatar}},
            "id": person.id,
            "uniqueName": person.unique_name,
            "imageUrl": avatar,
            "descriptor": person.descriptor,
        }


def _is_guid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
