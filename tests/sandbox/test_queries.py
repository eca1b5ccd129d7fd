"""The sandbox's shared queries behave as Azure DevOps' do."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.queries import Queries
from sandbox.query_routes import RESOURCES
from tests.sandbox.desk import Desk, a_world

QUERIES = "/MHHS/_apis/wit/queries"
SHARED = f"{QUERIES}/Shared Queries"
BUGS = "SELECT [System.Id], [Title] FROM workitems WHERE [State] = 'New' ORDER BY [System.Id] DESC"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks for queries."""
    return Desk(a_world(), RESOURCES)


def make(desk: Desk, path: str, name: str, wiql: str = "") -> Any:
    """Add a query, or a folder where there is no WIQL."""
    body = {"name": name, "wiql": wiql} if wiql else {"name": name, "isFolder": True}
    heard = desk.ask("POST", f"{QUERIES}/{path}", body)
    assert heard.status == 201
    return heard.value


def names(value: Any) -> Any:
    """Give names with the names below them."""
    return {child["name"]: names(child) for child in value.get("children", [])}


def test_a_project_has_two_roots(desk: Desk) -> None:
    """My Queries is private, Shared Queries is public, both are folders."""
    roots = desk.ask("GET", QUERIES).value["value"]
    assert [(root["name"], root["isPublic"], root["isFolder"], root["hasChildren"]) for root in roots] == [
        ("My Queries", False, True, False),
        ("Shared Queries", True, True, False),
    ]


def test_a_query_is_created_and_found_by_path_and_id(desk: Desk) -> None:
    """201 with text, columns, sorting and clauses; the path is found in any case, the id too."""
    make(desk, "Shared Queries", "envbot")
    made = make(desk, "Shared Queries/envbot", "New bugs", BUGS)
    assert (made["path"], made["queryType"]) == ("Shared Queries/envbot/New bugs", "flat")
    assert [column["referenceName"] for column in made["columns"]] == ["System.Id", "System.Title"]
    assert made["sortColumns"][0]["descending"]
    assert made["clauses"] == {
        "field": made["clauses"]["field"],
        "operator": {"referenceName": "SupportedOperations.Equals", "name": "="},
        "value": "New",
    }
    assert made["createdBy"]["uniqueName"] == "envbot@example.com"
    assert made["_links"]["wiql"]["href"].endswith(f"/_apis/wit/wiql/{made['id']}")
    for reference in ("shared queries/ENVBOT/new bugs", made["id"]):
        found = desk.ask("GET", f"{QUERIES}/{reference}").value
        assert (found["id"], "wiql" in found) == (made["id"], False)


@pytest.mark.parametrize(
    ("expand", "present", "absent"),
    [
        ("none", {"createdDate", "url", "queryType"}, {"wiql", "columns", "clauses"}),
        ("minimal", {"wiql", "queryType"}, {"createdDate", "url", "columns"}),
        ("wiql", {"wiql", "columns", "sortColumns", "createdDate"}, {"clauses"}),
        ("clauses", {"columns", "clauses"}, {"wiql"}),
        ("all", {"wiql", "columns", "clauses", "createdDate"}, set()),
    ],
)
def test_each_expansion_has_its_own_keys(desk: Desk, expand: str, present: set[str], absent: set[str]) -> None:
    """As measured on the service: `minimal` is no part of `none`, nor the other way round."""
    made = make(desk, "Shared Queries", "New bugs", BUGS)
    keys = set(desk.ask("GET", f"{QUERIES}/{made['id']}?$expand={expand}").value)
    assert present <= keys
    assert not absent & keys


def test_the_tree_is_given_as_deep_as_asked_for(desk: Desk) -> None:
    """$depth 0, 1 and 2, folders before queries; 3 is a bad request."""
    make(desk, "Shared Queries", "b", BUGS)
    make(desk, "Shared Queries", "z")
    make(desk, "Shared Queries/z", "q", BUGS)
    expected: list[Any] = [{}, {"z": {}, "b": {}}, {"z": {"q": {}}, "b": {}}]
    for depth, tree in enumerate(expected):
        found = desk.ask("GET", f"{SHARED}?$depth={depth}").value
        assert (names(found), found["hasChildren"]) == (tree, True)
        assert list(names(found)) == list(tree)
    assert desk.ask("GET", f"{SHARED}?$depth=3").status == 400
    assert desk.ask("GET", f"{SHARED}?$expand=everything").status == 400


