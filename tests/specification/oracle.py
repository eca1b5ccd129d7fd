"""Judge requests and answers by the official specification."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from jsonschema import Draft4Validator, FormatChecker, ValidationError

from sandbox.observing import Exchange
from tests.specification.deviations import EXTRA_PARAMETERS, OLDER_ANSWERS, STATUSES
from tests.specification.swagger import Operation, Schema, fitting

_FORMATS = FormatChecker(())
_VERSION = re.compile(r"^(\d+\.\d+)(-preview(?:\.(\d+))?)?$")
_ENVELOPE = {"$id", "innerException", "message", "typeName", "typeKey", "errorCode", "eventId"}
_ENVELOPE_SCHEMA: Schema = {
    "type": "object",
    "required": sorted(_ENVELOPE),
    "properties": {
        "$id": {"enum": ["1"]},
        "innerException": {"type": "null"},
        "message": {"type": "string", "minLength": 1},
        "typeName": {"type": "string", "pattern": r"^[\w.]+\.\w+, [\w.]+$"},
        "typeKey": {"type": "string", "pattern": r"^\w+$"},
        "errorCode": {"type": "integer"},
        "eventId": {"enum": [0, 3000, 3200]},
        "customProperties": {"type": "object"},
    },
    "additionalProperties": False,
}
_NO_CONTENT, _REFUSED, _SIGN_IN = 204, 400, 203
_ANY_BYTES = "application/octet-stream"
_PLAIN = "text/plain"
_OF_BYTES = ["string", "null"]
_OF_PATCH = "application/json-patch+json"


@_FORMATS.checks("date-time", ValueError)
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or bool(datetime.fromisoformat(value))


@_FORMATS.checks("uuid", ValueError)
def _is_guid(value: object) -> bool:
    return not isinstance(value, str) or bool(UUID(value))


class Oracle:
    """Knows what the specification says of an exchange.

    Args:
        operations: All that is specified.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._operations = operations
        self._validators: dict[int, Draft4Validator] = {}
        self._fitting = cache(lambda method, path: tuple(fitting(operations, method, path)))

    def operation(self, method: str, path: str, query: Mapping[str, str]) -> Operation | None:
        """The operation that an address means; of several, the one that knows most of the parameters."""
        found = [each for each in self._fitting(method, path) if each.needed <= set(query)]
        return max(found, key=lambda each: (len(set(query) & set(each.query)), len(each.needed)), default=None)

    def faults_of_request(self, operation: Operation, exchange: Exchange) -> list[str]:
        """What a request has that the specification does not know, or lacks what it needs."""
        query = asked(exchange)
        faults = [*self._faults_of_parameters(operation, query), *_faults_of_version(operation, exchange.version)]
        if operation.body is None:
            return [*faults, "sends a body where none is declared"] if exchange.body else faults
        sent = exchange.headers.get("content-type", "").partition(";")[0]
        if sent != operation.consumes and _OF_PATCH in {sent, operation.consumes}:
            faults.append(f"sends {sent or 'no content type'} where {operation.consumes} is taken")
        if operation.consumes == _ANY_BYTES:
            return faults
        value = _parsed(exchange.body)
        if value is _NO_JSON:
            return [*faults, "sends a body that is not JSON"]
        return [*faults, *(f"body: {fault}" for fault in self.faults(operation.body, value, is_sent=True))]

    def faults_of_answer(self, operation: Operation, exchange: Exchange) -> list[str]:
        """What an answer has that the specification does not know."""
        answer = exchange.answer
        if answer.status == _SIGN_IN or answer.status >= _REFUSED:
            return _faults_of_refusal(exchange)
        statuses = {*operation.answers, *STATUSES.get(operation.id, ())}
        if answer.status not in statuses:
            return [f"answers {answer.status}; declared or recorded are {sorted(statuses)}"]
        if (answer.content_type or "").startswith((_ANY_BYTES, _PLAIN)):
            return _faults_of_content(operation, exchange)
        schema = operation.answers.get(answer.status, next(iter(operation.answers.values())))
        before = OLDER_ANSWERS.get(operation.id, ("0", ""))[0]
        if _number(exchange.version) < float(before):
            return []
        if schema is None or answer.status == _NO_CONTENT:
            return ["answers with a body where none is declared"] if answer.body else []
        value = _parsed(answer.body)
        return ["answers with a body that is not JSON"] if value is _NO_JSON else self.faults(schema, value)

    def faults(self, schema: Schema, value: Any, *, is_sent: bool = False) -> list[str]:
        """Where a value does not fit a schema, as JSON paths with the reason.

        What is sent may have numbers for the values of enumerations, as the vendor's Node client does [M].
        """
        validator = self._validators.get(id(schema))
        if validator is None:
            validator = self._validators[id(schema)] = Draft4Validator(schema, format_checker=_FORMATS)
        errors = [each for each in validator.iter_errors(value) if not (is_sent and _is_numbered(each))]
        return [f"{error.json_path}: {error.message[:200]}" for error in errors]

    def _faults_of_parameters(self, operation: Operation, query: Mapping[str, str]) -> list[str]:
        faults = []
        for name, text in query.items():
            schema = operation.query.get(name)
            if schema is None and name not in EXTRA_PARAMETERS.get(operation.id, ()):
                faults.append(f"sends the parameter {name}, which is not declared")
            elif schema is not None and not schema.get("multi"):
                faults += [
                    f"parameter {name}: {fault}" for fault in self.faults(schema, _typed(schema, text), is_sent=True)
                ]
        return faults


