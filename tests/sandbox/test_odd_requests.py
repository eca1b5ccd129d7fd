"""Whatever is asked of any route, the answer is one that Azure DevOps has: no request makes the sandbox stumble."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from sandbox.answers import AdoError, Answer
from sandbox.routing import Call, Resource
from sandbox.services import RESOURCES
from sandbox.state import World
from tests.sandbox.desk import a_world
from tests.sandbox.items import PATCH

NAMES = ("ids", "fields", "types", "widgets", "values", "daysOff", "artifactUris", "consumerInputs", "publisherInputs")
TEXTS = ("name", "wiql", "query", "text", "path", "top", "eventType", "continuationToken")
BODIES: tuple[Any, ...] = (
    None,
    {},
    [],
    [1],
    [{}],
    dict.fromkeys((*NAMES, *TEXTS), 5),
    {name: ["x"] for name in (*NAMES, *TEXTS)},
    dict.fromkeys((*NAMES, *TEXTS), "x"),
    [{"op": "add", "path": "/fields/System.Title", "value": {"a": 1}}],
    [{"op": "add", "path": "/relations/-", "value": {"rel": "Hyperlink", "url": 5}}],
)
KNOWN = {"project": "MHHS", "team": "MHHS Team", "structureGroup": "areas", "type": "Bug"}
QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"ids": "a,b", "$top": "x", "$expand": "nothing", "asof": "now"},
    {"ids": "1", "$top": "-5", "$depth": "9", "fields": "No.Such", "continuationtoken": "x", "path": "x"},
)


def _values(resource: Resource) -> Iterator[dict[str, str]]:
    """Values of the route's parameters: of things that may be there, of things that are not, and as few as it takes."""
    missing = "00000000-0000-4000-8000-000000000001"
    whole = resource.template.replace("{area}", resource.area.name).replace("{resource}", resource.name)
    for template in (whole, whole.rpartition("/")[0], whole.replace("{project}/{team}/", "")):
        for stranger in ("1", missing):
            names = re.findall(r"\{\*?(\w+)\}", template)
            address = re.sub(r"\{\*?(\w+)\}", "{}", template).format(*(KNOWN.get(name, stranger) for name in names))
            found = resource.pattern.match(f"/{address}")
            if found:
                yield {name: value for name, value in found.groupdict().items() if value}


def _asked(world: World, resource: Resource, method: str) -> Iterator[Call]:
    who = next(iter(world.people.values()))
    for values in _values(resource):
        for query in QUERIES:
            for body in BODIES if method not in {"GET", "HEAD"} else (None,):
                written = b"no JSON" if body is None else orjson.dumps(body)
                headers = {"content-type": PATCH} if isinstance(body, list) else {}
                yield Call(world, who, method, values, query, headers, written, "7.1", f"{world.base_url}/x")


async def _answer(resource: Resource, call: Call) -> Answer:
    try:
        return await resource.methods[call.method](call)
    except AdoError as refusal:
        return refusal.answer()


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda each: f"{each.area.name} {each.template}")
def test_nothing_odd_makes_it_stumble(resource: Resource) -> None:
    """Every method, with and without what the address and the body should have: taken or refused, with a status."""
    for method in resource.methods:
        for call in _asked(a_world(), resource, method):
            assert 200 <= asyncio.run(_answer(resource, call)).status < 500
