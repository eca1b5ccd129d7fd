"""Several creations and changes in one `$batch`, each answered on its own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import PATCH, a_desk, create, put, read

BATCH = "/_apis/wit/$batch"
ITEM = "/_apis/wit/workitems/1"
CREATE = "/MHHS/_apis/wit/workitems/$Task?api-version=7.1"


@pytest.fixture
def desk() -> Desk:
    """Give an organisation with one bug."""
    made = a_desk()
    create(made)
    return made


def a_request(uri: str, *steps: dict[str, Any], method: str = "PATCH", content_type: str = PATCH) -> dict[str, Any]:
    return {"method": method, "uri": uri, "headers": {"Content-Type": content_type}, "body": list(steps)}


def ask(desk: Desk, *requests: Any) -> list[tuple[int, Any]]:
    heard = desk.ask("PATCH", BATCH, list(requests))
    assert heard.status == 200
    assert heard.value["count"] == len(requests)
    return [(each["code"], json.loads(each["body"])) for each in heard.value["value"]]


def test_items_are_created_and_changed_in_order(desk: Desk) -> None:
    """Each answer is the work item as a request of its own would answer it."""
    made, changed = ask(
        desk,
        a_request(CREATE, put("System.Title", "Look at it")),
        a_request("/_apis/wit/workitems/1?api-version=5.0", put("System.Tags", "sit")),
    )
    assert (made[0], made[1]["id"], made[1]["fields"]["System.Title"]) == (200, 2, "Look at it")
    assert (changed[0], changed[1]["rev"], changed[1]["fields"]["System.Tags"]) == (200, 2, "sit")


def test_a_request_that_fails_does_not_hinder_the_others(desk: Desk) -> None:
    """A stale revision is answered with 412 in its place; what stands behind it is done."""
    stale = {"op": "test", "path": "/rev", "value": 7}
    refused, changed = ask(
        desk,
        a_request("/_apis/wit/workitems/1?api-version=7.1", stale, put("System.Title", "x")),
        a_request("/_apis/wit/workitems/1?api-version=7.1", put("System.Tags", "sit")),
    )
    assert (refused[0], refused[1]["typeKey"]) == (412, "TestPatchOperationFailedException")
    assert (changed[0], read(desk, 1)["fields"]["System.Title"]) == (200, "DIP is down")


def test_new_items_are_linked_by_their_temporary_numbers(desk: Desk) -> None:
    """A negative number stands for an item that an earlier request of the batch made."""
    name = {"op": "add", "path": "/id", "value": "-1"}
    link = {"rel": "System.LinkTypes.Hierarchy-Reverse", "url": "https://dev.azure.com/mhhs/_apis/wit/workItems/-1"}
    parent, child = ask(
        desk,
        a_request(CREATE, put("System.Title", "Parent"), name),
        a_request(CREATE, put("System.Title", "Child"), {"op": "add", "path": "/relations/-", "value": link}),
    )
    assert parent[1]["id"] == 2
    assert child[1]["fields"]["System.Parent"] == 2
    assert read(desk, 2, "$expand=relations")["relations"][0]["url"].endswith("/workItems/3")


@pytest.mark.parametrize(
    ("request_", "status", "type_key"),
    [
        (a_request(ITEM, method="DELETE"), 400, "ArgumentException"),
        (a_request(f"{ITEM}9", put("System.Title", "x")), 404, "WorkItemUnauthorizedAccessException"),
        (a_request(f"{ITEM}?api-version=9.9"), 400, "VssVersionOutOfRangeException"),
        (
            a_request(ITEM, put("System.Title", "x"), content_type="text/plain"),
            415,
            "VssRequestContentTypeNotSupportedException",
        ),
        (a_request(ITEM) | {"body": ["x"]}, 400, "VssPropertyValidationException"),
        (a_request(ITEM) | {"body": "x"}, 400, "VssPropertyValidationException"),
    ],
)
def test_what_makes_no_sense_is_refused_in_its_place(desk: Desk, request_: Any, status: int, type_key: str) -> None:
    """Other methods, unknown items and versions, another content type, what is no patch."""
    [(code, value)] = ask(desk, request_)
    assert (code, value["typeKey"]) == (status, type_key)


@pytest.mark.parametrize("body", [{}, ["x"], [a_request(CREATE)] * 201])
def test_what_is_no_batch_is_refused(desk: Desk, body: Any) -> None:
    """It must be a list of at most 200 requests."""
    assert desk.ask("PATCH", BATCH, body).status == 400
