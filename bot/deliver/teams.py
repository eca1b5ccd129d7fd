"""Send a card to a Teams channel by its Workflows webhook, at most once."""

from __future__ import annotations

from http import HTTPStatus

import httpx
import orjson

from bot.deliver.causes import cause_of
from bot.deliver.delivery import Channel, Delivery
from bot.deliver.once import MaybeSent, NotSent, send_once
from bot.publish.documents import Document
from bot.store.ledger import Ledger

_TIMEOUT = httpx.Timeout(30)
_LOST_ANSWERS = frozenset({HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})
"""The server failed with the card in its hands, or a gateway lost the answer, and not necessarily the card."""


def card_key(document: Document, channel: str) -> str:
    """Give what the ledger knows a card by."""
    return f"teams/{channel}/{document.key}"


async def send_card(
    document: Document, channel: str, webhook: str, client: httpx.AsyncClient, ledger: Ledger, run: int
) -> Delivery:
    """Post the card once for its key; the address of the webhook is a secret and is never shown.

    A Workflows webhook cannot change a card that it posted, so a card whose content moved is not sent again that day:
    it links to the page, which is kept up to date.
    """
    return await send_once(
        lambda: _send(document, webhook, client),
        document=document,
        channel=Channel.TEAMS,
        target=channel,
        key=card_key(document, channel),
        ledger=ledger,
        run=run,
    )


async def _send(document: Document, webhook: str, client: httpx.AsyncClient) -> str:
    body = orjson.dumps(dict(document.card))
    headers = {"Content-Type": "application/json"}
    try:
        answer = await client.post(webhook, content=body, headers=headers, timeout=_TIMEOUT)
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        # Its own words may show the address.
        raise NotSent("The address of the channel is no web address. Correct it where `url_env` points.") from error
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NotSent(f"Teams could not be reached: {cause_of(error)}.") from error
    except httpx.HTTPError as error:
        raise MaybeSent(f"The connection to Teams broke off ({cause_of(error)}); the card may have arrived.") from error
    if answer.status_code in _LOST_ANSWERS:
        raise MaybeSent(f"Teams failed with {answer.status_code}; the card may have arrived.")
    if not answer.is_success:
        advice = "Look at the workflow's run history in Teams; it may have been switched off, or its owner has left."
        raise NotSent(f"Teams answered {answer.status_code}. {advice}")
    return str(answer.status_code)
