"""Each limit of Azure DevOps that the sandbox keeps is tried over HTTP with as much as it takes, and with one more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from sandbox.dashboards import MOST_DASHBOARDS, MOST_WIDGETS, Dashboards
from sandbox.queries import Queries
from sandbox.state import Person, World
from sandbox.work_item_state import WorkItems
from tests.sandbox.desk import NOON
from tests.sandbox.items import PATCH, put

WIQL = "SELECT [System.Id] FROM workitems"
RULE = "RuleValidationException"
TEAM = "/MHHS/MHHS Team/_apis/dashboard/dashboards"
HOME = "/MHHS/_apis/dashboard/dashboards"


@dataclass(frozen=True, slots=True)
class Place:
    """Where limits are tried: an organisation and a client of it."""

    world: World
    client: httpx.Client

    def ask(self, method: str, address: str, value: object = None, version: str = "7.1", **headers: str) -> Any:
        """Send a request with JSON; `content_type` becomes a header."""
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        accepting = {"Accept": f"application/json;api-version={version}"}
        return self.client.request(method, address, json=value, headers=accepting | sent)

    def create(self, *steps: dict[str, Any]) -> Any:
        """Create a defect; a step that sets the title comes after the one that is given here."""
        patch = [put("System.Title", "DIP is down"), *steps]
        return self.ask("POST", "/MHHS/_apis/wit/workitems/$Bug", patch, content_type=PATCH)

    def change(self, number: int, *steps: dict[str, Any]) -> Any:
        """Change a work item."""
        return self.ask("PATCH", f"/_apis/wit/workitems/{number}", list(steps), content_type=PATCH)


@pytest.fixture
def place(world: World, client: httpx.Client) -> Place:
    """An organisation served over HTTP, and much patience."""
    client.timeout = httpx.Timeout(120)
    return Place(world, client)


def _links(kind: str, count: int) -> list[dict[str, Any]]:
    urls = [f"https://example.com/{number}" for number in range(count)]
    return [{"op": "add", "path": "/relations/-", "value": {"rel": kind, "url": url}} for url in urls]


def _ids(place: Place, count: int) -> Any:
    ids = ",".join(str(number) for number in range(1, count + 1))
    return place.ask("GET", f"/_apis/wit/workitems?ids={ids}&errorPolicy=omit")


def _batch(place: Place, count: int) -> Any:
    return place.ask("POST", "/_apis/wit/workitemsbatch", {"ids": list(range(1, count + 1)), "errorPolicy": "omit"})


def _requests(place: Place, count: int) -> Any:
    uri = "/MHHS/_apis/wit/workitems/$Bug?api-version=7.1"
    one = {"method": "POST", "uri": uri, "headers": {"Content-Type": PATCH}, "body": [put("System.Title", "x")]}
    return place.ask("POST", "/_apis/wit/$batch", [one] * count, version="7.1-preview.1")


def _characters(place: Place, count: int) -> Any:
    return place.ask("POST", "/MHHS/_apis/wit/wiql", {"query": WIQL.ljust(count)})


def _stored_characters(place: Place, count: int) -> Any:
    sent = {"name": f"of {count}", "wiql": WIQL.ljust(count)}
    return place.ask("POST", "/MHHS/_apis/wit/queries/Shared%20Queries", sent)


def _rows(place: Place, count: int) -> Any:
    items, who = place.world.part(WorkItems), Person("1", "Tester A", "tester.a@example.com")
    for _ in range(count - len(list(items))):
        items.record(items.new(next(iter(place.world.projects))), {"System.WorkItemType": "Bug"}, NOON, who)
    return place.ask("POST", "/MHHS/_apis/wit/wiql", {"query": WIQL})


def _revisions(place: Place, count: int, last: Callable[[int], Any] | None = None) -> Any:
    number = place.create().json()["id"]
    place.world.part(WorkItems).get(number).revisions *= count - 1
    return last(number) if last else place.change(number, put("System.Title", "other"))


def _said_last(place: Place, count: int) -> Any:
    return _revisions(place, count, lambda number: _said(place, "x", number))


def _said(place: Place, text: str, number: int | None = None) -> Any:
    number = number or place.create().json()["id"]
    address = f"/MHHS/_apis/wit/workItems/{number}/comments"
    return place.ask("POST", address, {"text": text}, version="7.1-preview.4")


def _said_anew(place: Place, text: str) -> Any:
    said = _said(place, "x").json()
    address = f"/MHHS/_apis/wit/workItems/{said['workItemId']}/comments/{said['id']}"
    return place.ask("PATCH", address, {"text": text}, version="7.1-preview.4")


def _in_folder(place: Place, count: int) -> Any:
    queries = place.world.part(Queries)
    shared = queries.roots(place.world.project("MHHS").id, NOON)[1]
    for number in range(count - 1 - len(shared.live())):
        queries.create(shared, f"{count}/{number}".replace("/", " "), NOON)
    return place.ask("POST", "/MHHS/_apis/wit/queries/Shared%20Queries", {"name": f"last {count}", "isFolder": True})


def _queries(place: Place, count: int) -> Any:
    ids = [f"00000000-0000-4000-8000-{number:012}" for number in range(count)]
    return place.ask("POST", "/MHHS/_apis/wit/queriesbatch", {"ids": ids, "errorPolicy": "omit"})


def _boards(place: Place, count: int, address: str, team: str) -> Any:
    boards, project = place.world.part(Dashboards), place.world.project("MHHS").id
    for number in range(count - 1 - len(boards.all(project, team))):
        boards.create(project, team, {"name": str(number)}, NOON)
    return place.ask("POST", address, {"name": "last"}, version="7.1-preview.3")


def _widgets(place: Place, count: int) -> Any:
    boards, project = place.world.part(Dashboards), place.world.project("MHHS")
    made = boards.create(project.id, project.default_team, {"name": f"with {count}"}, NOON)
    sent = [
        {
            "name": str(number),
            "position": {"row": 1 + number // 10, "column": 1 + number % 10},
            "size": {"rowSpan": 1, "columnSpan": 1},
            "contributionId": "ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards.MarkdownWidget",
        }
        for number in range(count)
    ]
    return place.ask("PUT", f"{TEAM}/{made.id}/widgets", sent, version="7.1-preview.2")


@pytest.mark.parametrize(
    ("ask", "most", "type_key", "words"),
    [
        pytest.param(_ids, 200, "VssPropertyValidationException", "VS403474", id="ids read"),
        pytest.param(_batch, 200, "VssPropertyValidationException", "VS403474", id="ids in a batch"),
        pytest.param(_requests, 200, "ArgumentException", "at most 200 requests", id="requests in $batch"),
        pytest.param(
            _characters,
            32_000,
            "WorkItemTrackingQueryMaxWiqlTextLengthLimitExceededException",
            "VS402338",
            id="characters of WIQL",
        ),
        pytest.param(
            _stored_characters,
            32_000,
            "WorkItemTrackingQueryMaxWiqlTextLengthLimitExceededException",
            "VS402338",
            id="characters of stored WIQL",
        ),
        pytest.param(
            _rows, 20_000, "WorkItemTrackingQueryResultSizeLimitExceededException", "VS402337", id="rows of a query"
        ),
        pytest.param(
            lambda place, count: place.create(put("System.Tags", "; ".join(f"tag {n}" for n in range(count)))),
            100,
            "WorkItemTagLimitExceededException",
            "100 tags",
            id="tags",
        ),
        pytest.param(
            lambda place, count: place.create(put("System.Tags", "x" * count)),
            400,
            "InvalidTagNameException",
            "400 characters",
            id="characters of a tag",
        ),
        pytest.param(
            lambda place, count: place.create(*_links("Hyperlink", count)),
            1000,
            "WorkItemLinksLimitExceededException",
            "1000 links",
            id="links",
        ),
        pytest.param(
            lambda place, count: place.create(*_links("AttachedFile", count)),
            100,
            "WorkItemAttachmentsLimitExceededException",
            "100 attachments",
            id="attachments",
        ),
        pytest.param(_revisions, 10_000, "WorkItemRevisionLimitExceededException", "VS403677", id="revisions"),
        pytest.param(
            _said_last, 10_000, "WorkItemRevisionLimitExceededException", "VS403677", id="revisions by comments"
        ),
        pytest.param(
            lambda place, count: place.create(put("System.Title", "x" * count)),
            255,
            RULE,
            "TF401320: Rule Error for field Title. Error code: HasValues, InvalidTooLong",
            id="characters of a title",
        ),
        pytest.param(
            lambda place, count: place.create(put("System.Description", "x" * count)),
            1_000_000,
            RULE,
            "field Description",
            id="characters of a long text",
        ),
        pytest.param(
            lambda place, count: place.create(put("System.History", "x" * count)),
            1_000_000,
            RULE,
            "field History",
            id="characters of history",
        ),
        pytest.param(
            lambda place, count: _said(place, "x" * count),
            1_000_000,
            RULE,
            "field History",
            id="characters of a comment",
        ),
        pytest.param(
            lambda place, count: _said_anew(place, "x" * count),
            1_000_000,
            RULE,
            "field History",
            id="characters of a changed comment",
        ),
        pytest.param(_in_folder, 999, "LegacyQueryItemException", "999 items", id="queries in a folder"),
        pytest.param(_queries, 1000, "ArgumentException", "1 and 1000 ids", id="queries in a batch"),
        pytest.param(
            lambda place, count: place.ask("GET", f"/MHHS/_apis/wit/queries?$depth={count}"),
            2,
            "ArgumentException",
            "$depth",
            id="depth of the tree of queries",
        ),
        pytest.param(
            lambda place, count: _boards(place, count, TEAM, place.world.project("MHHS").default_team),
            MOST_DASHBOARDS,
            "DashboardCountLimitExceededException",
            "500 dashboards",
            id="dashboards of a team",
        ),
        pytest.param(
            lambda place, count: _boards(place, count, HOME, ""),
            MOST_DASHBOARDS,
            "DashboardCountLimitExceededException",
            "500 dashboards",
            id="dashboards of a project",
        ),
        pytest.param(
            _widgets, MOST_WIDGETS, "WidgetLimitExceededException", "200 widgets", id="widgets of a dashboard"
        ),
    ],
)
def test_there_is_a_border(
    place: Place, ask: Callable[[Place, int], Any], most: int, type_key: str, words: str
) -> None:
    """As much as it takes is taken; with one more, all is refused with 400, a type key and the reason."""
    taken = ask(place, most)
    assert taken.is_success, taken.text[:300]
    refused = ask(place, most + 1)
    assert (refused.status_code, refused.json()["typeKey"]) == (400, type_key)
    assert words in refused.json()["message"]


def test_a_limit_of_rows_avoids_the_refusal(place: Place) -> None:
    """`$top` up to the limit gives so many; beyond it nothing is gained, and less than none is refused."""
    assert _rows(place, 20_001).status_code == 400
    asked = "/MHHS/_apis/wit/wiql?$top={}"
    assert len(place.ask("POST", asked.format(20_000), {"query": WIQL}).json()["workItems"]) == 20_000
    for wrong in (20_001, -1):
        assert place.ask("POST", asked.format(wrong), {"query": WIQL}).status_code == 400


def test_a_refused_change_leaves_no_trace(place: Place) -> None:
    """What stands beyond a border in a patch keeps its other steps from being done."""
    place.create(put("System.Tags", "a"))
    assert place.change(1, put("System.Title", "other"), *_links("AttachedFile", 101)).status_code == 400
    item = place.ask("GET", "/_apis/wit/workitems/1?$expand=relations").json()
    assert (item["rev"], item["fields"]["System.Title"], "relations" in item) == (1, "DIP is down", False)


def test_borders_hold_past_the_rules(place: Place) -> None:
    """`bypassRules` lets nobody write more than fits."""
    place.create()
    steps = [put("System.Title", "x" * 256)]
    refused = place.ask("PATCH", "/_apis/wit/workitems/1?bypassRules=true", steps, content_type=PATCH)
    assert (refused.status_code, refused.json()["typeKey"]) == (400, RULE)
