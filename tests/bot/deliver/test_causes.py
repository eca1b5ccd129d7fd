"""Why a server could not be used is said in plain words, whatever library met it."""

from __future__ import annotations

import httpx
import pytest

from ado_client.errors import Broken, Exchange, Unreachable
from bot.deliver.causes import cause_of, told
from tests.bot.deliver.doors import closed_port

RAW = "HTTPConnection(host='127.0.0.1'): Failed to establish a new connection: [Errno 111]"


def unreachable(page: str, root: Exception | None = None, reason: str = RAW) -> Unreachable:
    """Give the error of one page, raised from what lies at its root."""
    error = Unreachable(reason, Exchange("GET", f"https://dev.azure.com/x/{page}"), may_have_arrived=False)
    error.__cause__ = root
    return error


async def test_a_server_that_does_not_run_refuses_the_connection(http: httpx.AsyncClient) -> None:
    """The number of the error and the name of the library's class stay out."""
    with pytest.raises(httpx.ConnectError) as refused:
        await http.get(f"http://127.0.0.1:{closed_port()}/")
    assert cause_of(refused.value) == "it refuses the connection, as if it did not run"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ReadTimeout(""), "it did not answer in time"),
        (TimeoutError(), "it did not answer in time"),
        (httpx.RemoteProtocolError("Server disconnected."), "Server disconnected"),
        (httpx.ReadError(""), "the connection was closed"),
    ],
)
def test_other_causes_are_said_as_plainly_as_they_are_known(error: Exception, words: str) -> None:
    """What has no words of its own gets some."""
    assert cause_of(error) == words


def test_pages_of_a_server_that_cannot_be_reached_say_the_same() -> None:
    """So that they are told in one line."""
    first, second = (told(unreachable(page, ConnectionRefusedError(111, "refused"))) for page in ("a", "b"))
    assert first == second
    assert first.startswith("Azure DevOps cannot be reached: it refuses the connection, as if it did not run. Check")


def test_what_is_not_known_keeps_the_words_of_the_client() -> None:
    """An unknown root leaves the reason, another error all that it tells."""
    assert told(unreachable("a", reason="gone.")).startswith("Azure DevOps cannot be reached: gone. Check the network")
    broken = Broken("bad", Exchange("GET", "https://dev.azure.com/x", 500))
    assert told(broken) == str(broken)
