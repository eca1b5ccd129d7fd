"""Signing in: tokens are checked before they are sent, and renewed once where they can be."""

from __future__ import annotations

import httpx
import pytest
import requests

from ado_client.auth import SignIn, client_secret, pat
from ado_client.errors import SignInNeeded, Unreachable
from tests.ado_client.entra_fake import TENANT, EntraId
from tests.ado_client.wire_fakes import Server, good, session

SIGN_IN_PAGE = httpx.Response(203, html="<title>Sign In</title>")


def application(entra: EntraId) -> SignIn:
    """Sign in as an application with its secret."""
    return client_secret(TENANT, "the-client", "the-secret", http_client=entra)


def flow(auth: SignIn, *answers: httpx.Response) -> list[str]:
    """Send one request without an event loop and give the Authorization headers that were sent."""
    server = Server(*answers)
    with httpx.Client(transport=httpx.MockTransport(server), auth=auth) as client:
        client.get("https://dev.azure.com/org")
    return [request.headers["authorization"] for request in server.requests]


def test_a_personal_access_token_is_the_password_of_nobody() -> None:
    """White space around it, as a file or a copied line has it, is no part of it."""
    assert flow(pat(" a-token\r\n"), good(1)) == ["Basic OmEtdG9rZW4="]


@pytest.mark.parametrize(
    ("token", "fault"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("one two", "blanks or line breaks"),
        ("one\ntwo", "blanks or line breaks"),
        ("t\u00f6ken", "characters that no token has"),
        ("me:token", "it holds a colon"),
        ("OmEtdG9rZW4=", "Base64-encoded already"),
    ],
)
def test_what_cannot_be_a_token_is_refused_before_it_is_sent(token: str, fault: str) -> None:
    """Azure DevOps would only say 401; the message names the fault and never shows the token."""
    with pytest.raises(SignInNeeded, match=fault) as caught:
        pat(token)
    assert not token.strip() or token not in str(caught.value)


def test_a_refused_personal_access_token_is_not_sent_twice() -> None:
    """Only a person can make a new one."""
    assert flow(pat("a-token"), SIGN_IN_PAGE) == ["Basic OmEtdG9rZW4="]


def test_an_application_gets_its_token_for_azure_devops_once() -> None:
    """Msal keeps the token; the second request asks nobody."""
    entra = EntraId()
    auth = application(entra)
    assert flow(auth, good(1)) + flow(auth, good(1)) == ["Bearer token-1", "Bearer token-1"]
    [asked] = entra.asked
    assert asked["scope"] == ["499b84ac-1321-427f-aa17-267ca6975798/.default"]
    assert asked["client_id"] == ["the-client"]


def test_a_token_that_ran_out_is_renewed_before_it_is_sent() -> None:
    """A long run outlives its first token."""
    entra = EntraId()
    entra.lifetime = 1
    auth = application(entra)
    assert flow(auth, good(1)) + flow(auth, good(1)) == ["Bearer token-1", "Bearer token-2"]


@pytest.mark.parametrize("refusal", [httpx.Response(401), SIGN_IN_PAGE])
def test_a_refused_token_is_renewed_and_the_request_sent_once_more(refusal: httpx.Response) -> None:
    """Revoked in the middle of a run: with 401 as with a sign-in page, nothing was done yet."""
    assert flow(application(EntraId()), refusal, good(1)) == ["Bearer token-1", "Bearer token-2"]


def test_a_token_that_stays_refused_is_sent_no_third_time() -> None:
    """Then it is not the token's age."""
    assert flow(application(EntraId()), httpx.Response(401), httpx.Response(401)) == [
        "Bearer token-1",
        "Bearer token-2",
    ]


def test_the_same_token_again_is_not_sent_again() -> None:
    """Entra ID may give the very token that was refused."""
    entra = EntraId()
    entra.gives_new_ones = False
    assert flow(application(entra), httpx.Response(401)) == ["Bearer token-1"]


def test_a_token_that_another_request_renewed_meanwhile_is_taken() -> None:
    """Of many requests that are refused at once, one renews."""
    entra = EntraId()
    credential = application(entra).credential
    first = credential.authorization()
    assert credential.renewed(first) == "Bearer token-2"
    assert credential.renewed(first) == "Bearer token-2"
    assert len(entra.asked) == 2


async def test_a_session_signs_in_off_the_event_loop_and_renews_too() -> None:
    """The same flow on the event loop."""
    server = Server(httpx.Response(401), good(1))
    async with session(server, auth=application(EntraId())) as client:
        assert (await client.request("PATCH", "_apis/x", body=[])).value == 1
    assert [request.headers["authorization"] for request in server.requests] == ["Bearer token-1", "Bearer token-2"]


async def test_a_session_gives_up_on_a_token_that_stays_the_same() -> None:
    """The server's refusal is told."""
    entra = EntraId()
    entra.gives_new_ones = False
    async with session(Server(httpx.Response(401)), auth=application(entra)) as client:
        with pytest.raises(SignInNeeded):
            await client.request("GET", "_apis/x")


def test_a_wrong_secret_is_told_in_the_words_of_entra_id() -> None:
    """The first line of its description holds the number that people look up; the secret is nowhere."""
    told = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret.\r\nTrace ID: 1"}
    with pytest.raises(SignInNeeded, match=r"AADSTS7000215: Invalid client secret\. .*App registrations") as caught:
        application(EntraId(refusal=told)).credential.authorization()
    assert "the-secret" not in str(caught.value)
    assert "Trace" not in str(caught.value)


def test_an_entra_id_out_of_reach_is_told() -> None:
    """No network: the request to Azure DevOps was never made."""
    offline = EntraId(error=requests.ConnectionError("Name or service not known"))
    with pytest.raises(Unreachable, match="no answer from Entra ID: Name or service not known") as caught:
        application(offline).credential.authorization()
    assert caught.value.may_have_arrived is False


def test_a_tenant_that_is_none_is_told() -> None:
    """Msal refuses an authority it cannot use."""
    with pytest.raises(SignInNeeded, match="Entra ID cannot be asked for this sign-in"):
        application(EntraId(error=ValueError("invalid_tenant"))).credential.authorization()
