"""Serve `$batch`: several creations and changes of work items in one request, each answered on its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import orjson

from sandbox.answers import AdoError, Answer, ado_json, bad_argument
from sandbox.classification import WIT
from sandbox.routing import Call, Resource, RouteTable
from sandbox.versions import asked_version, check_version
from sandbox.work_items import RESOURCES as ITEMS

_MOST_REQUESTS = 200
_OF_ITEMS = RouteTable(ITEMS)
_TEMPORARY = re.compile(r"(?<=/workitems/)(-\d+)$", re.IGNORECASE)


async def run_batch(call: Call) -> Answer:
    """Carry out the requests in order; one that fails does not hinder those behind it.

    A new item may be given a negative number by `{"op": "add", "path": "/id", "value": "-1"}`, by which links of later
    requests can name it.

    Raises:
        AdoError: 400 for what is no batch, or for one of more than 200 requests.
    """
    sent = call.json()
    if not isinstance(sent, list) or not all(isinstance(each, dict) for each in sent):
        raise bad_argument("requests", "The body must be a list of requests.")
    if len(sent) > _MOST_REQUESTS:
        raise bad_argument("requests", f"A batch holds at most {_MOST_REQUESTS} requests, not {len(sent)}.")
    numbers: dict[str, int] = {}
    answers = [await _answered(call, each, numbers) for each in sent]
    return ado_json({"count": len(answers), "value": answers})


async def _answered(call: Call, sent: Mapping[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    """One answer, with its body as text; `numbers` learns what became of a negative number."""
    body = sent.get("body")
    steps = body if isinstance(body, list) else []
    names = [str(step.get("value")) for step in steps if _is_name(step)]
    patch = [_with_numbers(step, numbers) for step in steps if not _is_name(step)]
    try:
        answer = await _carried_out(call, sent, patch)
    except AdoError as refusal:
        answer = refusal.answer()
    else:
        numbers |= dict.fromkeys(names, orjson.loads(answer.body)["id"])
    return {
        "code": answer.status,
        "headers": {"Content-Type": answer.content_type, **answer.headers},
        "body": answer.body.decode(),
    }


async def _carried_out(call: Call, sent: Mapping[str, Any], patch: list[Any]) -> Answer:
    method = str(sent.get("method")).upper()
    if method != "PATCH":
        raise bad_argument("method", f"A batch takes PATCH and not {method}.")
    path, _, asked = str(sent.get("uri")).partition("?")
    resource, handler, values = _OF_ITEMS.find(method, path)
    query = {name.lower(): value for name, value in parse_qsl(asked)}
    headers = {str(name).lower(): str(value) for name, value in (sent.get("headers") or {}).items()}
    version = asked_version(query, headers) or call.version
    check_version(method, version, resource)
    inner = replace(
        call,
        method=method,
        values=values,
        query=query,
        headers=headers,
        body=orjson.dumps(patch),
        version=version,
        url=f"{call.world.base_url}{path}",
    )
    return await handler(inner)


def _is_name(step: Any) -> bool:
    return isinstance(step, dict) and step.get("path") == "/id" and step.get("op") == "add"


def _with_numbers(step: Any, numbers: Mapping[str, int]) -> Any:
    """The step with the real numbers of items that were new in this batch."""
    value = step.get("value") if isinstance(step, dict) else None
    if not isinstance(value, dict) or not isinstance(value.get("url"), str):
        return step
    url = _TEMPORARY.sub(lambda found: str(numbers.get(found[1], found[1])), value["url"])
    return {**step, "value": {**value, "url": url}}


RESOURCES = (
    Resource(
        WIT,
        "batch",
        "92eefc1f-1e81-473d-88d6-749205248dc3",
        "_apis/{area}/${resource}",
        {"PATCH": run_batch, "POST": run_batch},
        resource_version=2,
    ),
)
