"""Decide whether a failed request may be sent again, and how long to wait before; it never waits itself.

stamina is not used: it sleeps by itself and has its own clock, while here the sleeping is injected, the wait is the
one the server asked for, and whether to repeat depends on what is known of the request's fate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from ado_client.errors import AdoError, Broken, Throttled, Unreachable

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing, so that they may be sent again whatever became of them."""

_PASSING = frozenset({
    HTTPStatus.OK,  # the body was cut or is no JSON
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
})  # fmt: skip
_DEACTIVATED = "TF24668"


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long to try.

    Attributes:
        attempts: how often a request is sent at most.
        first: the wait before the second attempt; it doubles with each further one.
        longest: no single wait is longer; a server that asks for more gets an error instead of a wait.
    """

    attempts: int = 5
    first: timedelta = timedelta(seconds=0.5)
    longest: timedelta = timedelta(minutes=5)


def wait_before_repeat(error: AdoError, attempt: int, *, repeatable: bool, patience: Patience) -> timedelta | None:
    """Give the wait before a failed request is sent again, or None if it must not be.

    Args:
        error: what became of the request.
        attempt: how often it was sent so far, from 1.
        repeatable: whether it changes nothing; a request that writes is only repeated if it surely never arrived.
        patience: how often and how long to try.
    """
    if attempt >= patience.attempts or not _may_pass(error):
        return None
    never_arrived = isinstance(error, Unreachable) and not error.may_have_arrived
    if not repeatable and not never_arrived:
        return None
    wait = error.delay if error.delay is not None else patience.first * 2 ** (attempt - 1)
    return wait if wait <= patience.longest else None


def _may_pass(error: AdoError) -> bool:
    """Whether the same request may fare better later."""
    if isinstance(error, Broken):
        return error.status in _PASSING and _DEACTIVATED not in error.reason
    if isinstance(error, Unreachable):
        return not error.is_distrusted
    return isinstance(error, Throttled)
