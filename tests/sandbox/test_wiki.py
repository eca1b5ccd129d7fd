"""The sandbox's wikis behave as recorded."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest

from sandbox.wiki import Wikis
from sandbox.wiki_routes import RESOURCES
from tests.sandbox.desk import NOON, Desk, a_world
from tests.shared import shared_path

PAGES = "/MHHS/_apis/wiki/wikis/MHHS.wiki/pages"
FIRST = "b54c50ea0e6a2e0d96d39e21a6e7e89a541e2d03"
SECOND = "15a4f8f4595215219cd9019df815929238f804a6"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks for wikis, where the project has one."""
    world = a_world()
    world.part(Wikis).create(project=world.project("MHHS").id, name="MHHS.wiki")
    return Desk(world, RESOURCES)


def put(desk: Desk, path: str, content: str, **headers: str) -> Any:
    """Write a page."""
    return desk.ask("PUT", f"{PAGES}?path={path}", {"content": content}, **headers)


def test_a_page_goes_through_its_life_as_recorded(desk: Desk) -> None:
    """Create 201, update 200 with the unquoted ETag, read, delete 200 with an empty ETag and no id, then 404."""
    created = put(desk, "abc", "This is my wiki page")
    assert (created.status, created.headers["ETag"]) == (201, f'"{FIRST}"')
    assert created.value["path"] == "/abc"
    assert created.value["gitItemPath"] == "/abc.md"
    assert created.value["subPages"] == []
    assert created.value["url"].endswith("/pages/%2Fabc")
    assert created.value["remoteUrl"].endswith("?pagePath=%2Fabc")
    assert "isParentPage" not in created.value

    updated = put(desk, "abc", "New content is here now.", if_match=FIRST)
    assert (updated.status, updated.headers["ETag"]) == (200, f'"{SECOND}"')
    assert updated.value["id"] == created.value["id"]

    read = desk.ask("GET", f"{PAGES}?path=abc&includeContent=true")
    assert (read.status, read.headers["ETag"]) == (200, f'"{SECOND}"')
    assert read.value["content"] == "New content is here now."

    deleted = desk.ask("DELETE", f"{PAGES}?path=abc")
    assert (deleted.status, deleted.headers["ETag"], deleted.value["content"]) == (200, '""', "")
    assert "id" not in deleted.value

    gone = desk.ask("GET", f"{PAGES}?path=abc")
    assert gone.status == 404
    assert gone.value["typeKey"] == "WikiPageNotFoundException"
    assert gone.value["typeName"] == (
        "Microsoft.TeamFoundation.Wiki.Server.WikiPageNotFoundException, Microsoft.TeamFoundation.Wiki.Server"
    )
    assert gone.value["message"] == (
        "Wiki page ‘/abc’ could not be found. Ensure that the path of the page is correct and the page exists."  # noqa: RUF001 - as recorded
    )


GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def without_ids(value: Any) -> Any:
    """Set aside what another organisation numbers otherwise: GUIDs, page ids and the address of the organisation."""
    text = GUID.sub("GUID", json.dumps(value, ensure_ascii=False))
    text = re.sub(r'"https?://[^/]+/[^/]+/', '"', text)
    return json.loads(re.sub(r'"id": \d+', '"id": 0', text))


