"""The verbs on work items ask for the right things and read the answers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from ado_client.errors import Broken
from ado_client.patch import set_field
from ado_client.results import LinkChange, LinkPage, QueryResult, Relation, RevisionPage
from ado_client.work_items import WorkItems
from tests.ado_client.wire_fakes import Server, good, session

JSON = {"content-type": "application/json"}
AS_OF = "2024-06-12T07:30:00.123Z"
INSTANT = datetime(2024, 6, 12, 7, 30, 0, 123000, tzinfo=UTC)


def sent(request: httpx.Request) -> Any:
    """Read the body of a request."""
    return json.loads(request.content)


async def test_a_flat_query_gives_the_ids_in_their_order() -> None:
    """With the instant for which they are true."""
    server = Server(good({"asOf": AS_OF, "workItems": [{"id": 3}, {"id": 1}]}))
    async with session(server) as client:
        found = await WorkItems(client, "My Project").query("SELECT", team="The Team", top=9, time_precision=True)
    [request] = server.requests
    assert found == QueryResult((3, 1), (), INSTANT)
    assert request.url.raw_path.startswith(b"/org/My%20Project/The%20Team/_apis/wit/wiql?")
    assert dict(request.url.params) == {"$top": "9", "timePrecision": "true", "api-version": "7.1"}
    assert sent(request) == {"query": "SELECT"}


async def test_a_query_over_links_gives_each_target_once_and_all_rows() -> None:
    """A row of the top level has no source and no kind."""
    kind = "System.LinkTypes.Hierarchy-Forward"
    rows = [
        {"rel": None, "source": None, "target": {"id": 1}},
        {"rel": kind, "source": {"id": 1}, "target": {"id": 2}},
        {"rel": kind, "source": {"id": 3}, "target": {"id": 2}},
    ]
    server = Server(good({"asOf": AS_OF, "workItemRelations": rows}))
    async with session(server) as client:
        found = await WorkItems(client, "P").query("SELECT")
    assert found.ids == (1, 2)
    assert found.relations == (Relation(1), Relation(2, 1, kind), Relation(2, 3, kind))
    assert server.requests[0].url.path == "/org/P/_apis/wit/wiql"


async def test_a_batch_asks_for_200_at_a_time_and_keeps_the_order() -> None:
    """What was deleted comes as null and is left out."""

    def answer(request: httpx.Request) -> httpx.Response:
        return good({"value": [{"id": number} if number != 7 else None for number in sent(request)["ids"]]})

    server = Server(answer, answer, answer)
    async with session(server) as client:
        found = await WorkItems(client, "P").batch(range(1, 402), fields=["System.Id"], as_of=INSTANT)
    assert [item["id"] for item in found] == [number for number in range(1, 402) if number != 7]
    assert sorted(len(sent(request)["ids"]) for request in server.requests) == [1, 200, 200]
    last = sent(server.requests[2])
    assert {key: last[key] for key in last if key != "ids"} == {
        "fields": ["System.Id"],
        "asOf": "2024-06-12T07:30:00.123000+00:00",
        "errorPolicy": "omit",
    }


async def test_a_batch_of_nothing_asks_nothing() -> None:
    """No ids, no request."""
    async with session(Server()) as client:
        assert await WorkItems(client, "P").batch([]) == []


async def test_history_of_one_item_is_read_to_its_last_page() -> None:
    """A page that is not full is the last one."""
    pages = [[{"rev": number} for number in range(first, min(first + 200, 450))] for first in (0, 200, 400)]
    server = Server(*(good({"value": page}) for page in pages))
    async with session(server) as client:
        found = await WorkItems(client, "P").revisions(5)
    assert [revision["rev"] for revision in found] == list(range(450))
    assert [request.url.params["$skip"] for request in server.requests] == ["0", "200", "400"]
    assert server.requests[0].url.path == "/org/P/_apis/wit/workItems/5/revisions"


async def test_the_history_of_a_project_is_read_page_by_page_from_a_watermark() -> None:
    """Each page goes on where the one before ended; `start` counts only without a watermark."""
    server = Server(
        good({"values": [{"id": 1}], "continuationToken": "a;1;1", "isLastBatch": False}),
        good({
            "values": [],
            "nextLink": "https://dev.azure.com/org/_apis/x?continuationToken=b%3B2%3B2&api-version=7.1",
            "isLastBatch": True,
        }),
    )  # fmt: skip
    async with session(server) as client:
        items = WorkItems(client, "P")
        pages = [
            page async for page in items.reporting_revisions(start=INSTANT, types=["Bug"], fields=["System.State"])
        ]
    first, second = server.requests
    assert pages == [RevisionPage([{"id": 1}], "a;1;1", is_last=False), RevisionPage([], "b;2;2", is_last=True)]
    assert first.method == "POST"
    assert first.url.path == "/org/P/_apis/wit/reporting/workitemrevisions"
    assert first.url.params["startDateTime"] == "2024-06-12T07:30:00.123000Z"
    assert dict(second.url.params) == {"continuationToken": "a;1;1", "api-version": "7.1"}
    assert sent(second) == {
        "types": ["Bug"],
        "fields": ["System.State"],
        "includeDeleted": True,
        "includeIdentityRef": True,
    }


async def test_links_of_a_project_are_read_page_by_page_from_a_watermark() -> None:
    """Whichever end a link is told from, in whichever of its two known shapes; what was removed is not there."""
    hierarchy = "System.LinkTypes.Hierarchy"
    flat = {"rel": hierarchy, "sourceId": 1, "targetId": 2, "isActive": True, "comment": "split"}
    ends = {"sourceId": 3, "targetId": 1, "isActive": True, "changedOperation": "remove"}
    server = Server(
        good({"values": [flat], "continuationToken": "7", "isLastBatch": False}),
        good({"values": [{"rel": f"{hierarchy}-Reverse", "attributes": ends}], "continuationToken": "8"}
             | {"isLastBatch": True}),
    )  # fmt: skip
    async with session(server) as client:
        pages = [page async for page in WorkItems(client, "P").reporting_links(watermark="6", types=["Bug", "Outage"])]
    first, second = server.requests
    assert pages == [
        LinkPage([LinkChange(hierarchy, 1, 2, is_there=True, comment="split")], "7", is_last=False),
        LinkPage([LinkChange(hierarchy, 1, 3, is_there=False)], "8", is_last=True),
    ]
    assert (first.method, first.url.path) == ("GET", "/org/P/_apis/wit/reporting/workitemlinks")
    assert dict(first.url.params) == {"continuationToken": "6", "types": "Bug,Outage", "api-version": "7.1"}
    assert second.url.params["continuationToken"] == "7"


async def test_a_link_that_lacks_an_end_is_an_error() -> None:
    """It is not left out silently."""
    server = Server(good({"values": [{"rel": "x", "sourceId": 1}], "continuationToken": "7", "isLastBatch": True}))
    async with session(server) as client:
        with pytest.raises(Broken, match="it has no 'targetId'"):
            _ = [page async for page in WorkItems(client, "P").reporting_links()]


@pytest.mark.parametrize("places", ["77", "787", "7897"])
async def test_a_stream_that_leads_back_to_where_it_was_is_an_error(places: str) -> None:
    """A server that stands still, or goes in circles, would never be left."""
    pages = [good({"values": [], "continuationToken": place, "isLastBatch": False}) for place in places]
    async with session(Server(*pages)) as client:
        with pytest.raises(Broken, match="goes back to 7, and would never end"):
            _ = [page async for page in WorkItems(client, "P").reporting_revisions()]


async def test_a_long_page_is_given_in_parts_with_the_watermark_it_was_asked_with() -> None:
    """So that memory stays flat, and a reader who stops in the middle repeats the page."""

    def page(request: httpx.Request) -> httpx.Response:
        asked = request.url.params.get("continuationToken")
        values = [{"id": number, "rev": 1, "fields": {"x": "y" * 500}} for number in range(2500)]
        told = {"values": values, "continuationToken": "b" if asked else "a", "isLastBatch": asked is not None}
        return httpx.Response(
            200, stream=_Pieces(json.dumps(told).encode()), headers={"content-type": "application/json"}
        )

    async with session(Server(page, page)) as client:
        pages = [page async for page in WorkItems(client, "P").reporting_revisions()]
    assert max(len(part.revisions) for part in pages) <= 1000
    assert [one["id"] for part in pages for one in part.revisions] == [*range(2500), *range(2500)]
    assert list(dict.fromkeys((part.watermark, part.is_last) for part in pages)) == [
        ("", False),
        ("a", False),
        ("b", True),
    ]
    assert [part.watermark for part in pages].count("b") == 1


class _Pieces(httpx.AsyncByteStream):
    """A body that comes in pieces, as from a network."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for first in range(0, len(self._body), 65536):
            yield self._body[first : first + 65536]


