"""Follow a reporting stream of Azure DevOps: page by page, each with the place where to go on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from ado_client.answer import Answer
from ado_client.errors import Broken
from ado_client.results import watermark_of
from ado_client.session import Session

AT_ONCE = 1000
"""About so much of a long page is given at a time, however long the server's pages are, so that memory stays flat."""

Part = tuple[list[dict[str, Any]], str, bool]
"""What a page holds, where to go on, and whether there was nothing newer."""


async def follow(
    session: Session,
    method: str,
    path: str,
    *,
    watermark: str | None,
    start: datetime | None = None,
    params: Mapping[str, Any],
    body: Mapping[str, Any] | None = None,
) -> AsyncIterator[Part]:
    """Read a stream from where a watermark left off up to its present end.

    Where the connection breaks within a page, what it holds comes again. With all parts of a page but the last comes
    the watermark from before the page (empty at the beginning), so that a reader who stops there repeats it.

    Args:
        session: to read with.
        method: the HTTP method.
        path: of the stream, below the organisation's address.
        watermark: of the last page that was stored; None or empty for the beginning.
        start: leave out what changed before; only without a watermark.
        params: further parameters of the query.
        body: of the request.

    Raises:
        AdoError: as `Session.read_list` does, and where the stream leads back to where it was before.
    """
    is_last, been = False, {watermark}
    while not is_last:
        some: list[dict[str, Any]] = []
        place = {"continuationToken": watermark or None, "startDateTime": None if watermark else start}
        async for part in session.read_list(method, path, "values", params={**place, **params}, body=body):
            if isinstance(part, Answer):
                watermark, is_last = part.read(watermark_of)
                if watermark in been and not is_last:
                    raise Broken(f"the stream goes back to {watermark}, and would never end", part.exchange)
                been.add(watermark)
                yield some, watermark, is_last
            elif len(some) + len(part) <= AT_ONCE:
                some += part
            else:
                yield some, watermark or "", False
                some = part
