"""Hold a fresh answer against the recorded one: status, type key, content type, keys, tags, ETags, headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.replay.mapping import Ids
from sandbox.replay.recordings import Interaction

_HEADERS = (
    "activityid",
    "cache-control",
    "etag",
    "location",
    "www-authenticate",
    "x-ms-continuationtoken",
    "x-tfs-fedauthredirect",
    "x-total-count",
    "x-vss-e2eid",
)
_REFUSED = 400
_SPACES = re.compile(r"\s+")


def differences(recorded: Interaction, status: int, headers: Mapping[str, str], value: Any, ids: Ids) -> list[str]:
    """Say in sentences how a fresh answer differs from the recorded one; nothing means that it matches.

    Args:
        recorded: What Azure DevOps answered.
        status: Status of the fresh answer.
        headers: Its headers by lower-case name.
        value: Its body as JSON, `None` where it is none.
        ids: Which fresh ETag stands for which recorded one.
    """
    if status != recorded.status:
        told = f" ({value.get('typeKey')}: {value.get('message')})" if isinstance(value, dict) else ""
        return [f"status {status} instead of {recorded.status}{told}"]
    expected = recorded.json()
    found = list(_headers(recorded.headers, headers))
    if recorded.status >= _REFUSED:
        ours, theirs = ((each or {}).get("typeKey") if isinstance(each, dict) else None for each in (value, expected))
        if ours != theirs:
            found.append(f"typeKey {ours} instead of {theirs}")
    found += _keys(expected, value, "")
    found += _tags(expected, value)
    found += _etag(recorded.headers.get("etag"), headers.get("etag"), ids)
    return found


def _headers(recorded: Mapping[str, str], fresh: Mapping[str, str]) -> Iterator[str]:
    ours, theirs = (_SPACES.sub("", each.get("content-type", "")) for each in (fresh, recorded))
    if ours.lower() != theirs.lower():
        yield f"content type {ours!r} instead of {theirs!r}"
    for name in _HEADERS:
        if (name in recorded) != (name in fresh):
            yield f"header {name} is {'missing' if name in recorded else 'too much'}"


def _keys(recorded: Any, fresh: Any, place: str) -> Iterator[str]:
    """Differences in which keys there are, recursively; elements of a list count together."""
    if isinstance(recorded, dict) and isinstance(fresh, dict):
        for name in sorted(recorded.keys() | fresh.keys()):
            here = f"{place}.{name}".lstrip(".")
            if name not in fresh:
                yield f"key {here} is missing"
            elif name not in recorded:
                yield f"key {here} is too much"
            else:
                yield from _keys(recorded[name], fresh[name], here)
    elif isinstance(recorded, list) and isinstance(fresh, list):
        if bool(recorded) != bool(fresh):
            yield f"list {place} is {'empty' if recorded else 'not empty'}"
        elif recorded:
            yield from _keys(_united(recorded), _united(fresh), f"{place}[]")
    elif _kind(recorded) != _kind(fresh):
        yield f"{place} is {_kind(fresh)} instead of {_kind(recorded)}"


def _united(values: list[Any]) -> Any:
    """One value with all keys that any element has; of other elements, the first one."""
    objects = [each for each in values if isinstance(each, dict)]
    if not objects:
        return values[0]
    united: dict[str, Any] = {}
    for each in objects:
        for name, value in each.items():
            known = united.get(name)
            both = isinstance(known, dict) and isinstance(value, dict)
            united[name] = _united([known, value]) if both else (value if known in (None, []) else known)
    return united


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a value"


def _tags(recorded: Any, fresh: Any) -> Iterator[str]:
    ours, theirs = (_fields(each).get("System.Tags") for each in (fresh, recorded))
    if ours != theirs:
        yield f"tags {ours!r} instead of {theirs!r}"


def _fields(value: Any) -> Mapping[str, Any]:
    fields = value.get("fields") if isinstance(value, dict) else None
    return fields if isinstance(fields, dict) else {}


def _etag(recorded: str | None, fresh: str | None, ids: Ids) -> Iterator[str]:
    """An ETag changes when the recorded one changed, stays when it stayed, and is empty when it was."""
    if recorded is None or fresh is None:
        return
    recorded, fresh = recorded.strip('"'), fresh.strip('"')
    known = ids.etags.setdefault(recorded, fresh)
    if bool(recorded) != bool(fresh):
        yield f"ETag {fresh!r} where {recorded!r} was recorded"
    elif known != fresh:
        yield f"ETag {fresh!r}, although the recorded one stayed that of {known!r}"
    elif sum(each == fresh for each in ids.etags.values()) > 1:
        yield f"ETag {fresh!r} stayed, although the recorded one changed"
