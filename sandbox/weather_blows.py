"""Do to a request and to its answer what the weather says."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence

from sandbox.answers import AdoError, Answer
from sandbox.sign_in import refuse
from sandbox.state import World
from sandbox.weather import LONGEST, Blow, Kind
from sandbox.work_item_state import TRACKING_SERVER

NO_ANSWER = Answer(0)
"""Stands for a connection that is closed without an answer."""

_QUERY = re.compile(r"/_apis/wit/wiql\b", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


async def endure(
    blows: Sequence[Blow], method: str, url: str, world: World, carry_out: Callable[[], Awaitable[Answer]]
) -> Answer:
    """Carry a request out, or not, and give what arrives of the answer.

    Args:
        blows: What befalls the request.
        method: Its HTTP method.
        url: Its whole address.
        world: Whose time passes.
        carry_out: Does what was asked.
    """
    for blow in blows:
        if blow.takes:
            await world.sleep(blow.takes)
    for blow in blows:
        if blow.kind in _INSTEAD:
            return _INSTEAD[blow.kind](blow, method, url)
        if blow.kind is Kind.SLOW and blow.takes >= LONGEST and _QUERY.search(url):
            return _query_timed_out()
    answer = await carry_out()
    for blow in blows:
        answer = _after(blow, answer)
    return answer


def _throttled(blow: Blow, _method: str, _url: str) -> Answer:
    return AdoError(
        429,
        "RequestBlockedException",
        "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource "
        "'Concurrency' in namespace 'User'. For more information on why your request was blocked, see the "
        "topic 'Rate limits' on the Microsoft Web site.",
        headers=blow.headers,
    ).answer()


def _query_timed_out() -> Answer:
    return AdoError(
        408,
        "WorkItemTrackingQueryTimeoutException",
        f"VS402335: The query has been ended because it took longer than {LONGEST} seconds. Change the query and try "
        "again.",
        namespace=TRACKING_SERVER,
        event_id=3200,
    ).answer()


def _internal_error(*_: object) -> Answer:
    return AdoError(500, "Exception", "TF400898: An Internal Error Occurred.", namespace="System").answer()


def _deactivated(*_: object) -> Answer:
    refusal = AdoError(
        503,
        "HostShutdownException",
        "TF24668: The following team project collection is stopped: sandbox. Start the collection and then try again.",
    ).answer()
    return Answer(503, _BOM + refusal.body, {}, refusal.content_type)


def _maintenance(blow: Blow, _method: str, _url: str) -> Answer:
    page = b"<html><body><h1>Azure DevOps Services Unavailable</h1></body></html>"
    return Answer(503, page, blow.headers, "text/html")


def _sign_in(_blow: Blow, method: str, url: str) -> Answer:
    return refuse(method, has_credentials=True, url=url)


def _no_answer(*_: object) -> Answer:
    return NO_ANSWER


_INSTEAD: Mapping[Kind, Callable[[Blow, str, str], Answer]] = {
    Kind.THROTTLED: _throttled,
    Kind.SERVER_ERROR: _internal_error,
    Kind.DEACTIVATED: _deactivated,
    Kind.MAINTENANCE: _maintenance,
    Kind.SIGN_IN: _sign_in,
    Kind.CLOSED_BEFORE: _no_answer,
}
"""The answers that are given without carrying the request out; what is not here is carried out."""


def _after(blow: Blow, answer: Answer) -> Answer:
    """What arrives of an answer to a request that was carried out."""
    match blow.kind:
        case Kind.DELAYED:
            return Answer(answer.status, answer.body, {**answer.headers, **blow.headers}, answer.content_type)
        case Kind.TRUNCATED:
            return Answer(answer.status, answer.body[: len(answer.body) // 2], answer.headers, answer.content_type)
        case Kind.EMPTY:
            return Answer(answer.status, b"", answer.headers, answer.content_type)
        case Kind.LOST:
            return _internal_error()
        case Kind.CLOSED_AFTER:
            return NO_ANSWER
        case _:
            return answer
