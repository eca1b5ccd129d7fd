"""Weather by a seed hits the same requests each time, in whatever order they come."""

from __future__ import annotations

import httpx
import pytest

from sandbox.state import World
from sandbox.weather import Asked, Kind
from sandbox.weather_schedule import Schedule
from tests.sandbox.desk import a_world

KINDS = (Kind.THROTTLED, Kind.LOST, Kind.SLOW)


def struck(schedule: Schedule, targets: list[str]) -> dict[tuple[str, int], Kind]:
    """Say which asking of which address was hit by what."""
    world = a_world()
    counts: dict[str, int] = {}
    hit = {}
    for target in targets:
        counts[target] = counts.get(target, 0) + 1
        blow = schedule.strike(Asked("GET", target), world)
        if blow:
            hit[target, counts[target]] = blow.kind
    return hit


def test_the_same_seed_makes_the_same_weather_in_any_order() -> None:
    """Clients send several requests at once, so their order is no part of it."""
    targets = [f"/{number % 20}" for number in range(200)]
    one = struck(Schedule(7, 0.2, KINDS), targets)
    assert struck(Schedule(7, 0.2, KINDS), targets[::-1]) == one
    assert struck(Schedule(8, 0.2, KINDS), targets) != one
    assert set(one.values()) == set(KINDS)
    assert 20 < len(one) < 60


def test_a_rate_of_nothing_hits_nothing_and_one_of_all_everything() -> None:
    """The two ends of the scale."""
    targets = [f"/{number}" for number in range(50)]
    assert struck(Schedule(1, 0, KINDS), targets) == {}
    assert len(struck(Schedule(1, 1, KINDS), targets)) == 50


def test_a_schedule_befalls_real_requests_and_says_what_it_did(world: World, client: httpx.Client) -> None:
    """Kind by kind, so that a failure can be repeated by its seed."""
    schedule = Schedule(7, 0.5, (Kind.THROTTLED, Kind.SERVER_ERROR))
    world.weather.append(schedule)
    answers = [client.get("/_apis/projects?api-version=7.1").status_code for _ in range(20)]
    shown = schedule.to_json()
    assert shown == {
        "seed": 7,
        "rate": 0.5,
        "kinds": ["throttled", "server-error"],
        "seen": 20,
        "struck": {"throttled": answers.count(429), "server-error": answers.count(500)},
    }
    world.weather[:] = [Schedule(7, 0.5, (Kind.THROTTLED, Kind.SERVER_ERROR))]
    assert [client.get("/_apis/projects?api-version=7.1").status_code for _ in range(20)] == answers


@pytest.mark.parametrize(("rate", "kinds", "said"), [(1.5, KINDS, "no share"), (0.5, (), "kinds is empty")])
def test_nonsense_is_refused(rate: float, kinds: tuple[Kind, ...], said: str) -> None:
    """With what it should have been."""
    with pytest.raises(ValueError, match=said):
        Schedule(1, rate, kinds)
