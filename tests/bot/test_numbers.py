"""Different numbers are counted once each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.numbers import Numbers


@given(st.lists(st.sets(st.integers(0, 10_000))))
def test_as_many_are_held_as_a_set_would_hold(groups: list[set[int]]) -> None:
    """In whatever order and however often they come."""
    numbers = Numbers()
    for group in groups:
        numbers.add(group)
    assert len(numbers) == len(set().union(*groups))