async def test_an_update_is_held_to_its_revision_and_says_what_it_wants() -> None:
    """The test of the revision comes first, so that nothing is written on another one."""
    server = Server(good({"id": 5, "rev": 8}), good({"id": 5, "rev": 9}))
    change = set_field("System.State", "Active")
    async with session(server) as client:
        items = WorkItems(client, "P")
        assert (await items.update(5, [change], rev=7, validate_only=True, suppress_notifications=True))["rev"] == 8
        await items.update(5, [change], rev=None)
    first, second = server.requests
    assert (first.method, first.url.path) == ("PATCH", "/org/P/_apis/wit/workitems/5")
    assert first.headers["content-type"] == "application/json-patch+json"
    assert sent(first) == [{"op": "test", "path": "/rev", "value": 7}, change]
    assert dict(first.url.params) == {"validateOnly": "true", "suppressNotifications": "true", "api-version": "7.1"}
    assert sent(second) == [change]


async def test_a_work_item_is_created_by_the_name_of_its_type() -> None:
    """The type stands in the address, behind a dollar sign."""
    server = Server(good({"id": 9}))
    async with session(server) as client:
        await WorkItems(client, "P").create("Test Case", [set_field("System.Title", "x")])
    assert server.requests[0].url.raw_path.startswith(b"/org/P/_apis/wit/workitems/$Test%20Case?")


