"""The weather is told, shown and cleared through its route, and told in words on the command line."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sandbox.state import World
from sandbox.weather import Kind, Spell, Weather
from sandbox.weather_budget import Budget
from sandbox.weather_control import read_weather, weather_in_words
from sandbox.weather_schedule import Schedule
from sandbox.weather_tokens import TokenLife
from tests.sandbox.desk import NOON

SPELL = {
    "kind": "throttled",
    "method": "",
    "path": "",
    "first": 1,
    "times": 0,
    "retry_after": 1,
    "takes": 1,
}


@pytest.fixture
def control(client: httpx.Client) -> str:
    """Where the weather is told."""
    return str(client.base_url.copy_with(path="/_sandbox/weather"))


def test_weather_is_told_shown_and_cleared(client: httpx.Client, control: str, world: World) -> None:
    """PUT replaces, POST adds, GET shows with what was seen, DELETE clears."""
    client.put(control, json={"kind": "throttled", "times": 0})
    assert [client.get("/_apis/projects").status_code for _ in range(2)] == [429, 429]
    assert client.get(control).json() == [SPELL | {"seen": 2}]
    added = client.post(control, json=[{"tstu": 50}, {"seed": 7, "rate": 0.05, "kinds": ["lost"]}]).json()
    assert added == [
        SPELL | {"seen": 2},
        {"tstu": 50, "spent": {}},
        {"seed": 7, "rate": 0.05, "kinds": ["lost"], "seen": 0, "struck": {}},
    ]
    life = {"token_until": "2024-06-12T12:00:00Z", "token": "a"}
    assert client.put(control, json=life).json() == [
        {"token_requests": None, "token_until": NOON.isoformat(), "token": "a", "seen": 0}
    ]
    assert client.delete(control).json() == []
    assert world.weather == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "snow"}, "kind='snow' cannot be read"),
        ({"kind": "lost", "colour": "grey"}, "unknown attributes ['colour']"),
        ({"kind": "slow", "takes": 31}, "not within 0 to 30 seconds"),
        ({"kind": "lost", "path": "("}, "no regular expression"),
        ({"seed": 1}, "['rate', 'kinds'] is missing"),
        ({"seed": 1, "rate": 0.1, "kinds": ["snow"]}, "kinds=['snow'] cannot be read"),
        ({"token_until": "tomorrow"}, "token_until='tomorrow' cannot be read"),
        ({"tstu": None}, "tstu=None cannot be read"),
        ({}, "it has none of ['kind', 'seed', 'tstu'"),
        (7, "not iterable"),
    ],
)
def test_what_is_no_weather_is_refused_and_changes_nothing(
    client: httpx.Client, control: str, world: World, wrong: Any, said: str
) -> None:
    """The reason says what is known."""
    world.weather.append(Spell(Kind.LOST))
    answer = client.put(control, json=wrong)
    assert (answer.status_code, said in answer.json()["message"]) == (400, True)
    assert len(world.weather) == 1


@pytest.mark.parametrize(
    ("words", "weather"),
    [
        (
            "seed=7,rate=0.05,kinds=throttled+closed-after",
            Schedule(7, 0.05, (Kind.THROTTLED, Kind.CLOSED_AFTER)),
        ),
        ("tstu=50", Budget(50)),
        ("token_requests=5", TokenLife(5)),
        ("token_until=2024-06-12T12:00:00Z", TokenLife(token_until=NOON)),
        ("kind=slow, path=wiki, takes=2.5, times=0", Spell(Kind.SLOW, path="wiki", takes=2.5, times=0)),
    ],
)
def test_weather_is_told_in_words(words: str, weather: Weather) -> None:
    """The same attributes as in the route."""
    assert weather_in_words(words) == weather


def test_weather_reads_what_it_shows_but_for_what_it_counted() -> None:
    """So that what befell one run can be told to the next."""
    schedule = Schedule(7, 0.05, (Kind.LOST,))
    shown = {name: each for name, each in schedule.to_json().items() if name in {"seed", "rate", "kinds"}}
    assert read_weather(shown) == schedule
