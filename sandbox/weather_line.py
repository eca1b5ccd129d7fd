"""Close the connection on which a request came, with half of its answer or with none."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

HangUp = Callable[[tuple[str, int]], None]
"""Closes the connection of a caller, who is known by host and port; what was written before is still sent."""


async def cut(scope: Scope, receive: Receive, hang_up: HangUp) -> None:
    """Close the connection, and wait until it is closed."""
    hang_up(tuple(scope["client"]))
    while (await receive())["type"] != "http.disconnect":
        """What the caller still sends goes nowhere."""


async def send_half(response: Response, scope: Scope, receive: Receive, send: Send, hang_up: HangUp) -> None:
    """Send the head of an answer and half of its body, then close the connection."""

    async def half(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        body = message["body"]
        await send({**message, "body": body[: len(body) // 2], "more_body": True})
        await cut(scope, receive, hang_up)

    await response(scope, receive, half)
