"""Read a long list out of a JSON answer while it comes in, without ever holding the whole answer; no I/O here."""

from __future__ import annotations

import re
from typing import Any

import orjson

_BOM = b"\xef\xbb\xbf"
# What follows the end of an object, if a further object or the end of the list does. It can stand within a text or an
# element, too; then what is before it does not parse.
_GOES_ON = re.compile(rb"\s*(?:,\s*\{|\])")
_COMMA = re.compile(rb"\s*,\s*")
_EMPTY = re.compile(rb"\s*\]")
_LOOK_BACK = 256
"""More blanks than that between two elements are taken for a broken answer."""


class ListReader:
    """Reads `{"name": [{...}, {...}], ...}`: the objects of the list as they are complete, the rest at the end.

    An object that is cut off is not valid JSON, so whatever parses is whole.
    """

    def __init__(self, name: str) -> None:
        self._begin = re.compile(rb'"' + re.escape(name.encode()) + rb'"\s*:\s*\[')
        self._name = name
        self._head: bytes | None = None
        self._pending = bytearray()
        self._looked_to = 0
        self._tail: bytearray | None = None

    def feed(self, piece: bytes) -> list[Any]:
        """Take in the next bytes and give the objects that are complete now."""
        if self._tail is not None:
            self._tail += piece
            return []
        self._pending += piece
        if self._head is None:
            begin = self._begin.search(self._pending)
            if begin is None:
                return []
            self._head = bytes(self._pending[: begin.end() - 1]).removeprefix(_BOM)
            del self._pending[: begin.end()]
        empty = _EMPTY.match(self._pending)
        if empty is not None:
            self._end(empty.end())
            return []
        return self._complete()

    def close(self) -> dict[str, Any]:
        """Give the rest of the answer: its object without the list.

        Raises:
            ValueError: the answer was cut off, or is another JSON than this reads.
        """
        if self._head is None:
            raise ValueError(f"it has no list '{self._name}'")
        if self._tail is None:
            raise ValueError(f"it ends within the list '{self._name}'")
        rest = orjson.loads(self._head + b"[]" + self._tail)
        if not isinstance(rest, dict) or rest.pop(self._name, None) != []:
            raise ValueError(f"the list '{self._name}' is not where it should be")
        return rest

    def _complete(self) -> list[Any]:
        """Give the objects up to the last place where the list may be parted, if what is before it parses."""
        brace = len(self._pending)
        while (brace := self._pending.rfind(b"}", self._looked_to, brace)) >= 0:
            if _GOES_ON.match(self._pending, brace + 1) is None:
                continue
            try:
                objects: list[Any] = orjson.loads(b"[%b]" % bytes(self._pending[: brace + 1]))
            except orjson.JSONDecodeError:
                continue
            self._go_on_after(brace + 1)
            return objects
        self._look_no_more()
        return []

    def _go_on_after(self, end: int) -> None:
        comma = _COMMA.match(self._pending, end)
        if comma is None:
            self._end(self._pending.index(b"]", end) + 1)
        else:
            del self._pending[: comma.end()]
            self._look_no_more()

    def _look_no_more(self) -> None:
        """What was no place to part the list stays none, unless too little of what follows it was there."""
        self._looked_to = max(len(self._pending) - _LOOK_BACK, 0)

    def _end(self, end: int) -> None:
        """The list ends here: what is left is the rest of the answer."""
        self._tail = self._pending[end:]
        self._pending = bytearray()
