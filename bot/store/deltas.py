"""Keep a revision as what changed against the one before it.

A work item's revisions differ in a handful of their fields, so a delta is a tenth of the full values, needs no
compression in most cases, and gives revisions that share the values they have in common when it is read.
What is long (a description, a log pasted into a comment) is compressed.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import orjson

Fields = Mapping[str, Any]
"""Field values by reference name, as Azure DevOps' JSON has them."""

_LONG = 4096
"""From this many bytes on compressing saves more than it costs."""
_OPENS_JSON = ord("{"), ord("[")


def pack(value: Any) -> bytes:
    """Give a JSON value as bytes, compressed where it is long."""
    raw = orjson.dumps(value)
    return raw if len(raw) < _LONG else zlib.compress(raw, 6)


def unpack(packed: bytes) -> Any:
    """Give the value that was packed."""
    return orjson.loads(packed if packed[0] in _OPENS_JSON else zlib.decompress(packed))


def move(fields: dict[str, Any], after: Fields) -> bytes:
    """Change fields to those of the next revision, and give the delta that does the same.

    Values of different types are different, even if Python finds them equal, as it does True, 1 and 1.0.
    """
    if not fields:  # as before every first revision
        fields.update(after)
        return pack([after])
    if fields.keys() == after.keys():  # as in most of the others
        changed = {
            name: value
            for name, value in after.items()
            if (old := fields[name]) != value or type(old) is not type(value)
        }
        fields.update(changed)
        return pack([changed])
    changed = {
        name: value
        for name, value in after.items()
        if name not in fields or (old := fields[name]) != value or type(old) is not type(value)
    }
    removed = sorted(fields.keys() - after.keys())
    fields.update(changed)
    for name in removed:
        del fields[name]
    return pack([changed, removed] if removed else [changed])


def applied(before: Fields, packed: bytes) -> dict[str, Any]:
    """Give the fields after a delta."""
    after = dict(before)
    apply(after, packed)
    return after


def apply(fields: dict[str, Any], packed: bytes) -> None:
    """Change fields as a delta says; many deltas one after the other need no copies in between."""
    changed, *removed = unpack(packed)
    fields.update(changed)
    for name in removed[0] if removed else ():
        del fields[name]
