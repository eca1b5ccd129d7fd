"""Make the sandbox misbehave as Azure DevOps does: throttling, outages, broken bodies, dropped sign-in, by rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sandbox.answers import AdoError, Answer, ado_json
from sandbox.sign_in import refuse

_BOM = b"\xef\xbb\xbf"


class Kind(StrEnum):
    """What may befall a request."""

    THROTTLED = "throttled"
    """429 with TF400733, Retry-After and the X-RateLimit headers; the request is not carried out."""
    DELAYED = "delayed"
    """The normal answer, with Retry-After and the X-RateLimit headers that announce throttling."""
    SERVER_ERROR = "server-error"
    """500 with an envelope; the request is not carried out."""
    DEACTIVATED = "deactivated"
    """503 with TF24668 behind a byte order mark, as recorded; the request is not carried out."""
    MAINTENANCE = "maintenance"
    """503 with an HTML page; the request is not carried out."""
    SIGN_IN = "sign-in"
    """The token counts as expired: a sign-in page or a 401."""
    TRUNCATED = "truncated"
    """The request is carried out, but only half of the body arrives."""
    EMPTY = "empty"
    """The request is carried out, but the body is empty."""
    LOST = "lost"
    """The request is carried out, but the caller is told 500."""


@dataclass(slots=True)
class Spell:
    """One kind of weather on some requests.

    Attributes:
        kind: What befalls them.
        method: HTTP method, or empty for any.
        path: Regular expression looked for in the path and query, in any case.
        first: The first matching request it befalls, counted from 1.
        times: How many matching requests in a row; 0 for all that follow.
        retry_after: Seconds, for `throttled` and `delayed`.
        seen: Matching requests so far.
    """

    kind: Kind
    method: str = ""
    path: str = ""
    first: int = 1
    times: int = 1
    retry_after: int = 1
    seen: int = field(default=0)

    def befalls(self, method: str, target: str) -> bool:
        """Whether this request is hit; counts it if it matches."""
        if self.method and self.method.upper() != method:
            return False
        if self.path and not re.search(self.path, target, re.IGNORECASE):
            return False
        self.seen += 1
        return self.seen >= self.first and (self.times == 0 or self.seen < self.first + self.times)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Spell:
        """Read a spell from the control route.

        Raises:
            ValueError: For an unknown kind or attribute.
        """
        known = {"kind", "method", "path", "first", "times", "retry_after"}
        if unknown := set(value) - known:
            raise ValueError(f"unknown attributes {sorted(unknown)}; known are {sorted(known)}")
        return cls(**{**value, "kind": Kind(value["kind"])})

    def to_json(self) -> dict[str, Any]:
        """The spell as the control route shows it."""
        return {
            "kind": self.kind.value,
            "method": self.method,
            "path": self.path,
            "first": self.first,
            "times": self.times,
            "retry_after": self.retry_after,
            "seen": self.seen,
        }

    def instead(self, method: str, url: str) -> Answer | None:
        """The answer that is given without carrying the request out; `None` where it is carried out."""
        match self.kind:
            case Kind.THROTTLED:
                refusal = AdoError(
                    429,
                    "RequestBlockedException",
                    "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource "
                    "'Concurrency' in namespace 'User'. For more information on why your request was blocked, see the "
                    "topic 'Rate limits' on the Microsoft Web site.",
                    headers=self._rate_limit_headers(),
                )
                return refusal.answer()
            case Kind.SERVER_ERROR:
                return AdoError(500, "Exception", "TF400898: An Internal Error Occurred.", namespace="System").answer()
            case Kind.DEACTIVATED:
                deactivated = AdoError(
                    503,
                    "HostShutdownException",
                    "TF24668: The following team project collection is stopped: sandbox. Start the collection and then "
                    "try again.",
                ).answer()
                return Answer(503, _BOM + deactivated.body, {}, deactivated.content_type)
            case Kind.MAINTENANCE:
                page = b"<html><body><h1>Azure DevOps Services Unavailable</h1></body></html>"
                return Answer(503, page, {"Retry-After": str(self.retry_after)}, "text/html")
            case Kind.SIGN_IN:
                return refuse(method, has_credentials=True, url=url)
            case _:
                return None

    def after(self, answer: Answer) -> Answer:
        """What arrives of an answer to a request that was carried out."""
        match self.kind:
            case Kind.DELAYED:
                headers = {**answer.headers, **self._rate_limit_headers()}
                return Answer(answer.status, answer.body, headers, answer.content_type)
            case Kind.TRUNCATED:
                return Answer(answer.status, answer.body[: len(answer.body) // 2], answer.headers, answer.content_type)
            case Kind.EMPTY:
                return Answer(answer.status, b"", answer.headers, answer.content_type)
            case Kind.LOST:
                return AdoError(500, "Exception", "TF400898: An Internal Error Occurred.", namespace="System").answer()
            case _:
                return answer

    def _rate_limit_headers(self) -> dict[str, str]:
        return {
            "Retry-After": str(self.retry_after),
            "X-RateLimit-Resource": "Sandbox/User",
            "X-RateLimit-Delay": str(self.retry_after),
            "X-RateLimit-Limit": "200",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": "0",
        }


def control(weather: list[Spell], method: str, value: Any) -> Answer:
    """Serve `/_sandbox/weather`: GET shows the spells, PUT replaces them, POST adds one or several, DELETE clears."""
    if method in {"PUT", "DELETE"}:
        weather.clear()
    if method in {"PUT", "POST"}:
        try:
            weather.extend(Spell.from_json(each) for each in (value if isinstance(value, list) else [value]))
        except (KeyError, TypeError, ValueError) as error:
            return ado_json(
                {"message": f"This is no weather: {error}. Kinds are {[kind.value for kind in Kind]}."}, 400
            )
    return ado_json([spell.to_json() for spell in weather])
