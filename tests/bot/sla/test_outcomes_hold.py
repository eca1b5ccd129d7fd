"""An outcome holds until the instant that its view names: before that every rule and document says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.assemble import House
from bot.cycle import decide_now, publish_now
from bot.publish.press import Publication
from bot.store.outcomes import Outcomes
from rules.decisions import Decision
from rules.engine import Outcome

MOMENT = timedelta(microseconds=1)
FIRST, LAST = datetime(2024, 5, 20, tzinfo=UTC), datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
_ANY = Random(4)  # noqa: S311 - the same instants in every run
INSTANTS = [FIRST + (LAST - FIRST) * _ANY.random() for _ in range(5)]


def asked(house: House, now: datetime) -> tuple[Outcome, Publication]:
    """Ask every rule at an instant, and write every document."""
    standing = replace(house, now=lambda: now)
    gathered, decided, plan = decide_now(standing)
    return decided, publish_now(standing, gathered, decided, plan)


def held_until(house: House, now: datetime, decided: Outcome) -> datetime:
    """Give until when an outcome holds: to its horizon, or to the next revision of a history that goes on after it."""
    _, ahead = Outcomes(house.store.engine).contents(now)
    return min(decided.view.horizon.until, ahead or decided.view.horizon.until)


def said(publication: Publication) -> list[object]:
    """Give everything that people would see."""
    documents = [
        (each.kind, each.key, each.title, each.page, each.text, each.markdown, each.card, each.board)
        for each in publication.documents
    ]
    return [*documents, *(chart.svg for chart in publication.charts)]


@pytest.mark.parametrize("now", INSTANTS, ids=str)
def test_nothing_is_decided_or_said_otherwise_before_the_horizon(house: House, now: datetime) -> None:
    """Right before it as little as somewhere on the way."""
    decided, published = asked(house, now)
    until = held_until(house, now, decided)
    assert until > now, "something read the time itself"
    for later in (now + (until - now) * _ANY.random(), until - MOMENT):
        again, published_again = asked(house, later)
        assert again.decisions == decided.decisions
        assert again.held_back == decided.held_back
        assert said(published_again) == said(published)


def test_from_horizon_to_horizon_no_decision_is_missed(house: House) -> None:
    """What is decided at any instant is what was decided at the horizon before it: nothing comes in between."""
    begins, seen = LAST - timedelta(hours=16), dict[datetime, tuple[Decision, ...]]()
    reached = begins
    while reached < LAST:
        decided, _ = asked(house, reached)
        seen[reached] = decided.decisions
        assert decided.view.horizon.until > reached
        reached = held_until(house, reached, decided)
    for _ in range(5):
        instant = begins + (LAST - begins) * _ANY.random()
        assert asked(house, instant)[0].decisions == seen[max(each for each in seen if each <= instant)]
