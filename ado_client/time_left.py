"""Bound the time that a server takes in all, however long the taker of its answers takes in between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

T = TypeVar("T")


class TimeLeft:
    """So much time for several waits together; what passes between them does not count."""

    def __init__(self, whole: timedelta) -> None:
        self._left = whole.total_seconds()

    async def wait(self, awaitable: Awaitable[T]) -> T:
        """Wait for something as long as time is left.

        Raises:
            TimeoutError: no time is left; what was waited for is given up.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(self._left):
                return await awaitable
        finally:
            self._left -= loop.time() - began