def test_a_missing_query_is_tf401243(desk: Desk) -> None:
    """404 QueryItemNotFoundException, by path and by id."""
    for reference in ("Shared Queries/none", "00000000-0000-0000-0000-000000000001"):
        heard = desk.ask("GET", f"{QUERIES}/{reference}")
        assert (heard.status, heard.value["typeKey"]) == (404, "QueryItemNotFoundException")
        assert heard.value["message"].startswith(f"TF401243: The query {reference} does not exist")


def test_a_name_is_taken_once_in_a_folder(desk: Desk) -> None:
    """TF237018 with status 400 (as the service has it), in any case, for queries and folders, new and renamed."""
    make(desk, "Shared Queries", "envbot")
    other = make(desk, "Shared Queries", "Other")
    for heard in (
        desk.ask("POST", SHARED, {"name": "Envbot", "wiql": BUGS}),
        desk.ask("PATCH", f"{QUERIES}/{other['id']}", {"name": "ENVBOT"}),
    ):
        assert (heard.status, heard.value["typeKey"]) == (400, "LegacyQueryItemException")
        assert heard.value["message"].startswith("TF237018")
    assert desk.ask("PATCH", f"{QUERIES}/{other['id']}", {"name": "OTHER"}).value["name"] == "OTHER"


@pytest.mark.parametrize(
    ("wiql", "type_key", "words"),
    [
        ("SELECT nothing", "SyntaxException", "line 1"),
        ("", "SyntaxException", "line 1"),
        ("SELECT [System.Id] FROM workitems WHERE [No.Such] = 1", "QueryFieldNotFoundException", "TF51005"),
        ("SELECT [No.Such] FROM workitems", "QueryFieldNotFoundException", "[No.Such]"),
    ],
)
def test_wiql_is_checked_before_it_is_stored(desk: Desk, wiql: str, type_key: str, words: str) -> None:
    """A text that cannot be read, or names an unknown field, is refused with 400 and nothing is stored."""
    for heard in (
        desk.ask("POST", SHARED, {"name": "Bad", "wiql": wiql}),
        desk.ask("POST", f"{SHARED}?validateWiqlOnly=true", {"wiql": wiql}),
    ):
        assert (heard.status, heard.value["typeKey"]) == (400, type_key)
        assert words in heard.value["message"]
    assert desk.ask("GET", f"{SHARED}?$depth=1").value["hasChildren"] is False


def test_good_wiql_can_be_checked_without_storing_it(desk: Desk) -> None:
    """With validateWiqlOnly the answer is 200 and nothing is stored."""
    assert desk.ask("POST", f"{SHARED}?validateWiqlOnly=true", {"wiql": BUGS}).value == {"wiql": BUGS}
    assert desk.ask("GET", SHARED).value["hasChildren"] is False


def test_patching_changes_only_what_is_sent(desk: Desk) -> None:
    """A new text keeps the name, a new name keeps the text and the id; bad WIQL changes nothing."""
    made = make(desk, "Shared Queries", "Bugs", BUGS)
    other = "SELECT [System.Id] FROM workitems"
    assert desk.ask("PATCH", f"{SHARED}/Bugs", {"wiql": other}).value["name"] == "Bugs"
    renamed = desk.ask("PATCH", f"{SHARED}/Bugs", {"name": "All bugs"}).value
    assert (renamed["id"], renamed["wiql"], renamed["path"]) == (made["id"], other, "Shared Queries/All bugs")
    assert desk.ask("PATCH", f"{SHARED}/All bugs", {"wiql": "x"}).status == 400
    assert desk.ask("PATCH", SHARED, {"wiql": BUGS}).status == 400


def test_a_query_is_moved_by_posting_its_id(desk: Desk) -> None:
    """POST {id} to another folder answers 200 and changes the path, not the id; nonsense moves are refused."""
    make(desk, "Shared Queries", "a")
    make(desk, "Shared Queries/a", "b")
    made = make(desk, "Shared Queries/a/b", "q", BUGS)
    heard = desk.ask("POST", f"{QUERIES}/My Queries", {"id": made["id"]})
    assert (heard.status, heard.value["path"], heard.value["isPublic"]) == (200, "My Queries/q", False)
    a = desk.ask("GET", f"{SHARED}/a").value["id"]
    for address, identity in (
        (f"{SHARED}/a/b", a),
        (f"{SHARED}/a", a),
        (f"{QUERIES}/My Queries/q", a),
        (f"{SHARED}/a", desk.ask("GET", SHARED).value["id"]),
    ):
        assert desk.ask("POST", address, {"id": identity}).value["typeKey"] == "LegacyQueryItemException"


