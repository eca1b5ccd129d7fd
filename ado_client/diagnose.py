"""Find out what the bot's account may do in a project, without changing anything, and say where the rest is granted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from ado_client.errors import Conflict, Forbidden, NotFound, RuleViolation, SignInNeeded
from ado_client.patch import CONTENT_TYPE, set_field
from ado_client.session import Session

_NO_VERSION = "0" * 40
_TAGS = (
    "TF401289 says so when it is missing: grant the bot's account 'Create tag definition' under Project settings > "
    "Permissions, or have a person create the bot's tags once."
)


class State(StrEnum):
    """What was found out about one ability."""

    GOOD = "good"
    MISSING = "missing"
    UNTRIED = "not tried"
    """It cannot be tried without changing something."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one ability.

    Attributes:
        ability: what the account should be able to do.
        state: whether it can.
        detail: what shows it.
        advice: what to grant, and where; empty where it can.
    """

    ability: str
    state: State
    detail: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class _Ability:
    """Something the account should be able to do.

    Attributes:
        name: what it is.
        scope: of a token, in the words of its form.
        permission: of the account.
        where: the permission is granted.
        attempt: tries it and gives what shows it; raises UntriedError where there is nothing to try it on.
    """

    name: str
    scope: str
    permission: str
    where: str
    attempt: Callable[[], Awaitable[str]]


class _UntriedError(Exception):
    """There is nothing to try the ability on."""


async def diagnose(
    session: Session, project: str, team: str, *, wiki: str | None = None, kind: str = "Bug"
) -> tuple[Finding, ...]:
    """Try what the bot does, in the order in which it depends on each other, and stop where nothing further can work.

    Args:
        session: signs in as the bot.
        project: whose work items, wiki and boards the bot uses.
        team: whose dashboards it keeps.
        wiki: its name; the project wiki where None.
        kind: the work item type that it writes.

    Raises:
        Unreachable: there is no connection, so nothing can be found out.
    """
    tries = _Tries(session, project, team, wiki or f"{project}.wiki", kind)
    try:
        who = await tries.sign_in()
    except (SignInNeeded, Forbidden) as error:
        return (Finding("Sign in", State.MISSING, error.reason, error.advice),)
    found = [Finding("Sign in", State.GOOD, f"as {who}")]
    for ability in tries.abilities():
        finding = await _tried(ability)
        found.append(finding)
        if ability.name == _PROJECT and finding.state is State.MISSING:
            return tuple(found)
    return (*found, Finding("Create tags", State.UNTRIED, "trying would leave a tag behind", _TAGS))


async def _tried(ability: _Ability) -> Finding:
    try:
        return Finding(ability.name, State.GOOD, await ability.attempt())
    except _UntriedError as reason:
        return Finding(ability.name, State.UNTRIED, str(reason), f"It needs the scope '{ability.scope}'.")
    except SignInNeeded as error:
        advice = (
            f"Signing in worked, so the token lacks a scope: add '{ability.scope}' to it (User settings > Personal "
            "access tokens > Edit). An application of Entra ID has all scopes: there, add it to the organisation with "
            "access level Basic."
        )
        return Finding(ability.name, State.MISSING, error.reason, advice)
    except (Forbidden, NotFound) as error:
        advice = f"Grant the bot's account '{ability.permission}' under {ability.where}."
        if isinstance(error, NotFound):
            advice = f"Check the name in the settings. If it is right: {advice[0].lower()}{advice[1:]}"
        return Finding(ability.name, State.MISSING, error.reason, advice)


_PROJECT = "See the project"


class _Tries:
    """One attempt for each ability, none of which changes anything."""

    def __init__(self, session: Session, project: str, team: str, wiki: str, kind: str) -> None:
        self._session = session
        self._project = quote(project, safe="")
        self._team = quote(team, safe="")
        self._wiki = f"{self._project}/_apis/wiki/wikis/{quote(wiki, safe='')}/pages"
        self._kind = kind

    def abilities(self) -> tuple[_Ability, ...]:
        """Give what the bot should be able to do, what others depend on first."""
        area = "Project settings > Project configuration > Areas > the area > Security"
        project = "Project settings > Permissions"
        wiki = "the wiki's menu > Wiki security"
        queries = "Boards > Queries > Shared Queries > Security"
        dashboards = "Project settings > Dashboards, or the team's dashboard > Security"
        see, view = "Project and Team (Read)", "View project-level information"
        read, write = "Work Items (Read)", "Work Items (Read & write)"
        return (
            _Ability(_PROJECT, see, view, project, self._see_project),
            _Ability("See the team", see, view, project, self._see_team),
            _Ability("Read work items", read, "View work items in this node", area, self._read_items),
            _Ability("Read history", read, "View work items in this node", area, self._read_history),
            _Ability("Change work items", write, "Edit work items in this node", area, self._change_items),
            _Ability("Keep shared queries", write, "Contribute", queries, self._keep_queries),
            _Ability("Read the wiki", "Wiki (Read)", "Read", wiki, self._read_wiki),
            _Ability("Write the wiki", "Wiki (Read & write)", "Contribute", wiki, self._write_wiki),
            _Ability("See dashboards", "Team dashboards (Manage)", "Edit dashboards", dashboards, self._see_dashboards),
        )

    async def sign_in(self) -> str:
        """Give the name of whoever the credential belongs to."""
        told = await self._session.request("GET", "_apis/connectionData", api_version="7.1-preview.1")
        return told.read(lambda value: str(value["authenticatedUser"]["providerDisplayName"]))

    async def _see_project(self) -> str:
        told = await self._session.request("GET", f"_apis/projects/{self._project}")
        return told.read(lambda value: f"it is {value['name']}")

    async def _see_team(self) -> str:
        told = await self._session.request("GET", f"_apis/projects/{self._project}/teams/{self._team}")
        return told.read(lambda value: f"it is {value['name']}")

    async def _read_items(self) -> str:
        wiql = "SELECT [System.Id] FROM workitems WHERE [System.TeamProject] = @project"
        told = await self._session.request(
            "POST", f"{self._project}/_apis/wit/wiql", params={"$top": 1}, body={"query": wiql}, repeatable=True
        )
        some = told.read(lambda value: len(value["workItems"]))
        return "there are some" if some else "there are none, or none that the account may see"

    async def _read_history(self) -> str:
        await self._session.request(
            "GET", f"{self._project}/_apis/wit/reporting/workitemrevisions", params={"$maxPageSize": 1}
        )
        return "its first page was read"

    async def _change_items(self) -> str:
        try:
            await self._session.request(
                "POST",
                f"{self._project}/_apis/wit/workitems/${quote(self._kind, safe='')}",
                params={"validateOnly": True},
                body=[set_field("System.Title", "envbot checks its permissions; this is not saved")],
                content_type=CONTENT_TYPE,
            )
        except RuleViolation:
            return f"a {self._kind} would be judged by its rules"
        return f"a {self._kind} would be accepted"

    async def _keep_queries(self) -> str:
        await self._session.request(
            "POST",
            f"{self._project}/_apis/wit/queries/Shared%20Queries",
            params={"validateWiqlOnly": True},
            body={"name": "envbot checks its permissions", "wiql": "SELECT [System.Id] FROM workitems"},
        )
        return "a query would be accepted"

    async def _read_wiki(self) -> str:
        found = await self._first_page()
        return f"its first page is {found}" if found else "it has no page yet"

    async def _write_wiki(self) -> str:
        """Write a page as it is, in a version that it never had: whoever may write is told of a conflict."""
        path = await self._first_page()
        if path is None:
            raise _UntriedError("the wiki has no page to try it on")
        page = await self._session.request("GET", self._wiki, params={"path": path, "includeContent": True})
        try:
            await self._session.request(
                "PUT",
                self._wiki,
                params={"path": path},
                body={"content": page.read(lambda value: value.get("content") or "")},
                headers={"If-Match": _NO_VERSION},
            )
        except Conflict:
            return f"{path} would be written, if it were in the right version"
        return f"{path} was written as it was"

    async def _see_dashboards(self) -> str:
        told = await self._session.request(
            "GET", f"{self._project}/{self._team}/_apis/dashboard/dashboards", api_version="7.1-preview.3"
        )
        return told.read(lambda value: f"there are {len(value['value'])}; whether they may be changed is not tried")

    async def _first_page(self) -> str | None:
        told = await self._session.request("GET", self._wiki, params={"path": "/", "recursionLevel": "oneLevel"})

        def first(value: dict[str, Any]) -> str | None:
            pages = value.get("subPages") or ()
            return str(pages[0]["path"]) if pages else None

        return told.read(first)
