"""Make the azure-devops SDK behave: our sign-in, our errors, our time-outs, nothing kept on disk.

Slow to import, so `ado_client.control` imports it at its first use.

Its traps, and what is done here about each:

* It caches routes on disk for twelve hours by address: the caches are kept in memory only.
* It retries GET, PUT and DELETE by itself: the adapter it gets retries nothing, `ado_client.pace` decides.
* It waits 100 seconds for an answer: the adapter brings its own time-out.
* A sign-in page surfaces as a DeserializationError: every answer goes through `ado_client.wire` first.
* An area missing from the server's list makes it ask a public host: only the organisation's own hosts are asked.
* `requests` trusts its own list of authorities only: the adapter trusts those whom the rest of the client trusts, too.
* `requests` lets ~/.netrc overrule a header: the signature is a `requests` auth, which nothing overrules.
* `connection.clients` speaks version 7.0: callers get the clients of 7.1.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import requests
from azure.devops import _file_cache
from azure.devops.connection import Connection
from msrest.authentication import BasicTokenAuthentication
from msrest.exceptions import ClientException
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import MaxRetryError, NewConnectionError

from ado_client.auth import Credential
from ado_client.errors import AdoError, Broken, Exchange, Unreachable
from ado_client.request_log import Log, RequestLine, loggable
from ado_client.wire import Expect, Hints, decode, hints, is_sign_in

T = TypeVar("T")

_CLOUD = ("dev.azure.com", "visualstudio.com")

for _cache in (_file_cache.OPTIONS_CACHE, _file_cache.RESOURCE_CACHE):
    _cache.file_name = ""
    _cache.data = {}
    _cache.initial_load_occurred = True


class Clients:
    """The SDK's clients for one organisation."""

    def __init__(
        self,
        organization_url: str,
        credential: Credential,
        *,
        timeout: timedelta,
        heed: Callable[[Hints], object],
        log: Log,
        user_agent: str,
    ) -> None:
        """Prepare the connection; nothing is sent yet.

        Args:
            organization_url: the organisation's address.
            credential: signs each request.
            timeout: to connect, and between two pieces of an answer.
            heed: is told the hints of each answer, on the thread that asked.
            log: is told what became of each request, on the thread that asked.
            user_agent: is added to the SDK's own.
        """
        adapter = _Adapter(credential, urlsplit(organization_url).hostname or "", timeout, heed, log)
        self._connection = Connection(organization_url, _Credentials(credential, adapter), user_agent)

    def call(self, act: Callable[[Any], T]) -> T:
        """Run one act on the clients of version 7.1 (`connection.clients_v7_1`).

        Raises:
            AdoError: the branch of the tree in `ado_client.errors` that fits; no error of the SDK comes through.
        """
        try:
            return act(self._connection.clients_v7_1)
        except AdoError:
            raise
        except (ClientException, AttributeError, KeyError, TypeError, ValueError) as error:
            # What passed the wire, but is not what the SDK expects: an unknown route, another shape.
            raise Broken(f"the azure-devops SDK cannot read the answer: {error}") from error


class _Credentials(BasicTokenAuthentication):
    """Sign each request of the SDK with our credential."""

    def __init__(self, credential: Credential, adapter: _Adapter) -> None:
        super().__init__({})
        self._credential = credential
        self._adapter = adapter

    def signed_session(self, session: requests.Session | None = None) -> requests.Session:
        """Prepare the session; the SDK calls this before every request."""
        prepared = session or requests.Session()
        prepared.mount("https://", self._adapter)
        prepared.mount("http://", self._adapter)
        prepared.auth = _Signature(self._credential.authorization())
        return prepared


class _Signature(AuthBase):
    """Put the credential on a request."""

    def __init__(self, header: str) -> None:
        self._header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._header
        return request


