"""Earlier reports that resemble a report are found as of its instant, whatever comes later and in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.duplicates import DuplicateIndex, Report, Weighting
from tests.rules.builders import uk

MONDAY = uk("2024-06-10 09:00")
_WORDS = ("IF-031", "refused", "refuses", "503", "NameNode", "Name", "certificate", "expired", "the", "queue")


def report(number: int, title: str, description: str = "", *, day: float = 0) -> Report:
    """Build a report of so many days after the Monday."""
    return Report(number, MONDAY + timedelta(days=day), title, description)


def numbers(index: DuplicateIndex, asked: Report, **how: timedelta | int) -> list[int]:
    """Give the numbers of the candidates, the most alike first."""
    return [candidate.number for candidate in index.nearest(asked, **how)]  # type: ignore[arg-type]  # as nearest has it


def texts(longest: int) -> st.SearchStrategy[str]:
    """Give texts of few different words, so that many are alike."""
    return st.lists(st.sampled_from(_WORDS), max_size=longest).map(" ".join)


reports = st.builds(report, st.just(0), texts(4), texts(8), day=st.integers(0, 4))
histories = st.lists(reports, max_size=8).map(
    lambda several: [replace(each, number=number) for number, each in enumerate(several, start=1)]
)


@given(histories, reports, st.data())
def test_the_order_in_which_reports_are_added_changes_nothing(
    history: list[Report], asked: Report, data: st.DataObject
) -> None:
    """Late arrivals take their place, also between two questions."""
    shuffled = data.draw(st.permutations(history))
    index = DuplicateIndex()
    for each in shuffled:
        index.add(each)
        index.nearest(asked)
    assert index.nearest(asked) == DuplicateIndex(history).nearest(asked)


@given(histories, reports)
def test_what_was_reported_later_changes_nothing(history: list[Report], asked: Report) -> None:
    """As of an instant the whole history answers like the history until then."""
    until = [each for each in history if each.key < asked.key]
    assert DuplicateIndex(history).nearest(asked) == DuplicateIndex(until).nearest(asked)


@given(histories, reports, st.integers(0, 4))
def test_candidates_are_earlier_and_in_the_window_and_share_words(
    history: list[Report], asked: Report, days: int
) -> None:
    """A similarity is a share, and each candidate has words to show for it."""
    at = {each.number: each.at for each in history}
    for candidate in DuplicateIndex(history).nearest(asked, within=timedelta(days=days)):
        assert asked.at - timedelta(days=days) <= at[candidate.number] <= asked.at
        assert 0 < candidate.similarity <= 1
        assert candidate.words


@given(histories, reports, st.data())
def test_a_report_whose_text_changed_is_found_by_the_new_one(
    history: list[Report], changed: Report, data: st.DataObject
) -> None:
    """Put in place of the old one, as if it had been there all the time."""
    index = DuplicateIndex([*history, report(99, "IF-031 refused")])
    index.add(replace(changed, number=99))
    asked = data.draw(reports)
    assert index.nearest(asked) == DuplicateIndex([*history, replace(changed, number=99)]).nearest(asked)


def test_the_most_alike_comes_first() -> None:
    """The same words, then some of them; what shares nothing is no candidate."""
    index = DuplicateIndex(
        [report(1, "Certificate expired"), report(2, "IF-031 slow"), report(3, "IF-031 refused with 503")]
    )
    found = index.nearest(report(9, "IF-031 is refused with 503", day=1))
    assert [candidate.number for candidate in found] == [3, 2]
    assert found[0].similarity == 1
    assert found[1].similarity < 0.6


def test_as_of_one_instant_the_lower_number_is_the_earlier() -> None:
    """Two of one instant are not candidates of each other, and a report is not one of itself."""
    index = DuplicateIndex([report(1, "IF-031 refused"), report(2, "IF-031 refused")])
    assert numbers(index, report(1, "IF-031 refused")) == []
    assert numbers(index, report(2, "IF-031 refused")) == [1]


def test_what_is_older_than_the_window_is_no_candidate() -> None:
    """A year, unless another window is asked for; its first instant belongs to it."""
    index = DuplicateIndex([report(1, "IF-031 refused"), report(2, "IF-031 refused", day=1)])
    assert numbers(index, report(9, "IF-031 refused", day=366)) == [2]
    assert numbers(index, report(9, "IF-031 refused", day=366), within=timedelta(days=366)) == [2, 1]


def test_no_more_are_given_than_asked_for() -> None:
    """However many are alike; of many equals, reported at one instant, the oldest are compared and given first."""
    index = DuplicateIndex([report(number, "IF-031 refused") for number in range(1, 101)])
    assert numbers(index, report(900, "IF-031 refused", day=1), limit=3) == [1, 2, 3]


def test_of_equals_the_one_closer_in_time_comes_first() -> None:
    """Duplicates are mostly raised soon after each other."""
    index = DuplicateIndex([report(1, "IF-031 refused"), report(2, "IF-031 refused", day=29)])
    assert numbers(index, report(9, "IF-031 refused", day=30)) == [2, 1]


def test_an_older_title_that_is_said_in_the_description_counts() -> None:
    """One puts into the title what the other explains."""
    index = DuplicateIndex(
        [report(1, "Queue full", "IF-031 is refused"), report(2, "Certificate", "IF-031 is refused with 503")]
    )
    asked = report(9, "IF-031 is refused", "Is the queue full?", day=1)
    assert numbers(index, asked) == [1, 2]
    plain = Weighting(coverage=0)
    assert plain.likeness(0.5, 1, 0) == plain.likeness(0.5, 0, 0)


def test_the_words_that_tell_are_shown_as_the_later_report_writes_them() -> None:
    """The rarest first, here before one that every title has."""
    older = [report(number, "Queue", day=-1) for number in range(1, 6)]
    index = DuplicateIndex([*older, report(6, "Queue refuses", "messages")])
    words = {each.number: each.words for each in index.nearest(report(9, "Message: refused by QUEUE", day=1))}
    assert words[6] == ("refused", "Message", "QUEUE")


def test_an_empty_report_resembles_nothing() -> None:
    """Neither asked about, nor as a candidate, nor by a description alone without trouble."""
    index = DuplicateIndex([report(1, ""), report(2, "", "IF-031")])
    assert numbers(index, report(8, "", day=1)) == []
    assert numbers(index, report(9, "IF-031", day=1)) == [2]
