"""Put a document on its wiki page, keeping what people wrote there."""

from __future__ import annotations

from ado_client.errors import AdoError, Conflict
from ado_client.wiki import Wiki
from bot.deliver.causes import told
from bot.deliver.delivery import Channel, Delivery, Fate
from bot.publish.documents import Document
from bot.publish.minutes import keep_minutes
from bot.store.ledger import Ledger, Standing

_TRIES = 3


def page_key(path: str) -> str:
    """Give what the ledger knows a page by."""
    return f"wiki/{path}"


class _NotOurs(Exception):
    """A page stands there that people wrote."""


async def put_page(
    document: Document, path: str, address: str, wiki: Wiki, ledger: Ledger, run: int, *, mark: str = ""
) -> Delivery:
    """Write a document's Markdown to a page, unless the same was written before.

    A page that stands there is read first: the people's part is kept, and a page that would not change is not written.
    With a mark, a page that has no such line is not the bot's and is left alone.
    """
    key = page_key(path)
    intent = ledger.intend(
        key, kind=Channel.WIKI, target=path, payload_hash=document.fingerprint, run=run, resend_changed=True
    )
    if intent.standing is Standing.DONE:
        return Delivery(Channel.WIKI, document.kind, path, Fate.UNCHANGED, address)
    try:
        written = await _put(document.markdown, path, wiki, mark)
    except _NotOurs:
        reason = "People wrote the page that stands there; it is left alone. Move it, or name another folder."
        ledger.fail(key, reason)
        return Delivery(Channel.WIKI, document.kind, path, Fate.FAILED, reason=reason)
    except AdoError as error:
        # Writing a page again does no harm: the next run reads it first.
        reason = told(error)
        ledger.fail(key, reason)
        return Delivery(Channel.WIKI, document.kind, path, Fate.FAILED, reason=reason)
    ledger.confirm(key, address)
    return Delivery(Channel.WIKI, document.kind, path, Fate.POSTED if written else Fate.UNCHANGED, address)


async def _put(markdown: str, path: str, wiki: Wiki, mark: str) -> bool:
    """Write the page; say whether that was needed. Somebody who saves at the same moment is read again."""
    for _ in range(_TRIES - 1):
        try:
            return await _put_once(markdown, path, wiki, mark)
        except Conflict:
            continue
    return await _put_once(markdown, path, wiki, mark)


async def _put_once(markdown: str, path: str, wiki: Wiki, mark: str) -> bool:
    page = await wiki.get(path)
    if page is None:
        await wiki.put(path, markdown, None)
        return True
    if mark and mark not in page.content.splitlines():
        raise _NotOurs
    wanted = keep_minutes(markdown, page.content)
    if wanted == page.content:
        return False
    await wiki.put(path, wanted, page.etag)
    return True
