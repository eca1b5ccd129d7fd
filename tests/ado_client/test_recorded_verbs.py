"""Every verb copes with every answer that was recorded for its route from the real Azure DevOps."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import unquote

import pytest

from ado_client.auth import pat
from ado_client.control import Control
from ado_client.diagnose import _Tries
from ado_client.errors import AdoError, SignInNeeded
from ado_client.retry import Patience
from ado_client.session import Session
from ado_client.wiki import Wiki
from ado_client.work_items import WorkItems
from tests.ado_client.recorded_traffic import Interaction, asked, below, organization, play, project, recorded
from tests.ado_client.wire_fakes import Naps

Verb = Callable[[Session, Control, Interaction, re.Match[str]], Awaitable[Any]]


class Connections:
    """The sessions with the organisations that were recorded, each opened once."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._open: dict[str, tuple[Session, Control]] = {}

    async def to(self, interaction: Interaction) -> tuple[Session, Control]:
        """Give the session with the organisation of a recorded request; it tells a failure at the first attempt."""
        url = organization(interaction)
        if url not in self._open:
            opened = Session(url, pat("token"), sleep=Naps(), patience=Patience(attempts=1))
            session = await self._stack.enter_async_context(opened)
            self._open[url] = session, await self._stack.enter_async_context(Control(session))
        return self._open[url]


@pytest.fixture
async def connections() -> AsyncIterator[Connections]:
    """Keep the sessions for one test."""
    async with AsyncExitStack() as stack:
        yield Connections(stack)


async def get_item(session: Session, _: Control, interaction: Interaction, found: re.Match[str]) -> Any:
    """Read a work item, and hold the answer against what was recorded."""
    item = await WorkItems(session, project(interaction)).get(int(found["id"]))
    assert item == json.loads(interaction["resp_body"])
    return item


async def patch_item(session: Session, _: Control, interaction: Interaction, found: re.Match[str]) -> Any:
    """Change a work item as it was changed then."""
    patch = json.loads(interaction["req_body"])
    item = await WorkItems(session, project(interaction)).update(int(found["id"]), patch, rev=None)
    assert item == json.loads(interaction["resp_body"])
    return item


async def create_item(session: Session, _: Control, interaction: Interaction, found: re.Match[str]) -> Any:
    """Create a work item as it was created then."""
    made = await WorkItems(session, project(interaction)).create(
        unquote(found["kind"]), json.loads(interaction["req_body"])
    )
    assert made == json.loads(interaction["resp_body"])
    return made


async def run_query(session: Session, _: Control, interaction: Interaction, found: re.Match[str]) -> Any:
    """Run a query as it was run then."""
    del found
    result = await WorkItems(session, project(interaction)).query(json.loads(interaction["req_body"])["query"])
    rows = json.loads(interaction["resp_body"])["workItems"]
    assert result.ids == tuple(row["id"] for row in rows)
    return result


async def get_page(_: Session, control: Control, interaction: Interaction, found: re.Match[str]) -> Any:
    """Read a wiki page; one that does not exist is None."""
    page = await Wiki(control, project(interaction), found["wiki"]).get(asked(interaction, "path") or "/")
    if interaction["status"] == 404:
        assert page is None
        return json.loads(interaction["resp_body"])
    assert page is not None
    assert (page.path, page.content) == ("/abc", json.loads(interaction["resp_body"])["content"])
    assert f'"{page.etag}"' == interaction["resp_headers"]["etag"][0]
    return page


async def put_page(_: Session, control: Control, interaction: Interaction, found: re.Match[str]) -> Any:
    """Write a wiki page as it was written then, new or in a version."""
    etag = interaction["req_headers"].get("if-match", [None])[0]
    page = await Wiki(control, project(interaction), found["wiki"]).put("abc", "text", etag)
    assert page.url.startswith("https://")
    return page


