"""Watch every sandbox of a test run, and remember what the specification has against what was said."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from sandbox.observing import Exchange
from tests.clients.routes import BOT_ROUTES, is_ours, route_of
from tests.specification.oracle import Oracle, asked
from tests.specification.swagger import read_operations

UNSPECIFIED = {
    r"^(/[^/]+){0,2}/_apis/?$": "the route table, which answers OPTIONS",
    r"^/_apis/ResourceAreas": "areas and their addresses",
    r"^/_apis/ConnectionData": "who is signed in",
    r"^/_apis/wit/(\$|%24)batch$": "several changes at once [D, M]",
    r"^/[^/]+/_apis/(build|distributedtask)/": "builds and deployments; those files are not with the others [D, M]",
}
"""Addresses that Azure DevOps has and no file of the specification describes, and what they are."""

_UNSPECIFIED = re.compile("|".join(UNSPECIFIED), re.IGNORECASE)
_ACCEPTED = range(200, 300)


def is_unspecified(exchange: Exchange) -> bool:
    """Whether no file of the specification speaks of an address."""
    return exchange.method == "OPTIONS" or bool(_UNSPECIFIED.match(exchange.path))


class Watch:
    """An observer that holds each exchange against the specification.

    Answers are always judged. Requests are judged when envbot's client sent them, or when the sandbox took them: tests
    may send nonsense to see it refused. What envbot's client calls must also be a route that is tried with the SDK.

    Args:
        folder: The specification, which is read when the first exchange is seen.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known_good: set[int] = set()
        self.faults: list[str] = []
        self.judged = 0

    @cached_property
    def _oracle(self) -> Oracle:
        return Oracle(read_operations(self._folder))

    def see(self, exchange: Exchange) -> None:
        """Judge one exchange; what was judged well before is not judged again."""
        if is_ours(exchange) and (route := route_of(exchange)) and route not in BOT_ROUTES:
            self.faults.append(f"{route} is called by envbot, and tests/clients/routes.py does not know of it")
        if is_unspecified(exchange):
            return
        known = self._fingerprint(exchange)
        self.judged += 1
        if known in self._known_good:
            return
        faults = self._faults(exchange)
        if not faults:
            self._known_good.add(known)
        where = f"{exchange.method} {exchange.path}{'?' if exchange.query else ''}{exchange.query}"
        self.faults += [f"{where} → {exchange.answer.status}: {fault}" for fault in faults]

    def take(self) -> list[str]:
        """Hand out the faults that were found since the last asking, each once."""
        found, self.faults = list(dict.fromkeys(self.faults)), []
        return found

    def _faults(self, exchange: Exchange) -> list[str]:
        operation = self._oracle.operation(exchange.method, exchange.path, asked(exchange))
        was_taken = exchange.answer.status in _ACCEPTED and exchange.answer.status != 203
        is_judged = was_taken or is_ours(exchange)
        if operation is None:
            return ["no operation of the specification has this method and address"] if is_judged else []
        faults = self._oracle.faults_of_request(operation, exchange) if is_judged else []
        if not exchange.is_spoilt:
            faults += self._oracle.faults_of_answer(operation, exchange)
        return faults

    @staticmethod
    def _fingerprint(exchange: Exchange) -> int:
        """The same for exchanges that differ only in the port of the server."""
        home, answer = exchange.home.encode(), exchange.answer
        headers = tuple(exchange.headers.get(name, "") for name in ("accept", "content-type", "user-agent"))
        said = (answer.status, answer.content_type, answer.body.replace(home, b""), exchange.is_spoilt)
        return hash((exchange.method, exchange.path, exchange.query, headers, exchange.body.replace(home, b""), said))
