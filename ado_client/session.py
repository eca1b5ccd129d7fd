"""Send requests to one organisation: a few at a time, again only where that is safe, slower when told so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx
import orjson

from ado_client.address import organization_address
from ado_client.answer import Answer
from ado_client.auth import SignIn
from ado_client.errors import AdoError, Broken, Exchange, Unreachable
from ado_client.pace import Pace
from ado_client.request_log import Log, RequestLine, loggable
from ado_client.retry import SAFE_METHODS, Patience
from ado_client.streaming import ListReader
from ado_client.time_left import TimeLeft
from ado_client.wire import Expect, decode, header, hints

USER_AGENT = "envbot"
"""What Azure DevOps shows in its usage page for the bot's requests."""

_NEVER_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Session:
    """A connection to one organisation; use it as an async context manager.

    Attributes:
        organization_url: for example `https://dev.azure.com/organisation`, without a slash at its end.
        auth: signs each request.
        timeout: of one attempt.
        pace: when to send; shared with everything that sends to this organisation.
        log: is told what became of each attempt.
    """

    def __init__(
        self,
        organization_url: str,
        auth: SignIn,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        now: Callable[[], datetime] | None = None,
        timeout: timedelta = timedelta(seconds=60),
        overall: timedelta = timedelta(minutes=15),
        at_once: int = 8,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        log: Log = lambda _: None,
    ) -> None:
        """Prepare the connection; nothing is sent yet.

        Args:
            organization_url: the organisation's address.
            auth: signs each request.
            transport: sends the requests; a real one where None.
            sleep: waits for so many seconds.
            now: tells the instant for delays given as dates, where the server does not send its own.
            timeout: of one attempt: to connect, to send, and between two pieces of the answer.
            overall: of one request with all its attempts and waits.
            at_once: so many requests are on their way at the same time.
            patience: how often and how long to try.
            log: is told what became of each attempt of each request.
        """
        self.organization_url = organization_address(organization_url)
        self.auth = auth
        self.timeout = timeout
        self.pace = Pace(sleep, patience)
        self.log = log
        self._client = httpx.AsyncClient(
            auth=auth,
            transport=transport,
            timeout=httpx.Timeout(timeout.total_seconds(), pool=None),
            limits=httpx.Limits(max_connections=at_once),
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", "X-TFS-FedAuthRedirect": "Suppress"},
        )
        self._now = now
        self._overall = overall
        self._slots = asyncio.Semaphore(at_once)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        api_version: str = "7.1",
        content_type: str | None = None,
        repeatable: bool | None = None,
    ) -> Answer:
        """Send one request and give its answer.

        Args:
            method: the HTTP method.
            path: below the organisation's address, its parts quoted.
            params: of the query; those that are None are left out, booleans are written as ADO writes them.
            body: sent as JSON; None for none.
            headers: further headers.
            api_version: for example `7.1` or `7.1-preview.4`.
            content_type: of the body, where it is not `application/json`.
            repeatable: whether the request changes nothing and may be sent again; where None, the method tells.

        Raises:
            AdoError: the branch of the tree in `ado_client.errors` that fits.
        """
        request = self._built(method, path, params, body, api_version)
        request.headers.update(headers or {})
        if content_type is not None:
            request.headers["Content-Type"] = content_type
        safe = method in SAFE_METHODS if repeatable is None else repeatable
        try:
            answered = self.pace.until_answered(lambda: self._once(request), repeatable=safe)
            return await TimeLeft(self._overall).wait(answered)
        except TimeoutError as error:
            raise self._too_late(request) from error

    async def read_list(
        self,
        method: str,
        path: str,
        name: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        api_version: str = "7.1",
    ) -> AsyncIterator[list[dict[str, Any]] | Answer]:
        """Send one request that changes nothing, and give the objects of a long list while the answer comes in.

        The answer is never held as a whole. Where the connection breaks in the middle, the request is sent again and
        the objects come once more from the first, so whoever takes them must know them by their ids. The taker's own
        time counts for the overall time-out only while it waits for the next objects, too.

        Args:
            method: the HTTP method.
            path: below the organisation's address, its parts quoted.
            name: of the list in the answer.
            params: as for `request`.
            body: as for `request`.
            api_version: as for `request`.

        Yields:
            Some objects of the list at a time; last of all the answer, whose value is the rest without the list.

        Raises:
            AdoError: the branch of the tree in `ado_client.errors` that fits.
        """
        request = self._built(method, path, params, body, api_version)
        left = TimeLeft(self._overall)
        attempt = 1
        try:
            while True:
                try:
                    async with aclosing(self._pieces(request, ListReader(name))) as pieces:
                        while part := await left.wait(anext(pieces, None)):
                            yield part
                except AdoError as error:
                    await left.wait(self.pace.before_repeat(error, attempt, repeatable=True))
                else:
                    return
                attempt += 1
        except TimeoutError as error:
            raise self._too_late(request) from error

    def _built(
        self, method: str, path: str, params: Mapping[str, Any] | None, body: Any, api_version: str
    ) -> httpx.Request:
        named = {name: _written(value) for name, value in (params or {}).items() if value is not None}
        return self._client.build_request(
            method,
            f"{self.organization_url}/{path.lstrip('/')}",
            params=named | {"api-version": api_version},
            content=None if body is None else orjson.dumps(body),
            headers=None if body is None else {"Content-Type": "application/json"},
        )

    async def _once(self, request: httpx.Request) -> Answer:
        async with self._answered(request) as response:
            return self._decoded(request, response, await response.aread())

    async def _pieces(
        self, request: httpx.Request, reader: ListReader
    ) -> AsyncGenerator[list[dict[str, Any]] | Answer, None]:
        async with self._answered(request) as response:
            kind = response.headers.get("content-type", "")
            if response.status_code != HTTPStatus.OK or not kind.startswith("application/json"):
                # This raises, unless it is JSON that the reader does not know.
                self._decoded(request, response, await response.aread())
            else:
                async for piece in response.aiter_bytes():
                    objects = reader.feed(piece)
                    if objects:
                        yield objects
            exchange = Exchange(request.method, str(request.url), response.status_code)
            try:
                rest = reader.close()
            except ValueError as error:
                raise Broken(f"the answer cannot be read: {error}", exchange) from error
            yield Answer(response.status_code, response.headers, rest, exchange)

    @asynccontextmanager
    async def _answered(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        """Send when it is our turn and give the answer while it comes in; name what goes wrong with the connection."""
        async with self._slots:
            await self.pace.turn()
            response: httpx.Response | None = None
            fault = ""
            started = asyncio.get_running_loop().time()
            try:
                response = await self._client.send(request, stream=True)
                self.pace.heed(hints(response.headers, self._instant()))
                yield response
            except httpx.HTTPError as error:
                unanswered = self._unanswered(request, error)
                fault = unanswered.reason
                raise unanswered from error
            finally:
                if response is not None:
                    await response.aclose()
                took = timedelta(seconds=asyncio.get_running_loop().time() - started)
                self.log(_line(request, response, took, fault))

    def _decoded(self, request: httpx.Request, response: httpx.Response, content: bytes) -> Answer:
        value = decode(
            response.status_code,
            response.headers,
            content,
            method=request.method,
            url=str(request.url),
            expect=Expect.JSON,
            now=self._instant(),
        )
        exchange = Exchange(request.method, str(request.url), response.status_code)
        return Answer(response.status_code, response.headers, value, exchange)

    def _instant(self) -> datetime | None:
        return self._now() if self._now else None

    def _too_late(self, request: httpx.Request) -> Unreachable:
        limit = self._overall.total_seconds()
        reason = f"{request.url.host} did not answer well within {limit:g} s, all attempts together"
        return Unreachable(reason, Exchange(request.method, str(request.url)), may_have_arrived=True)

    def _unanswered(self, request: httpx.Request, error: httpx.HTTPError) -> AdoError:
        exchange = Exchange(request.method, str(request.url))
        host = request.url.host
        if isinstance(error, httpx.DecodingError):
            return Broken(f"the answer of {host} cannot be unpacked: {error}", exchange)
        if isinstance(error, httpx.TimeoutException):
            reason = f"{host} gave no answer within {self.timeout.total_seconds():g} s"
        else:
            reason = f"no connection to {host}: {str(error) or type(error).__name__}"
        return Unreachable(reason, exchange, may_have_arrived=not isinstance(error, _NEVER_CONNECTED))


def _line(request: httpx.Request, response: httpx.Response | None, took: timedelta, fault: str) -> RequestLine:
    return RequestLine(
        request.method,
        loggable(str(request.url)),
        status=None if response is None else response.status_code,
        sent=len(request.content),
        received=0 if response is None else response.num_bytes_downloaded,
        took=took,
        activity="" if response is None else header(response.headers, "activityid"),
        fault=fault,
    )


def _written(value: Any) -> Any:
    """Write a query parameter as Azure DevOps does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value
