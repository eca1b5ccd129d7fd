"""Get tokens for Azure DevOps from Entra ID through msal, which is imported only when the first one is needed."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from ado_client.errors import AdoError, Exchange, SignInNeeded, Unreachable

AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798"
"""Azure DevOps as Entra ID knows it."""
SCOPE = f"{AZURE_DEVOPS}/.default"

_AUTHORITY = "https://login.microsoftonline.com/"
_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)
_AS_APPLICATION = (
    "Check tenant id, client id and credential under Entra ID > App registrations, and that the application is added "
    "as a user of the Azure DevOps organisation."
)
_AS_WORKLOAD = (
    "Check that the application has a federated credential whose issuer and subject are those of this pipeline or "
    "cluster, and that it is added as a user of the Azure DevOps organisation."
)
_AS_MACHINE = (
    "Check that this machine has the managed identity, and that the identity is added as a user of the Azure DevOps "
    "organisation."
)
_AS_PERSON = "Sign in again: open the address shown, and enter the code before it runs out."


class HttpClient(Protocol):
    """What msal needs to send requests; a `requests.Session` is one."""

    def get(self, url: str, **options: Any) -> Any:
        """Send a GET."""

    def post(self, url: str, **options: Any) -> Any:
        """Send a POST."""

    def close(self) -> None:
        """Close what is open."""


class TokenKeep(Protocol):
    """Keeps tokens of a person between runs; see `ado_client.token_file.TokenFile`."""

    def load(self) -> str:
        """Give what was kept; empty where nothing was."""

    def save(self, text: str) -> None:
        """Keep this instead."""


@dataclass(frozen=True, slots=True)
class TokenSource:
    """Where tokens come from.

    Attributes:
        acquire: give msal's answer, from its cache while a token lasts.
        forget: see to it that the next answer is fresh.
        advice: what a person can do where no token comes.
    """

    acquire: Callable[[], dict[str, Any]]
    forget: Callable[[], None]
    advice: str


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
        except AdoError:
            raise  # the word of another provider could not be had
        except Exception as error:  # msal lets through what its libraries for keys and tokens raise, each its own
            raise SignInNeeded(f"Entra ID cannot be asked for this sign-in: {error}", advice=_AS_APPLICATION) from error
        if "access_token" not in answer:
            told = str(answer.get("error_description") or answer.get("error") or "it gave no reason")
            raise SignInNeeded(f"Entra ID gave no token: {told.splitlines()[0]}", advice=self._source.advice)
        return f"Bearer {answer['access_token']}"


def by_client_secret(tenant: str, client: str, secret: str, http_client: HttpClient | None) -> Credential:
    """Prove to be an application by its secret."""
    return Credential(lambda: _application(tenant, client, secret, http_client, _AS_APPLICATION))


def by_certificate(
    tenant: str, client: str, pem: str, passphrase: str | None, http_client: HttpClient | None
) -> Credential:
    """Prove to be an application by the private key of its certificate.

    Raises:
        SignInNeeded: the text does not hold both a certificate and a private key.
    """
    blocks = {found.group(1): found.group(0) for found in _PEM.finditer(pem)}
    key = next((text for label, text in blocks.items() if label.endswith("PRIVATE KEY")), None)
    if key is None or "CERTIFICATE" not in blocks:
        raise SignInNeeded(
            "the certificate cannot be used: there must be a certificate and its private key, one below the other",
            advice="Give a PEM file that holds both, for example: cat certificate.pem key.pem",
        )
    proof = {"private_key": key, "public_certificate": blocks["CERTIFICATE"]}
    if passphrase is not None:
        proof["passphrase"] = passphrase
    return Credential(lambda: _application(tenant, client, proof, http_client, _AS_APPLICATION))


def by_assertion(tenant: str, client: str, assertion: Callable[[], str], http_client: HttpClient | None) -> Credential:
    """Prove to be an application by the word of an identity provider that it trusts.

    `assertion` is asked for a fresh token of that provider whenever Entra ID is asked for one of ours.
    """
    return Credential(lambda: _application(tenant, client, {"client_assertion": assertion}, http_client, _AS_WORKLOAD))


def by_managed_identity(client: str | None, http_client: HttpClient | None) -> Credential:
    """Be the identity that Azure gave to this machine: the one of a client id, or the machine's own where None."""

    def open_source() -> TokenSource:
        import msal  # noqa: PLC0415 - slow to import, and not needed for a personal access token
        import requests  # noqa: PLC0415 - the same

        who = (
            msal.SystemAssignedManagedIdentity()
            if client is None
            else msal.UserAssignedManagedIdentity(client_id=client)
        )
        cache = msal.TokenCache()
        identity = msal.ManagedIdentityClient(who, http_client=http_client or requests.Session(), token_cache=cache)

        def forget() -> None:
            for token in list(cache.search(msal.TokenCache.CredentialType.ACCESS_TOKEN)):
                cache.remove_at(token)

        return TokenSource(lambda: identity.acquire_token_for_client(resource=AZURE_DEVOPS), forget, _AS_MACHINE)

    return Credential(open_source)


def by_device_code(
    tenant: str, client: str, show: Callable[[str], None], keep: TokenKeep, http_client: HttpClient | None
) -> Credential:
    """Be a person at a terminal, who signs in with a code in a browser, and need not again while the token is kept."""

    def open_source() -> TokenSource:
        import msal  # noqa: PLC0415 - slow to import, and not needed for a personal access token

        cache = msal.SerializableTokenCache()
        cache.deserialize(keep.load())
        application = msal.PublicClientApplication(
            client,
            authority=_AUTHORITY + tenant,
            instance_discovery=False,
            token_cache=cache,
            http_client=http_client,
        )
        stale = False

        def acquire() -> dict[str, Any]:
            nonlocal stale
            account = next(iter(application.get_accounts()), None)
            answer = account and application.acquire_token_silent([SCOPE], account, force_refresh=stale)
            if not answer:
                flow = application.initiate_device_flow([SCOPE])
                if "user_code" not in flow:
                    refusal: dict[str, Any] = flow
                    return refusal
                show(flow["message"])
                answer = application.acquire_token_by_device_flow(flow)
            stale = False
            if cache.has_state_changed:
                keep.save(cache.serialize())
                cache.has_state_changed = False
            told: dict[str, Any] = answer
            return told

        def forget() -> None:
            nonlocal stale
            stale = True

        return TokenSource(acquire, forget, _AS_PERSON)

    return Credential(open_source)


def _application(
    tenant: str, client: str, proof: str | dict[str, Any], http_client: HttpClient | None, advice: str
) -> TokenSource:
    import msal  # noqa: PLC0415 - slow to import, and not needed for a personal access token

    application = msal.ConfidentialClientApplication(
        client,
        client_credential=proof,
        authority=_AUTHORITY + tenant,
        instance_discovery=False,  # the authority is Microsoft's own, it needs no vouching for
        http_client=http_client,
    )
    return TokenSource(
        lambda: application.acquire_token_for_client(scopes=[SCOPE]), application.remove_tokens_for_client, advice
    )
