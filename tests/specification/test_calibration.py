"""The specification as it is read here fits what the real service answered, and the official examples."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox.observing import Exchange
from sandbox.replay.recordings import Interaction, read_conversations
from sandbox.versions import asked_version
from tests.shared import shared_path
from tests.specification.deviations import (
    EXTRA_KEYS,
    EXTRA_PARAMETERS,
    OLDER_ANSWERS,
    OPEN_DEFINITIONS,
    OTHER_SCHEMAS,
    STATUSES,
)
from tests.specification.exchanges import an_exchange
from tests.specification.oracle import Oracle, asked
from tests.specification.swagger import Operation
from tests.specification.watch import is_unspecified

_MOST_DEVIATIONS = 35
_STALE_EXAMPLES = {
    "Classification Nodes_Get Classification Nodes": "answers one node where a list is declared, and the sandbox lists",
    "Comments_Add Comment": "is of version 5.1-preview, when a comment's id was `commentId`",
    "Comments_Add Work Item Comment": "the same",
    "Comments_Get Comment": "the same",
    "Comments_Get Comments": "the same",
    "Comments_Get Comments Batch": "the same",
    "Comments_Update Comment": "the same",
    "Comments_Update Work Item Comment": "the same",
    "Consumers_List": "has numbers where texts are declared; out of scope",
    "Dashboards_Replace Dashboards": "is that of replacing one dashboard",
    "Iterations_List": "says `values` for `value`, which every recording has",
    "Recyclebin_Get": "is of version 1.0, with a text for the id and keys in capitals",
    "Recyclebin_Get Deleted Work Item Shallow References": "lacks the envelope that lists have",
    "Tags_List": "has the envelope twice",
    "Templates_Get": "has numbers where texts are declared",
    "Updates_List": "has a person where the person's name is declared",
    "Widget Types_Get Widget Metadata": "has keys of another class",
    "Wiql_Get": "HEAD has no body",
}


def _recorded_exchange(interaction: Interaction) -> Exchange:
    url = urlsplit(interaction.uri)
    query = dict(pair.partition("=")[::2] for pair in url.query.lower().split("&"))
    return an_exchange(
        interaction.method,
        f"{interaction.path}?{url.query}",
        interaction.body,
        status=interaction.status,
        headers=dict(interaction.request_headers),
        version=asked_version(query, interaction.request_headers),
        content_type=interaction.headers.get("content-type", ""),
    )


def test_every_recorded_answer_fits(oracle: Oracle) -> None:
    """Of eight years and of every version, with nothing but the listed deviations; and every address is known."""
    faults, judged = [], 0
    tapes = read_conversations(shared_path("ado/recordings/interactions.jsonl.gz"))
    for each in (one for tape in tapes.values() for one in tape):
        exchange = _recorded_exchange(each)
        if each.area and not is_unspecified(exchange):
            operation = oracle.operation(exchange.method, exchange.path, asked(exchange))
            judged += 1
            faults += oracle.faults_of_answer(operation, exchange) if operation else [f"{each.uri} is not known"]
    assert faults == []
    assert judged > 1000


def _examples(operations: tuple[Operation, ...]) -> list[tuple[Operation, int, Any]]:
    read = (
        (each, json.loads(path.read_text(encoding="utf-8-sig"))) for each in operations for path in set(each.examples)
    )
    return [
        (each, int(status), one["body"])
        for each, example in read
        for status, one in example["responses"].items()
        if "body" in one
    ]


def test_the_official_answers_fit(oracle: Oracle, operations: tuple[Operation, ...]) -> None:
    """All but those that are older than what they are an example of."""
    examples = _examples(operations)
    misfits = {
        each.id
        for each, status, body in examples
        if each.id not in STATUSES and oracle.faults(each.answers[status] or {"not": {}}, body)
    }
    assert misfits == set(_STALE_EXAMPLES)
    assert len(examples) > 150


@pytest.mark.parametrize("listed", [STATUSES, EXTRA_PARAMETERS, OLDER_ANSWERS])
def test_deviations_are_of_operations_that_exist(operations: tuple[Operation, ...], listed: dict[str, Any]) -> None:
    """A deviation of nothing is a slip of the pen."""
    assert set(listed) <= {each.id for each in operations}


def test_deviations_are_of_definitions_that_exist(operations: tuple[Operation, ...]) -> None:
    """The same for definitions and their properties; each says why, and there are few of them."""
    known: dict[str, Any] = {}
    for each in operations:
        for schema in (*each.answers.values(), each.body):
            known |= (schema or {}).get("definitions", {})
    assert set(EXTRA_KEYS) <= set(known)
    assert all(key.split(".")[1] in known[key.split(".")[0]]["properties"] for key in OTHER_SCHEMAS)
    reasons = [reason for _, reason in OTHER_SCHEMAS.values()]
    reasons += [reason for table in EXTRA_KEYS.values() for reason in table.values()]
    reasons += [reason for table in (*STATUSES.values(), *EXTRA_PARAMETERS.values()) for reason in table.values()]
    reasons += [*OPEN_DEFINITIONS.values(), *(reason for _, reason in OLDER_ANSWERS.values())]
    assert set(OPEN_DEFINITIONS) <= set(known)
    assert len(reasons) <= _MOST_DEVIATIONS
    assert all(reason.startswith(("[R]", "[S]", "[D]", "[M]")) for reason in reasons)
