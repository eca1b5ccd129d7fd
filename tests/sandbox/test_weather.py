"""Each kind of weather befalls real requests over HTTP, on the requests that a rule names."""

from __future__ import annotations

import httpx
import pytest

from sandbox.post_office import PostOffice
from sandbox.server import SandboxServer
from sandbox.state import World
from sandbox.weather import Kind, Spell
from sandbox.work_item_state import WorkItems
from tests.sandbox.items import PATCH

PROJECTS = "/_apis/projects?api-version=7.1"


def create(client: httpx.Client) -> httpx.Response:
    """Create a work item."""
    patch = [{"op": "add", "path": "/fields/System.Title", "value": "x"}]
    return client.post("/MHHS/_apis/wit/workitems/$Bug?api-version=7.1", json=patch, headers={"Content-Type": PATCH})


@pytest.mark.parametrize(
    ("kind", "status", "start"),
    [
        (Kind.THROTTLED, 429, b'{"$id":"1"'),
        (Kind.SERVER_ERROR, 500, b'{"$id":"1"'),
        (Kind.DEACTIVATED, 503, b'\xef\xbb\xbf{"$id":"1"'),
        (Kind.MAINTENANCE, 503, b"<html>"),
        (Kind.SIGN_IN, 203, b"<!DOCTYPE html>"),
        (Kind.TRUNCATED, 200, b'{"count":1'),
        (Kind.EMPTY, 200, b""),
        (Kind.LOST, 500, b'{"$id":"1"'),
        (Kind.DELAYED, 200, b'{"count":1'),
        (Kind.SLOW, 200, b'{"count":1'),
    ],
)
def test_weather_befalls_the_request_it_is_meant_for(
    world: World, client: httpx.Client, kind: Kind, status: int, start: bytes
) -> None:
    """The second request, here; the first is as ever."""
    world.weather.append(Spell(kind, path="projects", first=2))
    clear, hit = client.get(PROJECTS), client.get(PROJECTS)
    assert clear.json()["count"] == 1
    assert (hit.status_code, hit.content[: len(start)]) == (status, start)
    if kind in {Kind.THROTTLED, Kind.DELAYED}:
        assert (hit.headers["retry-after"], hit.headers["x-ratelimit-remaining"]) == ("1", "0")
    if kind is Kind.TRUNCATED:
        assert 0 < len(hit.content) < len(clear.content)


