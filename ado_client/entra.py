"""Get tokens for Azure DevOps from Entra ID through msal, which is imported only when the first one is needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from ado_client.errors import Exchange, SignInNeeded, Unreachable

SCOPE = "499b84ac-1321-427f-aa17-267ca6975798/.default"
"""Azure DevOps as Entra ID knows it."""

_AUTHORITY = "https://login.microsoftonline.com/"


class HttpClient(Protocol):
    """What msal needs to send requests; a `requests.Session` is one."""

    def get(self, url: str, **options: Any) -> Any:
        """Send a GET."""

    def post(self, url: str, **options: Any) -> Any:
        """Send a POST."""

    def close(self) -> None:
        """Close what is open."""


@dataclass(frozen=True, slots=True)
class TokenSource:
    """Where tokens come from.

    Attributes:
        acquire: give msal's answer, from its cache while a token lasts.
        forget: drop what is cached, so that the next answer is fresh.
    """

    acquire: Callable[[], dict[str, Any]]
    forget: Callable[[], None]


class Credential:
    """A bearer token of Entra ID, renewed when it runs out, and when Azure DevOps refuses it."""

    blocks = True

    def __init__(self, open_source: Callable[[], TokenSource]) -> None:
        self._open_source = open_source
        self._source: TokenSource | None = None
        self._lock = threading.Lock()

    def authorization(self) -> str:
        """Give the header's value; may ask Entra ID.

        Raises:
            SignInNeeded: Entra ID refuses; its reason is told.
            Unreachable: Entra ID gives no answer.
        """
        with self._lock:
            return self._bearer()

    def renewed(self, refused: str) -> str | None:
        """Give a fresh token, or None if Entra ID gives the refused one again.

        Several requests may be refused at once: only the first of them makes the token be renewed.
        """
        with self._lock:
            current = self._bearer()
            if current == refused and self._source is not None:
                self._source.forget()
                current = self._bearer()
        return None if current == refused else current

    def _bearer(self) -> str:
        import requests  # noqa: PLC0415 - msal's own HTTP library, as slow to import as msal

        try:
            if self._source is None:
                self._source = self._open_source()
            answer = self._source.acquire()
        except requests.RequestException as error:
            reason = f"no answer from Entra ID: {error}"
            raise Unreachable(reason, Exchange(url=_AUTHORITY), may_have_arrived=False) from error
        except ValueError as error:  # msal's word for an unknown tenant
            raise SignInNeeded(f"Entra ID does not know this sign-in: {error}", advice=_ADVICE) from error
        if "access_token" not in answer:
            told = str(answer.get("error_description") or answer.get("error") or "it gave no reason")
            raise SignInNeeded(f"Entra ID gave no token: {told.splitlines()[0]}", advice=_ADVICE)
        return f"Bearer {answer['access_token']}"


_ADVICE = (
    "Check tenant id, client id and secret under Entra ID > App registrations, and that the application is added as a "
    "user of the Azure DevOps organisation."
)


def by_client_secret(
    tenant: str, client: str, secret: str, *, http_client: HttpClient | None = None
) -> Callable[[], TokenSource]:
    """Give what opens the token source of an application that has a secret."""

    def open_source() -> TokenSource:
        import msal  # noqa: PLC0415 - slow to import, and not needed for a personal access token

        application = msal.ConfidentialClientApplication(
            client,
            client_credential=secret,
            authority=_AUTHORITY + tenant,
            instance_discovery=False,  # the authority is Microsoft's own, it needs no vouching for
            http_client=http_client,
        )
        return TokenSource(
            lambda: application.acquire_token_for_client(scopes=[SCOPE]), application.remove_tokens_for_client
        )

    return open_source
