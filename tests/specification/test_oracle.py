"""The oracle finds what the specification does not know, names where it is, and lets the rest pass."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.observing import Exchange
from tests.specification.exchanges import an_exchange
from tests.specification.oracle import Oracle, asked

PATCH = {"content-type": "application/json-patch+json"}
ITEM = "/MHHS/_apis/wit/workitems/7"
REFUSAL = {
    "$id": "1",
    "innerException": None,
    "message": "TF401232: Work item 7 does not exist.",
    "typeName": "Microsoft.TeamFoundation.WorkItemTracking.Server.Unauthorized, Microsoft.TeamFoundation.Server",
    "typeKey": "Unauthorized",
    "errorCode": 0,
    "eventId": 3200,
}


def faults_of_answer(oracle: Oracle, exchange: Exchange) -> list[str]:
    operation = oracle.operation(exchange.method, exchange.path, asked(exchange))
    assert operation is not None
    return oracle.faults_of_answer(operation, exchange)


def faults_of_request(oracle: Oracle, exchange: Exchange) -> list[str]:
    operation = oracle.operation(exchange.method, exchange.path, asked(exchange))
    assert operation is not None
    return oracle.faults_of_request(operation, exchange)


@pytest.mark.parametrize(
    ("method", "address", "operation"),
    [
        ("GET", "/_apis/wit/workitems/7", "Work Items_Get Work Item"),
        ("GET", "/MHHS/_apis/wit/workItems?ids=1,2", "Work Items_List"),
        ("POST", "/MHHS/_apis/wit/workitems/$Bug", "Work Items_Create"),
        ("POST", "/MHHS/_apis/wit/workitems/%24Bug", "Work Items_Create"),
        ("POST", "/_apis/wit/wiql", "Wiql_Query By Wiql"),
        ("POST", "/MHHS/_apis/wit/wiql", "Wiql_Query By Wiql"),
        ("POST", "/MHHS/MHHS%20Team/_apis/wit/wiql", "Wiql_Query By Wiql"),
        ("GET", "/MHHS/_apis/wit/classificationnodes", "Classification Nodes_Get Root Nodes"),
        ("GET", "/MHHS/_apis/wit/classificationnodes?ids=1", "Classification Nodes_Get Classification Nodes"),
        ("GET", "/MHHS/_apis/wit/classificationnodes/areas", "Classification Nodes_Get"),
        ("GET", "/MHHS/_apis/wit/classificationnodes/areas/SIT%20A/East", "Classification Nodes_Get"),
        ("GET", "/MHHS/_apis/wit/queries/Shared%20Queries/envbot/open", "Queries_Get"),
        ("GET", "/MHHS/_apis/wit/queries?$filter=open", "Queries_Search Queries"),
        ("GET", "/MHHS/_apis/wit/workItems/7/comments?$top=3", "Comments_Get Comments"),
        ("GET", "/MHHS/_apis/wit/workItems/7/comments?ids=1", "Comments_Get Comments Batch"),
        ("GET", "/MHHS/_apis/dashboard/dashboards", "Dashboards_List"),
        ("DELETE", "/_apis/nowhere/7", None),
    ],
)
def test_an_address_is_understood(oracle: Oracle, method: str, address: str, operation: str | None) -> None:
    """In any case, encoded or not, with and without project and team, by its parameters where the path is the same."""
    exchange = an_exchange(method, address)
    found = oracle.operation(method, exchange.path, asked(exchange))
    assert (found and found.id) == operation


@pytest.mark.parametrize(
    "answered",
    [
        {
            "id": 7,
            "rev": 1,
            "fields": {"System.Title": "x", "System.AssignedTo": {"id": "anything"}},
            "_links": {"a": 1},
        },
        {"id": None, "relations": None},
        {},
    ],
)
def test_what_is_declared_passes(oracle: Oracle, answered: Any) -> None:
    """A bare object is anything, everything may be null, nothing is required."""
    assert faults_of_answer(oracle, an_exchange("GET", ITEM, answered)) == []


@pytest.mark.parametrize(
    ("address", "answered", "fault"),
    [
        (ITEM, {"id": "7"}, "$.id: '7' is not of type 'integer', 'null'"),
        (ITEM, {"colour": 1}, "$: Additional properties are not allowed ('colour' was unexpected)"),
        (ITEM, {"relations": [{"rel": 3}]}, "$.relations[0].rel: 3 is not of type 'string', 'null'"),
        ("/MHHS/_apis/wit/workitemtypes", [], "$: [] is not of type 'object'"),
        (f"{ITEM}/comments/1", {"createdDate": "yesterday"}, "$.createdDate: 'yesterday' is not a 'date-time'"),
        (f"{ITEM}/comments/1", {"format": "rtf"}, "$.format: 'rtf' does not match '^(?i:markdown|html)$'"),
        ("/MHHS/_apis/wiki/wikis/w", {"id": "w"}, "$.id: 'w' is not a 'uuid'"),
        (ITEM, "<html>", "answers with a body that is not JSON"),
    ],
)
def test_what_is_not_declared_is_named_with_its_place(oracle: Oracle, address: str, answered: Any, fault: str) -> None:
    """Types, unknown keys, missing envelopes, instants, enumerations, identifiers."""
    assert faults_of_answer(oracle, an_exchange("GET", address, answered)) == [fault]


def test_enumerations_ignore_case(oracle: Oracle) -> None:
    """`Markdown` is `markdown`."""
    assert faults_of_answer(oracle, an_exchange("GET", f"{ITEM}/comments/1", {"format": "Markdown"})) == []


@pytest.mark.parametrize(
    ("method", "address", "status", "answered", "faults"),
    [
        ("POST", "/_apis/projects", 202, {"id": "0ab1c1f8-9d70-4c4e-8b3c-4d4a5c3f1b11"}, []),
        ("POST", "/_apis/projects", 201, {}, ["answers 201; declared or recorded are [200, 202]"]),
        ("DELETE", "/_apis/projects/p/teams/t", 204, None, []),
        ("DELETE", "/_apis/projects/p/teams/t", 204, {}, ["answers with a body where none is declared"]),
    ],
)
def test_the_status_is_one_that_was_seen(
    oracle: Oracle, method: str, address: str, status: int, answered: Any, faults: list[str]
) -> None:
    """Declared, in an official example, or recorded; 204 has no body."""
    assert faults_of_answer(oracle, an_exchange(method, address, answered, status=status)) == faults


def test_plain_text_is_for_those_who_ask_for_it(oracle: Oracle) -> None:
    """A wiki page comes as text only to those who accept it."""
    page = "/MHHS/_apis/wiki/wikis/w/pages"
    plain = "text/plain; charset=utf-8"
    asked_for = an_exchange("GET", page, "# Text", headers={"accept": "text/plain"}, content_type=plain)
    assert faults_of_answer(oracle, asked_for) == []
    unasked = faults_of_answer(oracle, an_exchange("GET", page, "# Text", content_type=plain))
    assert unasked == ["answers plain text to somebody who did not ask for it"]


def test_bytes_are_for_what_is_declared_as_text(oracle: Oracle) -> None:
    """An attachment comes, and goes, as it is; a work item does not."""
    file, kind = "/_apis/wit/attachments/0ab1c1f8-9d70-4c4e-8b3c-4d4a5c3f1b11", "application/octet-stream"
    assert faults_of_answer(oracle, an_exchange("GET", file, "bytes", content_type=kind)) == []
    found = faults_of_answer(oracle, an_exchange("GET", ITEM, "bytes", content_type=kind))
    assert found == ["answers with bytes where JSON is declared"]
    sent = an_exchange("POST", "/_apis/wit/attachments", sent="bytes", headers={"content-type": kind})
    assert faults_of_request(oracle, sent) == []


def test_refusals_have_the_recorded_envelope(oracle: Oracle) -> None:
    """All of its keys and no others; pages and plain text are let pass."""
    assert faults_of_answer(oracle, an_exchange("GET", ITEM, REFUSAL, status=404)) == []
    assert faults_of_answer(oracle, an_exchange("GET", ITEM, "not found", status=404, content_type="text/plain")) == []
    assert faults_of_answer(oracle, an_exchange("GET", ITEM, "<html>", status=203, content_type="text/html")) == []
    short = {key: value for key, value in REFUSAL.items() if key != "typeKey"}
    found = faults_of_answer(oracle, an_exchange("GET", ITEM, short, status=404))
    assert found == ["refusal $: 'typeKey' is a required property"]


def test_people_without_identity_around_are_of_an_older_version(oracle: Oracle) -> None:
    """Members of a team are judged from version 4.1 on."""
    members, answered = "/_apis/projects/p/teams/t/members", {"count": 1, "value": [{"displayName": "x"}]}
    assert faults_of_answer(oracle, an_exchange("GET", members, answered, version="4.0")) == []
    assert len(faults_of_answer(oracle, an_exchange("GET", members, answered, version="4.1"))) == 1


@pytest.mark.parametrize(
    ("address", "version", "faults"),
    [
        (f"{ITEM}?$expand=Relations&asOf=2024-06-12T07:30:00Z&api-version=7.1", "7.1", []),
        (f"{ITEM}?%24expand=relations", "", []),
        (f"{ITEM}?expand=all", "7.1", ["sends the parameter expand, which is not declared"]),
        (
            f"{ITEM}?$expand=some",
            "7.1",
            ["parameter $expand: $: 'some' does not match '^(?i:none|relations|fields|links|all)$'"],
        ),
        (f"{ITEM}?asOf=noon", "7.1", ["parameter asof: $: 'noon' is not a 'date-time'"]),
        (f"{ITEM}/revisions?$top=many", "7.1", ["parameter $top: $: 'many' is not of type 'integer', 'null'"]),
        (f"{ITEM}/revisions?$top=3", "7.1", []),
        (f"{ITEM}/comments?includeDeleted=true", "7.1-preview.4", []),
        (
            f"{ITEM}/comments?includeDeleted=perhaps",
            "7.1-preview.4",
            ["parameter includedeleted: $: 'perhaps' is not of type 'boolean', 'null'"],
        ),
        (f"{ITEM}/comments", "7.1", ["names the api-version 7.1, but it is 7.1-preview.4 that is there"]),
        (f"{ITEM}/comments", "7.1-preview.5", ["names the api-version 7.1-preview.5, but 7.1-preview.4 is the latest"]),
        (f"{ITEM}/comments", "seven", ["names the api-version seven, which is none"]),
    ],
)
def test_parameters_and_version_of_a_request_are_judged(
    oracle: Oracle, address: str, version: str, faults: list[str]
) -> None:
    """Unknown names, values of the wrong type, and previews that are not asked for as such."""
    assert faults_of_request(oracle, an_exchange("GET", address, version=version)) == faults


@pytest.mark.parametrize(
    ("sent", "headers", "version", "faults"),
    [
        ([{"op": "add", "path": "/fields/System.Title", "value": "x"}], PATCH, "7.1", []),
        ([{"op": 0, "path": "/fields/System.Title", "value": "x"}], PATCH, "7.1", []),
        ([], {}, "7.1", ["sends application/json where application/json-patch+json is taken"]),
        ([], PATCH, "", ["names no api-version"]),
        (
            [{"op": "put"}],
            PATCH,
            "7.1",
            ["body: $[0].op: 'put' does not match '^(?i:add|remove|replace|move|copy|test)$'"],
        ),
        (None, PATCH, "7.1", ["sends a body that is not JSON"]),
    ],
)
def test_the_body_of_a_request_is_judged(
    oracle: Oracle, sent: Any, headers: dict[str, str], version: str, faults: list[str]
) -> None:
    """Its content type and its shape, and that a write names its version."""
    exchange = an_exchange("PATCH", ITEM, sent=sent, headers=headers, version=version)
    assert faults_of_request(oracle, exchange) == faults


def test_a_body_nobody_reads_is_named(oracle: Oracle) -> None:
    """GET takes none."""
    assert faults_of_request(oracle, an_exchange("GET", ITEM, sent={})) == ["sends a body where none is declared"]
