"""Ask the sandbox's handlers in-process: a request goes in, status, headers and value come out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

import orjson

from sandbox.answers import AdoError
from sandbox.observing import Exchange
from sandbox.routing import Call, Resource, RouteTable
from sandbox.server import SandboxServer
from sandbox.state import World

NOON = datetime(2024, 6, 12, 12, 0, tzinfo=UTC)


def a_world() -> World:
    """Give an organisation with the project MHHS and somebody signed in, at noon."""
    world = World(clock=lambda: NOON)
    world.base_url = "http://127.0.0.1/mhhs"
    world.add_project("MHHS")
    world.add_person("envbot", "envbot@example.com")
    return world


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, read.

    Attributes:
        status: HTTP status.
        headers: As they were given.
        value: The JSON value; the text of any other body.
    """

    status: int
    headers: Mapping[str, str]
    value: Any


class Desk:
    """Somebody who asks for addresses below the organisation."""

    def __init__(self, world: World, resources: Iterable[Resource]) -> None:
        self.world = world
        self._table = RouteTable(resources)

    def ask(self, method: str, address: str, body: object = None, **headers: str) -> Heard:
        """Send a request; `if_match` becomes `if-match`, query parameters stand in the address."""
        path, _, asked = address.partition("?")
        pairs = (pair.partition("=") for pair in asked.split("&") if pair)
        query = {name.lower(): unquote(value.replace("+", " ")) for name, _, value in pairs}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        written, version = b"" if body is None else orjson.dumps(body), "7.1"
        try:
            resource, handler, values = self._table.find(method, quote(path, safe="/$%"))
            if resource.released_version == "0.0":
                version = f"7.1-preview.{resource.resource_version}"
            call = Call(
                world=self.world,
                who=next(iter(self.world.people.values())),
                method=method,
                values=values,
                query=query,
                headers=sent,
                body=written,
                version=version,
                url=f"{self.world.base_url}{address}",
            )
            answer = asyncio.run(_run(handler(call)))
        except AdoError as error:
            answer = error.answer()
        if SandboxServer.default_observer is not None:
            home = self.world.base_url
            SandboxServer.default_observer.see(Exchange(method, path, asked, sent, written, version, home, answer))
        is_json = (answer.content_type or "").startswith("application/json")
        value = orjson.loads(answer.body) if is_json else answer.body.decode()
        return Heard(answer.status, answer.headers, value)


async def _run(waiting: Any) -> Any:
    return await waiting
