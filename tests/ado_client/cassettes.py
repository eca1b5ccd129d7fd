"""Take out of a recording everything that tells whose it was, and all that is secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import orjson

ORGANIZATION = "https://dev.azure.com/organisation"
PROJECT = "MHHS"
PERSON = {"displayName": "envbot", "providerDisplayName": "envbot", "uniqueName": "envbot@example.com"}

_KEPT = frozenset({"content-type", "etag", "retry-after", "date", "x-ms-continuationtoken", "activityid"})
_SENT = frozenset({"content-type", "if-match", "accept"})
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SOMEBODY = re.compile(r'[^<>"\\]+ <envbot@example\.com>')
_PERSONAL = frozenset({"imageUrl", "descriptor", "subjectDescriptor", "avatar"})


@dataclass(frozen=True, slots=True)
class Scrubber:
    """Puts a made-up organisation, project and person in the place of real ones.

    Attributes:
        organization: the address that was recorded.
        project: the name of the project that was recorded.
    """

    organization: str
    project: str

    def request(self, request: Any) -> Any:
        """Scrub a request before it is kept or looked for."""
        request.uri = self._text(request.uri)
        if request.body:
            request.body = self._text(request.body.decode()).encode()
        for name in list(request.headers):
            if name.lower() not in _SENT:
                del request.headers[name]
        return request

    def response(self, response: dict[str, Any]) -> dict[str, Any]:
        """Scrub an answer before it is kept."""
        headers = {name: value for name, value in response["headers"].items() if name.lower() in _KEPT}
        return response | {"headers": headers, "body": {"string": self._body(response["body"]["string"])}}

    def _body(self, body: bytes) -> bytes:
        text = self._text(body.decode("utf-8-sig"))
        try:
            return orjson.dumps(_anonymous(orjson.loads(text)))
        except orjson.JSONDecodeError:
            return text.encode()

    def _text(self, text: str) -> str:
        text = text.replace(self.organization, ORGANIZATION)
        for name, other in ((self.project, PROJECT), (quote(self.project), quote(PROJECT))):
            text = re.sub(rf"(?<![\w%]){re.escape(name)}(?!\w)", other, text)
        return _MAIL.sub("envbot@example.com", text) if "@" in unquote(text) else text


def _anonymous(value: Any) -> Any:
    if isinstance(value, list):
        return [_anonymous(one) for one in value]
    if isinstance(value, dict):
        return {
            key: PERSON.get(key) or _anonymous(one)
            for key, one in value.items()
            if key not in _PERSONAL or not isinstance(one, str | dict)
        }
    return _SOMEBODY.sub("envbot <envbot@example.com>", value) if isinstance(value, str) else value
