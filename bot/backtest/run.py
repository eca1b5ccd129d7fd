"""Run a backtest on the store of a house."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.assemble import House
from bot.backtest.compare import compare
from bot.backtest.replay import Replay, instants
from bot.backtest.report import Report
from bot.mistakes import Mistake
from rules.registry import RuleSettings
from rules.wording import local_time


def backtest(
    house: House,
    rules: Mapping[str, RuleSettings],
    starts: datetime,
    ends: datetime,
    *,
    every: timedelta | None = None,
    tell: Callable[[datetime], None] = lambda _: None,
) -> Report:
    """Replay the stored history from `starts` to `ends`, with other rules beside those of the house.

    Args:
        house: whose store, programme, rules and roles count.
        rules: the other rules.
        starts: the first instant at the earliest.
        ends: the last instant at the latest.
        every: how long from one instant to the next; without it, once a day at the panel's hour.
        tell: is told each instant when it is done.

    Raises:
        Mistake: no instant lies between the two.
    """
    programme = house.programme
    zone = ZoneInfo(programme.zone)
    at = instants(starts, ends, zone=programme.zone, panel=programme.panel, every=every)
    if not at:
        raise Mistake(
            f"No panel meets between {local_time(starts, zone)} and {local_time(ends, zone)}: "
            "give an earlier --from or a later --to, or --every HOURS."
        )
    replay = Replay(house.store.history, programme, house.settings, at[-1])
    comparison = compare(replay.facts(at), house.rules, rules, tell)
    return Report(
        comparison,
        programme.zone,
        house.settings.roles,
        lambda instant: local_time(instant, zone),
        own_changes=replay.own_changes,
    )
