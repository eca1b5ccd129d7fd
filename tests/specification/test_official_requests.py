"""The sandbox takes the requests of the official examples, in an organisation that has what they name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from sandbox.server import SandboxServer, application
from tests.shared import SHARED, shared_path
from tests.specification.fabrikam import Fabrikam
from tests.specification.oracle import Oracle
from tests.specification.swagger import read_operations

_SPECIFICATION = SHARED / "ado" / "specs"
_BOARDS = "backlogs and boards, which the bot has nothing to do with"
_CATALOGUE = "the catalogue of service hooks to other products; the sandbox posts to addresses only"
_NO_SUCH_ADDRESS = "its address is not one of version 7.1"
OUT_OF_SCOPE = {
    "backlogs/": _BOARDS,
    "boardColumns/": _BOARDS,
    "boardRows/": _BOARDS,
    "boardUserSettings/": _BOARDS,
    "columns/": _BOARDS,
    "rows/": _BOARDS,
    "workitemsorder/": _BOARDS,
    "processConfiguration/": _BOARDS,
    "githubConnections/": "connections to another product",
    "actions/": _CATALOGUE,
    "consumers/": _CATALOGUE,
    "eventtypes/": _CATALOGUE,
    "publishers/": _CATALOGUE,
    "dashboards/PUT__dashboard_groups__groupId__dashboards__dashboardId__": f"{_NO_SUCH_ADDRESS}, but of 1.0 to 2.2",
    "attachments/PUT_attachments": f"{_NO_SUCH_ADDRESS}: the name is a parameter since 5.0",
    "comments/GET__wit_workitems__taskId__comments_1": f"{_NO_SUCH_ADDRESS}: until 5.0 a revision was named",
    "comments/GET__wit_workitems__taskId__comments_2": f"{_NO_SUCH_ADDRESS}: until 5.0 revisions were paged",
}
"""Examples, by the beginning of their names, that are not sent, and why."""

BEFORE: dict[str, Callable[[Fabrikam], object]] = {
    "attachments/GET": lambda own: own.attach("77fda52e-ee95-4750-ac77-a6229507cfc7"),
    "classificationNodes/POST__wit_classificationNodes_iterations": lambda own: own.delete_node("Final Iteration"),
    "queries/POST__wit_queries_Shared Queries__folderName_": lambda own: own.delete_query(
        "Shared Queries/Website team/All Bugs"
    ),
    "queries/POST__wit_queries_Shared Queries": lambda own: own.delete_query("Shared Queries/Website team"),
    "recycleBin/GET__wit_recyclebin__id_": lambda own: own.delete(72),
    "subscriptions/GET": lambda own: own.subscribe("8dea9aba-3a9a-4ad0-860f-2a5c7379e3eb"),
    "subscriptions/": lambda own: own.subscribe("fd672255-8b6b-4769-9260-beea83d752ce"),
    "tags/": lambda own: own.tag("18090594-b371-4140-99d2-fc93bcbcddec"),
    "templates/PUT": lambda own: own.template("05132b3a-41d6-430f-8738-42b20b34a601"),
    "widgets/PATCH_widgets_widgetid": lambda own: own.version_of_widgets(6, 2),
    "widgets/PUT_widgets_widgetid": lambda own: own.version_of_widgets(18, 2),
    "widgets/PUT_widgets": lambda own: own.version_of_widgets(1, 1),
    "wikis/POST": lambda own: own.delete_wiki("sampleCodeWiki"),
}
"""What must have happened before an example, by the beginning of its name; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Request:
    """One official example of a request.

    Attributes:
        name: Folder and file.
        methods: HTTP methods that may be meant, the likeliest first; files are not always named for the right one.
        target: Path and query below the organisation, without a version.
        etag: The version that must be there; empty for none.
        body: What is sent; `None` for nothing.
        statuses: What it says is answered.
    """

    name: str
    methods: tuple[str, ...]
    target: str
    etag: str
    body: Any
    statuses: frozenset[int]


