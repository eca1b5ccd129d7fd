"""Mail through Microsoft Graph, against a local stand-in over real HTTP, signed in through a stand-in of Entra ID."""

from __future__ import annotations

import base64

import httpx
import pytest
import requests

from bot.deliver.graph import GraphMailbox, graph_authorization
from bot.deliver.mail import compose
from bot.deliver.once import MaybeSent, NotSent
from tests.ado_client.entra_fake import TENANT, EntraId
from tests.bot.deliver.conftest import NOW
from tests.bot.deliver.documents import a_digest
from tests.bot.deliver.doors import BREAKS_OFF, Door, closed_port

SENDER = "envbot@example.com"
MESSAGE = compose(a_digest(), "environment-manager@example.com", SENDER, NOW)


def mailbox(address: str, http: httpx.AsyncClient) -> GraphMailbox:
    """Give the sender's mailbox behind an address."""
    return GraphMailbox(SENDER, lambda: "Bearer token-1", http, address)


async def test_a_message_is_handed_over_whole(door: Door, http: httpx.AsyncClient) -> None:
    """Graph takes MIME as base64, so the recipient gets the same as over SMTP."""
    await mailbox(door.url, http).send(MESSAGE)
    (request,) = door.received
    assert request.path == f"/users/{SENDER}/sendMail"
    assert (request.headers["Authorization"], request.headers["Content-Type"]) == ("Bearer token-1", "text/plain")
    assert base64.b64decode(request.body) == bytes(MESSAGE)


@pytest.mark.parametrize("status", [302, 401, 403, 503])
async def test_a_refusal_says_what_the_application_needs(door: Door, http: httpx.AsyncClient, status: int) -> None:
    """Nothing left, so it may be tried again."""
    door.answers = [status]
    with pytest.raises(NotSent, match=rf"answered {status} for {SENDER}.*Mail\.Send"):
        await mailbox(door.url, http).send(MESSAGE)


@pytest.mark.parametrize("status", [BREAKS_OFF, 500, 502, 504])
async def test_a_lost_answer_leaves_it_open(door: Door, http: httpx.AsyncClient, status: int) -> None:
    """Graph may have sent it."""
    door.answers = [status]
    with pytest.raises(MaybeSent, match="may have been sent"):
        await mailbox(door.url, http).send(MESSAGE)


async def test_a_graph_that_cannot_be_reached_took_nothing(http: httpx.AsyncClient) -> None:
    """No connection, no mail."""
    with pytest.raises(NotSent, match="could not be reached"):
        await mailbox(f"http://127.0.0.1:{closed_port()}", http).send(MESSAGE)


def test_the_application_signs_in_for_graph_and_keeps_its_token() -> None:
    """One question to Entra ID serves until the token runs out."""
    entra = EntraId()
    authorization = graph_authorization(TENANT, "client", "secret", entra)
    assert (authorization(), authorization()) == ("Bearer token-1", "Bearer token-1")
    assert [asked["scope"] for asked in entra.asked] == [["https://graph.microsoft.com/.default"]]


def test_a_refused_application_hears_the_first_line_of_the_reason() -> None:
    """The rest is trace ids."""
    entra = EntraId(refusal={"error": "invalid_client", "error_description": "The secret has expired.\nTrace ID: 1"})
    with pytest.raises(NotSent, match=r"refused the mail application: The secret has expired\.$"):
        graph_authorization(TENANT, "client", "secret", entra)()


def test_an_entra_id_that_cannot_be_reached_sent_nothing() -> None:
    """The message names what to check."""
    entra = EntraId(error=requests.ConnectionError("no route"))
    with pytest.raises(NotSent, match=r"no route.*publish\.mail\.graph"):
        graph_authorization(TENANT, "client", "secret", entra)()
