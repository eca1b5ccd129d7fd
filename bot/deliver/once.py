"""Send what cannot be taken back at most once: after a crash or a lost answer, a person decides."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.deliver.delivery import Channel, Delivery, Fate
from bot.publish.documents import Document
from bot.store.ledger import Ledger, Standing

_CUT_OFF = "An earlier run was cut off while it was sending this, so it may have arrived or not."


class NotSent(Exception):
    """It certainly did not leave: it may be tried again."""


class MaybeSent(Exception):
    """The connection broke off when it may have left already."""


async def send_once(
    send: Callable[[], Awaitable[str]],
    *,
    document: Document,
    channel: Channel,
    target: str,
    key: str,
    ledger: Ledger,
    run: int,
) -> Delivery:
    """Send a document, unless the ledger says that it was sent, or may have been.

    Args:
        send: hands it over and gives what it is known by outside; raises `NotSent` or `MaybeSent`.
        document: what is sent, and what it is called in the report.
        channel: the way it goes.
        target: who or what receives it.
        key: what the ledger knows this act by.
        ledger: told before and after.
        run: in whose name the ledger keeps it.
    """
    intent = ledger.intend(key, kind=channel, target=target, payload_hash=document.fingerprint, run=run)
    if intent.standing is Standing.DONE:
        return Delivery(channel, document.kind, target, Fate.UNCHANGED)
    if intent.standing is Standing.UNSETTLED:
        return _withheld(channel, document, target, _CUT_OFF)
    try:
        reference = await send()
    except NotSent as error:
        ledger.fail(key, str(error))
        return Delivery(channel, document.kind, target, Fate.FAILED, reason=str(error))
    except MaybeSent as error:
        # The intent stays open, so that no later run sends it by itself.
        return _withheld(channel, document, target, str(error))
    ledger.confirm(key, reference)
    return Delivery(channel, document.kind, target, Fate.POSTED, reference)


def _withheld(channel: Channel, document: Document, target: str, what_happened: str) -> Delivery:
    reason = (
        f"{what_happened} It is not sent again by itself: ask one recipient, and if it is missing, "
        f"send it with `envbot publish {document.kind} --again`."
    )
    return Delivery(channel, document.kind, target, Fate.WITHHELD, reason=reason)