def test_recorded_conversations_get_the_recorded_answers() -> None:
    """Every recorded wiki request gets its recorded status, and its recorded body once ids are set aside."""
    path = shared_path("ado/recordings/interactions.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        recorded = [entry for entry in map(json.loads, lines) if "/_apis/wiki/" in entry["uri"]]
    desks: dict[str, Desk] = {}
    ours: dict[str, str] = {}
    for entry in recorded:
        if entry["src"] not in desks:
            world = a_world()
            world.add_project("WikiTests000001")
            desks[entry["src"]] = Desk(world, RESOURCES)
        desk = desks[entry["src"]]
        body = json.loads(entry["req_body"]) if entry["req_body"] else None
        if body and "projectId" in body:
            body["projectId"] = desk.world.project("WikiTests000001").id
        sent = {name.lower(): values[0] for name, values in entry["req_headers"].items()}
        headers = {"if_match": sent["if-match"]} if "if-match" in sent else {}
        address = "/" + entry["uri"].split("/", 4)[4]
        address = GUID.sub(lambda found: ours[found[0]], address)
        heard = desk.ask(entry["method"], address, body, **headers)
        said = json.loads(entry["resp_body"])
        assert heard.status == entry["status"], entry["uri"]
        assert without_ids(heard.value) == without_ids(said), entry["uri"]
        if entry["method"] == "POST":
            ours[said["id"]] = heard.value["id"]
    assert recorded


def test_a_page_that_exists_is_not_created_again(desk: Desk) -> None:
    """Without If-Match the answer is 409 WikiPageAlreadyExistsException and the page stays."""
    put(desk, "/Start", "old")
    heard = put(desk, "/Start", "new")
    assert (heard.status, heard.value["typeKey"]) == (409, "WikiPageAlreadyExistsException")
    assert desk.ask("GET", f"{PAGES}?path=/Start&includeContent=true").value["content"] == "old"


def test_a_stale_etag_is_refused_and_changes_nothing(desk: Desk) -> None:
    """The loser of two writers gets 412 WikiPageHasConflictsException."""
    put(desk, "/abc", "This is my wiki page")
    put(desk, "/abc", "New content is here now.", if_match=FIRST)
    heard = put(desk, "/abc", "mine", if_match=f'"{FIRST}"')
    assert (heard.status, heard.value["typeKey"]) == (412, "WikiPageHasConflictsException")
    assert desk.ask("GET", f"{PAGES}?path=/abc").headers["ETag"] == f'"{SECOND}"'


@pytest.mark.parametrize("etag", [FIRST, f'"{FIRST}"', FIRST.upper()])
def test_etags_are_taken_with_and_without_quotes(desk: Desk, etag: str) -> None:
    """Quoted, unquoted and in capitals: the same version."""
    put(desk, "/abc", "This is my wiki page")
    assert put(desk, "/abc", "New content is here now.", if_match=etag).status == 200


@pytest.mark.parametrize("etag", ["", "*", "1", 'W/"7"'])
def test_an_etag_that_is_none_is_a_bad_request(desk: Desk, etag: str) -> None:
    """What is no git blob id cannot be a version: 400."""
    put(desk, "/abc", "This is my wiki page")
    heard = put(desk, "/abc", "x", if_match=etag)
    assert (heard.status, heard.value["typeKey"]) == (400, "InvalidArgumentValueException")


def test_a_version_of_a_missing_page_is_not_found(desk: Desk) -> None:
    """An update of a page that was deleted meanwhile does not create it anew."""
    heard = put(desk, "/abc", "x", if_match=FIRST)
    assert (heard.status, heard.value["typeKey"]) == (404, "WikiPageNotFoundException")


def test_a_page_needs_its_parent(desk: Desk) -> None:
    """A page below nothing is refused with 404 WikiAncestorPageNotFoundException; after its parent it is taken."""
    heard = put(desk, "/Environments/Stand-ups", "x")
    assert (heard.status, heard.value["typeKey"]) == (404, "WikiAncestorPageNotFoundException")
    assert put(desk, "/Environments", "x").status == 201
    child = put(desk, "/Environments/Stand-ups", "x")
    assert (child.status, child.value["gitItemPath"]) == (201, "/Environments/Stand%2Dups.md")


def tree(value: Any) -> Any:
    """Give paths with the trees below them."""
    return value["path"], [tree(child) for child in value["subPages"]]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("none", ("/", [])),
        ("oneLevel", ("/", [("/A", []), ("/B", [])])),
        ("full", ("/", [("/A", [("/A/1", []), ("/A/2", [])]), ("/B", [])])),
    ],
)
def test_the_tree_is_given_as_deep_as_asked_for(desk: Desk, level: str, expected: Any) -> None:
    """Recursion levels none, oneLevel and full, siblings in the order they came."""
    for path in ("/A", "/A/1", "/B", "/A/2"):
        put(desk, path, "x")
    heard = desk.ask("GET", f"{PAGES}?path=/&recursionLevel={level}")
    assert tree(heard.value) == expected


def test_pages_below_a_page_are_given_without_ids(desk: Desk) -> None:
    """A sub page says whether it is a parent, and not its id."""
    for path in ("/A", "/A/1", "/A/1/x"):
        put(desk, path, "x")
    heard = desk.ask("GET", f"{PAGES}?path=/A&recursionLevel=oneLevel")
    (child,) = heard.value["subPages"]
    assert (child["isParentPage"], child["subPages"], "id" in child) == (True, [], False)
    assert heard.value["isParentPage"]


def test_an_unknown_recursion_level_is_a_bad_request(desk: Desk) -> None:
    """400 rather than a guess."""
    assert desk.ask("GET", f"{PAGES}?path=/&recursionLevel=deep").status == 400


def test_content_comes_only_when_asked_for(desk: Desk) -> None:
    """JSON without includeContent has an empty content."""
    put(desk, "/abc", "text")
    assert desk.ask("GET", f"{PAGES}?path=/abc").value["content"] == ""


def test_plain_text_comes_to_those_who_accept_it(desk: Desk) -> None:
    """Accept: text/plain gives the bare Markdown with its ETag."""
    put(desk, "/abc", "This is my wiki page")
    heard = desk.ask("GET", f"{PAGES}?path=/abc", accept="text/plain;api-version=7.1")
    assert (heard.value, heard.headers["ETag"]) == ("This is my wiki page", f'"{FIRST}"')


