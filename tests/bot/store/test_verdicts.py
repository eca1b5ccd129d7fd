"""Verdicts are kept once, with what judged them; another policy's stand below, and nothing is ever changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.store.engine import Store
from bot.store.verdicts import Kept, Verdicts
from rules.sla import Verdict
from rules.sla.verdicts import Judgement
from tests.bot.store.building import a_revision
from tests.bot.store.conftest import NOW

HOUR = timedelta(hours=1)
MET = Judgement(
    1, "resolve", 1, Verdict.MET, NOW - 9 * HOUR, NOW - HOUR, 8 * HOUR, 8 * HOUR, None, "policy", "calendar"
)
BREACHED = replace(MET, defect=2, verdict=Verdict.BREACHED, elapsed=9 * HOUR, breached_at=NOW - 2 * HOUR)


def verdicts(store: Store) -> Verdicts:
    """Give the verdicts of a store that holds two work items."""
    store.history.save_page("all", [a_revision(1, 1), a_revision(2, 1)], "1")
    return Verdicts(store.engine, lambda: NOW)


def test_a_verdict_is_kept_whole_and_once(store: Store) -> None:
    """To the microsecond; what says nothing new is not written again."""
    kept = verdicts(store)
    exact = replace(MET, elapsed=8 * HOUR - timedelta(microseconds=1))
    assert kept.keep([exact, BREACHED], judges="a") == 2
    assert kept.keep([exact, BREACHED], judges="a") == 0
    assert kept.kept() == (Kept(exact, NOW), Kept(BREACHED, NOW))
    assert kept.kept(2) == (Kept(BREACHED, NOW),)


def test_another_version_stands_below_the_first(store: Store) -> None:
    """Nothing is overwritten, whatever it says."""
    kept = verdicts(store)
    kept.keep([BREACHED], judges="a")
    anew = replace(BREACHED, verdict=Verdict.MET, target=24 * HOUR, breached_at=None, policy_version="another")
    assert kept.keep([anew], judges="b") == 1
    assert [each.judgement for each in kept.kept(2)] == [BREACHED, anew]


def test_a_clock_that_stopped_again_has_a_verdict_again(store: Store) -> None:
    """It was re-opened: the same versions judged another time."""
    kept = verdicts(store)
    later = replace(BREACHED, stopped=NOW, elapsed=10 * HOUR)
    assert [kept.keep([each], judges="a") for each in (BREACHED, later, later)] == [1, 1, 0]


def test_it_is_known_how_far_versions_have_judged(store: Store) -> None:
    """New versions begin at the beginning."""
    kept = verdicts(store)
    kept.keep([], judges="a")
    assert (kept.judged_until("a"), kept.judged_until("b")) == (NOW, None)


def test_more_verdicts_than_a_statement_can_name(store: Store) -> None:
    """All are looked through instead."""
    store.history.save_page("all", [a_revision(number, 1) for number in range(1, 5_002)], "1")
    kept = Verdicts(store.engine, lambda: NOW)
    many = [replace(MET, defect=number) for number in range(1, 5_002)]
    assert [kept.keep(many, judges="a") for _ in range(2)] == [5_001, 0]
