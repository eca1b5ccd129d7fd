"""A card goes to its channel once: not again after it arrived, not again when nobody knows, again after a refusal."""

from __future__ import annotations

import httpx
import orjson
import pytest

from bot.deliver.delivery import Delivery, Fate
from bot.deliver.teams import card_key, send_card
from bot.publish.documents import Document
from bot.store.ledger import Ledger, LedgerState
from tests.bot.deliver.documents import a_card
from tests.bot.deliver.doors import BREAKS_OFF, Door, closed_port

KEY = card_key(a_card(), "stand-up")


class Channel:
    """The channel `stand-up`, whose webhook is the door."""

    def __init__(self, door: Door, http: httpx.AsyncClient, ledger: Ledger, run: int) -> None:
        self.webhook = f"{door.url}/secret-address"
        self.http = http
        self.ledger = ledger
        self.run = run

    async def send(self, document: Document) -> Delivery:
        """Send a card as a run does."""
        return await send_card(document, "stand-up", self.webhook, self.http, self.ledger, self.run)


@pytest.fixture
def channel(door: Door, http: httpx.AsyncClient, ledger: Ledger, run: int) -> Channel:
    """A channel that takes cards."""
    return Channel(door, http, ledger, run)


async def test_a_card_is_sent_once_even_if_its_content_moves(channel: Channel, door: Door) -> None:
    """The message is sent as it is; a second card of the day would only repeat it, and is not sent."""
    assert (await channel.send(a_card())).fate is Fate.POSTED
    assert (await channel.send(a_card("6 breached"))).fate is Fate.UNCHANGED
    (only,) = door.received
    assert orjson.loads(only.body) == a_card().card
    assert only.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [302, 400, 404, 413, 503])
async def test_a_refused_card_is_sent_by_the_next_run(
    channel: Channel, door: Door, ledger: Ledger, status: int
) -> None:
    """Everything but a success is a failure, a redirect to a sign-in page too; the secret address is not shown."""
    door.answers = [status, 202]
    failed = await channel.send(a_card())
    assert failed.fate is Fate.FAILED
    assert f"answered {status}" in failed.reason
    assert "secret-address" not in failed.reason
    assert ledger.state(KEY) is LedgerState.FAILED
    assert (await channel.send(a_card())).fate is Fate.POSTED


@pytest.mark.parametrize("status", [BREAKS_OFF, 500, 502, 504])
async def test_a_card_that_may_have_arrived_is_withheld(
    channel: Channel, door: Door, ledger: Ledger, status: int
) -> None:
    """The answer was lost: this run and the next say so, and a person decides."""
    door.answers = [status, 202]
    lost = await channel.send(a_card())
    assert (lost.fate, "publish card --again" in lost.reason) == (Fate.WITHHELD, True)
    assert ledger.state(KEY) is LedgerState.INTENDED
    again = await channel.send(a_card())
    assert (again.fate, "cut off" in again.reason) == (Fate.WITHHELD, True)
    assert len(door.received) == 1


@pytest.mark.parametrize("webhook", ["http://127.0.0.1:{port}/x", "no address", "ftp://example.com/x", "http://[/"])
async def test_a_channel_that_cannot_be_reached_is_tried_again(channel: Channel, ledger: Ledger, webhook: str) -> None:
    """Nothing was sent, so nothing is withheld."""
    right, channel.webhook = channel.webhook, webhook.format(port=closed_port())
    assert (await channel.send(a_card())).fate is Fate.FAILED
    assert ledger.state(KEY) is LedgerState.FAILED
    channel.webhook = right
    assert (await channel.send(a_card())).fate is Fate.POSTED


async def test_a_run_that_died_between_intent_and_confirmation_leaves_a_card_to_a_person(
    channel: Channel, door: Door, ledger: Ledger, run: int
) -> None:
    """The ledger has an intent and nothing more: the card is not sent by itself."""
    ledger.intend(KEY, kind="teams", target="stand-up", payload_hash="", run=run)
    assert (await channel.send(a_card())).fate is Fate.WITHHELD
    assert not door.received
