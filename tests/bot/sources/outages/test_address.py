"""A document at an HTTPS address is asked for only when it changed, within limits, and from the host that is named."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from bot.sources.files import MOST_BYTES, Kind
from bot.sources.outages.address import fetch_address
from bot.sources.outages.places import Fetched

URL, NAME = "https://lists.example.com/outages.csv?key=secret", "https://lists.example.com/outages.csv"
LIST = b"Ref,Start\nPO-1,2024-06-20\n"
Answer = Callable[[httpx.Request], httpx.Response]


async def fetched(answer: Answer, url: str = URL, **known: str) -> Fetched:
    """Ask a server that answers so; what is asked and answered goes through httpx as it is."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        return await fetch_address(http, url, NAME, **known)


async def why(answer: Answer, url: str = URL) -> str:
    refused = (await fetched(answer, url)).refused
    assert refused is not None
    assert "secret" not in str(refused)
    return refused.why


async def test_a_document_is_read_with_what_tells_whether_it_changed() -> None:
    """Its kind is told by the path of the address; nothing is packed on the way."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["Accept-Encoding"] == "identity"
        assert "If-None-Match" not in request.headers
        return httpx.Response(
            200, content=LIST, headers={"ETag": '"1"', "Last-Modified": "Wed, 12 Jun 2024 07:00:00 GMT"}
        )

    found = await fetched(answer)
    assert found.file is not None
    assert (found.document, found.file.name, found.file.kind, found.file.content) == (NAME, NAME, Kind.CSV, LIST)
    assert (found.etag, found.modified) == ('"1"', "Wed, 12 Jun 2024 07:00:00 GMT")


async def test_what_did_not_change_is_not_sent_again() -> None:
    """The server is told what is known of it."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["If-None-Match"] == '"1"'
        assert request.headers["If-Modified-Since"] == "yesterday"
        return httpx.Response(304)

    assert (await fetched(answer, etag='"1"', modified="yesterday")).is_unchanged


@pytest.mark.parametrize(
    ("media", "content", "kind"),
    [
        ("text/csv; charset=utf-8", LIST, Kind.CSV),
        ("text/calendar", b"BEGIN:VCALENDAR\nEND:VCALENDAR", Kind.CALENDAR),
        ("application/json", b"[]", Kind.JSON),
    ],
)
async def test_an_address_without_an_ending_is_read_as_its_server_says(media: str, content: bytes, kind: Kind) -> None:
    """As exports are."""
    found = await fetched(
        lambda _: httpx.Response(200, content=content, headers={"Content-Type": media}),
        "https://lists.example.com/export",
    )
    assert found.file is not None
    assert found.file.kind is kind


async def test_what_cannot_be_read_is_refused_with_the_reason() -> None:
    """An error of the server, a kind that is not known, too much of it, or no answer at all."""
    assert await why(lambda _: httpx.Response(404)) == "the server answers 404 Not Found."
    page = httpx.Response(200, content=b"<html>sign in", headers={"Content-Type": "text/html"})
    assert await why(lambda _: page) == "its name says csv, but it is an HTML page."
    unknown = httpx.Response(200, content=LIST, headers={"Content-Type": "application/zip"})
    assert "no ending" in await why(lambda _: unknown, "https://lists.example.com/export")
    assert "larger than 20 MiB" in await why(lambda _: httpx.Response(200, content=b"x" * (MOST_BYTES + 1)))

    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("too slow", request=request)

    found = await fetched(silent)
    assert found.refused is not None
    assert (found.refused.is_passing, found.refused.why) == (True, "the address does not answer (ConnectTimeout).")


async def test_redirects_are_followed_on_the_same_host_only() -> None:
    """Another host, or an address that is not https, is said and not followed; so is a circle."""

    def to(where: str) -> Answer:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/new.csv":
                return httpx.Response(200, content=LIST)
            return httpx.Response(302, headers={"Location": where})

        return answer

    assert (await fetched(to("/new.csv"))).file is not None
    assert await why(to("https://elsewhere.example.com/new.csv")) == "it leads to another host, elsewhere.example.com."
    assert await why(to("http://lists.example.com/new.csv")) == "it leads to an address that is not https."
    assert await why(to("/outages.csv")) == "it leads on more than 5 times."
