"""Serve a world over real HTTP on a free port of the loopback interface, with its mail server beside it."""

from __future__ import annotations

import asyncio
import socket
import threading
from email.utils import format_datetime
from itertools import count
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import parse_qsl, quote
from uuid import NAMESPACE_OID, uuid5

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from sandbox.answers import AdoError, Answer, listing
from sandbox.hooks import Hooks
from sandbox.mail_server import MailServer
from sandbox.observing import Exchange, Observer
from sandbox.pages import page_routes
from sandbox.post_office import PostOffice
from sandbox.routing import Call, RouteTable
from sandbox.services import RESOURCES, STRANGE_AREAS
from sandbox.sign_in import read_token, refuse, unauthorized
from sandbox.state import World
from sandbox.versions import asked_version, check_version
from sandbox.weather import Asked, Kind, blows_on
from sandbox.weather_blows import endure
from sandbox.weather_control import control
from sandbox.weather_line import HangUp, send_over

_HOST = "127.0.0.1"
_OK = 200
_REFUSED = 400


class AzureDevOps:
    """The organisation of a world as an ASGI application below its own address."""

    def __init__(self, world: World, observer: Observer | None, hang_up: HangUp) -> None:
        self._world = world
        self._observer = observer
        self._hang_up = hang_up
        self._home = f"/{quote(world.organization)}"
        self._table = RouteTable(RESOURCES, STRANGE_AREAS)
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with the headers that every answer carries."""
        request = Request(scope, receive)
        path = scope["raw_path"].decode().partition("?")[0].removeprefix(self._home) or "/"
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = {name.lower(): value for name, value in parse_qsl(scope["query_string"].decode())}
        version = asked_version(query, headers)
        token = read_token(headers.get("authorization", ""))
        asked = Asked(request.method, _target(scope), token, self._world.tokens.get(token))
        blows = blows_on(asked, self._world)
        body = await request.body()
        answer = await endure(
            blows,
            request.method,
            str(request.url),
            self._world,
            lambda: self._answer(request, token, path, headers, query, version),
        )
        if self._observer is not None:
            parameters, home = scope["query_string"].decode(), self._world.base_url
            self._observer.see(
                Exchange(request.method, path, parameters, headers, body, version, home, answer, is_spoilt=bool(blows))
            )
        await send_over(blows, self._response(answer, version), scope, receive, send, self._hang_up)

    async def _answer(
        self, request: Request, token: str, path: str, headers: dict[str, str], query: dict[str, str], version: str
    ) -> Answer:
        who = self._world.tokens.get(token)
        if who is None:
            return refuse(request.method, has_credentials=bool(token), url=str(request.url))
        if who.id not in self._world.people:
            return unauthorized(who, str(request.url))
        try:
            if request.method == "OPTIONS" and (routes := self._table.locations(path)):
                return routes
            resource, handler, values = self._table.find(request.method, path)
            check_version(request.method, version, resource)
            body = await request.body()
            call = Call(self._world, who, request.method, values, query, headers, body, version, str(request.url))
            return await handler(call)
        except AdoError as refusal:
            return refusal.answer()

    def _response(self, answer: Answer, version: str) -> Response:
        activity = str(uuid5(NAMESPACE_OID, str(next(self._numbers))))
        date = format_datetime(self._world.running_now(), usegmt=True)
        headers = {"ActivityId": activity, "X-VSS-E2EID": activity, "Cache-Control": "no-cache", "Date": date}
        if answer.status == _OK and answer.body:
            headers["Vary"] = "Accept-Encoding"
        content_type = answer.content_type
        if content_type is not None:
            is_json = content_type.startswith("application/json")
            versioned = is_json and version and answer.status < _REFUSED and "api-version" not in content_type
            headers["Content-Type"] = f"{content_type}; api-version={version}" if versioned else content_type
        return Response(answer.body, answer.status, {**headers, **answer.headers})


class TeamsChannels:
    """The Workflows webhooks of all channels as an ASGI application; the weather befalls them too."""

    def __init__(self, world: World, hang_up: HangUp) -> None:
        self._world = world
        self._hang_up = hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a post, signed by nothing but the address."""
        request = Request(scope, receive)
        body = await request.body()

        async def take() -> Answer:
            channel, office = request.path_params["channel"], self._world.part(PostOffice)
            return Answer(office.take_post(channel, body, self._world.now()).status)

        found = blows_on(Asked(request.method, _target(scope)), self._world)
        blows = [blow for blow in found if blow.kind is not Kind.SIGN_IN]
        answer = await endure(blows, request.method, str(request.url), self._world, take)
        response = Response(answer.body, answer.status, answer.headers, answer.content_type)
        await send_over(blows, response, scope, receive, send, self._hang_up)


