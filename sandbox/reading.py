"""Read what a request must hold, and refuse what is missing or of another kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sandbox.answers import bad_argument, missing_argument
from sandbox.routing import Call

T = TypeVar("T", str, int, dict[str, Any])
_KINDS = {str: "texts", int: "numbers", dict: "objects"}


def needed(call: Call, name: str) -> str:
    """The value of a parameter of the route that may be missing, but not for this.

    Raises:
        AdoError: 400.
    """
    value = call.values.get(name)
    if value is None:
        raise missing_argument(name)
    return value


def listed(body: Mapping[str, Any], name: str, kind: type[T]) -> list[T]:
    """A list that a body holds; empty where it holds none.

    Raises:
        AdoError: 400 where it is no list, or one with something of another kind.
    """
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, kind) for each in value):
        raise bad_argument(name, f"'{name}' must be a list of {_KINDS[kind]}.")
    return value
