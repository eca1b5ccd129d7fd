"""Hand mail over to Microsoft 365 by Graph's sendMail, in MIME form."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache
from http import HTTPStatus
from typing import Any

import httpx

from ado_client.entra import HttpClient
from bot.deliver.causes import cause_of
from bot.deliver.once import MaybeSent, NotSent

_SCOPE = "https://graph.microsoft.com/.default"
_TIMEOUT = httpx.Timeout(60)
_LOST_ANSWERS = frozenset({HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})
"""The server failed with the mail in its hands, or a gateway lost the answer, and not necessarily the mail."""


@dataclass(frozen=True, slots=True)
class GraphMailbox:
    """The sender's mailbox; `authorization` gives the header of a valid token."""

    sender: str
    authorization: Callable[[], str]
    client: httpx.AsyncClient
    address: str = "https://graph.microsoft.com/v1.0"

    async def send(self, message: EmailMessage) -> None:
        """Hand the message over; see `bot.deliver.mail.Postman`.

        Graph takes a whole MIME message as base64 in a body of type text/plain, and answers 202.
        """
        signed = await asyncio.to_thread(self.authorization)
        headers = {"Authorization": signed, "Content-Type": "text/plain"}
        url = f"{self.address}/users/{self.sender}/sendMail"
        try:
            body = base64.b64encode(bytes(message))
            answer = await self.client.post(url, content=body, headers=headers, timeout=_TIMEOUT)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotSent(f"Microsoft Graph could not be reached: {cause_of(error)}.") from error
        except httpx.HTTPError as error:
            raise MaybeSent(f"Microsoft Graph broke off ({cause_of(error)}); the mail may have been sent.") from error
        if answer.status_code in _LOST_ANSWERS:
            raise MaybeSent(f"Microsoft Graph failed with {answer.status_code}; the mail may have been sent.")
        if not answer.is_success:
            advice = "The application needs the permission Mail.Send for the sender's mailbox."
            raise NotSent(f"Microsoft Graph answered {answer.status_code} for {self.sender}. {advice}")


def graph_authorization(
    tenant: str, client: str, secret: str, http_client: HttpClient | None = None
) -> Callable[[], str]:
    """Give what signs in to Graph as an application; msal keeps the token until it runs out.

    Args:
        tenant: id or domain of the directory.
        client: the application's (client) id.
        secret: the secret's value, not its id.
        http_client: sends msal's requests; msal's own where None.
    """

    @cache
    def application() -> Any:
        import msal  # noqa: PLC0415 - slow to import, and not needed where mail leaves over SMTP

        return msal.ConfidentialClientApplication(
            client,
            client_credential=secret,
            authority=f"https://login.microsoftonline.com/{tenant}",
            instance_discovery=False,  # the authority is Microsoft's own, it needs no vouching for
            http_client=http_client,
        )

    def authorization() -> str:
        import requests  # noqa: PLC0415 - msal's own HTTP library, as slow to import as msal

        try:
            answer = application().acquire_token_for_client(scopes=[_SCOPE])
        except (requests.RequestException, ValueError) as error:
            advice = "Check the network, and `tenant` and `client` of `publish.mail.graph`."
            raise NotSent(f"Entra ID cannot be asked for the mail application: {error}. {advice}") from error
        if "access_token" not in answer:
            told = str(answer.get("error_description") or answer.get("error") or "it gave no reason")
            raise NotSent(f"Entra ID refused the mail application: {told.splitlines()[0]}")
        return f"Bearer {answer['access_token']}"

    return authorization