class _Adapter(HTTPAdapter):
    """Send a request once, and decide about its answer as the rest of the client does."""

    def __init__(
        self, credential: Credential, host: str, timeout: timedelta, heed: Callable[[Hints], object], log: Log
    ) -> None:
        super().__init__()
        self._log = log
        self._credential = credential
        self._host = host
        self._timeout = timeout.total_seconds()
        self._heed = heed

    def init_poolmanager(self, *options: Any, **named: Any) -> None:
        """Prepare for connections, to servers for which an authority of SSL_CERT_FILE vouches, too."""
        super().init_poolmanager(*options, **named, ssl_context=httpx.create_ssl_context())

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        """Prepare for connections through a proxy, trusting the same."""
        return super().proxy_manager_for(proxy, **named, ssl_context=httpx.create_ssl_context())

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 - the signature is the library's
        timeout: Any = None,  # noqa: ARG002 - ours is taken
        verify: bool | str = True,  # noqa: FBT001, FBT002 - the signature is the library's
        cert: Any = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        """Send, renew a refused credential once, and give a good answer or raise."""
        self._hold_to_our_hosts(request)

        def once() -> requests.Response:
            try:
                answer = super(_Adapter, self).send(
                    request, stream=False, timeout=self._timeout, verify=verify, cert=cert, proxies=proxies
                )
                _ = answer.content  # read it here, so that a lost connection is seen here
            except requests.RequestException as error:
                unanswered = self._unanswered(request, error)
                self._log(RequestLine(request.method or "", loggable(request.url or ""), fault=unanswered.reason))
                raise unanswered from error
            self._log(_line(request, answer))
            return answer

        response = once()
        if is_sign_in(response.status_code, response.headers):
            fresh = self._credential.renewed(str(request.headers["Authorization"]))
            if fresh is not None:
                request.headers["Authorization"] = fresh
                response = once()
        self._heed(hints(response.headers))
        decode(
            response.status_code,
            response.headers,
            response.content,
            method=request.method or "",
            url=request.url or "",
            expect=Expect.JSON,
        )
        return response

    def _hold_to_our_hosts(self, request: requests.PreparedRequest) -> None:
        host = urlsplit(request.url or "").hostname or ""
        if not may_be_asked(host, self._host):
            raise Broken(
                f"the server sends us on to {host}, which is not the organisation's host; nothing was sent there",
                Exchange(request.method or "", request.url or ""),
            )

    def _unanswered(self, request: requests.PreparedRequest, error: requests.RequestException) -> Unreachable:
        exchange = Exchange(request.method or "", request.url or "")
        host = urlsplit(exchange.url).hostname
        if isinstance(error, requests.Timeout):
            reason = f"{host} gave no answer within {self._timeout:g} s"
        else:
            reason = f"no connection to {host}: {_innermost(error)}"
        return Unreachable(reason, exchange, may_have_arrived=not _never_connected(error))


def _line(request: requests.PreparedRequest, answer: requests.Response) -> RequestLine:
    return RequestLine(
        request.method or "",
        loggable(request.url or ""),
        status=answer.status_code,
        sent=int(request.headers.get("Content-Length", 0)),
        received=len(answer.content),
        took=answer.elapsed,
        activity=answer.headers.get("activityid", ""),
    )


def _never_connected(error: requests.RequestException) -> bool:
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    return isinstance(error, requests.ConnectTimeout) or isinstance(cause, NewConnectionError)


def _innermost(error: BaseException) -> str:
    """Give the words of the error at the root, without the layers of libraries around it."""
    causes = (getattr(error, "reason", None), *error.args)
    inner = next((cause for cause in causes if isinstance(cause, BaseException)), None)
    return str(error) if inner is None else _innermost(inner)


def may_be_asked(host: str, ours: str) -> bool:
    """Say whether a host belongs to an organisation on ours; in the cloud, one organisation has several hosts."""

    def is_in_the_cloud(name: str) -> bool:
        return any(name == domain or name.endswith(f".{domain}") for domain in _CLOUD)

    return host == ours or (is_in_the_cloud(host) and is_in_the_cloud(ours))
