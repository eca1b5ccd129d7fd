"""The forecast in a document says what runs out before the panel and whose it is, in words that stay the same."""

from __future__ import annotations

from bot.publish.local_time import LocalTime
from bot.publish.outlook import outlook
from rules.view import View
from tests.rules.builders import RESOLVE, a_defect, a_programme, facts_of

PROGRAMME = a_programme(clocks=(RESOLVE,))


def said(*turns: str | None, now: str = "2024-06-12 08:30") -> tuple[str, ...]:
    """Give the forecast for defects that are due at 09:30, each with the party whose turn it is."""
    defects = [
        a_defect(number, history=[("2024-06-11 09:30", "Open")], party=party, system=None)
        for number, party in enumerate(turns, start=1)
    ]
    view = View(facts_of(*defects, now=now, programme=PROGRAMME))
    return outlook(view, view.environment_defects, LocalTime.at(view.now, PROGRAMME.zone))


def test_clocks_are_counted_by_party() -> None:
    """The party with most comes first; nobody is somebody, too."""
    (sentence,) = said("Supplier A", "LDSO B", "LDSO B", None)
    assert sentence == (
        "Forecast: 4 clocks run out before the panel of Wed 12 Jun 10:00 if nothing happens"
        " (LDSO B 2, Supplier A 1, nobody named 1)."
    )


def test_one_clock_runs_out_alone_and_none_says_nothing() -> None:
    """Grammar, and silence."""
    assert said("LDSO B")[0].startswith("Forecast: 1 clock runs out before")
    assert said() == ()
    assert said("LDSO B", now="2024-06-12 09:45") == ()


def test_the_words_are_the_same_a_minute_later() -> None:
    """A second run posts nothing."""
    assert said("LDSO B", now="2024-06-12 08:31") == said("LDSO B")
