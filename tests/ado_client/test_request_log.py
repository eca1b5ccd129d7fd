"""The request log names every attempt and never a secret."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from ado_client.errors import AdoError
from ado_client.request_log import RequestLine, loggable
from tests.ado_client.wire_fakes import Server, good, refused, session


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@dev.azure.com/org/_apis/x", "https://dev.azure.com/org/_apis/x"),
        (
            "https://dev.azure.com/org/_apis/x?%24top=2&continuationToken=a%3B1&empty=",
            "https://dev.azure.com/org/_apis/x?$top=2&continuationToken=a;1&empty=",
        ),
        (
            "https://example.com/x?sig=s&code=c&access_token=t&clientSecret=u&Password=p",
            "https://example.com/x?sig=***&code=***&access_token=***&clientSecret=***&Password=***",
        ),
        (
            "https://example.com:8080/x?id_token=a&client_assertion=b&api-key=c&state=d#access_token=e",
            "https://example.com:8080/x?id_token=***&client_assertion=***&api-key=***&state=d",
        ),
    ],
)
def test_an_address_is_logged_with_its_query_but_without_secrets(url: str, shown: str) -> None:
    """What helps to find the request stays; what would let someone else make it goes."""
    assert loggable(url) == shown


async def test_every_attempt_is_logged_with_what_became_of_it() -> None:
    """A lost connection, a refusal, an answer; no header and no body."""
    lines: list[RequestLine] = []
    server = Server(httpx.ReadError("reset"), refused(503, ActivityId="a-1"), good(1))
    async with session(server, log=lines.append) as client:
        await client.request("POST", "_apis/x", body={"the": "body"}, repeatable=True)
    assert [(line.status, line.fault, line.activity) for line in lines] == [
        (None, "no connection to dev.azure.com: reset", ""),
        (503, "", "a-1"),
        (200, "", ""),
    ]
    assert {(line.method, line.url, line.sent) for line in lines} == {
        ("POST", "https://dev.azure.com/org/_apis/x?api-version=7.1", 14)
    }
    assert all(line.took >= timedelta() for line in lines)


async def test_an_answer_that_is_refused_later_is_logged_once() -> None:
    """What the client makes of the answer is no further attempt."""
    lines: list[RequestLine] = []
    async with session(Server(httpx.Response(404)), log=lines.append) as client:
        with pytest.raises(AdoError):
            await client.request("GET", "_apis/x")
    assert [line.status for line in lines] == [404]
