"""The session sends what it should, again only where that is safe, and at the pace it is told."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from ado_client.answer import Answer
from ado_client.errors import AdoError, Broken, Conflict, SignInNeeded, Throttled, Unreachable
from ado_client.session import Session
from tests.ado_client.wire_fakes import Naps, Server, good, refused, session


async def test_a_request_carries_version_sign_in_and_what_keeps_sign_in_pages_away() -> None:
    """Azure DevOps redirects to a sign-in page unless it is asked not to."""
    server = Server(good({"id": 1}))
    async with session(server) as client:
        answer = await client.request(
            "POST",
            "/My%20Project/_apis/wit/wiql",
            params={"$top": 5, "none": None, "yes": True, "no": False, "at": datetime(2024, 6, 12, 7, 30, tzinfo=UTC)},
            body={"query": "SELECT"},
            headers={"If-Match": "x"},
        )
    [sent] = server.requests
    assert (answer.status, answer.value) == (200, {"id": 1})
    assert sent.url.path == "/org/My Project/_apis/wit/wiql"
    assert dict(sent.url.params) == {
        "$top": "5",
        "yes": "true",
        "no": "false",
        "at": "2024-06-12T07:30:00Z",
        "api-version": "7.1",
    }
    assert json.loads(sent.content) == {"query": "SELECT"}
    assert sent.headers["authorization"] == "Basic OmEtdG9rZW4="
    assert sent.headers["x-tfs-fedauthredirect"] == "Suppress"
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["user-agent"] == "envbot"
    assert sent.headers["if-match"] == "x"


async def test_a_read_is_repeated_with_growing_waits_until_it_is_answered() -> None:
    """Two failures that may pass, then the answer."""
    naps, server = Naps(), Server(refused(503), httpx.ReadError("reset"), good([1]))
    async with session(server, naps) as client:
        assert (await client.request("GET", "_apis/x")).value == [1]
    assert naps.seconds == [1, 2]


async def test_a_read_that_keeps_failing_ends_with_the_last_error() -> None:
    """Three attempts, then the error tells what happened where."""
    server = Server(refused(500, "one"), refused(500, "two"), refused(500, "three"))
    async with session(server) as client:
        with pytest.raises(Broken, match=r"GET https://dev\.azure\.com/org/_apis/x\): three \[HTTP 500"):
            await client.request("GET", "_apis/x")


async def test_a_read_only_post_is_repeated_because_its_caller_says_so() -> None:
    """WIQL, batches and reporting are POSTs that change nothing."""
    server = Server(refused(503), good({}))
    async with session(server) as client:
        await client.request("POST", "_apis/wit/wiql", body={}, repeatable=True)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "failure",
    [refused(503), refused(429, "TF400733"), httpx.ReadTimeout("slow"), httpx.ReadError("reset"), httpx.Response(200)],
)
async def test_a_write_is_never_repeated_once_it_may_have_arrived(failure: httpx.Response | Exception) -> None:
    """Whatever became of it, it is the caller who must look first."""
    server = Server(failure)
    async with session(server) as client:
        with pytest.raises(AdoError):
            await client.request("PATCH", "_apis/x", body=[])
    assert len(server.requests) == 1


async def test_a_write_is_repeated_where_the_connection_was_never_made() -> None:
    """What was never sent cannot have been done."""
    server = Server(httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), good({}))
    async with session(server) as client:
        await client.request("PATCH", "_apis/x", body=[])
    assert len(server.requests) == 3


async def test_a_conflict_is_told_at_once() -> None:
    """Trying again could only fail again."""
    server = Server(refused(412, "VS403351", "TestPatchOperationFailedException"))
    async with session(server) as client:
        with pytest.raises(Conflict):
            await client.request("PATCH", "_apis/x", body=[])


async def test_a_throttled_read_waits_as_long_as_the_server_says() -> None:
    """The server's delay takes the place of ours."""
    naps, server = Naps(), Server(refused(429, "TF400733: blocked.", **{"Retry-After": "17"}), good(1))
    async with session(server, naps) as client:
        assert (await client.request("GET", "_apis/x")).value == 1
    assert naps.seconds == [17]


async def test_a_delay_beyond_patience_is_an_error_that_carries_it() -> None:
    """Nobody waits an hour in silence."""
    server = Server(refused(429, "TF400733: blocked.", **{"Retry-After": "3600"}))
    async with session(server) as client:
        with pytest.raises(Throttled) as caught:
            await client.request("GET", "_apis/x")
    assert caught.value.delay == timedelta(hours=1)


