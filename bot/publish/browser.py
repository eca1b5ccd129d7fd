"""Drive a Chromium over a pipe, in the DevTools protocol: show a page, and take a picture of it."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import IO, Any, Self

import orjson

SHELL = 'exec "$0" "$@" --remote-debugging-pipe 3<&0 4>&1 >/dev/null'
"""Starts the program that follows with its pipes where Chromium looks for them."""
_END = b"\0"
_PIECE = 1 << 16


class BrowserRefusal(Exception):
    """The browser did not do what it was asked; says why."""


@dataclass(slots=True)
class Browser:
    """A running Chromium with one page. Everything raises BrokenPipeError when it has ended."""

    commands: IO[bytes]
    answers: IO[bytes]
    _page: str = ""
    _read: bytes = b""
    _loaded: set[str] = field(default_factory=set)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    @classmethod
    def of(cls, process: subprocess.Popen[bytes], *, width: int, height: int) -> Self:
        """Open a page in a browser that was just started by `SHELL`."""
        if process.stdin is None or process.stdout is None:
            raise AssertionError("a browser is started with pipes")
        browser = cls(process.stdin, process.stdout)
        opened = browser._ask("Target.createTarget", url="about:blank")
        browser._page = browser._ask("Target.attachToTarget", targetId=opened["targetId"], flatten=True)["sessionId"]
        browser._ask("Page.enable")
        browser._ask("Page.setLifecycleEventsEnabled", enabled=True)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        browser._ask("Emulation.setDeviceMetricsOverride", **size)
        return browser

    def picture(self, address: str) -> bytes:
        """Show an address and give the picture of its top (PNG).

        Raises:
            BrowserRefusal: there is no such page.
        """
        shown = self._ask("Page.navigate", url=address)
        if problem := shown.get("errorText"):
            raise BrowserRefusal(problem)
        while shown["loaderId"] not in self._loaded:
            self._note(self._next())
        return base64.b64decode(self._ask("Page.captureScreenshot", format="png")["data"])

    def close(self) -> None:
        """Ask the browser to end."""
        self._page = ""
        self._ask("Browser.close")

    def _ask(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        """Give the answer to one command; what happens meanwhile is noted."""
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": parameters}
        self.commands.write(orjson.dumps({**command, "sessionId": self._page} if self._page else command) + _END)
        while (answer := self._next()).get("id") != number:
            self._note(answer)
        if problem := answer.get("error"):
            raise BrowserRefusal(problem["message"])
        result: Mapping[str, Any] = answer["result"]
        return result

    def _next(self) -> Mapping[str, Any]:
        while _END not in self._read:
            piece = os.read(self.answers.fileno(), _PIECE)
            if not piece:
                raise BrokenPipeError
            self._read += piece
        message, _, self._read = self._read.partition(_END)
        told: Mapping[str, Any] = orjson.loads(message)
        return told

    def _note(self, event: Mapping[str, Any]) -> None:
        about = event.get("params", {})
        if event.get("method") == "Page.lifecycleEvent" and about["name"] == "load":
            self._loaded.add(about["loaderId"])
