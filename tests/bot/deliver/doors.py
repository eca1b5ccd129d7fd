"""Places that documents go to and that fail as they are told: over real HTTP, and over raw sockets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

BREAKS_OFF = 0
"""Instead of a status: the connection is closed without an answer."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request that came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Door:
    """A web server on a free port; `answers` are given one by one, the last of them for ever."""

    answers: list[int] = field(default_factory=lambda: [202])
    received: list[Received] = field(default_factory=list)

    def __enter__(self) -> Self:
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                door.received.append(Received(self.path, dict(self.headers), body))
                status = door.answers.pop(0) if len(door.answers) > 1 else door.answers[0]
                if status == BREAKS_OFF:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # Looks often whether it is to end: half a second is a long time for a test.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"http://127.0.0.1:{self._server.server_port}"


def closed_port() -> int:
    """Give a port at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        return int(nobody.getsockname()[1])


@contextmanager
def smtp_that_breaks_off() -> Iterator[int]:
    """Give the port of a mail server that takes a whole message and closes the connection without a word."""
    with _smtp({b"DATA": b"354 Go on", b".": b""}) as port:
        yield port


@contextmanager
def smtp_that_refuses() -> Iterator[int]:
    """Give the port of a mail server that knows none of the recipients."""
    with _smtp({b"RCPT": b"550 No such mailbox", b"RSET": b"250 OK", b"QUIT": b"221 Bye"}) as port:
        yield port


@contextmanager
def _smtp(says: Mapping[bytes, bytes]) -> Iterator[int]:
    """Serve one SMTP session: an answer to each command it knows, `250 OK` to others; an empty one closes."""

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 mail.example.com\r\n")
            in_message = False
            for line in lines:
                command = line.strip().upper()[:4]
                if in_message and command != b".":
                    continue
                answer = says.get(command, b"250 OK")
                if not answer:
                    return
                in_message = answer.startswith(b"354")
                connection.sendall(answer + b"\r\n")
                if command == b"QUIT":
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield int(listening.getsockname()[1])
        thread.join()
