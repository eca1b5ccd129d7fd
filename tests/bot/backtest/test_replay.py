"""A replay gives the facts of each instant as they stood, and builds anew only what changed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from bot.backtest.replay import instants

UK = "Europe/London"


def test_each_day_is_looked_at_when_the_panel_meets() -> None:
    """By local time, over the change of the clock too; nothing outside the span."""
    at = instants(datetime(2024, 3, 30, 9, tzinfo=UTC), datetime(2024, 4, 1, 8, tzinfo=UTC), zone=UK, panel=time(10))
    assert at == (datetime(2024, 3, 30, 10, tzinfo=UTC), datetime(2024, 3, 31, 9, tzinfo=UTC))


def test_instants_may_follow_one_another_by_hours() -> None:
    """From the first, as far as the last."""
    start = datetime(2024, 6, 1, tzinfo=UTC)
    at = instants(start, start + timedelta(hours=13), zone=UK, panel=time(10), every=timedelta(hours=6))
    assert at == (start, start + timedelta(hours=6), start + timedelta(hours=12))
