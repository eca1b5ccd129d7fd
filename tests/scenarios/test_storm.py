"""Whatever the weather, and however often the bot must start again: everything is done once, and as in calm weather."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.deliver.delivery import Channel, Fate
from bot.publish.documents import Kind
from sandbox.weather import Kind as Weather
from sandbox.weather import Spell
from sandbox.weather_budget import Budget
from sandbox.work_item_state import WorkItems
from tests.scenarios.conftest import Stage
from tests.scenarios.storm import Left, left_by, run_until_done, staged_part, storm

CHANGES = 10
SEEDS = (1, 3, 4, 5, 7, 8, 10, 11, 15, 24)
"""Together they meet every kind of weather; others do too, and take longer."""


@pytest.fixture
def part(tmp_path: Path) -> Iterator[Stage]:
    """A part of the programme, fresh for one test."""
    with staged_part(tmp_path) as stage:
        yield stage


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """What the bot leaves behind when nothing disturbs it."""
    with staged_part(tmp_path_factory.mktemp("calm")) as stage:
        done = run_until_done(stage)
        assert (done.runs, done.in_doubt, done.report.as_json()["changes"]["applied"]) == (1, 0, CHANGES)
        return left_by(stage)


def marks(stage: Stage) -> Counter[str]:
    """Count the bot's marks in what was said on work items."""
    items = stage.server.world.part(WorkItems)
    return Counter(mark for item in items for each in item.comments for mark in re.findall(r"\[eb-\w+\]", each.text))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_storm_leaves_behind_what_calm_weather_does(part: Stage, calm: Left, seed: int) -> None:
    """Of every kind, by chance: each change and mail once, and sandbox and store as if nothing had happened.

    Only a card may be missing, where a person was told that it may have arrived or not.
    """
    weather = storm(seed)
    part.server.world.weather += weather
    done = run_until_done(part)
    assert weather[0].to_json()["struck"]
    assert set(marks(part).values()) == {1}
    assert len(marks(part)) == CHANGES
    left = left_by(part)
    assert replace(left, cards=calm.cards) == calm
    assert left.cards <= calm.cards
    unknown = [entry.kind for entry in part.house.store.ledger.pending()]
    assert set(unknown) <= {Channel.TEAMS}
    assert calm.cards.total() - left.cards.total() <= len(unknown) <= done.in_doubt


def test_a_small_budget_only_takes_longer(part: Stage, calm: Left) -> None:
    """The bot waits as it is told, and does in one run what it does with a large one."""
    budget = Budget(2)
    part.server.world.weather.append(budget)
    begun = part.server.world.running_now()
    done = run_until_done(part)
    assert (done.runs, left_by(part)) == (1, calm)
    assert part.server.world.running_now() - begun > timedelta(minutes=5)


def test_a_card_whose_answer_is_lost_is_never_sent_twice(part: Stage) -> None:
    """A webhook cannot be asked what it took, so a person decides."""
    part.server.world.weather.append(Spell(Weather.LOST, path="^/teams/", times=0))
    first = run_until_done(part)
    sent = len(part.post.posts)
    assert first.in_doubt == sent > 1
    again = run_until_done(part)
    assert Fate.WITHHELD in {one.fate for one in again.report.posting.deliveries if one.document == Kind.CARD}
    assert len(part.post.posts) == sent
