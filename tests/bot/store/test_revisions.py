"""Revisions are kept whole in whatever order they come, and what cannot be one is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from bot.store.engine import Store
from bot.store.snapshots import HistoryError
from tests.bot.store.building import a_revision


def states(store: Store, number: int = 1) -> list[tuple[int, str, str]]:
    """Give number, state and title of each stored revision."""
    return [
        (revision.number, revision.fields["System.State"], revision.fields["System.Title"])
        for revision in store.history.defects()[number].revisions
    ]


def test_revisions_that_come_in_order_are_appended(store: Store) -> None:
    """Each builds on the one before it, also across pages."""
    store.history.save_page("s", [a_revision(1, 1), a_revision(1, 2, State="Open")], "1")
    store.history.save_page("s", [a_revision(1, 3, State="Open", Title="Clearer")], "2")
    assert states(store) == [(1, "New", "Defect 1"), (2, "Open", "Defect 1"), (3, "Open", "Clearer")]


def test_what_azure_devops_keeps_for_itself_is_not_kept(store: Store) -> None:
    """It changes with every revision and says nothing about the defect."""
    store.history.save_page("s", [a_revision(1, 1, Watermark=17, RevisedDate="9999-01-01T00:00:00Z")], "1")
    assert {"System.Watermark", "System.RevisedDate"}.isdisjoint(store.history.defects()[1].latest.fields)


def test_a_page_that_comes_again_changes_nothing(store: Store) -> None:
    """A pull that was cut off after storing may read its last page once more."""
    page = [a_revision(1, 1), a_revision(1, 2, State="Open"), a_revision(2, 1)]
    store.history.save_page("s", page, "1")
    before = store.history.defects()
    store.history.save_page("s", page, "1")
    assert store.history.defects() == before
    assert store.history.counts().revisions == 3


def test_a_revision_that_comes_again_with_other_values_takes_the_place_of_the_old_one(store: Store) -> None:
    """The revisions after it keep their own values."""
    store.history.save_page("s", [a_revision(1, 1), a_revision(1, 2, State="Open"), a_revision(1, 3)], "1")
    store.history.save_page("s", [a_revision(1, 2, State="Open", Title="Renamed")], "2")
    assert states(store) == [(1, "New", "Defect 1"), (2, "Open", "Renamed"), (3, "New", "Defect 1")]


def test_a_revision_that_comes_late_takes_its_place(store: Store) -> None:
    """Numbers decide about the order, not the pages."""
    store.history.save_page("s", [a_revision(1, 1), a_revision(1, 3, State="Fixed")], "1")
    store.history.save_page("s", [a_revision(1, 2, State="Open")], "2")
    assert [state for _, state, _ in states(store)] == ["New", "Open", "Fixed"]


def test_a_revision_twice_in_one_page_counts_once(store: Store) -> None:
    """The later one in the page is right."""
    store.history.save_page("s", [a_revision(1, 1), a_revision(1, 1, Title="Again")], "1")
    assert states(store) == [(1, "New", "Again")]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"id": 7, "rev": 2}, "Revision 2 of work item 7 came without"),
        ({"rev": 2, "fields": {}}, "work item None came without"),
        (a_revision(7, 2, at="yesterday"), "is no instant"),
        (a_revision(7, 2, at="2024-06-12T08:00:00"), "names no time zone"),
        (a_revision(7, 2, TeamProject=None), "without System.TeamProject"),
        (a_revision(-7, 2), "work item -7 came without a number"),
        (a_revision(2**31, 2), "came without a number"),
        (a_revision(7, 2, History={"text": "Seen"}), "System.History is no text"),
        (a_revision(7, 2, CommentCount="two"), "System.CommentCount no number"),
    ],
)
def test_what_is_no_revision_is_refused_by_name(store: Store, broken: dict[str, Any], said: str) -> None:
    """Nothing of its page is stored, and neither is the watermark."""
    store.history.save_page("s", [a_revision(1, 1)], "1")
    with pytest.raises(HistoryError, match=said):
        store.history.save_page("s", [a_revision(1, 2), broken], "2")
    assert states(store) == [(1, "New", "Defect 1")]
    assert store.history.watermark("s") == "1"
