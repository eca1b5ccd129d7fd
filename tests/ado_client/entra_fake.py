"""Entra ID and the identity endpoint of an Azure machine, as msal's HTTP client sees them."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs

import requests

TENANT = "11111111-2222-3333-4444-555555555555"
SCOPE = "499b84ac-1321-427f-aa17-267ca6975798/.default"
PERSON = base64.urlsafe_b64encode(json.dumps({"uid": "a-person", "utid": TENANT}).encode()).decode()


class EntraId:
    """Gives token 1, token 2 and so on, or refuses; remembers what it was asked for."""

    def __init__(self, *, refusal: dict[str, str] | None = None, error: Exception | None = None) -> None:
        self.refusal = refusal
        self.error = error
        self.asked: list[dict[str, list[str]]] = []
        self.codes = 0
        self.lifetime = 3600
        self.gives_new_ones = True

    def get(self, url: str, params: Any = None, **_: Any) -> requests.Response:
        """Answer the discovery of the tenant, or a machine that asks for its identity's token."""
        if self.error:
            raise self.error
        if "169.254.169.254" in url:
            return self._token({key: [value] for key, value in params.items()})
        place = url.partition("/v2.0")[0]
        return _answer({
            "authorization_endpoint": f"{place}/authorize",
            "token_endpoint": f"{place}/token",
            "device_authorization_endpoint": f"{place}/devicecode",
            "issuer": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        })  # fmt: skip

    def post(self, url: str, data: Any = None, **_: Any) -> requests.Response:
        """Answer a request for a token, or for a code that a person enters."""
        if url.endswith("/devicecode") and not self.refusal:
            self.codes += 1
            told = {"device_code": "d", "user_code": "ABC-DEF", "expires_in": 900, "interval": 1}
            return _answer({**told, "message": "Open https://example.com/device and enter ABC-DEF."})
        return self._token(parse_qs(data) if isinstance(data, str) else {key: [text] for key, text in data.items()})

    def close(self) -> None:
        """Close nothing."""

    def _token(self, asked: dict[str, list[str]]) -> requests.Response:
        self.asked.append(asked)
        if self.refusal:
            return _answer(self.refusal, 401)
        number = len(self.asked) if self.gives_new_ones else 1
        of_a_person = {"refresh_token": "refresh", "client_info": PERSON, "scope": SCOPE}
        told = {"access_token": f"token-{number}", "expires_in": self.lifetime, "token_type": "Bearer", "resource": "r"}
        return _answer(told | (of_a_person if "device_code" in asked else {}))


def _answer(value: Any, status: int = 200) -> requests.Response:
    answer = requests.Response()
    answer.status_code = status
    answer._content = json.dumps(value).encode()
    answer.headers["Content-Type"] = "application/json"
    return answer
