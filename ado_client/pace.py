"""Keep the pace that Azure DevOps asks for: send again where that is safe, and wait as told before the next request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from ado_client.budget import Budget
from ado_client.errors import AdoError
from ado_client.retry import Patience, wait_before_repeat
from ado_client.wire import Hints

T = TypeVar("T")


class Pace:
    """The pace of one account at one organisation, shared by everything that sends requests there."""

    def __init__(self, sleep: Callable[[float], Awaitable[object]], patience: Patience) -> None:
        self._sleep = sleep
        self._patience = patience
        self._budget = Budget(patience.longest)
        self._gate = asyncio.Lock()
        self._wait = timedelta()

    def heed(self, told: Hints) -> None:
        """Take in what the headers of an answer ask of the next request; to be called on the event loop."""
        self._wait = max(self._wait, self._budget.wait_after(told))

    async def turn(self) -> None:
        """Wait for what the server asked of the next request; requests that come meanwhile wait behind it."""
        async with self._gate:
            wait, self._wait = self._wait, timedelta()
            if wait:
                await self._sleep(wait.total_seconds())

    async def until_answered(self, send: Callable[[], Awaitable[T]], *, repeatable: bool) -> T:
        """Send, and again where that is safe and may help.

        Args:
            send: sends the request once, after taking a turn.
            repeatable: whether the request changes nothing.

        Raises:
            AdoError: what became of the last attempt.
        """
        attempt = 1
        while True:
            try:
                return await send()
            except AdoError as error:
                await self.before_repeat(error, attempt, repeatable=repeatable)
            attempt += 1

    async def before_repeat(self, error: AdoError, attempt: int, *, repeatable: bool) -> None:
        """Wait as long as it takes before a failed request is sent again.

        Args:
            error: what became of the request.
            attempt: how often it was sent so far, from 1.
            repeatable: whether the request changes nothing, or is known not to have been carried out.

        Raises:
            AdoError: the same error, where the request must not be sent again or that would not help.
        """
        wait = wait_before_repeat(error, attempt, repeatable=repeatable, patience=self._patience)
        if wait is None:
            raise error
        if error.delay is None:  # else the next attempt waits for its turn, and everything else behind it
            await self._sleep(wait.total_seconds())
