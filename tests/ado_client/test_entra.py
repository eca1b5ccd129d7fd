"""Every way to sign in through Entra ID ends in a bearer token, or in words that help."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
import trustme

from ado_client.auth import SignIn, certificate, device_code, managed_identity, workload_identity
from ado_client.errors import Broken, SignInNeeded, Unreachable
from ado_client.pipelines import pipelines_assertion
from tests.ado_client.entra_fake import SCOPE, TENANT, EntraId
from tests.ado_client.wire_fakes import Server, good


class Drawer:
    """Keeps a person's tokens between runs, in memory."""

    def __init__(self) -> None:
        self.text = ""

    def load(self) -> str:
        """Give what was kept."""
        return self.text

    def save(self, text: str) -> None:
        """Keep this instead."""
        self.text = text


@pytest.fixture(scope="module")
def pem() -> str:
    """Make a certificate with its key."""
    made = trustme.CA().issue_cert("envbot.example.com", key_type=trustme.KeyType.RSA)
    return (made.cert_chain_pems[0].bytes() + made.private_key_pem.bytes()).decode()


def header(auth: SignIn) -> str:
    """Give the header a request would be signed with."""
    return auth.credential.authorization()


def test_an_application_proves_itself_by_its_certificate(pem: str) -> None:
    """The private key signs an assertion; it is never sent."""
    entra = EntraId()
    assert header(certificate(TENANT, "the-client", pem, http_client=entra)) == "Bearer token-1"
    [asked] = entra.asked
    assert asked["client_assertion_type"] == ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    assert len(str(asked["client_assertion"][0]).split(".")) == 3
    assert asked["scope"] == [SCOPE]


def test_a_certificate_without_its_key_is_refused_at_once(pem: str) -> None:
    """The message says what a file must hold."""
    alone = pem.partition("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----"
    for half in (alone, pem.replace("CERTIFICATE", "OTHER"), ""):
        with pytest.raises(SignInNeeded, match="a certificate and its private key"):
            certificate(TENANT, "the-client", half)


def test_a_wrong_passphrase_is_told(pem: str) -> None:
    """The key of this certificate has none."""
    auth = certificate(TENANT, "the-client", pem, passphrase="wrong", http_client=EntraId())
    with pytest.raises(SignInNeeded, match="Entra ID cannot be asked"):
        header(auth)


def test_a_workload_gives_the_word_of_its_provider_each_time_it_needs_a_token() -> None:
    """A token file changes on disk: it is read again whenever Entra ID is asked, and only then."""
    entra, words = EntraId(), iter(["first", "second"])
    auth = workload_identity(TENANT, "the-client", lambda: next(words), http_client=entra)
    first = header(auth)
    assert header(auth) == first == "Bearer token-1"
    assert auth.credential.renewed(first) == "Bearer token-2"
    assert [asked["client_assertion"] for asked in entra.asked] == [["first"], ["second"]]


def test_a_workload_that_is_not_trusted_learns_where_to_look() -> None:
    """Entra ID's words, and the federated credential as the place to look."""
    told = {"error": "invalid_client", "error_description": "AADSTS70021: No matching federated identity record found."}
    auth = workload_identity(TENANT, "the-client", lambda: "word", http_client=EntraId(refusal=told))
    with pytest.raises(SignInNeeded, match=r"AADSTS70021.*federated credential whose issuer and subject"):
        header(auth)


@pytest.mark.parametrize(("client", "asked_as"), [(None, {}), ("an-identity", {"client_id": ["an-identity"]})])
def test_a_machine_asks_its_own_endpoint_for_the_token(client: str | None, asked_as: dict[str, list[str]]) -> None:
    """As itself, or as an identity that was assigned to it; a refused token is not taken from the cache again."""
    entra = EntraId()
    auth = managed_identity(client, http_client=entra)
    first = header(auth)
    assert header(auth) == first == "Bearer token-1"
    assert auth.credential.renewed(first) == "Bearer token-2"
    assert entra.asked[0]["resource"] == ["499b84ac-1321-427f-aa17-267ca6975798"]
    assert {key: entra.asked[0][key] for key in asked_as} == asked_as


def test_a_person_enters_a_code_once_and_later_runs_take_the_kept_token() -> None:
    """The second run asks nobody, neither the person nor Entra ID."""
    entra, drawer, shown = EntraId(), Drawer(), list[str]()
    auth = device_code(TENANT, "the-client", shown.append, drawer, http_client=entra)
    assert header(auth) == "Bearer token-1"
    again = device_code(TENANT, "the-client", shown.append, drawer, http_client=entra)
    assert header(again) == "Bearer token-1"
    assert shown == ["Open https://example.com/device and enter ABC-DEF."]
    assert (entra.codes, len(entra.asked)) == (1, 1)


def test_a_persons_refused_token_is_refreshed_without_a_code() -> None:
    """The kept refresh token does it; the person is not asked again."""
    entra, shown = EntraId(), list[str]()
    auth = device_code(TENANT, "the-client", shown.append, Drawer(), http_client=entra)
    first = header(auth)
    assert auth.credential.renewed(first) == "Bearer token-2"
    assert entra.asked[1]["grant_type"] == ["refresh_token"]
    assert len(shown) == 1


def test_a_person_whom_entra_id_gives_no_code_is_told_why() -> None:
    """For example where the application allows no public client flows."""
    told = {"error": "unauthorized_client", "error_description": "AADSTS7000218: The application is no public client."}
    auth = device_code(TENANT, "the-client", print, Drawer(), http_client=EntraId(refusal=told))
    with pytest.raises(SignInNeeded, match="AADSTS7000218"):
        header(auth)


def ask_pipelines(answer: httpx.Response | Exception, server: Server | None = None) -> str:
    """Ask Azure Pipelines for an identity token."""
    handler = server or Server(answer)
    uri = "https://dev.azure.com/org/p/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken"
    return pipelines_assertion(uri, "job-token", "connection-id", transport=httpx.MockTransport(handler))()


def test_azure_pipelines_gives_the_identity_token_of_a_service_connection() -> None:
    """Asked with the job's own token, in the version that knows the call."""
    server = Server(good({"oidcToken": "word"}))
    assert ask_pipelines(good(1), server) == "word"
    [request] = server.requests
    assert request.headers["authorization"] == "Bearer job-token"
    assert dict(request.url.params) == {"api-version": "7.1", "serviceConnectionId": "connection-id"}


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (httpx.Response(401), SignInNeeded, "SYSTEM_ACCESSTOKEN"),
        (good({}), Broken, "without an identity token"),
        (good([]), Broken, "without an identity token"),
        (httpx.ConnectError("refused"), Unreachable, "Azure Pipelines gave no identity token: refused"),
    ],
)
def test_a_pipeline_that_gets_no_identity_token_learns_why(
    answer: httpx.Response | Exception, kind: type[Exception], words: str
) -> None:
    """What the step needs is said."""
    with pytest.raises(kind, match=words):
        ask_pipelines(answer)


def test_a_pipeline_without_identity_token_makes_the_sign_in_fail_with_its_reason() -> None:
    """What goes wrong before Entra ID is asked, comes through msal unchanged."""

    def no_word() -> str:
        return ask_pipelines(httpx.Response(401))

    source: Callable[[], str] = no_word
    with pytest.raises(SignInNeeded, match="SYSTEM_ACCESSTOKEN"):
        header(workload_identity(TENANT, "the-client", source, http_client=EntraId()))