async def test_a_delay_on_a_good_answer_is_waited_for_before_the_next_request() -> None:
    """Retry-After on a 200: the answer is good, but the next request must wait; the one after need not."""
    naps, server = Naps(), Server(good(1, **{"Retry-After": "9"}), good(2), good(3))
    async with session(server, naps) as client:
        await client.request("GET", "_apis/1")
        assert naps.seconds == []
        await client.request("PATCH", "_apis/2", body=[])
        assert naps.seconds == [9]
        await client.request("GET", "_apis/3")
    assert naps.seconds == [9]


async def test_a_delay_given_as_a_date_is_held_against_the_injected_clock() -> None:
    """Only where the server does not send its own date."""
    naps = Naps()
    server = Server(good(1, **{"Retry-After": "Wed, 12 Jun 2024 07:30:20 GMT"}), good(2))
    async with session(server, naps, now=lambda: datetime(2024, 6, 12, 7, 30, tzinfo=UTC)) as client:
        await client.request("GET", "_apis/1")
        await client.request("GET", "_apis/2")
    assert naps.seconds == [20]


async def test_only_so_many_requests_are_on_their_way_at_once() -> None:
    """The others wait for a slot."""
    under_way, most = 0, 0

    async def answer(_: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return good(1)

    async with Session(
        "https://dev.azure.com/org", session(Server()).auth, transport=httpx.MockTransport(answer), at_once=3
    ) as client:
        await asyncio.gather(*(client.request("GET", f"_apis/{number}") for number in range(12)))
    assert most == 3


async def test_a_bad_token_asks_to_sign_in_without_a_second_try() -> None:
    """A personal access token cannot be renewed by a program."""
    server = Server(httpx.Response(203, html="<title>Sign In</title>"))
    async with session(server) as client:
        with pytest.raises(SignInNeeded, match="sign-in page"):
            await client.request("GET", "_apis/x")
    assert len(server.requests) == 1


async def test_an_unknown_host_is_named_with_the_reason() -> None:
    """The person sees which name was wrong; the request surely did nothing."""
    server = Server(*[httpx.ConnectError("[Errno -2] Name or service not known")] * 3)
    async with session(server) as client:
        with pytest.raises(Unreachable, match=r"no connection to dev\.azure\.com: .*Name or service") as caught:
            await client.request("GET", "_apis/x")
    assert caught.value.may_have_arrived is False


async def test_a_silent_host_is_named_with_the_time_waited() -> None:
    """A time-out of httpx says nothing by itself; a lost connection at least its kind."""
    server = Server(httpx.ReadTimeout(""), httpx.RemoteProtocolError(""))
    async with session(server) as client:
        with pytest.raises(Unreachable, match=r"dev\.azure\.com gave no answer within 60 s") as caught:
            await client.request("DELETE", "_apis/x")
        with pytest.raises(Unreachable, match=r"no connection to dev\.azure\.com: RemoteProtocolError"):
            await client.request("DELETE", "_apis/x")
    assert caught.value.may_have_arrived is True


async def test_an_answer_that_cannot_be_unpacked_is_broken() -> None:
    """A cut gzip stream is a broken answer, not a crash."""

    def torn(_: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(b"\x1f\x8bnot gzip")
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream)

    async with session(Server(torn)) as client:
        with pytest.raises(Broken, match="cannot be unpacked"):
            await client.request("DELETE", "_apis/x")


async def test_the_overall_time_out_ends_all_attempts() -> None:
    """A server that stalls again and again does not hold the run for ever."""

    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with Session(
        "https://dev.azure.com/org",
        session(Server()).auth,
        transport=httpx.MockTransport(never),
        overall=timedelta(milliseconds=10),
    ) as client:
        with pytest.raises(Unreachable, match=r"did not answer well within 0\.01 s") as caught:
            await client.request("GET", "_apis/x")
    assert caught.value.may_have_arrived is True


@pytest.mark.parametrize(
    ("value", "fault"), [({}, "it has no 'ids'"), ([], "list indices"), (None, "not subscriptable")]
)
def test_an_answer_of_another_shape_is_broken(value: object, fault: str) -> None:
    """A server that lies gives a named error, never a stack trace."""
    with pytest.raises(Broken, match=fault):
        Answer(200, {}, value).read(lambda told: told["ids"])
