"""The columns of a store give the clocks that the histories themselves give, and follow them when they change."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from bot.assemble import House
from bot.judging import judge_all
from bot.store.columns import ColumnStore
from bot.store.engine import Store, open_store
from rules.facts import Comment, Defect, Person
from rules.sla import SlaJudge
from rules.sla.many import ManyClocks, ManyDefects
from rules.sla.verdicts import judgements
from rules.view import View
from tests.bot.store.building import TESTER, a_revision

LATER = datetime(2024, 7, 1, tzinfo=UTC)
TYPES = ("Bug",)


class Reads:
    """Reads histories, and knows which were asked for."""

    def __init__(self, read: Callable[[Collection[int]], dict[int, Defect]]) -> None:
        self._read = read
        self.asked: list[int] = []

    def __call__(self, numbers: Collection[int]) -> dict[int, Defect]:
        """Read some."""
        self.asked.extend(numbers)
        return self._read(numbers)


def reading(store: Store) -> Reads:
    """Read from a store."""
    return Reads(lambda numbers: store.history.defects(ids=numbers))


def told(many: ManyClocks) -> dict[str, object]:
    """Give every figure of many clocks, parties by their names."""
    figures: dict[str, object] = {
        each.name: getattr(many, each.name)
        for each in fields(many)
        if each.name not in ("stays", "parties", "goals", "name")
    }
    stays = many.stays
    names = [many.parties[code] if code >= 0 else "" for code in stays.parties]
    spans = (stays.clocks, stays.starts, stays.ends, stays.kinds, stays.working)
    return {name: np.asarray(value).tolist() for name, value in figures.items()} | {
        "stays": [each.tolist() for each in spans],
        "parties": names,
    }


def test_the_clocks_of_the_scenario_are_those_of_its_histories(house: House) -> None:
    """All of them, stay by stay, as of several instants; the second time no history is read."""
    judge = SlaJudge.of(house.programme, house.me)
    reads = reading(house.store)
    columns = ColumnStore(house.store.engine, reads, judge)
    expected = house.store.history.defects(types=house.programme.defect_types)
    first = columns.columns(house.programme.defect_types)
    assert sorted(reads.asked) == sorted(expected)
    stored = columns.columns(house.programme.defect_types)
    assert len(reads.asked) == len(expected)
    assert first.irregular == stored.irregular == ()
    for days in (0, 1, 20, 60):
        now = house.now() - timedelta(days=days, minutes=7)
        from_store = ManyDefects(judge, stored.columns).clocks(now)
        from_histories = ManyDefects.of(judge, list(expected.values())).clocks(now)
        assert [*map(told, from_store)] == [*map(told, from_histories)]


@pytest.fixture
def filled(tmp_path: Path) -> Store:
    """Two defects, one with a comment."""
    store = open_store(f"sqlite:///{tmp_path / 'envbot.sqlite'}", now=lambda: LATER)
    revisions = [a_revision(1, 1), a_revision(1, 2, State="Open"), a_revision(2, 1, CommentCount=1)]
    store.history.save_page("s", revisions, "1")
    return store


def held(store: Store, house: House) -> tuple[list[int], tuple[int, ...]]:
    """Hold what the columns give against the histories; give what had to be read, and what is measured one by one."""
    judge, reads = SlaJudge.of(house.programme, Person("envbot", "envbot@example.com")), reading(store)
    stored = ColumnStore(store.engine, reads, judge).columns(TYPES)
    regular = [each for number, each in store.history.defects(types=TYPES).items() if number not in stored.irregular]
    from_store = ManyDefects(judge, stored.columns).clocks(LATER)
    assert [*map(told, from_store)] == [*map(told, ManyDefects.of(judge, regular).clocks(LATER))]
    return reads.asked, stored.irregular


def test_only_what_changed_is_read_again(filled: Store, house: House) -> None:
    """A revision, one that came again, a discussion; a new defect with it."""
    with filled as store:
        assert held(store, house) == ([1, 2], ())
        assert held(store, house) == ([], ())
        store.history.save_page("s", [a_revision(1, 3, State="Fixed"), a_revision(3, 4)], "2")
        assert held(store, house) == ([1, 3], ())
        store.history.save_page("s", [a_revision(1, 2, State="New")], "3")
        assert held(store, house) == ([1], ())
        comment = Comment(1, datetime(2024, 6, 3, tzinfo=UTC), Person(TESTER["displayName"], "a@example.com"), "Seen")
        store.history.save_comments(2, [comment], count=1)
        assert held(store, house) == ([2], ())


def test_histories_that_numbers_cannot_tell_are_named(filled: Store, house: House) -> None:
    """Time that runs backwards, and what was deleted and came back; what is deleted now is not there."""
    with filled as store:
        backwards = a_revision(1, 3, at="2024-06-01T09:00:00Z")
        deleted = [a_revision(2, 2, deleted=True), a_revision(2, 3), a_revision(3, 1), a_revision(3, 2, deleted=True)]
        store.history.save_page("s", [backwards, *deleted], "2")
        assert held(store, house) == ([1, 2], (1, 2))
        assert held(store, house) == ([], (1, 2))


def test_other_fields_make_other_columns(filled: Store, house: House) -> None:
    """Of which nothing is mixed with those before; the bot's account decides as well."""
    with filled as store:
        judge = SlaJudge.of(house.programme, house.me)
        ColumnStore(store.engine, reading(store), judge).columns(TYPES)
        for whose, also in ((judge, ("System.Title",)), (replace(judge, me=Person("Tester A", "x@example.com")), ())):
            again = reading(store)
            found = ColumnStore(store.engine, again, whose, also).columns(TYPES)
            assert (again.asked, found.columns.numbers.tolist()) == ([1, 2], [1, 2])
            titles = {str(values.get("System.Title")) for values in found.columns.standings}
            assert titles == ({"Defect 1", "Defect 2"} if also else {"None"})


def test_an_empty_store_has_empty_columns(house: House, tmp_path: Path) -> None:
    """No clock runs on nothing."""
    with open_store(f"sqlite:///{tmp_path / 'empty.sqlite'}", now=lambda: LATER) as store:
        assert held(store, house) == ([], ())


def test_all_verdicts_from_columns_are_those_of_the_clocks_one_by_one(house: House, view: View) -> None:
    """Judgement by judgement, with the versions of policy and calendar."""
    judged = judge_all(house, view)
    clocks = [
        clock
        for defect in view.facts.defects.values()
        if view.concerns_environment(defect)
        for clock in view.clocks(defect)
    ]
    assert sorted(judged.judgements, key=str) == sorted(judgements(clocks), key=str)
    assert len(judged.judgements) > 100
    assert judged.is_open == {(clock.defect, clock.name, clock.cycle) for clock in clocks if clock.is_open}
