"""The sandbox runs WIQL for real and keeps to Azure DevOps' limits."""

from __future__ import annotations

import pytest

from sandbox.queries import Queries
from tests.sandbox.desk import NOON, Desk
from tests.sandbox.items import ITEMS, a_desk, change, create, put

WIQL = "/_apis/wit/wiql"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, in a world with an open and a resolved defect."""
    desk = a_desk()
    create(desk, title="open")
    create(desk, title="fixed")
    change(desk, 2, put("System.State", "Resolved"))
    return desk


def found(desk: Desk, text: str, address: str = WIQL) -> list[int]:
    """Give the numbers that a flat query finds."""
    heard = desk.ask("POST", address, {"query": text})
    assert heard.status == 200, heard.value
    return [each["id"] for each in heard.value["workItems"]]


def test_a_flat_query_is_evaluated(desk: Desk) -> None:
    """Conditions, order and columns count, at every scope."""
    heard = desk.ask(
        "POST", WIQL, {"query": "SELECT [System.Id], [State] FROM workitems WHERE [State] <> 'New' ORDER BY [Title]"}
    )
    assert (heard.value["queryType"], heard.value["queryResultType"]) == ("flat", "workItem")
    assert [each["referenceName"] for each in heard.value["columns"]] == ["System.Id", "System.State"]
    assert [each["id"] for each in heard.value["workItems"]] == [2]
    mine = "SELECT [System.Id] FROM workitems WHERE [System.TeamProject] = @project AND [System.CreatedBy] = @me"
    assert found(desk, mine, f"/MHHS{WIQL}") == [1, 2]
    assert found(desk, mine, f"/MHHS/MHHS Team{WIQL}") == [1, 2]


def test_the_past_can_be_asked(desk: Desk) -> None:
    """EVER looks at earlier revisions; ASOF before the first finds nothing."""
    assert found(desk, "SELECT [System.Id] FROM workitems WHERE EVER [System.State] = 'New'") == [1, 2]
    assert found(desk, "SELECT [System.Id] FROM workitems ASOF '2024-06-01'") == []


def test_links_are_queried_as_rows(desk: Desk) -> None:
    """A link query answers with relations."""
    url = f"{desk.world.base_url}{ITEMS}/2"
    change(desk, 1, {"op": "add", "path": "/relations/-", "value": {"rel": "System.LinkTypes.Related", "url": url}})
    text = "SELECT [System.Id] FROM workitemLinks WHERE [Source].[System.Id] = 1 MODE (MustContain)"
    value = desk.ask("POST", WIQL, {"query": text}).value
    assert (value["queryType"], value["queryResultType"]) == ("oneHop", "workItemLink")
    rows = [
        (row["rel"], row["source"] and row["source"]["id"], row["target"]["id"]) for row in value["workItemRelations"]
    ]
    assert rows == [(None, None, 1), ("System.LinkTypes.Related", 1, 2)]


def test_the_current_iteration_is_that_of_the_team(desk: Desk) -> None:
    """`@CurrentIteration` means the first iteration of the team that asks."""
    nodes = desk.ask("GET", "/MHHS/_apis/wit/classificationnodes/iterations?$depth=1").value
    child = nodes["children"][0]
    desk.ask("POST", "/MHHS/MHHS Team/_apis/work/teamsettings/iterations", {"id": child["identifier"]})
    change(desk, 1, put("System.IterationPath", f"MHHS\\{child['name']}"))
    text = "SELECT [System.Id] FROM workitems WHERE [System.IterationPath] = @CurrentIteration"
    assert found(desk, text, f"/MHHS/MHHS Team{WIQL}") == [1]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SELECT [System.Id] FROM workitems WHERE [Custom.Nothing] = 1", "TF51005"),
        ("SELECT [System.Id] FROM workitems WHERE", "TF51006"),
        ("SELECT [System.Id] FROM workitems WHERE [System.State] = @nonsense", "TF51006"),
        ("SELECT [System.Id] FROM workitems" + " " * 32_000, "VS402338"),
    ],
)
def test_what_cannot_be_asked_is_refused(desk: Desk, text: str, number: str) -> None:
    """400 with the number of the mistake."""
    heard = desk.ask("POST", WIQL, {"query": text})
    assert heard.status == 400
    assert heard.value["message"].startswith(number)


def test_a_query_is_needed(desk: Desk) -> None:
    """An empty body is refused."""
    assert desk.ask("POST", WIQL, {}).value["typeKey"] == "ArgumentNullException"


def test_a_stored_query_is_run_by_its_id(desk: Desk) -> None:
    """The number of rows stands in a header."""
    queries, project = desk.world.part(Queries), next(iter(desk.world.projects))
    shared = queries.roots(project, NOON)[1]
    item = queries.create(shared, "New", NOON, wiql="SELECT [System.Id] FROM workitems WHERE [State] = 'New'")
    heard = desk.ask("GET", f"{WIQL}/{item.id}")
    assert ([each["id"] for each in heard.value["workItems"]], heard.headers["X-Total-Count"]) == ([1], "1")
    assert desk.ask("GET", f"{WIQL}/{shared.id}").status == 404


def test_a_query_may_be_kept_for_a_while(desk: Desk) -> None:
    """It is run by its id and shown in no folder; a text that is no query is not kept."""
    text = "SELECT [System.Id] FROM workitems WHERE [State] = 'New'"
    kept = desk.ask("POST", "/MHHS/_apis/wit/tempqueries", {"wiql": text}).value["id"]
    assert [each["id"] for each in desk.ask("GET", f"{WIQL}/{kept}").value["workItems"]] == [1]
    assert desk.ask("GET", f"/MHHS/_apis/wit/queries/{kept}").status == 404
    assert desk.ask("POST", "/MHHS/_apis/wit/tempqueries", {"wiql": "SELECT nothing"}).status == 400
