"""Several waits share one time; what passes between them does not count."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from ado_client.time_left import TimeLeft


async def at_once() -> str:
    """Be there without a wait."""
    return "there"


async def test_what_comes_in_time_is_given() -> None:
    """However often it is waited for."""
    left = TimeLeft(timedelta(minutes=1))
    assert [await left.wait(at_once()) for _ in range(3)] == ["there"] * 3


async def test_what_does_not_come_is_given_up() -> None:
    """And so is whatever would be waited for after it."""
    left = TimeLeft(timedelta(milliseconds=10))
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await left.wait(asyncio.Event().wait())