def test_a_deleted_query_comes_back_by_its_id(desk: Desk) -> None:
    """204; then only the id with $includeDeleted finds it, and PATCH isDeleted false brings it back."""
    made = make(desk, "Shared Queries", "q", BUGS)
    assert desk.ask("DELETE", f"{SHARED}/q").status == 204
    assert desk.ask("GET", f"{SHARED}/q?$includeDeleted=true").status == 404
    assert desk.ask("GET", f"{QUERIES}/{made['id']}").status == 404
    assert desk.ask("GET", f"{QUERIES}/{made['id']}?$includeDeleted=true").value["isDeleted"]
    assert names(desk.ask("GET", f"{SHARED}?$depth=1&$includeDeleted=true").value) == {"q": {}}
    assert names(desk.ask("GET", f"{SHARED}?$depth=1").value) == {}
    back = desk.ask("PATCH", f"{QUERIES}/{made['id']}", {"isDeleted": False}).value
    assert ("isDeleted" in back, back["path"]) == (False, "Shared Queries/q")


@pytest.mark.parametrize(("asked", "expected"), [("", {}), ("?$undeleteDescendants=true", {"q": {}})])
def test_a_folder_comes_back_with_or_without_what_was_in_it(desk: Desk, asked: str, expected: Any) -> None:
    """Descendants come along only when asked for, and only when the folder itself was deleted."""
    folder = make(desk, "Shared Queries", "f")
    make(desk, "Shared Queries/f", "q", BUGS)
    desk.ask("DELETE", f"{SHARED}/f")
    assert names(desk.ask("PATCH", f"{QUERIES}/{folder['id']}{asked}", {"isDeleted": False}).value) == expected
    again = desk.ask("PATCH", f"{QUERIES}/{folder['id']}?$undeleteDescendants=true", {"isDeleted": False}).value
    assert names(again) == expected


def test_a_name_that_was_taken_meanwhile_stays_taken(desk: Desk) -> None:
    """Bringing back a query whose name is in use is TF237018."""
    made = make(desk, "Shared Queries", "q", BUGS)
    desk.ask("DELETE", f"{SHARED}/q")
    make(desk, "Shared Queries", "q", BUGS)
    heard = desk.ask("PATCH", f"{QUERIES}/{made['id']}", {"isDeleted": False})
    assert heard.value["message"].startswith("TF237018")


def test_roots_cannot_be_deleted(desk: Desk) -> None:
    """TF237023, 400."""
    heard = desk.ask("DELETE", SHARED)
    assert (heard.status, heard.value["message"]) == (400, "TF237023: You cannot delete root folders.")


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("POST", QUERIES, {"name": "x", "isFolder": True}),
        ("POST", SHARED, {"isFolder": True}),
        ("POST", SHARED, {"name": "a/b", "isFolder": True}),
        ("POST", SHARED, {"name": "f", "isFolder": True, "wiql": BUGS}),
        ("POST", f"{SHARED}/q", {"name": "below a query", "isFolder": True}),
        ("PATCH", QUERIES, {"name": "x"}),
        ("DELETE", QUERIES, None),
        ("POST", "/MHHS/_apis/wit/queriesbatch", {"ids": []}),
    ],
)
def test_what_makes_no_sense_is_a_bad_request(desk: Desk, method: str, address: str, body: Any) -> None:
    """400 for a call without a place, without a name, with a bad name, or below a query."""
    make(desk, "Shared Queries", "q", BUGS)
    assert desk.ask(method, address, body).status == 400


def test_queries_are_searched_by_name(desk: Desk) -> None:
    """$filter finds queries, not folders; $top cuts and says that there is more."""
    make(desk, "Shared Queries", "bugs")
    for name in ("New bugs", "Old bugs", "Tasks"):
        make(desk, "Shared Queries/bugs", name, BUGS)
    found = desk.ask("GET", f"{QUERIES}?$filter=BUGS").value
    assert ([one["name"] for one in found["value"]], found["hasMore"]) == (["New bugs", "Old bugs"], False)
    assert desk.ask("GET", f"{QUERIES}?$filter=bugs&$top=1").value["hasMore"] is True


