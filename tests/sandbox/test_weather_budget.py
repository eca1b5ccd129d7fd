"""Whoever asks for too much is told, then delayed, then refused, and recovers as the five minutes slide."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from ado_client.wire import hints
from sandbox.state import World
from sandbox.weather import Asked
from sandbox.weather_budget import Budget, cost
from tests.sandbox.desk import NOON

BATCH = "/MHHS/_apis/wit/workitemsbatch?api-version=7.1"


class Passing:
    """A clock that runs when somebody waits."""

    def __init__(self) -> None:
        self.now = NOON
        self.waits: list[float] = []

    def __call__(self) -> datetime:
        """Look at it."""
        return self.now

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def passing(world: World) -> Passing:
    """Let the world's running clock be one that a test can turn."""
    clock = Passing()
    world.running_clock, world.sleep = clock, clock.wait
    return clock


def ask(client: httpx.Client, times: int) -> list[httpx.Response]:
    """Ask for a batch, which costs 0.4, so many times."""
    return [client.post(BATCH, json={"ids": [1], "errorPolicy": "omit"}) for _ in range(times)]


def test_a_budget_is_told_then_delays_then_refuses(world: World, client: httpx.Client, passing: Passing) -> None:
    """Of 2 TSTU: headers from 1.6, delays from 2 that grow to 30 seconds, refusals from 4."""
    world.weather.append(Budget(2))
    answers = ask(client, 11)
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert ["x-ratelimit-limit" in answer.headers for answer in answers] == [False] * 4 + [True] * 7
    told, delayed, last, refused = answers[4], answers[5], answers[9], answers[10]
    assert {name: told.headers[f"x-ratelimit-{name}"] for name in ("resource", "limit", "remaining")} == {
        "resource": "Sandbox/User",
        "limit": "2",
        "remaining": "0.00",
    }
    assert "retry-after" not in told.headers
    assert "x-ratelimit-delay" not in told.headers
    assert (delayed.headers["x-ratelimit-delay"], last.headers["x-ratelimit-delay"]) == ("6.000", "30.000")
    assert passing.waits == pytest.approx([6, 12, 18, 24, 30])
    assert (refused.json()["typeKey"], refused.headers["x-ratelimit-delay"]) == ("RequestBlockedException", "30.000")


def test_who_waits_as_told_is_served_at_once(world: World, client: httpx.Client, passing: Passing) -> None:
    """Retry-After leads to the instant at which enough has slid out of the window."""
    world.weather.append(Budget(2))
    *_, delayed = ask(client, 6)
    assert delayed.headers["retry-after"] == "300"
    passing.now += timedelta(seconds=300)
    [served] = ask(client, 1)
    assert "retry-after" not in served.headers


def test_a_refusal_costs_nothing_and_each_person_has_a_budget(
    world: World, client: httpx.Client, passing: Passing
) -> None:
    """Only what was served is counted, by who asked; strangers have none."""
    world.add_token("other", world.add_person("Triage Lead", "triage-lead@example.com"))
    budget = Budget(1)
    world.weather.append(budget)
    assert [answer.status_code for answer in ask(client, 7)][-2:] == [429, 429]
    assert client.get("/_apis/projects?api-version=7.1", auth=("", "other")).status_code == 200
    assert client.get("/_apis/projects?api-version=7.1", auth=("", "nobody")).status_code == 203
    assert budget.to_json() == {"tstu": 1, "spent": {"envbot@example.com": 2.0, "triage-lead@example.com": 0.05}}


def test_a_client_reads_the_headers_as_they_are_meant(world: World, client: httpx.Client, passing: Passing) -> None:
    """The answer is dated by the same clock, so the instant of recovery is five minutes away."""
    world.weather.append(Budget(2))
    *_, told = ask(client, 5)
    read = hints(told.headers)
    assert (read.limit, read.remaining, read.resets_in) == (2, 0, timedelta(minutes=5))


@pytest.mark.parametrize(
    ("method", "target", "tstu"),
    [
        ("GET", "/mhhs/_apis/projects", 0.05),
        ("OPTIONS", "/mhhs/_apis", 0.01),
        ("POST", "/mhhs/MHHS/_apis/wit/wiql", 0.4),
        ("POST", "/mhhs/MHHS/_apis/wit/reporting/workitemrevisions", 0.5),
        ("PATCH", "/mhhs/MHHS/_apis/wit/workitems/1", 0.2),
    ],
)
def test_a_request_costs_by_its_kind(method: str, target: str, tstu: float) -> None:
    """Long answers more than short ones, writes more than reads: assumptions."""
    assert cost(Asked(method, target)) == tstu


def test_a_budget_must_be_enough_for_something() -> None:
    """Else nobody would be served ever."""
    with pytest.raises(ValueError, match="Give 1 or more"):
        Budget(0.5)
