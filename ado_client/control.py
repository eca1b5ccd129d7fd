"""Run calls of the azure-devops SDK in threads, at the same pace and with the same errors as our own requests."""

from __future__ import annotations

import asyncio
import importlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ado_client.request_log import Log, RequestLine
from ado_client.session import USER_AGENT, Session
from ado_client.wire import Hints

if TYPE_CHECKING:  # the SDK takes a fifth of a second to import, so it is imported at its first use
    from ado_client.sdk import Clients

T = TypeVar("T")

_CACHE_FOLDER = "AZURE_DEVOPS_CACHE_DIR"


class Control:
    """The SDK's connection to a session's organisation; use it as an async context manager.

    Attributes:
        organization_url: without a slash at its end.
    """

    def __init__(self, session: Session, *, at_once: int = 4) -> None:
        """Prepare the connection; nothing is sent yet.

        Args:
            session: whose organisation, credential, time-out and pace are taken.
            at_once: so many calls run at the same time, each on its own thread.
        """
        self.organization_url = session.organization_url
        self._session = session
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="azure-devops")
        self._clients: Clients | None = None
        self._opening = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def read(self, act: Callable[[Any], T]) -> T:
        """Run a call that changes nothing, and again where that may help.

        Args:
            act: is given the SDK's clients of version 7.1 (`connection.clients_v7_1`), on a thread.

        Raises:
            AdoError: the branch of the tree in `ado_client.errors` that fits.
        """
        return await self._run(act, repeatable=True)

    async def write(self, act: Callable[[Any], T]) -> T:
        """Run a call that changes something, again only where the connection was never made."""
        return await self._run(act, repeatable=False)

    async def _run(self, act: Callable[[Any], T], *, repeatable: bool) -> T:
        clients = await self._opened()
        loop = asyncio.get_running_loop()

        async def send() -> T:
            await self._session.pace.turn()
            return await loop.run_in_executor(self._threads, clients.call, act)

        return await self._session.pace.until_answered(send, repeatable=repeatable)

    async def _opened(self) -> Clients:
        async with self._opening:
            if self._clients is None:
                loop = asyncio.get_running_loop()

                def heed(told: Hints) -> None:
                    loop.call_soon_threadsafe(self._session.pace.heed, told)

                def log(line: RequestLine) -> None:
                    loop.call_soon_threadsafe(self._session.log, line)

                self._clients = await loop.run_in_executor(self._threads, _open, self._session, heed, log)
            return self._clients


def _open(session: Session, heed: Callable[[Hints], object], log: Log) -> Clients:
    """Import the SDK, kept from making a folder for its cache in the home of whoever runs the bot, and connect."""
    before = os.environ.get(_CACHE_FOLDER)
    os.environ[_CACHE_FOLDER] = os.curdir  # only read at import; a folder that exists, so that none is made
    try:
        sdk = importlib.import_module("ado_client.sdk")
    finally:
        if before is None:
            del os.environ[_CACHE_FOLDER]
        else:
            os.environ[_CACHE_FOLDER] = before
    clients: Clients = sdk.Clients(
        session.organization_url,
        session.auth.credential,
        timeout=session.timeout,
        heed=heed,
        log=log,
        user_agent=USER_AGENT,
    )
    return clients
