"""What makes two reports alike is said in few words, those of the later report."""

from __future__ import annotations

from rules.duplicates.telling import telling
from rules.duplicates.terms import cuts, terms


def told(later: str, earlier: str) -> tuple[str, ...]:
    """Give what is said of two texts in which every shared term adds the same."""
    return telling(cuts(later), dict.fromkeys(terms(earlier), 1.0))


def test_a_name_that_both_have_is_said_whole_and_once() -> None:
    """It tells what it and its parts add; the parts are not said again."""
    assert told("Node: the NameNode failed", "NameNode fails, namenode") == ("NameNode", "failed")


def test_a_name_of_which_one_has_a_part_is_said_in_that_part() -> None:
    """The earlier report says nothing of names."""
    assert told("NameNode failed", "a node") == ("Node",)


def test_a_part_that_is_a_word_of_another_name_too_hides_neither_name() -> None:
    """Both names are in both texts."""
    text = "ReadTimeout of MeterRead"
    assert told(text, text) == ("ReadTimeout", "MeterRead")


def test_no_more_than_five_are_said_of_equals_the_longest() -> None:
    """A panel reads them aloud."""
    assert told("aa bbb cc ddd eee fff", "aa bbb cc ddd eee fff") == ("bbb", "ddd", "eee", "fff", "aa")


def test_nothing_shared_is_nothing_said() -> None:
    """There is no such candidate, but it is no error either."""
    assert told("failed", "slow") == ()
