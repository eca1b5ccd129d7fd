"""Say of every request what became of it, with nothing in it that must stay secret."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_SECRET = re.compile(
    r"secret|passw|signature|credential|assertion|api-?key|_token$|^(sig|code|key|pat|token)$", re.IGNORECASE
)
_HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One attempt of one request; headers and bodies are left out altogether.

    Attributes:
        url: without user, password and the values of parameters that may be secret.
        status: None where no answer came.
        sent: bytes of the request's body.
        received: bytes of the answer's body, as they came.
        took: until the whole answer was there, or the fault.
        activity: the server's id of the request.
        fault: why no answer came; empty where one did.
    """

    method: str
    url: str
    status: int | None = None
    sent: int = 0
    received: int = 0
    took: timedelta = timedelta()
    activity: str = ""
    fault: str = ""


Log = Callable[[RequestLine], object]
"""Is told of each request, on the event loop."""


def loggable(url: str) -> str:
    """Give an address with its query, but without anything that may be secret."""
    parts = urlsplit(url)
    told = parse_qsl(parts.query, keep_blank_values=True)
    query = [(name, _HIDDEN if _SECRET.search(name) else value) for name, value in told]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, urlencode(query, safe="$*,;:/"), ""))