def test_pages_are_reached_by_id(desk: Desk) -> None:
    """GET, PATCH and DELETE pages/{id} mean the same page, whose id stays."""
    page = put(desk, "/abc", "This is my wiki page").value
    by_id = f"{PAGES}/{page['id']}"
    assert desk.ask("GET", f"{by_id}?includeContent=true").value["content"] == "This is my wiki page"
    assert desk.ask("PATCH", by_id, {"content": "x"}).status == 400
    changed = desk.ask("PATCH", by_id, {"content": "New content is here now."}, if_match=FIRST)
    assert (changed.status, changed.headers["ETag"]) == (200, f'"{SECOND}"')
    assert desk.ask("DELETE", by_id).value["path"] == "/abc"
    assert desk.ask("GET", by_id).status == 404


def test_a_deleted_page_takes_its_children_along(desk: Desk) -> None:
    """What is below a deleted page is gone too; its neighbour stays."""
    for path in ("/A", "/A/1", "/A/1/x", "/AB"):
        put(desk, path, "x")
    desk.ask("DELETE", f"{PAGES}?path=/A")
    assert tree(desk.ask("GET", f"{PAGES}?recursionLevel=full").value) == ("/", [("/AB", [])])


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("PUT", f"{PAGES}?path=/", {"content": "x"}),
        ("PUT", PAGES, {"content": "x"}),
        ("PUT", f"{PAGES}?path=/abc", {}),
        ("DELETE", f"{PAGES}?path=/", None),
    ],
)
def test_what_makes_no_sense_is_a_bad_request(desk: Desk, method: str, address: str, body: Any) -> None:
    """The root can be neither written nor deleted, and a page needs a path and content."""
    assert desk.ask(method, address, body).status == 400


def test_the_version_of_the_root_changes_with_every_page(desk: Desk) -> None:
    """A client can tell from the root's ETag that something changed below."""
    before = desk.ask("GET", PAGES).headers["ETag"]
    put(desk, "/abc", "x")
    assert desk.ask("GET", PAGES).headers["ETag"] != before


def test_wikis_are_made_found_and_deleted(desk: Desk) -> None:
    """By name in any case or by GUID, in the project or in the organisation; a deleted one is not found."""
    wiki = desk.ask("GET", "/MHHS/_apis/wiki/wikis/mhhs.WIKI").value
    assert wiki["type"] == "projectWiki"
    assert wiki["versions"] == [{"version": "wikiMaster"}]
    assert desk.ask("GET", f"/_apis/wiki/wikis/{wiki['id']}").value == wiki
    assert desk.ask("GET", "/_apis/wiki/wikis").value == {"count": 1, "value": [wiki]}
    assert desk.ask("DELETE", f"/_apis/wiki/wikis/{wiki['id']}").value == wiki
    gone = desk.ask("GET", f"/_apis/wiki/wikis/{wiki['id']}")
    assert (gone.status, gone.value["typeKey"]) == (404, "WikiNotFoundException")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "MHHS.wiki", "type": "projectWiki"}, 409),
        ({"name": "Another", "type": "projectWiki"}, 409),
        ({"name": "Another", "type": "book"}, 400),
        ({"type": "projectWiki"}, 400),
        ({"name": "Code", "type": "codeWiki"}, 400),
    ],
)
def test_a_wiki_that_cannot_be_is_refused(desk: Desk, body: Any, status: int) -> None:
    """A project has one project wiki, names are unlike, and a code wiki needs its repository."""
    assert desk.ask("POST", "/MHHS/_apis/wiki/wikis", body).status == status


def test_a_code_wiki_is_written_only_on_a_named_branch(desk: Desk) -> None:
    """Without versionDescriptor.version a page of a code wiki is refused with 400."""
    body = {
        "name": "Code",
        "type": "codeWiki",
        "repositoryId": "0ab1c1f8-9d70-4c4e-8b3c-4d4a5c3f1b11",
        "mappedPath": "/docs",
        "version": {"version": "main"},
    }
    assert desk.ask("POST", "/MHHS/_apis/wiki/wikis", body).value["mappedPath"] == "/docs"
    address = "/MHHS/_apis/wiki/wikis/Code/pages?path=/abc"
    assert desk.ask("PUT", address, {"content": "x"}).status == 400
    assert desk.ask("PUT", f"{address}&versionDescriptor.version=main", {"content": "x"}).status == 201


def test_a_scenario_plants_pages_with_their_parents() -> None:
    """Planted pages were there before anything was posted; planting again replaces the text."""
    world = a_world()
    wiki = world.part(Wikis).create(project=world.project("MHHS").id, name="MHHS.wiki")
    wiki.plant("/Releases/DIP 4.2.1", "old", NOON)
    wiki.plant("/Releases/DIP 4.2.1", "new", NOON)
    assert [(page.path, page.is_posted) for page in wiki.pages()] == [
        ("/Releases", False),
        ("/Releases/DIP 4.2.1", False),
    ]
    assert wiki.page("/Releases/DIP 4.2.1").content == "new"
