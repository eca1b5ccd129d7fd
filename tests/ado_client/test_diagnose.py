"""A person learns which scope or permission is missing, and where to grant it."""

from __future__ import annotations

import httpx
import pytest

from ado_client.auth import pat
from ado_client.control import Control
from ado_client.diagnose import Finding, State, diagnose
from ado_client.errors import AdoError, Unreachable
from ado_client.session import Session
from ado_client.wiki import Wiki
from sandbox.server import SandboxServer
from sandbox.state import World
from sandbox.weather import Kind, Spell
from tests.ado_client.conftest import connect
from tests.ado_client.wire_fakes import Naps, Server, refused
from tests.ado_client.wire_fakes import session as fake_session

ABILITIES = [
    "Sign in",
    "See the project",
    "See the team",
    "Read work items",
    "Read history",
    "Change work items",
    "Keep shared queries",
    "Read the wiki",
    "Write the wiki",
    "See dashboards",
    "Create tags",
]


async def test_an_account_that_may_do_everything_is_told_so(session: Session, control: Control) -> None:
    """What cannot be tried without leaving something behind is named as not tried."""
    wiki = Wiki(control, "MHHS")
    await wiki.ensure_wiki()
    page = await wiki.put("/Home", "as it was", None)
    found = await diagnose(session, "MHHS", "MHHS Team")
    assert [finding.ability for finding in found] == ABILITIES
    assert [finding.state for finding in found] == [State.GOOD] * 10 + [State.UNTRIED]
    assert found[0].detail == "as envbot"
    assert await wiki.get("/Home") == page
    assert await wiki.pages() == ("/Home",)


async def test_a_wiki_without_pages_cannot_be_tried(session: Session, control: Control) -> None:
    """There is nothing to hold the write against."""
    await Wiki(control, "MHHS").ensure_wiki()
    found = {finding.ability: finding for finding in await diagnose(session, "MHHS", "MHHS Team")}
    assert found["Read the wiki"] == Finding("Read the wiki", State.GOOD, "it has no page yet")
    assert found["Write the wiki"].state is State.UNTRIED


async def test_a_wrong_token_ends_it_at_once(server: SandboxServer, naps: Naps) -> None:
    """Nothing else could work."""
    async with connect(server.base_url, naps, pat("wrong")) as session:
        [finding] = await diagnose(session, "MHHS", "MHHS Team")
    assert finding.state is State.MISSING
    assert "Personal access tokens" in finding.advice


async def test_a_project_that_is_not_seen_ends_it_too(session: Session) -> None:
    """Its name may be wrong, or the account may not see it."""
    *_, last = await diagnose(session, "Nowhere", "MHHS Team")
    assert (last.ability, last.state) == ("See the project", State.MISSING)
    assert "TF200016" in last.detail
    assert last.advice.startswith("Check the name in the settings. If it is right: grant the bot's account 'View pro")


async def test_a_missing_scope_is_named_because_signing_in_worked(world: World, session: Session) -> None:
    """Azure DevOps answers with a sign-in page; the token itself is good."""
    world.weather.append(Spell(Kind.SIGN_IN, path="/wiki/", times=0))
    found = {finding.ability: finding for finding in await diagnose(session, "MHHS", "MHHS Team")}
    assert found["Read work items"].state is State.GOOD
    assert found["Read the wiki"].state is State.MISSING
    assert "add 'Wiki (Read)' to it (User settings > Personal access tokens" in found["Read the wiki"].advice
    assert "'Wiki (Read & write)'" in found["Write the wiki"].advice


RULE = refused(400, "TF401320: Rule Error for field Severity. Error code: Required.", "RuleValidationException")
HOME = httpx.Response(200, json={"path": "/Home", "subPages": [{"path": "/Home"}]})
SERVICE = {
    ("GET", "connectionData"): httpx.Response(200, json={"authenticatedUser": {"providerDisplayName": "envbot"}}),
    ("GET", "MHHS"): httpx.Response(200, json={"name": "MHHS"}),
    ("GET", "MHHS Team"): httpx.Response(200, json={"name": "MHHS Team"}),
    ("POST", "wiql"): httpx.Response(200, json={"workItems": [{"id": 1}]}),
    ("GET", "workitemrevisions"): httpx.Response(200, json={"values": []}),
    ("POST", "$Bug"): RULE,
    ("GET", "pages"): HOME,
    ("PUT", "pages"): HOME,
}
"""Azure DevOps to an account that may not contribute queries or see dashboards: method and last part of the address."""


def service(request: httpx.Request) -> httpx.Response:
    """Answer as Azure DevOps does to that account."""
    no = refused(403, "TF401027: You need the Contribute permission.", "PermissionDeniedException")
    return SERVICE.get((request.method, request.url.path.rpartition("/")[2]), no)


async def test_a_missing_permission_is_named_with_the_place_where_it_is_granted() -> None:
    """The server's words, and the page of the settings."""
    async with Session("https://dev.azure.com/org", pat("token"), transport=httpx.MockTransport(service)) as session:
        found = {finding.ability: finding for finding in await diagnose(session, "MHHS", "MHHS Team")}
    assert found["Read work items"].detail == "there are some"
    assert found["Change work items"] == Finding("Change work items", State.GOOD, "a Bug would be judged by its rules")
    assert found["Write the wiki"].detail == "/Home was written as it was"
    assert found["Keep shared queries"] == Finding(
        "Keep shared queries",
        State.MISSING,
        "TF401027: You need the Contribute permission.",
        "Grant the bot's account 'Contribute' under Boards > Queries > Shared Queries > Security.",
    )


async def test_no_connection_is_no_finding(naps: Naps) -> None:
    """Nothing can be found out."""
    async with connect("http://127.0.0.1:1/org", naps) as session:
        with pytest.raises(Unreachable):
            await diagnose(session, "MHHS", "MHHS Team")


async def test_a_server_that_fails_is_told_as_it_is() -> None:
    """It says nothing about permissions."""
    answers = [refused(500)] * 3
    async with fake_session(Server(*answers)) as session:
        with pytest.raises(AdoError, match="HTTP 500"):
            await diagnose(session, "MHHS", "MHHS Team")