async def list_wikis(_: Session, control: Control, interaction: Interaction, found: re.Match[str]) -> Any:
    """List the wikis of a project, also where there are none."""
    del found
    names = [wiki.name for wiki in await Wiki(control, project(interaction)).wikis()]
    assert names == [wiki["name"] for wiki in json.loads(interaction["resp_body"])["value"]]
    return names


async def sign_in(session: Session, _: Control, interaction: Interaction, found: re.Match[str]) -> Any:
    """Learn whose token it is."""
    del found
    who = await _Tries(session, project(interaction), "T", "W", "Bug").sign_in()
    assert who == json.loads(interaction["resp_body"])["authenticatedUser"]["providerDisplayName"]
    return who


async def see_project(session: Session, _: Control, interaction: Interaction, found: re.Match[str]) -> Any:
    """See a project."""
    return await _Tries(session, found["name"], "T", "W", "Bug")._see_project()


async def see_team(session: Session, _: Control, interaction: Interaction, found: re.Match[str]) -> Any:
    """See a team."""
    return await _Tries(session, found["name"], found["team"], "W", "Bug")._see_team()


ROUTES: tuple[tuple[str, str, Verb], ...] = (
    ("GET", r"_apis/wit/workitems/(?P<id>\d+)", get_item),
    ("PATCH", r"_apis/wit/workitems/(?P<id>\d+)", patch_item),
    ("POST", r"_apis/wit/workitems/\$(?P<kind>[^/]+)", create_item),
    ("POST", r"_apis/wit/wiql", run_query),
    ("GET", r"_apis/wiki/wikis/(?P<wiki>[^/]+)/pages", get_page),
    ("PUT", r"_apis/wiki/wikis/(?P<wiki>[^/]+)/pages", put_page),
    ("GET", r"_apis/wiki/wikis", list_wikis),
    ("GET", r"_apis/connectiondata", sign_in),
    ("GET", r"_apis/projects/(?P<name>[^/]+)", see_project),
    ("GET", r"_apis/projects/(?P<name>[^/]+)/teams/(?P<team>[^/]+)", see_team),
)


def verb_for(interaction: Interaction) -> tuple[Verb, re.Match[str]] | None:
    """Give the verb that would make a recorded request."""
    for method, route, verb in ROUTES:
        found = re.fullmatch(r"(?:[^_].*/)?" + route, below(interaction), re.IGNORECASE)
        if method == interaction["method"] and found:
            return verb, found
    return None


async def test_every_verb_copes_with_every_answer_of_its_route(connections: Connections) -> None:
    """A good answer gives its value, a refusal the error with the recorded status."""
    played: Counter[str] = Counter()
    for number, interaction in enumerate(recorded()):
        match = verb_for(interaction)
        if match is None:
            continue
        verb, found = match
        session, control = await connections.to(interaction)
        with play(number):
            if interaction["status"] < 400 or verb is get_page:
                await verb(session, control, interaction, found)
            else:
                with pytest.raises(AdoError) as caught:
                    await verb(session, control, interaction, found)
                assert caught.value.status == interaction["status"]
        played[verb.__name__] += 1
    assert set(played) == {verb.__name__ for _, _, verb in ROUTES}
    assert played.total() > 450


async def test_every_recorded_answer_of_any_route_comes_through_the_session(connections: Connections) -> None:
    """Also those that the client has no verb for: a value, or the named error with the recorded status."""
    for number, interaction in enumerate(recorded()):
        session, _ = await connections.to(interaction)
        with play(number):
            asking = session.request(interaction["method"], below(interaction))
            if interaction["status"] < 400:
                body = interaction["resp_body"].lstrip("\ufeff")
                assert (await asking).value == (json.loads(body) if body else None)
            else:
                with pytest.raises(AdoError) as caught:
                    await asking
                assert caught.value.status == interaction["status"]
                assert isinstance(caught.value, SignInNeeded) == (interaction["status"] == 401)
