"""Say what may befall a request, as it does at Azure DevOps, and let it befall the requests that a rule names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sandbox.state import Person, World

LONGEST = 30
"""Seconds; no request is held up longer, as Azure DevOps promises."""


class Kind(StrEnum):
    """What may befall a request."""

    THROTTLED = "throttled"
    """429 with TF400733, Retry-After and the X-RateLimit headers; the request is not carried out."""
    DELAYED = "delayed"
    """The normal answer, held up, with Retry-After and the X-RateLimit headers that announce throttling."""
    SLOW = "slow"
    """The normal answer, late."""
    SERVER_ERROR = "server-error"
    """500 with an envelope; the request is not carried out."""
    DEACTIVATED = "deactivated"
    """503 with TF24668 behind a byte order mark, as recorded; the request is not carried out."""
    MAINTENANCE = "maintenance"
    """503 with an HTML page; the request is not carried out."""
    SIGN_IN = "sign-in"
    """The token counts as expired: a sign-in page or a 401."""
    TRUNCATED = "truncated"
    """The request is carried out, but only half of the body arrives, as if it were whole."""
    EMPTY = "empty"
    """The request is carried out, but the body is empty."""
    LOST = "lost"
    """The request is carried out, but the caller is told 500."""
    CLOSED_BEFORE = "closed-before"
    """The connection is closed without an answer; the request is not carried out."""
    CLOSED_IN = "closed-in"
    """The request is carried out, and the connection is closed when half of the answer's body has been sent."""
    CLOSED_AFTER = "closed-after"
    """The request is carried out, and the connection is closed without an answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as far as weather looks at it.

    Attributes:
        method: HTTP method in capitals.
        target: Path and query as they were sent.
        token: What the caller signs in with; empty for none.
        who: Whose token it is; None for a stranger.
    """

    method: str
    target: str
    token: str = ""
    who: Person | None = None


@dataclass(frozen=True, slots=True)
class Blow:
    """What befalls one request.

    Attributes:
        kind: What it is.
        takes: So many seconds pass before the answer.
        headers: Are added to the answer of a request that is throttled or delayed.
    """

    kind: Kind
    takes: float = 0
    headers: Mapping[str, str] = field(default_factory=dict)


class Weather(Protocol):
    """Decides which requests are hit."""

    def strike(self, asked: Asked, world: World) -> Blow | None:
        """Say what befalls a request, if anything does; asked once for each request."""

    def to_json(self) -> dict[str, Any]:
        """Say what it is and what it has done, for the control route."""


def blows_on(asked: Asked, world: World) -> tuple[Blow, ...]:
    """Ask all the weather of a world what befalls a request."""
    return tuple(blow for each in world.weather if (blow := each.strike(asked, world)))


def attributes(
    value: Mapping[str, Any], known: Mapping[str, Callable[[Any], Any]], needed: Sequence[str] = ()
) -> dict[str, Any]:
    """Read the attributes of weather, each by its own reader.

    Raises:
        ValueError: For an unknown or a missing attribute, or a value that cannot be read.
    """
    if unknown := set(value) - set(known):
        raise ValueError(f"unknown attributes {sorted(unknown)}; known are {sorted(known)}")
    if missing := [name for name in needed if name not in value]:
        raise ValueError(f"{missing} is missing")
    read = {}
    for name, each in value.items():
        try:
            read[name] = known[name](each)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name}={each!r} cannot be read: {error}") from error
    return read


@dataclass(slots=True)
class Spell:
    """One kind of weather on some requests.

    Attributes:
        kind: What befalls them.
        method: HTTP method, or empty for any.
        path: Regular expression looked for in the path and query, in any case.
        first: The first matching request it befalls, counted from 1.
        times: How many matching requests in a row; 0 for all that follow.
        retry_after: Seconds, for `throttled`, `delayed` and `maintenance`.
        takes: Seconds, for `slow`.
        seen: Matching requests so far.

    Raises:
        ValueError: For a path that is no regular expression, or too long a delay.
    """

    kind: Kind
    method: str = ""
    path: str = ""
    first: int = 1
    times: int = 1
    retry_after: int = 1
    takes: float = 1
    seen: int = field(default=0)

    def __post_init__(self) -> None:
        if not 0 <= self.takes <= LONGEST:
            raise ValueError(f"takes={self.takes:g} is not within 0 to {LONGEST} seconds")
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"path={self.path!r} is no regular expression: {error}") from error

    def strike(self, asked: Asked, world: World) -> Blow | None:  # noqa: ARG002 - other weather looks at the world
        """Hit the request if it is one of those; counts it if it matches."""
        if self.method and self.method.upper() != asked.method:
            return None
        if self.path and not re.search(self.path, asked.target, re.IGNORECASE):
            return None
        self.seen += 1
        if self.seen < self.first or (self.times and self.seen >= self.first + self.times):
            return None
        return blow(self.kind, self.retry_after, self.takes)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Spell:
        """Read a spell.

        Raises:
            ValueError: For an unknown kind or attribute.
        """
        readers = {"kind": Kind, "method": str, "path": str, "first": int, "times": int, "retry_after": int}
        return cls(**attributes(value, readers | {"takes": float}))

    def to_json(self) -> dict[str, Any]:
        """The spell, and how many requests matched so far."""
        return {
            "kind": self.kind.value,
            "method": self.method,
            "path": self.path,
            "first": self.first,
            "times": self.times,
            "retry_after": self.retry_after,
            "takes": self.takes,
            "seen": self.seen,
        }


def blow(kind: Kind, retry_after: int = 1, takes: float = 1) -> Blow:
    """Make a blow of a kind, with the headers of a server that has had enough where the kind has them."""
    if kind is Kind.SLOW:
        return Blow(kind, takes)
    if kind not in {Kind.THROTTLED, Kind.DELAYED, Kind.MAINTENANCE}:
        return Blow(kind)
    headers = {"Retry-After": str(retry_after)}
    if kind is not Kind.MAINTENANCE:
        headers |= {
            "X-RateLimit-Resource": "Sandbox/User",
            "X-RateLimit-Delay": str(retry_after),
            "X-RateLimit-Limit": "200",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": "0",
        }
    return Blow(kind, min(retry_after, LONGEST) if kind is Kind.DELAYED else 0, headers)
