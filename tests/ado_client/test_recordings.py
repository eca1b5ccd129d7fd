"""Every answer that was recorded from the real Azure DevOps is read as a value or as the right error."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from ado_client.errors import AdoError, Broken, Conflict, Invalid, NotFound, SignInNeeded
from ado_client.wire import Expect, decode
from tests.shared import shared_path

RIGHT: dict[int, type[AdoError]] = {
    400: Invalid,
    401: SignInNeeded,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    500: Broken,
    503: Broken,
}


@pytest.fixture(scope="module")
def recorded() -> list[dict[str, Any]]:
    """Read the recordings once."""
    with gzip.open(shared_path("ado/recordings/interactions.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_every_recorded_success_gives_the_value_that_was_recorded(recorded: list[dict[str, Any]]) -> None:
    """JSON where JSON came, nothing where nothing came."""
    good = [answer for answer in recorded if answer["status"] < 400]
    assert len(good) > 1000
    for answer in good:
        body = answer["resp_body"].lstrip("\ufeff")
        value = decode(answer["status"], answer["resp_headers"], answer["resp_body"], expect=Expect.JSON)
        assert value == (json.loads(body) if body else None), answer["uri"]


def test_every_recorded_refusal_is_the_right_named_error(recorded: list[dict[str, Any]]) -> None:
    """The error carries status, type key and activity id as they were recorded."""
    refused = [answer for answer in recorded if answer["status"] >= 400]
    assert len(refused) > 20
    for answer in refused:
        with pytest.raises(RIGHT[answer["status"]]) as caught:
            decode(answer["status"], answer["resp_headers"], answer["resp_body"].encode())
        assert caught.value.status == answer["status"]
        assert caught.value.activity == answer["resp_headers"]["activityid"][0]
        if answer["resp_body"]:
            assert caught.value.type_key == json.loads(answer["resp_body"].lstrip("\ufeff")).get("typeKey", "")
