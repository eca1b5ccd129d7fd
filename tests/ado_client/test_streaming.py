"""A long list is read piece by piece, wherever the pieces are cut, and a lie in it is noticed."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ado_client.answer import Answer
from ado_client.errors import AdoError, Broken, NotFound, SignInNeeded, Unreachable
from ado_client.streaming import ListReader
from tests.ado_client.wire_fakes import Naps, Server, good, refused, session

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(alphabet='ab{}[],:"\\ \n\u00fc', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='x"}', max_size=2), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.lists(st.dictionaries(st.text(alphabet='id"{', max_size=2), VALUES, max_size=3), max_size=6)


def read(text: bytes, size: int) -> tuple[list[Any], dict[str, Any]]:
    """Read a text cut into pieces of a size."""
    reader = ListReader("values")
    found = [one for first in range(0, len(text), size) for one in reader.feed(text[first : first + size])]
    return found, reader.close()


@given(objects=OBJECTS, size=st.integers(1, 40), indent=st.sampled_from([None, 1]), first=st.booleans())
def test_any_list_is_read_the_same_wherever_it_is_cut(
    objects: list[Any], size: int, indent: int | None, *, first: bool
) -> None:
    """Braces, quotes and brackets within texts and within nested lists do not part it in the wrong place."""
    rest = {"isLastBatch": True, "odd": [{"a": [{}]}]}
    told = {"values": objects, **rest} if first else {**rest, "values": objects}
    text = json.dumps(told, indent=indent, ensure_ascii=False).encode()
    assert read(b"\xef\xbb\xbf" + text, size) == (objects, rest)


def test_objects_are_given_as_soon_as_they_are_whole() -> None:
    """Nothing waits for the end of the answer."""
    reader = ListReader("values")
    assert reader.feed(b'{"values":[{"id":1},{"id":2},{"i') == [{"id": 1}, {"id": 2}]
    assert reader.feed(b'd":3}]') == [{"id": 3}]
    assert reader.feed(b',"next":"x"') == []
    assert reader.feed(b"}") == []
    assert reader.close() == {"next": "x"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"", "it has no list 'values'"),
        (b'{"value":[]}', "it has no list 'values'"),
        (b'{"values":[{"id":1},{"id"', "it ends within the list"),
        (b'{"values":[{"id":1},', "it ends within the list"),
        (b'{"values":[{"id":1}],"next', "unexpected end"),
        (b'{"values":[1,2]}', "it ends within the list"),
        (b'{"inner":{"values":[{"id":1}]}}', "is not where it should be"),
        (b'["values":[]]', "unexpected|expected"),
    ],
)
def test_what_is_cut_or_another_json_is_told(text: bytes, fault: str) -> None:
    """Whatever was given before was whole; what is missing is noticed at the end."""
    with pytest.raises(ValueError, match=fault):
        read(text, 7)


# Through the session


async def parts(server: Server, naps: Naps | None = None) -> list[Any]:
    """Read the list `values` of an answer through a session."""
    async with session(server, naps) as client:
        return [
            part.value if isinstance(part, Answer) else part
            async for part in client.read_list("POST", "_apis/x", "values", body={})
        ]


def streamed(*pieces: bytes | Exception, status: int = 200) -> httpx.Response:
    """Build an answer that comes in pieces and may break in the middle."""

    class Pieces(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            for piece in pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield piece

    return httpx.Response(status, headers={"content-type": "application/json"}, stream=Pieces())


async def test_a_session_gives_the_objects_and_then_the_rest() -> None:
    """The last thing it gives is the answer without the list."""
    assert await parts(Server(streamed(b'{"values":[{"id":1},{"id":2}', b',{"id":3}],"is', b'LastBatch":true}'))) == [
        [{"id": 1}],
        [{"id": 2}, {"id": 3}],
        {"isLastBatch": True},
    ]


async def test_a_list_whose_connection_breaks_is_asked_for_again_from_its_beginning() -> None:
    """So that nothing is lost; whoever takes the objects knows them by their ids."""
    naps = Naps()
    server = Server(
        streamed(b'{"values":[{"id":1},{"id":2},', httpx.ReadError("reset")),
        streamed(b'{"values":[{"id":1}'),
        streamed(b'{"values":[{"id":1},{"id":2}]}'),
    )
    assert await parts(server, naps) == [[{"id": 1}], [{"id": 1}, {"id": 2}], {}]
    assert naps.seconds == [1, 2]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(404), NotFound),
        (httpx.Response(203, html="<title>Sign In</title>"), SignInNeeded),
        (httpx.Response(200, text="hello"), SignInNeeded),
        (httpx.Response(201, json={"values": []}), Broken),
        (httpx.ReadTimeout("slow"), Unreachable),
    ],
)
async def test_a_list_that_is_refused_is_named(answer: httpx.Response | Exception, kind: type[AdoError]) -> None:
    """The same errors as for any other request."""
    with pytest.raises(kind):
        await parts(Server(*[answer] * 3))


async def test_a_list_of_another_shape_is_broken() -> None:
    """A lie is told with the request it came for."""
    with pytest.raises(Broken, match=r"POST https://dev\.azure\.com/org/_apis/x\): the answer cannot be read"):
        await parts(Server(good({}), good({}), good({})))


async def test_a_list_that_never_ends_is_given_up_after_the_overall_time() -> None:
    """A server that sends a piece now and then would otherwise hold the run for ever, within every other limit."""

    class Trickle(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            yield b'{"values":[{"id":1},'
            await asyncio.Event().wait()

    server = Server(httpx.Response(200, headers={"content-type": "application/json"}, stream=Trickle()))
    async with session(server, overall=timedelta(milliseconds=20)) as client:
        with pytest.raises(Unreachable, match=r"did not answer well within 0\.02 s"):
            _ = [part async for part in client.read_list("POST", "_apis/x", "values", body={})]
    assert len(server.requests) == 1
