"""Whatever is asked of any route, the answer is one that Azure DevOps has: no request makes the sandbox stumble."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

import orjson
import pytest

from sandbox.answers import AdoError, Answer
from sandbox.routing import Call, Resource
from sandbox.services import RESOURCES
from sandbox.state import World
from tests.sandbox.items import PATCH, a_desk, create, put

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
QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"ids": "a,b", "$top": "x", "$expand": "nothing", "asof": "now"},
    {"ids": "1", "$top": "-5", "$depth": "9", "fields": "No.Such", "continuationtoken": "x", "path": "x"},
)


def a_busy_world() -> tuple[World, dict[str, str]]:
    """Give an organisation in which there is one of everything, and what parameters of routes are called in it."""
    desk = a_desk()

    def made(address: str, body: object, **headers: str) -> str:
        return str(desk.ask("POST", address, body, **headers).value["id"])

    create(desk, put("System.Tags", "sit"))
    desk.ask("POST", "/MHHS/_apis/wit/workItems/1/comments", {"text": "seen"})
    node = desk.ask("POST", "/MHHS/_apis/wit/classificationnodes/iterations", {"name": "Sprint"}).value["identifier"]
    desk.ask("POST", "/MHHS/MHHS Team/_apis/work/teamsettings/iterations", {"id": node})
    project = desk.world.project("MHHS").id
    made("/MHHS/_apis/wiki/wikis", {"name": "MHHS.wiki", "projectId": project, "type": "projectWiki"})
    desk.ask("PUT", "/MHHS/_apis/wiki/wikis/MHHS.wiki/pages?path=/x", {"content": "x"})
    boards = "/MHHS/MHHS Team/_apis/dashboard/dashboards"
    board = made(boards, {"name": "Environments"})
    widget = made(
        f"{boards}/{board}/widgets", {"name": "Notes", "contributionId": "x", "size": {"rowSpan": 1, "columnSpan": 1}}
    )
    consumer = {
        "consumerId": "webHooks",
        "consumerActionId": "httpRequest",
        "consumerInputs": {"url": "http://127.0.0.1:9"},
    }
    hook = made("/_apis/hooks/subscriptions", {"publisherId": "tfs", "eventType": "git.push", **consumer})
    template = {"name": "Outage", "workItemTypeName": "Bug"}
    made("/MHHS/_apis/wit/queries/Shared Queries", {"name": "x", "wiql": "SELECT [System.Id] FROM workitems"})
    return desk.world, {
        "project": "MHHS",
        "projectId": "MHHS",
        "team": "MHHS Team",
        "teamId": "MHHS Team",
        "teamMemberId": next(iter(desk.world.people)),
        "structureGroup": "areas",
        "type": "Bug",
        "field": "System.Title",
        "fieldNameOrRefName": "System.Title",
        "iterationId": node,
        "dashboardId": board,
        "widgetId": widget,
        "subscriptionId": hook,
        "templateId": made("/MHHS/MHHS Team/_apis/wit/templates", template),
        "tagIdOrName": "sit",
        "reactionType": "like",
        "query": "Shared Queries/x",
        "wikiIdentifier": "MHHS.wiki",
    }


def _values(resource: Resource, known: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Values of the route's parameters: of things that are there, of things that are not, and as few as it takes."""
    whole = resource.template.replace("{area}", resource.area.name).replace("{resource}", resource.name)
    nothing = "00000000-0000-4000-8000-000000000001"
    callings = (
        known,
        {**known, "id": known["iterationId"]},
        {"project": "MHHS", "structureGroup": "areas", "id": nothing},
    )
    for template in (whole, whole.rpartition("/")[0], whole.replace("{project}/{team}/", "")):
        for calling in callings:
            parts = [calling.get(name, "1") for name in re.findall(r"\{\*?(\w+)\}", template)]
            found = resource.pattern.match("/" + re.sub(r"\{\*?(\w+)\}", "{}", template).format(*map(quote, parts)))
            if found:
                yield {name: unquote(value) for name, value in found.groupdict().items() if value}


def _asked(resource: Resource, method: str) -> Iterator[Call]:
    world, known = a_busy_world()
    who = next(iter(world.people.values()))
    for values in _values(resource, known):
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
        for call in _asked(resource, method):
            assert 200 <= asyncio.run(_answer(resource, call)).status < 500
