"""Defects that are read when they are asked for are the same as those that are read at once."""

from __future__ import annotations

from datetime import UTC, datetime
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store.engine import Store, open_store
from bot.store.history import History
from tests.bot.store.building import a_revision

TYPES = ("Bug",)
LATER = datetime(2024, 7, 1, tzinfo=UTC)


def a_day(day: int) -> datetime:
    """Give noon of a day of June."""
    return datetime(2024, 6, day, 12, tzinfo=UTC)


@pytest.fixture
def history(store: Store) -> History:
    """One open, one closed, one deleted, one that was closed late, and an outage record."""
    revisions = [
        a_revision(1, 1, State="Open"),
        a_revision(2, 1),
        a_revision(2, 2, State="CLOSED"),
        a_revision(3, 1),
        a_revision(3, 2, deleted=True),
        a_revision(4, 1, State="Open"),
        a_revision(4, 9, State="Closed"),
        a_revision(5, 1, WorkItemType="Outage"),
    ]
    store.history.save_page("s", revisions, "1")
    return store.history


def test_only_what_is_not_left_out_is_given(history: History) -> None:
    """Whatever the case of a state; what changed later counts as it stood."""
    now = history.known_defects(LATER, TYPES)
    assert [defect.id for defect in now.not_in(["closed"])] == [1]
    then = history.known_defects(a_day(5), TYPES)
    assert [defect.id for defect in then.not_in(["closed"])] == [1, 4]
    assert [defect.id for defect in then.not_in([])] == [1, 2, 4]


def test_a_closed_defect_is_there_when_it_is_asked_for(history: History) -> None:
    """A deleted one, one that never was, and one of another type are not."""
    known = history.known_defects(LATER, TYPES)
    assert known[2].state == "CLOSED"
    assert known[2] is known[2]
    assert 4 in known
    assert known.get(3) is None
    assert [number in known for number in (3, 5, 99)] == [False, False, False]


def test_they_are_counted_without_being_read(history: History) -> None:
    """And counted the same once all were read."""
    known = history.known_defects(LATER, TYPES)
    assert len(known) == 3
    assert sorted(known) == [1, 2, 4]
    assert len(known) == 3
    assert 99 not in known


def test_what_changed_since_is_named(history: History) -> None:
    """Of the types that are asked for."""
    assert history.changed_since(a_day(8), TYPES) == (4,)
    assert history.changed_since(datetime(2024, 6, 1, tzinfo=UTC), ("Outage",)) == (5,)


REVISIONS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 6), st.sampled_from(["New", "Open", "Closed"]), st.booleans()),
    min_size=1,
    max_size=15,
    unique_by=lambda one: one[:2],
)


@given(drawn=REVISIONS, day=st.integers(1, 7), asked=st.permutations(range(1, 7)))
@settings(max_examples=40, deadline=None)
def test_they_are_those_that_are_read_at_once(
    drawn: list[tuple[int, int, str, bool]], day: int, asked: list[int]
) -> None:
    """As of any instant, in whatever order they are asked for."""
    with TemporaryDirectory() as place, open_store(f"sqlite:///{place}/envbot.sqlite", now=lambda: LATER) as store:
        revisions = [
            a_revision(number, rev, State=state, deleted=is_deleted) for number, rev, state, is_deleted in sorted(drawn)
        ]
        store.history.save_page("s", revisions, "1")
        expected = store.history.defects(a_day(day), types=TYPES)
        known = store.history.known_defects(a_day(day), TYPES)
        assert len(known) == len(expected)
        for number in asked:
            assert known.get(number) == expected.get(number)
            assert (number in known) == (number in expected)
        still_open = [defect for _, defect in sorted(expected.items()) if defect.state != "Closed"]
        assert known.not_in(["closed"]) == still_open
        assert dict(known) == expected
