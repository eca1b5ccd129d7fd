"""Say what Azure DevOps says: JSON bodies, lists, instants, and refusals in their recorded envelope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire, before the headers that every answer carries.

    Attributes:
        status: HTTP status.
        body: The bytes of the body.
        headers: Headers of this answer alone (ETag, Location, ...).
        content_type: Without the api-version, which routing adds to JSON answers.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str | None = None


class AdoError(Exception):
    """A refusal, with all that its recorded envelope says.

    Args:
        status: HTTP status of the answer.
        type_key: Short name of the server's exception, which clients switch on.
        message: The sentence for people; TF and VS numbers stand only here.
        namespace: .NET namespace of the exception, which is part of `typeName`.
        assembly: .NET assembly, where it differs from the namespace.
        event_id: 3000 for most refusals, 3200 for those of work item tracking, 0 for bad arguments.
        custom_properties: What only this kind of refusal tells (rule validation errors, for example).
        headers: Headers of this answer alone.
    """

    def __init__(
        self,
        status: int,
        type_key: str,
        message: str,
        *,
        namespace: str = "Microsoft.TeamFoundation.Framework.Server",
        assembly: str = "",
        event_id: int = 3000,
        custom_properties: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.type_key = type_key
        self.message = message
        self.type_name = f"{namespace}.{type_key}, {assembly or namespace}"
        self.event_id = event_id
        self.custom_properties = custom_properties
        self.headers = dict(headers or {})

    def answer(self) -> Answer:
        """The refusal as an answer."""
        envelope: dict[str, Any] = {"$id": "1"}
        if self.custom_properties is not None:
            envelope["customProperties"] = self.custom_properties
        envelope |= {
            "innerException": None,
            "message": self.message,
            "typeName": self.type_name,
            "typeKey": self.type_key,
            "errorCode": 0,
            "eventId": self.event_id,
        }
        return Answer(self.status, orjson.dumps(envelope), self.headers, _JSON)


def ado_json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with one JSON value."""
    return Answer(status, orjson.dumps(value), headers or {}, _JSON)


def ado_bytes(body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with JSON that is already rendered."""
    return Answer(200, body, headers or {}, _JSON)


def listing(values: Sequence[object], status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with a list in the envelope that all lists have: `{"count": n, "value": [...]}`."""
    return ado_json({"count": len(values), "value": values}, status, headers)


def nothing(status: int = 204) -> Answer:
    """Answer without a body."""
    return Answer(status)


def instant(moment: datetime) -> str:
    """Write an instant as ADO does: UTC, milliseconds without trailing zeros, `Z`.

    Example:
        >>> instant(datetime(2024, 6, 12, 7, 30, 0, 260000, UTC))
        '2024-06-12T07:30:00.26Z'
    """
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")[: -len("+00:00")]
    return text.rstrip("0").rstrip(".") + "Z"


def bad_argument(name: str, message: str) -> AdoError:
    """Refuse an argument that makes no sense, as .NET words it."""
    return AdoError(
        400,
        "ArgumentException",
        f"{message}\r\nParameter name: {name}",
        namespace="System",
        assembly="mscorlib",
        event_id=0,
    )


def missing_argument(name: str) -> AdoError:
    """Refuse a request that lacks a value it needs."""
    return AdoError(
        400,
        "ArgumentNullException",
        f"Value cannot be null.\r\nParameter name: {name}",
        namespace="System",
        assembly="mscorlib",
        event_id=0,
    )