async def test_comments_are_written_and_read_in_the_preview_version_page_by_page() -> None:
    """Comments exist only as a preview."""
    server = Server(
        good({"id": 1, "text": "x"}),
        good({"comments": [{"id": 1}], "continuationToken": "t"}),
        good({"comments": [{}]}),
    )
    async with session(server) as client:
        items = WorkItems(client, "P")
        await items.add_comment(5, "x")
        assert await items.comments(5) == [{"id": 1}, {}]
    assert sent(server.requests[0]) == {"text": "x"}
    assert {request.url.params["api-version"] for request in server.requests} == {"7.1-preview.4"}
    assert server.requests[2].url.params["continuationToken"] == "t"


@pytest.mark.parametrize(
    ("ask", "path"),
    [
        (lambda items: items.fields(), "fields"),
        (lambda items: items.types(), "workitemtypes"),
        (lambda items: items.states("Test Case"), "workitemtypes/Test Case/states"),
        (lambda items: items.updates(5), "workItems/5/updates"),
    ],
)
async def test_listings_give_their_values(ask: Callable[[WorkItems], Any], path: str) -> None:
    """The envelope of count and value is taken off."""
    server = Server(good({"count": 1, "value": [{"name": "x"}]}))
    async with session(server) as client:
        assert await ask(WorkItems(client, "P")) == [{"name": "x"}]
    assert server.requests[0].url.path == f"/org/P/_apis/wit/{path}"


async def test_one_item_is_read_as_it_was() -> None:
    """With its relations, at an instant."""
    server = Server(good({"id": 5}))
    async with session(server) as client:
        assert await WorkItems(client, "P").get(5, expand="relations", as_of=INSTANT) == {"id": 5}
    assert dict(server.requests[0].url.params)["$expand"] == "relations"


async def test_an_answer_of_another_shape_names_the_request() -> None:
    """A lie of the server is a broken answer, with the address it came from."""
    async with session(Server(good({"value": []}), good({"asOf": "soon"}))) as client:
        items = WorkItems(client, "P")
        with pytest.raises(Broken, match=r"GET https://dev\.azure\.com/org/P/_apis/wit/workitems/5\).* has no 'id'"):
            await items.get(5)
        with pytest.raises(Broken, match="Invalid isoformat string: 'soon'"):
            await items.query("SELECT")


async def test_the_address_of_an_item_is_what_relations_want() -> None:
    """Without a project, since ids count across the organisation."""
    async with session(Server()) as client:
        assert WorkItems(client, "P").url(5) == "https://dev.azure.com/org/_apis/wit/workItems/5"
