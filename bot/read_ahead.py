"""Let a server work on the next page while the one before it is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

T = TypeVar("T")

_HEAD_START = 0.001
"""Seconds until the next request is surely sent; the taker of a page lets nothing else happen until it is done."""


async def read_ahead(pages: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """Give pages, each when the next one is here, too, or at least asked for; the last one is given at once."""
    async with aclosing(pages):
        coming = asyncio.create_task(_next(pages))
        try:
            while (page := await coming) is not None:
                coming = asyncio.create_task(_next(pages))
                await asyncio.wait({coming}, timeout=_HEAD_START)
                yield page
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)  # who is cancelled meanwhile still is


async def _next(pages: AsyncGenerator[T, None]) -> T | None:
    return await anext(pages, None)
