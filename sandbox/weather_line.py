"""Send an answer over the line, or close the connection on which its request came."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from sandbox.weather import Blow, Kind
from sandbox.weather_blows import NO_ANSWER

HangUp = Callable[[tuple[str, int]], None]
"""Closes the connection of a caller, who is known by host and port; what was written before is still sent."""


async def send_over(
    blows: Sequence[Blow], response: Response, scope: Scope, receive: Receive, send: Send, hang_up: HangUp
) -> None:
    """Send an answer whole, by half, or not at all, as the weather says."""
    if response.status_code == NO_ANSWER.status:
        await _cut(scope, receive, hang_up)
    elif any(blow.kind is Kind.CLOSED_IN for blow in blows):
        await _send_half(response, scope, receive, send, hang_up)
    else:
        await response(scope, receive, send)


async def _cut(scope: Scope, receive: Receive, hang_up: HangUp) -> None:
    """Close the connection, and wait until it is closed: the request was read, so that is the next to be received."""
    hang_up(tuple(scope["client"]))
    await receive()


async def _send_half(response: Response, scope: Scope, receive: Receive, send: Send, hang_up: HangUp) -> None:
    """Send the head of an answer and half of its body; where there is no body, not even the head."""
    if not response.body:
        await _cut(scope, receive, hang_up)
        return

    async def half(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        body = message["body"]
        await send({**message, "body": body[: len(body) // 2], "more_body": True})
        await _cut(scope, receive, hang_up)

    await response(scope, receive, half)
