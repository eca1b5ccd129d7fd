"""The next page is asked for before the one at hand is looked at, and nothing is left over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from bot.read_ahead import read_ahead


class Pages:
    """Gives so many pages, and notes what was asked of it; the last one fails where an error is given."""

    def __init__(self, count: int, error: Exception | None = None) -> None:
        self.count = count
        self.error = error
        self.noted: list[str] = []

    async def read(self) -> AsyncGenerator[int, None]:
        """Give them one after the other."""
        try:
            for number in range(self.count):
                self.noted.append(f"asked for {number}")
                await asyncio.sleep(0)
                yield number
            if self.error is not None:
                raise self.error
        finally:
            self.noted.append("closed")


async def test_the_next_page_is_asked_for_first() -> None:
    """Each page is given in its order."""
    pages = Pages(2)
    async with aclosing(read_ahead(pages.read())) as read:
        async for number in read:
            pages.noted.append(f"looked at {number}")
    assert pages.noted == ["asked for 0", "asked for 1", "looked at 0", "closed", "looked at 1"]


async def test_no_pages_are_none() -> None:
    """There is nothing to wait for."""
    assert [number async for number in read_ahead(Pages(0).read())] == []


async def test_what_was_read_before_a_failure_is_given_first() -> None:
    """The failure comes in its place."""
    async with aclosing(read_ahead(Pages(2, ValueError("broken")).read())) as read:
        assert [await anext(read), await anext(read)] == [0, 1]
        with pytest.raises(ValueError, match="broken"):
            await anext(read)


@pytest.mark.parametrize("error", [None, ValueError("broken")], ids=["well", "in a failure"])
async def test_who_stops_early_leaves_nothing_running(error: Exception | None) -> None:
    """The pages are closed, and what was on its way is given up."""
    pages = Pages(1, error)
    async with aclosing(read_ahead(pages.read())) as read:
        assert await anext(read) == 0
    assert pages.noted[-1] == "closed"
    assert len(asyncio.all_tasks()) == 1


async def test_a_pull_that_is_cancelled_closes_its_pages() -> None:
    """Also while it waits for one."""
    pages = Pages(0)
    never = asyncio.Event()

    async def waiting() -> AsyncGenerator[int, None]:
        try:
            await never.wait()
            yield 0
        finally:
            pages.noted.append("closed")

    async def take() -> list[int]:
        async with aclosing(read_ahead(waiting())) as read:
            return [number async for number in read]

    pull = asyncio.create_task(take())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    pull.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pull
    assert pages.noted == ["closed"]


async def test_a_pull_that_is_cancelled_while_it_stops_is_cancelled() -> None:
    """What was wrong before does not swallow it."""
    given_up = asyncio.Event()

    async def slow_to_stop() -> AsyncGenerator[int, None]:
        yield 0
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()
            await asyncio.sleep(0)
            await asyncio.sleep(0)

    async def take() -> None:
        async with aclosing(read_ahead(slow_to_stop())) as read:
            async for number in read:
                raise ValueError(number)

    pull = asyncio.create_task(take())
    await given_up.wait()
    pull.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pull
