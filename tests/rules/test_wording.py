"""Instants, lists and actions read as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.decisions import (
    Action,
    AddComment,
    AddTag,
    Escalate,
    LinkWorkItem,
    Notify,
    ProposeOutage,
    PutOnAgenda,
    RemoveTag,
    Section,
    SetField,
)
from rules.wording import counted, duration, in_words, listed, local_time, worked
from tests.rules.builders import UK, uk


@pytest.mark.parametrize("text", ["2024-03-31 00:30", "2024-03-31 03:30", "2024-10-27 03:30", "2024-06-12 08:30"])
def test_an_instant_is_written_in_local_time(text: str) -> None:
    """On both clock-change days as well."""
    assert local_time(uk(text), UK).endswith(text[-5:])


def test_a_date_has_its_weekday_and_no_leading_zero() -> None:
    """As on paper."""
    assert local_time(uk("2024-06-04 09:05"), UK) == "Tue 4 Jun 2024 09:05"


@pytest.mark.parametrize(
    ("things", "text"), [([], "nothing"), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_reads_as_a_sentence_part(things: list[str], text: str) -> None:
    """Of any length."""
    assert listed(things) == text


def test_one_is_not_several() -> None:
    """The plural is formed."""
    assert (counted(1, "defect"), counted(2, "defect")) == ("1 defect", "2 defects")


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(days=1), "1 day"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(seconds=61), "61 seconds"),
        (timedelta(0), "0 seconds"),
    ],
)
def test_a_length_of_time_is_written_in_the_unit_that_fits(length: timedelta, text: str) -> None:
    """The largest that leaves nothing over."""
    assert duration(length) == text


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (SetField("Custom.System", "DIP"), "set Custom.System to DIP"),
        (AddTag("late"), "add the tag late"),
        (RemoveTag("late"), "take the tag late away"),
        (AddComment("Hello."), "comment: Hello."),
        (LinkWorkItem(7, "x"), "link to #7"),
        (PutOnAgenda(Section.ACTIONS, "Do."), 'put on the agenda under "Open action points": Do.'),
        (Escalate("PMO", "Late."), "tell PMO at once: Late."),
        (Notify("PMO", "Late."), "tell PMO: Late."),
        (
            ProposeOutage("UIT", (), uk("2024-06-12 08:00"), (1, 2)),
            "propose an outage record of UIT for #1 and #2",
        ),
        (
            ProposeOutage("UIT", ("DIP", "CSS"), uk("2024-06-12 08:00"), (1,)),
            "propose an outage record of UIT (DIP and CSS) for #1",
        ),
    ],
)
def test_an_action_says_what_it_would_do(action: Action, text: str) -> None:
    """Every kind of action."""
    assert in_words(action) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(hours=3, minutes=10), "3 h 10 m"),
        (timedelta(hours=8), "8 h"),
        (timedelta(minutes=45, seconds=59), "45 m"),
        (timedelta(seconds=20), "20 s"),
        (timedelta(milliseconds=1500), "1.5 s"),
        (timedelta(0), "0 m"),
        (-timedelta(minutes=90), "-1 h 30 m"),
    ],
)
def test_working_time_is_written_in_hours_and_minutes(length: timedelta, text: str) -> None:
    """Never rounded up: nobody is charged with a minute that did not pass."""
    assert worked(length) == text
