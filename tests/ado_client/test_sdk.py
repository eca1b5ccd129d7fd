"""What the SDK's connection does when a token runs out, a host is silent, or a connection breaks."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from ado_client.auth import Credential
from ado_client.errors import AdoError, SignInNeeded, Unreachable
from ado_client.sdk import Clients
from ado_client.wire import Hints


class Tokens:
    """A credential that gives one token after the other, each when the one before was refused."""

    blocks = False

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)

    def authorization(self) -> str:
        """Give the present token."""
        return self.tokens[0]

    def renewed(self, refused: str) -> str | None:
        """Give the next token."""
        del refused
        self.tokens.pop(0)
        return self.tokens[0] if self.tokens else None


@contextmanager
def peer(*answers: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """Listen on a free port, give each connection the next answer (None: none at all), and keep what was sent."""
    heard: list[bytes] = []
    over = threading.Event()

    def serve(listening: socket.socket) -> None:
        for answer in answers:
            with listening.accept()[0] as connection:
                heard.append(connection.recv(65536))
                if answer is None:
                    over.wait(5)
                else:
                    connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/org", heard
        finally:
            over.set()
            thread.join()


def ask(url: str, credential: Credential, *, seconds: float = 5, told: list[Hints] | None = None) -> Any:
    """Ask the organisation for its resource areas, the first thing the SDK wants to know."""
    hints = [] if told is None else told
    clients = Clients(
        url, credential, timeout=timedelta(seconds=seconds), heed=hints.append, log=lambda _: None, user_agent="test"
    )
    return clients.call(lambda factory: factory._connection._get_resource_areas(force=True))


ROUTES = (
    b'{"count":1,"value":[{"id":"e81700f7-3be2-46de-8624-2eb35882fcaa","area":"Location","resourceName":"ResourceAreas",'
    b'"routeTemplate":"_apis/{resource}/{areaId}","resourceVersion":1,"minVersion":"3.2","maxVersion":"7.2",'
    b'"releasedVersion":"0.0"}]}'
)


def answer(body: bytes, status: str = "200 OK", kind: str = "application/json", *headers: str) -> bytes:
    """Build an answer after which the connection is closed."""
    head = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


PAGE = answer(b"<title>Sign In</title>", "203 Non-Authoritative", "text/html")


def test_a_token_that_was_refused_is_renewed_and_the_call_sent_once_more() -> None:
    """In the middle of a run, without the caller noticing; the hints of each answer are handed on."""
    told: list[Hints] = []
    areas = answer(b'{"count":0,"value":[]}', "200 OK", "application/json", "Retry-After: 3")
    with peer(PAGE, answer(ROUTES), areas) as (url, heard):
        assert ask(url, Tokens("Bearer old", "Bearer new"), told=told) == []
    assert [b"Bearer old" in sent for sent in heard] == [True, False, False]
    assert [b"Authorization: Bearer new" in sent for sent in heard] == [False, True, True]
    assert [hint.delay for hint in told] == [None, timedelta(seconds=3)]


@pytest.mark.parametrize(("tokens", "times"), [(("Basic pat",), 1), (("Bearer old", "Bearer new"), 2)])
def test_a_token_that_stays_refused_asks_to_sign_in(tokens: tuple[str, ...], times: int) -> None:
    """One that cannot be renewed is not sent again."""
    with peer(*[PAGE] * times) as (url, heard), pytest.raises(SignInNeeded):
        ask(url, Tokens(*tokens))
    assert len(heard) == times


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (None, r"127\.0\.0\.1 gave no answer within 0\.05 s"),
        (b"", r"no connection to 127\.0\.0\.1: Remote end closed connection without response"),
        (answer(ROUTES)[:-9], r"no connection to 127\.0\.0\.1: .* more expected"),
    ],
)
def test_a_connection_that_breaks_may_have_carried_the_call(reply: bytes | None, words: str) -> None:
    """Silent, closed, or cut: the reason is told."""
    with peer(reply) as (url, _), pytest.raises(Unreachable, match=words) as caught:
        ask(url, Tokens("Basic pat"), seconds=0.05 if reply is None else 5)
    assert caught.value.may_have_arrived is True


def test_a_credential_that_cannot_be_had_is_told_as_it_is() -> None:
    """No error of the SDK around it."""

    class Broken(Tokens):
        def authorization(self) -> str:
            raise SignInNeeded("no token today")

    with pytest.raises(AdoError, match="no token today"):
        ask("http://127.0.0.1:1/org", Broken())
