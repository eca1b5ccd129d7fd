"""Sign in to Azure DevOps: one flow for httpx, whatever the credential is."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Protocol

import httpx

from ado_client import entra
from ado_client.entra import HttpClient, TokenKeep
from ado_client.errors import SignInNeeded
from ado_client.wire import is_sign_in


class Credential(Protocol):
    """Something that proves who the bot is."""

    blocks: bool
    """Whether asking may take a while, so that it must not be done on the event loop."""

    def authorization(self) -> str:
        """Give the value of the Authorization header.

        Raises:
            SignInNeeded: the credential cannot be had.
            Unreachable: the service that issues it gives no answer.
        """

    def renewed(self, refused: str) -> str | None:
        """Give another header value after Azure DevOps refused this one, or None if there can be no other."""


class SignIn(httpx.Auth):
    """Sign each request; where the credential is refused and can be renewed, renew it and send once more.

    A refused request was not carried out, so this is safe for writes too.
    """

    def __init__(self, credential: Credential) -> None:
        self.credential = credential

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign for a client without an event loop."""
        sent = self.credential.authorization()
        request.headers["Authorization"] = sent
        response = yield request
        if is_sign_in(response.status_code, response.headers):
            fresh = self.credential.renewed(sent)
            if fresh is not None:
                request.headers["Authorization"] = fresh
                yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sign for a client on an event loop; a credential that takes a while is asked for in a thread."""
        credential = self.credential
        sent = await asyncio.to_thread(credential.authorization) if credential.blocks else credential.authorization()
        request.headers["Authorization"] = sent
        response = yield request
        if is_sign_in(response.status_code, response.headers):
            fresh = await asyncio.to_thread(credential.renewed, sent) if credential.blocks else credential.renewed(sent)
            if fresh is not None:
                request.headers["Authorization"] = fresh
                yield request


class PersonalAccessToken:
    """A personal access token, sent as the password of nobody."""

    blocks = False

    def __init__(self, token: str) -> None:
        self._header = "Basic " + base64.b64encode(f":{_whole(token)}".encode("ascii")).decode("ascii")

    def authorization(self) -> str:
        """Give the header's value, the same for ever."""
        return self._header

    def renewed(self, refused: str) -> None:
        """Give None: a person must make a new token."""


def pat(token: str) -> SignIn:
    """Sign in with a personal access token; white space around it, as a file has it, is taken off.

    Raises:
        SignInNeeded: it cannot be a token; the message never shows it.
    """
    return SignIn(PersonalAccessToken(token))


def client_secret(tenant: str, client: str, secret: str, *, http_client: HttpClient | None = None) -> SignIn:
    """Sign in as an application of Entra ID with its secret.

    Args:
        tenant: id or domain of the directory.
        client: the application's (client) id.
        secret: the secret's value, not its id.
        http_client: sends msal's requests; msal's own where None.
    """
    return SignIn(entra.by_client_secret(tenant, client, secret, http_client))


def certificate(
    tenant: str, client: str, pem: str, *, passphrase: str | None = None, http_client: HttpClient | None = None
) -> SignIn:
    """Sign in as an application of Entra ID with its certificate.

    Args:
        tenant: id or domain of the directory.
        client: the application's (client) id.
        pem: the certificate and its private key, as PEM, in any order.
        passphrase: of the private key.
        http_client: sends msal's requests; msal's own where None.

    Raises:
        SignInNeeded: the text does not hold both.
    """
    return SignIn(entra.by_certificate(tenant, client, pem, passphrase, http_client))


def workload_identity(
    tenant: str, client: str, assertion: Callable[[], str], *, http_client: HttpClient | None = None
) -> SignIn:
    """Sign in as an application of Entra ID without a secret, by the word of a provider that it trusts.

    Args:
        tenant: id or domain of the directory.
        client: the application's (client) id.
        assertion: gives a fresh token of the provider whenever it is called: reads the token file of a cluster
            (AZURE_FEDERATED_TOKEN_FILE), or asks Azure Pipelines (`ado_client.pipelines.pipelines_assertion`).
        http_client: sends msal's requests; msal's own where None.
    """
    return SignIn(entra.by_assertion(tenant, client, assertion, http_client))


def managed_identity(client: str | None = None, *, http_client: HttpClient | None = None) -> SignIn:
    """Sign in as the identity that Azure gave to this machine.

    Args:
        client: the client id of an identity assigned to it; the machine's own identity where None.
        http_client: sends msal's requests; msal's own where None.
    """
    return SignIn(entra.by_managed_identity(client, http_client))


def device_code(
    tenant: str, client: str, show: Callable[[str], None], keep: TokenKeep, *, http_client: HttpClient | None = None
) -> SignIn:
    """Sign in as a person at a terminal, who enters a code in a browser; later runs take the token that was kept.

    Args:
        tenant: id or domain of the directory.
        client: the (client) id of an application that allows public client flows.
        show: is given the sentence with the address and the code.
        keep: keeps the token between runs, for example `ado_client.token_file.TokenFile`.
        http_client: sends msal's requests; msal's own where None.
    """
    return SignIn(entra.by_device_code(tenant, client, show, keep, http_client))


def _whole(token: str) -> str:
    """Give the token without the white space around it; refuse what Azure DevOps would only answer with a 401."""
    stripped = token.strip()
    fault = ""
    if not stripped:
        fault = "it is empty"
    elif not stripped.isascii() or not stripped.isprintable() or " " in stripped:
        fault = "it has characters that no token has, such as blanks or line breaks"
    elif ":" in stripped:
        fault = "it holds a colon; give the token alone, without a user name"
    elif stripped.endswith("="):
        fault = "it ends with '=', as if it were Base64-encoded already; give it as Azure DevOps showed it"
    if fault:
        raise SignInNeeded(f"the personal access token cannot be right: {fault}")
    return stripped
