"""Fakes at the edge of the client: a server that answers from a list, and a sleep that only notes how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx

from ado_client.auth import SignIn, pat
from ado_client.retry import Patience
from ado_client.session import Session

ORGANIZATION = "https://dev.azure.com/org"


class Naps:
    """A sleep that takes no time and remembers what was asked of it."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Note the wait."""
        self.seconds.append(seconds)


class Server:
    """Answers each request with the next thing on its list: a response, an error to raise, or a function."""

    def __init__(self, *answers: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        # A copy: the request that was refused is signed anew and sent again.
        copy = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        self.requests.append(copy)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer


def session(server: Server, naps: Naps | None = None, *, auth: SignIn | None = None, **options: Any) -> Session:
    """Build a session that asks the server and sleeps in no time."""
    return Session(
        ORGANIZATION,
        auth or pat("a-token"),
        transport=httpx.MockTransport(server),
        sleep=naps or Naps(),
        patience=Patience(attempts=3, first=timedelta(seconds=1)),
        **options,
    )


def good(value: Any, **headers: str) -> httpx.Response:
    """Build a good answer with JSON."""
    return httpx.Response(200, json=value, headers=headers)


def refused(status: int, message: str = "no", key: str = "SomeException", **headers: str) -> httpx.Response:
    """Build an error envelope."""
    return httpx.Response(status, json={"message": message, "typeKey": key}, headers=headers)
