"""Tell the sandbox what weather to make: by the control route, and by words on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.answers import Answer, ado_json
from sandbox.weather import Kind, Spell, Weather
from sandbox.weather_budget import Budget
from sandbox.weather_schedule import Schedule
from sandbox.weather_tokens import TokenLife

_READERS: Mapping[str, Callable[[Mapping[str, Any]], Weather]] = {
    "kind": Spell.from_json,
    "seed": Schedule.from_json,
    "tstu": Budget.from_json,
    "token_requests": TokenLife.from_json,
    "token_until": TokenLife.from_json,
}
"""By the attribute that only this weather has."""


def read_weather(value: Mapping[str, Any]) -> Weather:
    """Read weather from JSON: the attributes say which it is.

    Raises:
        ValueError: It is no weather; says what is known.
    """
    named = next((name for name in _READERS if name in value), None)
    if named is None:
        raise ValueError(f"it has none of {list(_READERS)}. Kinds are {[kind.value for kind in Kind]}")
    return _READERS[named](value)


def weather_in_words(text: str) -> Weather:
    """Read weather from attributes with commas between them.

    Example:
        >>> weather_in_words("seed=7,rate=0.05,kinds=throttled+lost").to_json()["seed"]
        7

    Raises:
        ValueError: It is no weather; says what is known.
    """
    pairs = [each.partition("=") for each in text.split(",")]
    return read_weather({name.strip(): value.strip() for name, _, value in pairs})


def control(weather: list[Weather], method: str, value: Any) -> Answer:
    """Serve `/_sandbox/weather`: GET shows the weather, PUT replaces it, POST adds one or several, DELETE clears."""
    if method in {"PUT", "POST"}:
        try:
            read = [read_weather(each) for each in (value if isinstance(value, list) else [value])]
        except (TypeError, ValueError) as error:
            return ado_json({"message": f"This is no weather: {error}. Nothing was changed."}, 400)
        weather[:] = [*(weather if method == "POST" else ()), *read]
    if method == "DELETE":
        weather.clear()
    return ado_json([each.to_json() for each in weather])
