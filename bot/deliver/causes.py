"""Say in plain words why a server could not be used, alike for every library that tells of it in its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx

from ado_client.errors import AdoError, Unreachable

_KNOWN: tuple[tuple[type[BaseException], str], ...] = (
    (ConnectionRefusedError, "it refuses the connection, as if it did not run"),
    (socket.gaierror, "its name is not known"),
    (httpx.TimeoutException, "it did not answer in time"),
    (TimeoutError, "it did not answer in time"),
    (ConnectionResetError, "it broke the connection off"),
)


def cause_of(error: BaseException) -> str:
    """Give what lies at the root of an error, else its own words."""
    return _known(error) or str(error).rstrip(".") or "the connection was closed"


def told(error: AdoError) -> str:
    """Tell an error of Azure DevOps; where no answer came, without the address: all that failed so say the same."""
    if not isinstance(error, Unreachable):
        return str(error)
    return f"{error.what}: {_known(error) or error.reason.rstrip('.')}. {error.advice}"


def _known(error: BaseException) -> str:
    return next((words for each in _down_from(error) for kind, words in _KNOWN if isinstance(each, kind)), "")


def _down_from(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error, and what it was raised from, down to the root."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
