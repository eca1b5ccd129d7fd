"""Play one recorded conversation against a fresh sandbox over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import httpx
import orjson

from sandbox.answers import AdoError
from sandbox.replay import ground_items, ground_nodes, ground_projects, ground_wikis
from sandbox.replay.comparison import differences
from sandbox.replay.ground import OUTSIDER, TOKEN, Ground
from sandbox.replay.mapping import Ids
from sandbox.replay.recordings import Interaction
from sandbox.server import SandboxServer
from sandbox.weather import Kind, Spell, Weather

_UNAUTHORIZED, _NOT_FOUND, _THROTTLED, _UNAVAILABLE = 401, 404, 429, 503
_NO_ROUTE = "The controller for path"
_FORWARDED = ("accept", "content-type", "if-match")


@dataclass(frozen=True, slots=True)
class Miss:
    """An interaction that the sandbox answered differently."""

    interaction: Interaction
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Played:
    """What came of one conversation.

    Attributes:
        total: Interactions in scope.
        behind_gaps: Those of them before which something was not recorded, so that the ground had to be laid.
        misses: Those that were answered differently.
        out_of_scope: Interactions of routes that the sandbox does not serve.
    """

    total: int = 0
    behind_gaps: int = 0
    misses: list[Miss] = field(default_factory=list)
    out_of_scope: list[Interaction] = field(default_factory=list)


def play(client: httpx.Client, conversation: Sequence[Interaction]) -> Played:
    """Play a conversation, in order, in a world as the conversation found it."""
    played = Played(out_of_scope=[each for each in conversation if not each.area])
    mine = [each for each in conversation if each.area]
    if not mine:
        return played
    ground = Ground.of(conversation)
    ids, last = ground.ids, -1
    with SandboxServer(ground.world) as server:
        for each in mine:
            played.total += 1
            server.world.clock = partial(_stopped, each.moment)
            follows_gap = _follows_gap(conversation, last, each.index)
            ground.gaps += follows_gap
            played.behind_gaps += follows_gap
            last = each.index
            if fault := _laid(ground, each):
                played.misses.append(Miss(each, (fault,)))
                continue
            ground.created(each)
            if told := _told(client, server, each, ids):
                played.misses.append(Miss(each, told))
    return played


def _laid(ground: Ground, each: Interaction) -> str:
    """Lay the ground for an interaction; why that failed, or nothing."""
    has_gap = ground.is_first_look(each)
    try:
        for module in (ground_projects, ground_nodes, ground_items, ground_wikis):
            module.prepare(ground, each, has_gap=has_gap)
    except (AdoError, AttributeError, KeyError, TypeError, ValueError) as error:
        return f"what it takes for granted could not be laid, because its recorded answer is not as expected: {error!r}"
    return ""


def _told(client: httpx.Client, server: SandboxServer, each: Interaction, ids: Ids) -> tuple[str, ...]:
    """Play an interaction; how its answer differs."""
    try:
        answer = _send(client, server, each, ids)
    except (httpx.HTTPError, httpx.InvalidURL, AttributeError, KeyError, TypeError, ValueError) as error:
        return (f"it could not be sent as it was recorded: {error!r}",)
    try:
        value = orjson.loads(answer.content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        value = None
    ids.learn(each.json(), value)
    if answer.status_code == _NOT_FOUND != each.status and answer.text.startswith(_NO_ROUTE):
        return (f"the sandbox does not serve {each.route}",)
    headers = {name.lower(): text for name, text in answer.headers.items()}
    return tuple(differences(each, answer.status_code, headers, value, ids))


def _send(client: httpx.Client, server: SandboxServer, each: Interaction, ids: Ids) -> httpx.Response:
    headers = {name: each.request_headers[name] for name in _FORWARDED if name in each.request_headers}
    if "if-match" in headers:
        recorded = headers["if-match"].strip('"')
        headers["if-match"] = headers["if-match"].replace(recorded, ids.etags.get(recorded, recorded))
    content = None
    if each.request_body:
        content = each.request_body.encode()
        try:
            body = ids.body(orjson.loads(content), each.target, each.home, server.base_url)
            content = orjson.dumps(body)
        except orjson.JSONDecodeError:
            pass  # a body that is no JSON is sent as it was recorded
    auth = _credentials(each)
    server.world.weather = _weather(each)
    url = server.base_url + ids.target(each.target)
    return client.request(each.method, url, headers=headers, content=content, auth=auth)


def _follows_gap(conversation: Sequence[Interaction], last: int, index: int) -> bool:
    """Whether something between two interactions was not recorded."""
    return sum(last < each.index < index for each in conversation) < index - last - 1


def _stopped(moment: datetime) -> datetime:
    return moment


def _credentials(each: Interaction) -> httpx.Auth | None:
    """Who asked: nobody where the refusal was empty, somebody from outside where it named a user."""
    if each.status == _UNAUTHORIZED:
        return httpx.BasicAuth("", OUTSIDER) if each.body else None
    return httpx.BasicAuth("", TOKEN)


def _weather(each: Interaction) -> list[Weather]:
    """The weather of the moment, which no state explains: throttling and outages happen to the request again."""
    if each.status == _THROTTLED:
        return [Spell(Kind.THROTTLED)]
    if each.status == _UNAVAILABLE:
        return [Spell(Kind.DEACTIVATED if each.json() is not None else Kind.MAINTENANCE)]
    return []