@pytest.mark.parametrize(
    ("kind", "is_done"),
    [
        (Kind.THROTTLED, False),
        (Kind.SERVER_ERROR, False),
        (Kind.DEACTIVATED, False),
        (Kind.MAINTENANCE, False),
        (Kind.SIGN_IN, False),
        (Kind.TRUNCATED, True),
        (Kind.EMPTY, True),
        (Kind.LOST, True),
        (Kind.DELAYED, True),
        (Kind.SLOW, True),
    ],
)
def test_a_write_is_carried_out_or_not_as_its_weather_says(
    world: World,
    client: httpx.Client,
    kind: Kind,
    is_done: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """A client cannot tell these apart by the answer: it must look."""
    world.weather.append(Spell(kind))
    create(client)
    assert (len(list(world.part(WorkItems))) == 1) is is_done


@pytest.mark.parametrize(
    ("kind", "said", "is_done"),
    [
        (Kind.CLOSED_BEFORE, "Server disconnected without sending a response", False),
        (Kind.CLOSED_IN, "peer closed connection without sending complete message body", True),
        (Kind.CLOSED_AFTER, "Server disconnected without sending a response", True),
    ],
)
def test_a_connection_is_closed_before_in_and_after_a_write(
    world: World,
    client: httpx.Client,
    kind: Kind,
    said: str,
    is_done: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """The socket really closes, whether the write was carried out or not; the next request finds all as ever."""
    world.weather.append(Spell(kind, method="POST"))
    with pytest.raises(httpx.RemoteProtocolError, match=said):
        create(client)
    assert (len(list(world.part(WorkItems))) == 1) is is_done
    assert client.get(PROJECTS).json()["count"] == 1


def test_a_connection_closes_without_a_head_where_there_is_no_body(world: World, client: httpx.Client) -> None:
    """Half of nothing would be the whole answer."""
    world.weather += [Spell(Kind.EMPTY), Spell(Kind.CLOSED_IN)]
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.get(PROJECTS)


def test_weather_leaves_other_methods_and_addresses_alone(world: World, client: httpx.Client) -> None:
    """Their requests are not counted either."""
    spell = Spell(Kind.LOST, method="patch", path="workitems")
    world.weather.append(spell)
    assert client.get("/_apis/wit/workitems?ids=1&api-version=7.1").status_code == 404
    assert client.patch("/_apis/nothing?api-version=7.1").status_code == 404
    assert spell.seen == 0


def test_other_callers_stay_connected(world: World, server: SandboxServer, client: httpx.Client) -> None:
    """Only the connection that the request came on is closed."""
    assert client.get(PROJECTS).status_code == 200
    world.weather.append(Spell(Kind.CLOSED_AFTER))
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{server.base_url}{PROJECTS}")
    opened: list[str] = []
    traced = {"trace": lambda event, _: opened.append(event)}
    assert client.get(PROJECTS, extensions=traced).status_code == 200
    assert not [event for event in opened if event.startswith("connection.connect_tcp")]


def test_slow_and_delayed_answers_take_as_long_as_they_say(world: World, client: httpx.Client) -> None:
    """The world's own waiting decides how long that really is; the longest delay is 30 seconds."""
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    world.sleep = wait
    world.weather += [Spell(Kind.SLOW, takes=2.5), Spell(Kind.DELAYED, first=2, retry_after=90)]
    assert client.get(PROJECTS).status_code == 200
    assert client.get(PROJECTS).headers["retry-after"] == "90"
    assert waits == [2.5, 30]


def test_a_query_that_takes_thirty_seconds_is_ended(world: World, client: httpx.Client) -> None:
    """As Azure DevOps ends it; a shorter one is answered late, and so is any other request."""
    query = {"query": "SELECT [System.Id] FROM workitems"}
    world.weather += [Spell(Kind.SLOW, path="wiql", takes=29.9), Spell(Kind.SLOW, path="projects", takes=30)]
    world.weather.append(Spell(Kind.SLOW, path="wiql", takes=30, first=2))
    assert client.post("/_apis/wit/wiql?api-version=7.1", json=query).status_code == 200
    ended = client.post("/_apis/wit/wiql?api-version=7.1", json=query)
    assert (ended.status_code, ended.json()["typeKey"]) == (408, "WorkItemTrackingQueryTimeoutException")
    assert ended.json()["message"].startswith("VS402335")
    assert client.get(PROJECTS).status_code == 200


@pytest.mark.parametrize(
    ("kind", "status", "shown"),
    [(Kind.THROTTLED, 429, 0), (Kind.LOST, 500, 1), (Kind.SIGN_IN, 202, 1), (Kind.DELAYED, 202, 1)],
)
def test_a_teams_channel_has_weather_too(
    world: World, server: SandboxServer, kind: Kind, status: int, shown: int
) -> None:
    """But nobody signs in there."""
    world.weather.append(Spell(kind, path="^/teams/"))
    card = {"type": "message", "attachments": []}
    assert httpx.post(server.teams_url("triage"), json=card).status_code == status
    assert len(world.part(PostOffice).posts) == shown


def test_a_teams_channel_hangs_up(world: World, server: SandboxServer) -> None:
    """The card was taken, and nobody is told."""
    world.weather.append(Spell(Kind.CLOSED_AFTER))
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(server.teams_url("triage"), json={"type": "message", "attachments": []})
    assert len(world.part(PostOffice).posts) == 1