def test_queries_come_in_batches(desk: Desk) -> None:
    """By ids, in their order; a missing one fails the batch unless it may be omitted."""
    made = make(desk, "Shared Queries", "q", BUGS)["id"]
    batch = "/MHHS/_apis/wit/queriesbatch"
    found = desk.ask("POST", batch, {"ids": [made], "$expand": "wiql"}).value
    assert (found["count"], found["value"][0]["wiql"]) == (1, BUGS)
    missing = "00000000-0000-0000-0000-000000000001"
    assert desk.ask("POST", batch, {"ids": [made, missing]}).status == 404
    assert desk.ask("POST", batch, {"ids": [made, missing], "errorPolicy": "omit"}).value["count"] == 1
    assert desk.ask("POST", "/_apis/wit/queriesbatch", {"ids": [made]}).value["count"] == 1


def test_a_stored_query_is_looked_up_by_id_in_all_projects(desk: Desk) -> None:
    """What runs a stored query asks with nothing but its GUID; a deleted one is not found."""
    made = make(desk, "Shared Queries", "q", BUGS)["id"]
    queries = desk.world.part(Queries)
    found = queries.by_id(made.upper())
    assert found is not None
    assert found.wiql == BUGS
    desk.ask("DELETE", f"{SHARED}/q")
    assert queries.by_id(made) is None


@pytest.mark.parametrize(
    ("wiql", "kind"),
    [
        ("SELECT [System.Id] FROM workitems", "flat"),
        ("SELECT [System.Id] FROM workitemlinks WHERE ([Source].[System.State] = 'New') MODE (Recursive)", "tree"),
        ("SELECT [System.Id] FROM workitemlinks WHERE ([Source].[System.State] = 'New') MODE (MayContain)", "oneHop"),
    ],
)
def test_a_query_knows_its_kind(desk: Desk, wiql: str, kind: str) -> None:
    """Flat, one hop or tree, by FROM and MODE; only flat ones show clauses, and only with a WHERE."""
    made = make(desk, "Shared Queries", "q", wiql)
    assert (made["queryType"], "clauses" in made) == (kind, False)


def test_clauses_show_the_tree_of_the_condition(desk: Desk) -> None:
    """Groups, NOT, fields as values, macros with offsets, lists, and EVER."""
    wiql = (
        "SELECT [System.Id] FROM workitems WHERE ([State] IN ('New', 'Open') OR NOT [State] = [Reason]) "
        "AND EVER [State] = 'New' AND [System.ChangedDate] > @Today - 7 AND [Priority] = 1 "
        "AND [System.ChangedDate] > @StartOfMonth('+3d')"
    )
    clauses = make(desk, "Shared Queries", "q", wiql)["clauses"]
    assert clauses["logicalOperator"] == "AND"
    group, ever, today, priority, month = clauses["clauses"]
    assert group["logicalOperator"] == "OR"
    assert (group["clauses"][0]["value"], group["clauses"][0]["operator"]["name"]) == ("New, Open", "IN")
    assert ever["operator"] == {"referenceName": "SupportedOperations.Ever", "name": "EVER"}
    assert (today["value"], month["value"], priority["value"]) == ("@Today -7", "@StartOfMonth('+3d')", "1")
    assert group["clauses"][1]["operator"]["referenceName"] == "SupportedOperations.NotEqualsField"


def test_clauses_turn_round_what_is_denied(desk: Desk) -> None:
    """The tree knows no NOT: AND becomes OR, each operator its opposite, EVER becomes NEVER, twice denied is not."""
    wiql = (
        "SELECT [System.Id] FROM workitems WHERE NOT ([State] = 'New' AND EVER [State] = 'Open' "
        "AND NOT NEVER [State] = 'Closed' AND NOT [Priority] > 2)"
    )
    clauses = make(desk, "Shared Queries", "q", wiql)["clauses"]
    assert clauses["logicalOperator"] == "OR"
    assert [each["operator"]["name"] for each in clauses["clauses"]] == ["<>", "NEVER", "NEVER", ">"]
