"""Shares and means in words: never rounded up to everything, and nothing where there is nothing to measure."""

from __future__ import annotations

import pytest

from bot.availability.report import availability_report, percent
from bot.availability.timeline import timeline
from rules.availability import By
from rules.facts import Impact, OutageKind
from tests.rules.builders import a_programme, an_outage, uk


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, "-"), (1, "100.00 %"), (0.999999, "99.99 %"), (0.99314, "99.31 %"), (0, "0.00 %")],
)
def test_a_share_is_written_with_two_places(share: float | None, words: str) -> None:
    """A minute that was lost stays to be seen."""
    assert percent(share) == words


def test_minutes_are_whole_where_they_are() -> None:
    """Half a minute is half a minute."""
    outage = an_outage(starts="2024-06-11 10:00:00", ends="2024-06-11 10:00:30")
    report = availability_report(a_programme(), [outage], uk("2024-06-10 00:00"), uk("2024-06-12 00:00"), (By.SYSTEM,))
    dip = report.as_json()["by"]["system"][0]
    assert (dip["window_minutes"], dip["down_minutes"], dip["mean_minutes_to_restore"]) == (960, 0.5, 0.5)
    dah = report.as_json()["by"]["system"][1]
    assert dah["mean_minutes_between_failures"] is None
    assert report.weeks == ("Mon 10 Jun",)
    assert report.rows(By.SYSTEM)[1].to_restore == "-"


def test_the_time_line_says_in_words_what_it_shows() -> None:
    """Each kind of outage has a look of its own; without any it says so."""
    outages = [
        an_outage("OUT-1", starts="2024-06-11 10:00", ends="2024-06-11 11:00"),
        an_outage("OUT-2", starts="2024-06-11 12:00", kind=OutageKind.PLANNED, impact=Impact.DEGRADED),
    ]
    starts, ends = uk("2024-06-10 00:00"), uk("2024-06-12 00:00")
    drawn = timeline(availability_report(a_programme(), outages, starts, ends), By.ENVIRONMENT)
    assert "OUT-1, OUT-2" in drawn.alt
    assert "planned, degraded" in drawn.svg
    assert drawn.png.startswith(b"\x89PNG")
    empty = timeline(availability_report(a_programme(), [], starts, ends), By.PARTY)
    assert empty.alt.endswith(": none.")
