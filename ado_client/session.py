"""Send requests to one organisation: a few at a time, again only where that is safe, slower when told so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import httpx
import orjson

from ado_client.auth import SignIn
from ado_client.errors import AdoError, Broken, Exchange, Unreachable, without_secrets
from ado_client.pace import Pace
from ado_client.retry import SAFE_METHODS, Patience
from ado_client.wire import Expect, decode, hints

T = TypeVar("T")

USER_AGENT = "envbot"
"""What Azure DevOps shows in its usage page for the bot's requests."""

_NEVER_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer.

    Attributes:
        headers: names in any case.
        value: what the body carries, see `ado_client.wire.decode`.
        exchange: the request it answers, for the text of an error.
    """

    status: int
    headers: Mapping[str, str]
    value: Any
    exchange: Exchange = Exchange()  # noqa: RUF009 - frozen

    def read(self, reader: Callable[[Any], T]) -> T:
        """Give what a reader makes of the value.

        Raises:
            Broken: the value has another shape than the reader expects.
        """
        try:
            return reader(self.value)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            fault = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            raise Broken(f"the answer has another shape than expected: {fault}", self.exchange) from error


def organization_address(url: str) -> str:
    """Give an organisation's address without the user name that Azure DevOps puts into clone addresses.

    Raises:
        Unreachable: it is no address.
    """
    try:
        parts = urlsplit(url.strip())
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        raise Unreachable(
            f"'{without_secrets(url) if '@' in url else url}' is no address of an organisation",
            may_have_arrived=False,
            advice="Give it as https://dev.azure.com/ORGANISATION.",
        )
    return without_secrets(url.strip()).rstrip("/")


class Session:
    """A connection to one organisation; use it as an async context manager.

    Attributes:
        organization_url: for example `https://dev.azure.com/organisation`, without a slash at its end.
        auth: signs each request.
        timeout: of one attempt.
        pace: when to send; shared with everything that sends to this organisation.
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
        """
        self.organization_url = organization_address(organization_url)
        self.auth = auth
        self.timeout = timeout
        self.pace = Pace(sleep, patience)
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
        request = self._client.build_request(
            method,
            f"{self.organization_url}/{path.lstrip('/')}",
            params={name: _written(value) for name, value in (params or {}).items() if value is not None}
            | {"api-version": api_version},
            content=None if body is None else orjson.dumps(body),
            headers=({} if body is None else {"Content-Type": content_type or "application/json"})
            | dict(headers or {}),
        )
        safe = method in SAFE_METHODS if repeatable is None else repeatable
        try:
            async with asyncio.timeout(self._overall.total_seconds()):
                return await self.pace.until_answered(lambda: self._once(request), repeatable=safe)
        except TimeoutError as error:
            reason = f"{request.url.host} did not answer well within {self._overall.total_seconds():g} s, all attempts"
            raise Unreachable(reason, Exchange(method, str(request.url)), may_have_arrived=True) from error

    async def _once(self, request: httpx.Request) -> Answer:
        async with self._slots:
            await self.pace.turn()
            try:
                response = await self._client.send(request)
            except httpx.HTTPError as error:
                raise self._unanswered(request, error) from error
        now = self._now() if self._now else None
        self.pace.heed(hints(response.headers, now))
        value = decode(
            response.status_code,
            response.headers,
            response.content,
            method=request.method,
            url=str(request.url),
            expect=Expect.JSON,
            now=now,
        )
        exchange = Exchange(request.method, str(request.url), response.status_code)
        return Answer(response.status_code, response.headers, value, exchange)

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


def _written(value: Any) -> Any:
    """Write a query parameter as Azure DevOps does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value