def _read(path: Path, linked: set[str]) -> Request:
    """Read an example; `linked` has the methods of the operations that refer to it."""
    example = json.loads(path.read_text(encoding="utf-8-sig"))
    parameters = example["parameters"]
    url = example.get("x-ms-vss-request-url") or example.get("x-ms-vss-example-request", {}).get("url")
    parts = urlsplit((url or "/Fabrikam-Fiber-Git/_apis/wit/tempqueries").strip())
    below = re.sub(r"^/(fabrikam\w*|fabricam3|DefaultCollection)(?=/)", "", parts.path)
    query = re.sub(r"[?&]api-version=[^&]*", "", f"?{parts.query}").lstrip("?&")
    named = str(example.get("x-ms-vss-request-method") or path.stem.partition("_")[0])
    return Request(
        name=f"{path.parent.name}/{path.stem}",
        methods=(named, *sorted(linked - {named})),
        target=f"{quote(below, safe='/%$:,')}?{query}",
        etag=str(parameters.get("if-Match", "")),
        body=parameters.get("body"),
        statuses=frozenset(int(status) for status in example["responses"]),
    )


def _every() -> list[Request]:
    linked: dict[Path, set[str]] = {}
    for operation in read_operations(_SPECIFICATION):
        for path in operation.examples:
            linked.setdefault(path, set()).add(operation.method)
    files = sorted(_SPECIFICATION.glob("*/7.1/httpExamples/*/*.json"))
    return [_read(path, linked.get(path, set())) for path in files]


def _is_in_scope(request: Request) -> bool:
    return not request.name.startswith(tuple(OUT_OF_SCOPE))


def _mapped(text: str, fabrikam: Fabrikam) -> str:
    for name, here in fabrikam.names.items():
        text = re.sub(re.escape(name), here, text, flags=re.IGNORECASE)
    return text


@pytest.mark.parametrize("example", [each for each in _every() if _is_in_scope(each)], ids=lambda each: each.name)
async def test_the_request_is_taken(example: Request, oracle: Oracle) -> None:
    """Sent as version 7.1, with its names and numbers mapped to those of the organisation."""
    fabrikam = Fabrikam()
    path, _, query = _mapped(example.target, fabrikam).partition("?")
    asked = dict.fromkeys(re.findall(r"([$\w]+)=", query.lower()), "")
    meant = (oracle.operation(method, path, asked) for method in example.methods)
    operation = next((each for each in meant if each is not None), None)
    assert operation is not None
    for step in example.body if isinstance(example.body, list) else []:
        if step.get("path") == "/rev":
            fabrikam.raise_to(int(path.rpartition("/")[2]), step["value"])
    before = next((act for start, act in BEFORE.items() if example.name.startswith(start)), None)
    if before is not None:
        before(fabrikam)
    headers = {"If-Match": _mapped(example.etag, fabrikam)} if example.etag else {}
    body = None if example.body is None else _mapped(json.dumps(example.body), fabrikam)
    if body is not None:
        headers["Content-Type"] = operation.consumes
    app = application(fabrikam.world, SandboxServer.default_observer, lambda _caller: None)
    fabrikam.world.base_url = "http://sandbox/fabrikam"
    transport = httpx.ASGITransport(app)
    address = f"{path}?{query}{'&' if query else ''}api-version={operation.version}"
    async with httpx.AsyncClient(
        transport=transport, base_url=fabrikam.world.base_url, auth=("", "sandbox-pat")
    ) as client:
        answer = await client.request(operation.method, address, content=body, headers=headers)
    assert answer.is_success or answer.status_code in example.statuses, answer.text


def test_what_is_not_sent_is_there() -> None:
    """Each reason is of an example that exists; 152 of the 178 examples are sent."""
    shared_path("ado/specs")
    names = [each.name for each in _every()]
    assert [start for start in OUT_OF_SCOPE if not any(name.startswith(start) for name in names)] == []
    assert (sum(map(_is_in_scope, _every())), len(names)) == (152, 178)
