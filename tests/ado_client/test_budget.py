"""The budget holds back before the server does, and never longer than is reasonable."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ado_client.budget import Budget
from ado_client.wire import Hints

LONGEST = timedelta(minutes=5)


def left(remaining: float, **of: timedelta) -> Hints:
    """Build the hints of an answer after which so many of 200 units are left, for a hundred seconds."""
    return Hints(remaining=remaining, limit=200, resets_in=timedelta(seconds=100), **of)


@pytest.mark.parametrize(
    "told", [Hints(), left(150), left(101), Hints(remaining=5), Hints(remaining=5, limit=200), Hints(limit=200)]
)
def test_nothing_is_held_back_while_half_is_left_or_nothing_is_known(told: Hints) -> None:
    """Most answers carry no such headers at all."""
    assert Budget(LONGEST).wait_after(told) == timedelta()


def test_what_is_left_is_spread_over_the_time_until_the_limit_is_whole() -> None:
    """By what the last requests cost: 2 units of 80 for a hundred seconds make two and a half seconds a request."""
    budget = Budget(LONGEST)
    assert budget.wait_after(left(82)) == timedelta(seconds=100) / 82
    assert budget.wait_after(left(80)) == timedelta(seconds=2.5)


def test_a_request_that_cost_nothing_is_hardly_waited_for() -> None:
    """The window slides, so what is left may even grow."""
    budget = Budget(LONGEST)
    budget.wait_after(left(50))
    assert budget.wait_after(left(60)) < timedelta(seconds=0.1)


@pytest.mark.parametrize("remaining", [0, 0.5])
def test_with_nothing_left_the_window_is_waited_for(remaining: float) -> None:
    """Whatever is sent before only makes it longer."""
    assert Budget(LONGEST).wait_after(left(remaining)) == timedelta(seconds=100)


def test_the_servers_own_delay_counts_where_it_is_longer() -> None:
    """Retry-After may come with a good answer, and is never waited for longer than is reasonable."""
    assert Budget(LONGEST).wait_after(Hints(delay=timedelta(seconds=5))) == timedelta(seconds=5)
    assert Budget(LONGEST).wait_after(left(90, delay=timedelta(seconds=9))) == timedelta(seconds=9)
    assert Budget(LONGEST).wait_after(Hints(delay=timedelta(hours=1))) == LONGEST
