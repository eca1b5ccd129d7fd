"""Say what an observer of the sandbox sees: each request and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sandbox.answers import Answer


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer.

    Attributes:
        method: HTTP method in capitals.
        path: Percent-encoded path below the organisation, starting with a slash.
        query: Query string as it came, still encoded.
        headers: Request headers by lower-case name.
        body: Raw body of the request.
        version: The api-version asked for; empty when none was.
        home: Address of the organisation, which answers repeat in their links.
        answer: What was answered; its status is 0 where the connection was closed without an answer.
        is_spoilt: Whether weather befell it, so that the answer is not what the sandbox would say.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    version: str
    home: str
    answer: Answer
    is_spoilt: bool = False


class Observer(Protocol):
    """Watches a sandbox."""

    def see(self, exchange: Exchange) -> None:
        """Take note of an exchange; called on the thread that serves, and must not raise."""
