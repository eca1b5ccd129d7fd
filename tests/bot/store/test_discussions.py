"""Discussions are told by revisions, and where those do not tell all, the store knows that they are lacking."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.store.discussions import Lacking
from bot.store.engine import Store
from rules.facts import Comment, Person
from tests.bot.store.building import a_revision

SOMEBODY = Person("Tester A", "tester.a@example.com")


def saying(number: int, rev: int, count: int, text: str = "Seen again.", **fields: Any) -> dict[str, Any]:
    """Give a revision that says something, by which the work item has so many comments."""
    return a_revision(number, rev, CommentCount=count, History=f"<p>{text}</p>", **fields)


def a_comment(number: int, day: int, text: str) -> Comment:
    """Give a comment as it is read apart, made when the revision of that number is."""
    return Comment(number, datetime(2024, 6, day, 8, 0, 0, 500_000, tzinfo=UTC), SOMEBODY, text)


def texts(store: Store, number: int = 1) -> list[str]:
    """Give the discussion of a work item."""
    return [comment.text for comment in store.history.defects()[number].comments]


def lacking(store: Store) -> dict[int, int]:
    """Give the work items of which something is lacking."""
    return dict(store.history.lacking_comments(at_most=10).counts)


def test_a_comment_is_what_a_revision_says(store: Store) -> None:
    """As plain text, with who said it and when; it is no field of the revision."""
    store.history.save_page("s", [a_revision(1, 1), saying(1, 2, 1, "First &amp; foremost")], "1")
    defect = store.history.defects()[1]
    assert defect.comments == (Comment(2, defect.revisions[1].at, SOMEBODY, "First & foremost"),)
    assert all("System.History" not in revision.fields for revision in defect.revisions)
    assert lacking(store) == {}


def test_a_discussion_is_lacking_where_the_count_says_so(store: Store) -> None:
    """Another change of the defect does not ask for it again; a deleted defect never does."""
    store.history.save_page("s", [a_revision(1, 1, CommentCount=1), a_revision(2, 1)], "1")
    assert lacking(store) == {1: 1}
    store.history.save_comments(1, [a_comment(5, 1, "Seen again.")], count=1)
    store.history.save_page("s", [a_revision(1, 2, CommentCount=1)], "2")
    assert lacking(store) == {}
    store.history.save_page("s", [a_revision(1, 3, CommentCount=0)], "3")
    assert lacking(store) == {1: 0}
    store.history.save_comments(1, [], count=0)
    assert store.history.defects()[1].comments == ()
    store.history.save_page("s", [a_revision(2, 2, CommentCount=4, deleted=True)], "4")
    assert lacking(store) == {}


def test_the_most_urgent_are_given_first(store: Store) -> None:
    """Those that are not closed, then those that changed last; the others are counted."""
    revisions = [a_revision(number, number, CommentCount=1, State="Closed" if number > 2 else "New")
                 for number in range(1, 5)]  # fmt: skip
    store.history.save_page("s", revisions, "1")
    found = store.history.lacking_comments(["Closed"], at_most=3)
    assert found == Lacking({2: 1, 1: 1, 4: 1}, left=1)
    assert list(found.counts) == [2, 1, 4]


def test_what_is_said_after_a_discussion_was_read_apart_is_added(store: Store) -> None:
    """Even where it was in what was read, since the revision that says it comes later."""
    store.history.save_page("s", [a_revision(1, 1, CommentCount=1)], "1")
    store.history.save_comments(1, [a_comment(5, 1, "Imported"), a_comment(6, 2, "Second")], count=1)
    assert texts(store) == ["Imported"]
    store.history.save_page("s", [saying(1, 2, 2, "Second")], "2")
    assert texts(store) == ["Imported", "Second"]
    assert lacking(store) == {}


def test_more_comments_than_are_counted_are_kept_if_they_are_no_newer(store: Store) -> None:
    """Only what the next revisions will say is left to them."""
    store.history.save_page("s", [a_revision(1, 3, CommentCount=1)], "1")
    store.history.save_comments(1, [a_comment(5, 1, "One"), a_comment(6, 2, "Two")], count=1)
    assert texts(store) == ["One", "Two"]


def test_a_page_that_comes_again_doubles_no_comment(store: Store) -> None:
    """Whether its revisions told the discussion or it was read apart since."""
    page = [a_revision(1, 1), saying(1, 2, 1, "One"), saying(2, 1, 2, "Two")]
    store.history.save_page("s", page, "1")
    store.history.save_comments(2, [a_comment(7, 1, "Imported"), a_comment(8, 1, "Two")], count=2)
    store.history.save_page("s", page, "1")
    assert (texts(store, 1), texts(store, 2)) == (["One"], ["Imported", "Two"])
    assert lacking(store) == {}


def test_a_comment_that_a_revision_takes_back_is_gone(store: Store) -> None:
    """As with every other value, the later telling of a revision counts."""
    store.history.save_page("s", [a_revision(1, 1), saying(1, 2, 1, "One")], "1")
    store.history.save_page("s", [a_revision(1, 2)], "2")
    assert texts(store) == []
    assert lacking(store) == {}
