"""Build exchanges as an observer of the sandbox would see them."""

from __future__ import annotations

import json
from typing import Any

from sandbox.answers import Answer
from sandbox.observing import Exchange

HOME = "https://dev.azure.com/mhhs"
_JSON = "application/json; charset=utf-8"


def an_exchange(
    method: str,
    address: str,
    answered: Any = None,
    *,
    status: int = 200,
    sent: Any = None,
    headers: dict[str, str] | None = None,
    version: str = "7.1",
    content_type: str | None = _JSON,
    is_spoilt: bool = False,
) -> Exchange:
    """Give an exchange; the address may have a query, values become JSON, texts stay as they are."""
    path, _, query = address.partition("?")
    body = b"" if sent is None else json.dumps(sent).encode()
    written = (
        answered.encode() if isinstance(answered, str) else b"" if answered is None else json.dumps(answered).encode()
    )
    asked = {"content-type": "application/json"} | (headers or {})
    answer = Answer(status, written, {}, content_type)
    return Exchange(method, path, query, asked, body, version, HOME, answer, is_spoilt)
