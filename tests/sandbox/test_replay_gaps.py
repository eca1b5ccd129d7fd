"""A recording with gaps is played on laid ground: one of the sandbox itself matches, whatever is left out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.replay.playing import play
from sandbox.replay.recordings import Interaction
from sandbox.server import SandboxServer
from tests.sandbox.desk import a_world
from tests.sandbox.items import PATCH, put

TOKEN = "sandbox-pat"
BASIC = "b8a3a935-7e91-48b8-a94c-606d37c3e9f2"
SHOWN_HEADERS = {"date": "Thu, 09 Jan 2025 12:03:09 GMT"}


class Recorder:
    """A client that notes each request and its answer as recordings do."""

    def __init__(self, server: SandboxServer, client: httpx.Client) -> None:
        self._server = server
        self._client = client
        self.tape: list[Interaction] = []

    def ask(self, method: str, target: str, body: Any = None, **more: str) -> Any:
        """Send a request and note it; gives the answer's JSON."""
        sent = {"accept": "application/json;api-version=7.1", "content-type": "application/json", **more}
        answer = self._client.request(method, self._server.base_url + target, json=body, headers=sent)
        text = answer.request.content.decode()
        headers = {**{name.lower(): value for name, value in answer.headers.items()}, **SHOWN_HEADERS}
        uri = f"https://dev.azure.com/mhhs{target}"
        index = len(self.tape)
        home = self._server.base_url
        recorded = Interaction(
            "talk",
            index,
            method,
            uri,
            sent,
            text.replace(home, "https://dev.azure.com/mhhs"),
            answer.status_code,
            headers,
            answer.text.replace(home, "https://dev.azure.com/mhhs"),
        )
        self.tape.append(recorded)
        return answer.json() if answer.content and "json" in answer.headers.get("content-type", "") else None


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client for plain HTTP."""
    with httpx.Client(verify=False, auth=("", TOKEN)) as client:  # noqa: S501 - nothing but the loopback interface
        yield client


@pytest.fixture(scope="module")
def tape(client: httpx.Client) -> list[Interaction]:
    """A conversation that creates, reads, changes and deletes a little of everything."""
    world = a_world()
    world.clock = lambda: datetime(2025, 1, 9, 12, 3, 9, tzinfo=UTC)
    world.add_token(TOKEN, next(iter(world.people.values())))
    with SandboxServer(world) as server:
        recorder = Recorder(server, client)
        talk_of_projects(recorder)
        talk_of_nodes(recorder)
        talk_of_items(recorder)
        talk_of_wikis(recorder)
        recorder.ask("DELETE", f"/_apis/projects/{recorder.ask('GET', '/_apis/projects/Other')['id']}")
        return recorder.tape


def talk_of_projects(recorder: Recorder) -> None:
    """Create a project with a team, and look at what there is."""
    template = {"capabilities": {"processTemplate": {"templateTypeId": BASIC}}}
    started = recorder.ask("POST", "/_apis/projects", {"name": "Other", **template})
    recorder.ask("GET", f"/_apis/operations/{started['id']}")
    recorder.ask("GET", "/_apis/projects?$top=1")
    recorder.ask("GET", "/_apis/projects/Other?includeCapabilities=true")
    team = recorder.ask("POST", "/_apis/projects/Other/teams", {"name": "Panel"})
    recorder.ask("GET", f"/_apis/projects/Other/teams/{team['id']}")
    recorder.ask("GET", "/_apis/projects/Other/teams/Panel/members")


def talk_of_nodes(recorder: Recorder) -> None:
    """Create, move, date and delete nodes, and give a team its iterations and areas."""
    nodes, settings = "/Other/_apis/wit/classificationNodes", "/Other/Panel/_apis/work/teamsettings"
    root = recorder.ask("GET", f"{nodes}/iterations?$depth=1")
    one = recorder.ask("POST", f"{nodes}/iterations", {"name": "One"})
    dates = {"startDate": "2024-06-10T00:00:00Z", "finishDate": "2024-06-21T00:00:00Z"}
    two = recorder.ask("POST", f"{nodes}/iterations", {"name": "Two", "attributes": dates})
    recorder.ask("POST", f"{nodes}/iterations/One", {"id": two["id"]})
    recorder.ask("PATCH", f"{nodes}/iterations/One", {"attributes": dates})
    recorder.ask("GET", f"{nodes}/iterations?$depth=2")
    recorder.ask("GET", f"{nodes}?ids={one['id']}")
    recorder.ask("GET", f"{nodes}?$depth=0")
    recorder.ask("GET", f"{nodes}/iterations/One/Two")
    recorder.ask("POST", f"{settings}/iterations", {"id": one["identifier"]})
    recorder.ask("GET", settings)
    recorder.ask("PATCH", settings, {"backlogIteration": root["identifier"]})
    recorder.ask("PATCH", settings, {"defaultIteration": one["identifier"]})
    recorder.ask("GET", settings)
    recorder.ask("POST", f"{settings}/iterations", {"id": one["identifier"]})
    recorder.ask("GET", f"{settings}/iterations")
    recorder.ask("DELETE", f"{settings}/iterations/{one['identifier']}")
    recorder.ask("GET", f"{settings}/iterations")
    recorder.ask("GET", f"{settings}/teamfieldvalues")
    area = {"defaultValue": "Other", "values": [{"value": "Other", "includeChildren": True}]}
    recorder.ask("PATCH", f"{settings}/teamfieldvalues", area)
    recorder.ask("GET", f"{settings}/teamfieldvalues")
    recorder.ask("DELETE", f"{nodes}/iterations/One")
    recorder.ask("GET", f"{nodes}/iterations?$depth=2")


def talk_of_items(recorder: Recorder) -> None:
    """Create, tag, link, resolve, query, delete."""
    items, patch = "/_apis/wit/workItems", {"content-type": PATCH}
    link = {"rel": "System.LinkTypes.Hierarchy-Forward"}
    first, second, third = (
        recorder.ask("POST", "/Other/_apis/wit/workItems/$Task", [put("System.Title", title)], **patch)["id"]
        for title in ("one", "two", "three")
    )
    urls = [f"{recorder._server.base_url}{items}/{number}" for number in (second, third)]
    add = [{"op": "add", "path": "/relations/-", "value": {**link, "url": url}} for url in urls]
    recorder.ask("PATCH", f"{items}/{first}", [put("System.Tags", "a"), *add], **patch)
    recorder.ask("PATCH", f"{items}/{first}", [put("System.Tags", "b")], **patch)
    recorder.ask("GET", f"{items}/{first}?$expand=relations")
    recorder.ask("GET", f"{items}/{second}?$expand=all")
    recorder.ask("PATCH", f"{items}/{first}", [{"op": "remove", "path": "/relations/0"}], **patch)
    recorder.ask("PATCH", f"{items}/{first}", [put("System.State", "Done"), put("System.Title", "new")], **patch)
    recorder.ask(
        "PATCH", f"{items}/{first}", [{"op": "test", "path": "/rev", "value": 1}, put("System.Title", "x")], **patch
    )
    recorder.ask(
        "PATCH", f"{items}/{first}", [{"op": "test", "path": "/rev", "value": 4}, put("System.Title", "x")], **patch
    )
    recorder.ask("GET", f"{items}?ids={first},{second}&fields=System.Id,System.Title")
    text = "SELECT [System.Id] FROM workitems WHERE [System.TeamProject] = 'Other' AND [System.State] = 'Done'"
    recorder.ask("POST", "/_apis/wit/wiql", {"query": text})
    stored = recorder.ask("POST", "/Other/_apis/wit/queries/Shared Queries", {"name": "q", "wiql": text})
    recorder.tape.pop()
    recorder.ask("GET", f"/_apis/wit/wiql/{stored['id']}")
    recorder.ask("DELETE", f"{items}/{first}")
    recorder.ask("GET", f"{items}/{first}")


def talk_of_wikis(recorder: Recorder) -> None:
    """Provision a wiki, write, read and delete a page."""
    wikis = "/Other/_apis/wiki/wikis"
    project = recorder.ask("GET", "/_apis/projects/Other")["id"]
    recorder.ask("GET", wikis)
    wiki = recorder.ask("POST", wikis, {"name": "Book", "projectId": project, "type": "projectWiki"})
    recorder.ask("GET", wikis)
    page = f"{wikis}/Book/pages?path=/Page"
    recorder.ask("GET", page)
    recorder.ask("PUT", page, {"content": "first"})
    etag = recorder.tape[-1].headers["etag"]
    recorder.ask("PUT", page, {"content": "second"}, **{"if-match": etag})
    recorder.ask("GET", f"{page}&includeContent=true")
    recorder.ask("DELETE", page)
    recorder.ask("GET", page)
    recorder.ask("GET", f"{wikis}/{wiki['id']}")
    recorder.ask("DELETE", f"{wikis}/{wiki['id']}")
    recorder.ask("GET", wikis)


def told(client: httpx.Client, tape: list[Interaction]) -> list[str]:
    """Play what is left of a conversation; each miss with its reasons."""
    played = play(client, tape)
    assert played.total == len(tape)
    return [f"{miss.interaction.method} {miss.interaction.target}: {'; '.join(miss.reasons)}" for miss in played.misses]


def test_the_whole_conversation_matches(client: httpx.Client, tape: list[Interaction]) -> None:
    """Nothing is left out."""
    assert told(client, tape) == []


@pytest.mark.parametrize("seed", range(12))
def test_what_is_left_of_a_conversation_matches(client: httpx.Client, tape: list[Interaction], seed: int) -> None:
    """A fifth, a half or four fifths of it are there, whichever."""
    chance = random.Random(seed)  # noqa: S311 - the same parts every time
    share = (0.2, 0.5, 0.8)[seed % 3]
    assert told(client, [each for each in tape if chance.random() < share]) == []


def test_each_interaction_matches_alone(client: httpx.Client, tape: list[Interaction]) -> None:
    """All that it takes for granted is laid."""
    found = [line for each in tape[::3] for line in told(client, [each])]
    assert found == []
