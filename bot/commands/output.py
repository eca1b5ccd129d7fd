"""Write results: JSON documents on stdout, words for people through rich."""

from __future__ import annotations

import sys
from typing import Any

import orjson
from rich.console import Console

_WIDE = 160


def write_json(document: Any) -> None:
    """Write the one document of a `--json` run. Instants become ISO 8601, frozen values become objects."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
    sys.stdout.write(orjson.dumps(document, default=str, option=options).decode())
    sys.stdout.flush()


def screen() -> Console:
    """Give the console for results; plain text, as wide as it needs, where stdout is no terminal."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)


def aside() -> Console:
    """Give the console for progress and remarks, on stderr."""
    return Console(stderr=True, highlight=False)
