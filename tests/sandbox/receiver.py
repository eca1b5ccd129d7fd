"""Somebody who is told of events: a small web server that keeps what is posted to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(slots=True)
class Receiver:
    """What was posted, and what is answered to it.

    Attributes:
        url: Where to post.
        status: What is answered.
        headers: Of each post, by lower-case name.
        events: The JSON of each post.
    """

    url: str = ""
    status: int = 200
    headers: list[dict[str, str]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        """The event types that came, in order."""
        return [event["eventType"] for event in self.events]


@contextmanager
def listening() -> Iterator[Receiver]:
    """Give a receiver on a free port of the loopback interface, for as long as the block lasts."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        """Keeps each post."""

        wbufsize = -1

        def do_POST(self) -> None:
            """Keep one post, and answer with the status that is set."""
            receiver.headers.append({name.lower(): value for name, value in self.headers.items()})
            receiver.events.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(receiver.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/events"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))  # else its end waits half a second
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