def _is_numbered(error: ValidationError) -> bool:
    """Whether an error is that an enumeration's value came as a number."""
    has_names = isinstance(error.schema, dict) and "pattern" in error.schema
    return error.validator == "type" and isinstance(error.instance, int) and has_names


def _number(version: str) -> float:
    """The number of an api-version; none asked for means the latest."""
    found = _VERSION.match(version)
    return float(found[1]) if found else math.inf


def asked(exchange: Exchange) -> dict[str, str]:
    """The query parameters of a request by lower-case name."""
    return {name.lower(): value for name, value in parse_qsl(exchange.query, keep_blank_values=True)}


_NO_JSON = object()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return _NO_JSON


def _typed(schema: Schema, text: str) -> Any:
    """A parameter as the JSON value that its schema speaks of."""
    kind = (schema.get("type") or ["string"])[0]
    if (kind == "integer" or "pattern" in schema) and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "boolean" and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return text


def _faults_of_version(operation: Operation, version: str) -> list[str]:
    """Whether a preview is asked for as one, and not a later one than there is."""
    found, specified = _VERSION.match(version), _VERSION.match(operation.version)
    if not version:
        return [] if operation.method == "GET" else ["names no api-version"]
    if found is None or specified is None:
        return [f"names the api-version {version}, which is none"]
    if specified[2] and not found[2]:
        return [f"names the api-version {version}, but it is {operation.version} that is there"]
    if found[1] == specified[1] and found[3] and specified[3] and int(found[3]) > int(specified[3]):
        return [f"names the api-version {version}, but {operation.version} is the latest"]
    return []


def _faults_of_content(operation: Operation, exchange: Exchange) -> list[str]:
    """Whether an answer that is no JSON is one that may be so: a file, or a text for somebody who asked for it."""
    answer = exchange.answer
    if answer.content_type == _ANY_BYTES:
        declared = operation.answers.get(answer.status) or {}
        return [] if declared.get("type") == _OF_BYTES else ["answers with bytes where JSON is declared"]
    is_asked_for = exchange.headers.get("accept", "").startswith(_PLAIN)
    return [] if is_asked_for else ["answers plain text to somebody who did not ask for it"]


def _faults_of_refusal(exchange: Exchange) -> list[str]:
    """Whether a refusal is one of the recorded kinds: the JSON envelope, plain text of a route, a page, nothing."""
    answer = exchange.answer
    if not (answer.content_type or "").startswith("application/json"):
        return []
    errors = Draft4Validator(_ENVELOPE_SCHEMA).iter_errors(_parsed(answer.body))
    return [f"refusal {error.json_path}: {error.message[:200]}" for error in errors]