def application(world: World, observer: Observer | None, hang_up: HangUp) -> Starlette:
    """The whole sandbox: the organisation, the Teams channels, the control routes, and the pages for people.

    Args:
        world: What is served.
        observer: Is told of each exchange with the organisation.
        hang_up: Closes the connection of a caller.
    """

    async def weather(request: Request) -> Response:
        value = await request.json() if request.method in {"PUT", "POST"} else None
        answer = control(world.weather, request.method, value)
        return Response(answer.body, answer.status, media_type="application/json")

    async def deployment(_request: Request) -> Response:
        return Response(listing([]).body, media_type="application/json")

    return Starlette(
        routes=[
            Route("/teams/{channel:path}", TeamsChannels(world, hang_up), methods=["POST"]),
            Route("/_sandbox/weather", weather, methods=["GET", "PUT", "POST", "DELETE"]),
            Route("/_apis", deployment, methods=["OPTIONS"]),
            *page_routes(world),
            Mount(f"/{world.organization}", app=AzureDevOps(world, observer, hang_up)),
        ]
    )


def _target(scope: Scope) -> str:
    asked = scope["query_string"].decode()
    return f"{scope['raw_path'].decode().partition('?')[0]}{'?' if asked else ''}{asked}"


def _listening(port: int) -> socket.socket:
    """A listening socket that says it is TCP: only then asyncio turns Nagle's delay (40 ms an answer) off."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((_HOST, port))
    except OSError:
        found.close()
        raise
    found.listen(128)
    return found


_TICK = 0.005
"""Seconds between two looks whether the last request has ended."""


class _Announced(uvicorn.Server):
    """A server that says when it listens, and stops at once: uvicorn itself takes a fifth of a second for that."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        self.listens.set()

    def stop(self) -> None:
        """Tell it, from another thread, to let running requests end and serve no more."""
        self._loop.call_soon_threadsafe(self._told.set)

    async def main_loop(self) -> None:
        await self.on_tick(0)  # makes the headers of all answers
        await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        state = self.server_state
        for connection in tuple(state.connections):
            connection.shutdown()
        while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(_TICK)


class SandboxServer:
    """A world being served, for the time of a `with` block.

    Example:
        with SandboxServer(world) as server:
            httpx.get(f"{server.base_url}/_apis/projects", auth=("", "sandbox-pat"))

    Args:
        world: What is served; its `base_url` becomes this server's.
        port: 0 for any free one.
        observer: Is told of each exchange with the organisation; `default_observer` where none is given.

    Attributes:
        default_observer: Observes the servers that are given no observer; tests set it.
    """

    default_observer: ClassVar[Observer | None] = None

    def __init__(self, world: World, port: int = 0, *, observer: Observer | None = None) -> None:
        self.world = world
        self._socket = _listening(port)
        self._mail = MailServer(world.part(PostOffice), world.now)
        self._root = f"http://{_HOST}:{self._socket.getsockname()[1]}"
        observed = application(world, observer or self.default_observer, self._hang_up)
        config = uvicorn.Config(
            observed, log_level="warning", access_log=False, lifespan="off", ws="none", date_header=False
        )
        config.server_header = False
        self._server = _Announced(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="sandbox", daemon=True)
        world.base_url = f"{self._root}/{quote(world.organization)}"

    @property
    def base_url(self) -> str:
        """Address of the organisation, without a slash at the end."""
        return self.world.base_url

    @property
    def pages_url(self) -> str:
        """Where a person looks at what was posted."""
        return f"{self._root}/"

    @property
    def smtp_port(self) -> int:
        """Port of the mail server."""
        return self._mail.port

    def teams_url(self, channel: str) -> str:
        """Address of the Workflows webhook of a channel."""
        return f"{self._root}/teams/{quote(channel)}"

    def _hang_up(self, caller: tuple[str, int]) -> None:
        for connection in self._server.server_state.connections:
            if connection.transport.get_extra_info("peername") == caller:
                connection.transport.close()

    def __enter__(self) -> Self:
        """Start serving; returns when both servers listen."""
        self._mail.__enter__()
        self._thread.start()
        self._server.listens.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving and free the ports."""
        self._server.stop()
        self._thread.join()
        self.world.part(Hooks).finish()
        self._socket.close()
        self._mail.__exit__(kind, error, trace)
