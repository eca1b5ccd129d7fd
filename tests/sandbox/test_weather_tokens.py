"""Tokens expire in the middle of the work: after so many requests, or at an instant."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from sandbox.state import World
from sandbox.weather_tokens import TokenLife
from tests.sandbox.conftest import TOKEN
from tests.sandbox.desk import NOON

PROJECTS = "/_apis/projects?api-version=7.1"


def test_a_token_is_used_up_and_a_new_one_is_good(world: World, client: httpx.Client) -> None:
    """Each has a count of its own; a refused write is told with a 401, and not carried out."""
    world.add_token("fresh", next(iter(world.people.values())))
    world.weather.append(TokenLife(token_requests=2))
    assert [client.get(PROJECTS).status_code for _ in range(3)] == [200, 200, 203]
    assert client.patch("/_apis/wit/workitems/1?api-version=7.1", json=[]).status_code == 401
    assert client.get(PROJECTS, auth=("", "fresh")).status_code == 200


def test_only_the_token_that_is_named_expires(world: World, client: httpx.Client) -> None:
    """The other signs in the same person."""
    world.add_token("fresh", next(iter(world.people.values())))
    world.weather.append(TokenLife(token_requests=0, token=TOKEN))
    assert client.get(PROJECTS).status_code == 203
    assert client.get(PROJECTS, auth=("", "fresh")).status_code == 200


def test_tokens_expire_at_an_instant_of_the_worlds_clock(world: World, client: httpx.Client) -> None:
    """Not before it."""
    now = [NOON]
    world.clock = lambda: now[0]
    world.weather.append(TokenLife(token_until=NOON + timedelta(minutes=1)))
    assert client.get(PROJECTS).status_code == 200
    now[0] += timedelta(minutes=1)
    assert client.get(PROJECTS).status_code == 203


def test_a_life_needs_an_end_that_can_be_told() -> None:
    """A number or an instant, and the instant with its zone."""
    with pytest.raises(ValueError, match="token_requests or token_until"):
        TokenLife()
    with pytest.raises(ValueError, match="has no time zone"):
        TokenLife(token_until=datetime(2024, 6, 12, 12, 0))  # noqa: DTZ001 - that is what is refused
