"""Send a card to a Teams channel by its Workflows webhook, at most once."""

from __future__ import annotations

import httpx
import orjson

from bot.deliver.delivery import WITHHELD, Channel, Delivery, Fate
from bot.publish.documents import Document
from bot.store.ledger import Ledger, Standing

_TIMEOUT = httpx.Timeout(30)


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
    key = card_key(document, channel)
    intent = ledger.intend(key, kind=Channel.TEAMS, target=channel, payload_hash=document.fingerprint, run=run)
    if intent.standing is Standing.DONE:
        return Delivery(Channel.TEAMS, document.kind, channel, Fate.UNCHANGED)
    if intent.standing is Standing.UNSETTLED:
        return Delivery(
            Channel.TEAMS, document.kind, channel, Fate.WITHHELD, reason=WITHHELD.format(kind=document.kind)
        )
    body = orjson.dumps(dict(document.card))
    headers = {"Content-Type": "application/json"}
    try:
        answer = await client.post(webhook, content=body, headers=headers, timeout=_TIMEOUT)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        return _failed(document, channel, ledger, key, f"Teams could not be reached ({type(error).__name__}).")
    except httpx.HTTPError as error:
        reason = f"The connection to Teams broke off ({type(error).__name__}); the card may have arrived."
        return Delivery(Channel.TEAMS, document.kind, channel, Fate.FAILED, reason=reason)
    if answer.is_error:
        advice = "Look at the workflow's run history in Teams; it may have been switched off, or its owner has left."
        return _failed(document, channel, ledger, key, f"Teams answered {answer.status_code}. {advice}")
    ledger.confirm(key, str(answer.status_code))
    return Delivery(Channel.TEAMS, document.kind, channel, Fate.POSTED)


def _failed(document: Document, channel: str, ledger: Ledger, key: str, reason: str) -> Delivery:
    ledger.fail(key, reason)
    return Delivery(Channel.TEAMS, document.kind, channel, Fate.FAILED, reason=reason)
