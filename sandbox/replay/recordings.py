"""Read recorded interactions, and decide which of them the sandbox should be able to answer."""

from __future__ import annotations

import ast
import gzip
import re
import zlib
from collections import defaultdict
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

_SCOPE = (
    (r"^(/[^/]+){0,2}/_apis/wit(/|$)", "wit"),
    (r"^(/[^/]+)?/_apis/wiki(/|$)", "wiki"),
    (r"^(/[^/]+){0,2}/_apis/work/(teamsettings|accountmywork)", "work"),
    (r"^/_apis/(projects|teams|process/processes|operations)(/|$)", "core"),
    (r"^(/[^/]+){0,2}/_apis/dashboard(/|$)", "dashboard"),
    (r"^/_apis/(profile/profiles|connectiondata)(/|$)", "profile"),
    (r"^/_apis(/resourceareas(/[^/]+)?)?/?$", "location"),
)
_GZIP = b"\x1f\x8b"
_SERVICE_HOST = re.compile(r"^(?:[a-z0-9-]+\.)*dev\.azure\.com$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interaction:
    """One recorded request and what Azure DevOps answered.

    Attributes:
        source: The conversation it belongs to.
        index: Its place there.
        method: HTTP method.
        uri: As it was asked for.
        request_headers: By lower-case name.
        request_body: As text; empty where there was none.
        status: HTTP status of the answer.
        headers: Of the answer, by lower-case name.
        body: Of the answer, as text.
    """

    source: str
    index: int
    method: str
    uri: str
    request_headers: Mapping[str, str]
    request_body: str
    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def home(self) -> str:
        """The organisation's address: scheme, host, and the organisation where the host does not name it."""
        parts = urlsplit(self.uri)
        start = f"{parts.scheme}://{parts.netloc}"
        if _SERVICE_HOST.match(parts.netloc):
            return f"{start}/{parts.path.strip('/').partition('/')[0]}"
        return start

    @property
    def target(self) -> str:
        """Path and query below the organisation."""
        return self.uri[len(self.home) :] or "/"

    @property
    def path(self) -> str:
        """Path below the organisation."""
        return self.target.partition("?")[0]

    @property
    def area(self) -> str:
        """The area in scope that it belongs to; empty where it is out of scope."""
        if self.method == "OPTIONS":
            return "location"
        return next((area for shape, area in _SCOPE if re.match(shape, self.path, re.IGNORECASE)), "")

    @property
    def route(self) -> str:
        """What is asked for, without names and numbers: `GET git/repositories`."""
        tail = re.split(r"/_apis/?", self.path, maxsplit=1, flags=re.IGNORECASE)[-1]
        named = [each for each in tail.split("/")[:2] if each and not re.search(r"\d|%", each)]
        return f"{self.method} {'/'.join(named) or '_apis'}"

    @property
    def moment(self) -> datetime:
        """When it was answered."""
        return (
            parsedate_to_datetime(self.headers["date"]) if "date" in self.headers else datetime(2025, 1, 1, tzinfo=UTC)
        )

    def json(self) -> Any:
        """The answer as JSON; `None` where it is none."""
        try:
            return orjson.loads(self.body.removeprefix("\ufeff"))
        except orjson.JSONDecodeError:
            return None


@dataclass(frozen=True, slots=True)
class Recordings:
    """What a file holds.

    Attributes:
        conversations: Interactions in order, by the name of their conversation.
        unreadable: Lines that are no interaction, each with its number and the reason.
    """

    conversations: Mapping[str, list[Interaction]]
    unreadable: tuple[tuple[int, str], ...]


def read_recordings(path: Path) -> Recordings:
    """Read a file of recordings, plain or gzipped, whatever its name; a line that is no interaction is told of.

    Raises:
        OSError: For a file that cannot be opened.
    """
    conversations: defaultdict[str, list[Interaction]] = defaultdict(list)
    unreadable: list[tuple[int, str]] = []
    number = 0
    with path.open("rb") as plain:
        is_zipped = plain.peek(len(_GZIP)).startswith(_GZIP)
        with gzip.open(plain) if is_zipped else nullcontext(plain) as lines:
            try:
                for number, line in enumerate(lines, start=1):
                    if not line.strip():
                        continue
                    try:
                        interaction = _interaction(orjson.loads(line))
                    except (ValueError, KeyError, TypeError, AttributeError) as error:
                        unreadable.append((number, f"this is no recorded interaction: {error!r}"))
                    else:
                        conversations[interaction.source].append(interaction)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                unreadable.append((number + 1, f"from here on, the file is damaged: {error}"))
    for interactions in conversations.values():
        interactions.sort(key=lambda each: each.index)
    return Recordings(dict(conversations), tuple(unreadable))


def read_conversations(path: Path) -> Mapping[str, list[Interaction]]:
    """Read a file of recordings that is whole.

    Raises:
        ValueError: For a line that is no interaction; says which.
    """
    found = read_recordings(path)
    if found.unreadable:
        number, reason = found.unreadable[0]
        raise ValueError(f"{path}, line {number}: {reason}")
    return found.conversations


def _interaction(row: Mapping[str, Any]) -> Interaction:
    made = Interaction(
        str(row["src"]),
        int(row["i"]),
        str(row["method"]).upper(),
        str(row["uri"]),
        _headers(row.get("req_headers") or {}),
        _unwrapped(row.get("req_body") or ""),
        int(row["status"]),
        _headers(row.get("resp_headers") or {}),
        _unwrapped(row.get("resp_body") or ""),
    )
    if not made.home.startswith(("http://", "https://")) or made.home.endswith("/"):
        raise ValueError(f"its uri {made.uri!r} leads to no organisation")
    if not made.moment.tzinfo:
        raise ValueError(f"its date {made.headers['date']!r} has no offset")
    return made


def _headers(recorded: Mapping[str, Any]) -> dict[str, str]:
    return {
        name.lower(): ", ".join(value) if isinstance(value, list) else str(value) for name, value in recorded.items()
    }


def _unwrapped(body: Any) -> str:
    """A body as text; old recordings hold the `repr` of bytes, sometimes of bytes that hold one again."""
    text = body.decode() if isinstance(body, bytes) else str(body)
    while text.startswith(("b'", 'b"')):
        try:
            text = ast.literal_eval(text).decode()
        except (SyntaxError, ValueError):
            break  # a text that only begins as one
    return text
