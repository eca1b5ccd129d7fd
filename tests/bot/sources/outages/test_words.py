"""The words of people for kind, state, impact, places and defects are understood, and others are not guessed."""

from __future__ import annotations

import pytest

from bot.sources.names import environment_names
from bot.sources.outages.words import (
    impact_of_words,
    is_all,
    is_open_end,
    is_yes,
    kind_of_reason,
    kind_of_words,
    numbers_of_defects,
    places_of,
    reason_of_words,
    reasons_of,
    state_of_words,
    words_of_list,
)
from rules.facts import Impact, OutageKind, OutageState
from tests.bot.sources.documents import MHHS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Planned", OutageKind.PLANNED),
        ("Scheduled maintenance", OutageKind.PLANNED),
        ("Y", OutageKind.PLANNED),
        ("Unplanned", OutageKind.UNPLANNED),
        ("un-planned", OutageKind.UNPLANNED),
        ("Unscheduled maintenance", OutageKind.UNPLANNED),
        ("Emergency change", OutageKind.UNPLANNED),
        ("No", OutageKind.UNPLANNED),
        ("perhaps", None),
    ],
)
def test_kinds(text: str, kind: OutageKind | None) -> None:
    """What says both is unplanned: nobody plans an emergency."""
    assert kind_of_words(text) is kind


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Canceled", OutageState.CANCELLED),
        ("Completed", OutageState.ENDED),
        ("Investigating; Resolved", OutageState.ENDED),
        ("In progress", OutageState.UNDER_WAY),
        ("Announced", OutageState.ANNOUNCED),
        ("Scheduled", OutageState.TO_COME),
        ("to come", OutageState.TO_COME),
        ("Blue", None),
    ],
)
def test_states(text: str, state: OutageState | None) -> None:
    """The last of several stages counts."""
    assert state_of_words(text) is state


@pytest.mark.parametrize(
    ("text", "impact"),
    [("Degraded", Impact.DEGRADED), ("partial outage", Impact.DEGRADED), ("Full", Impact.DOWN), ("odd", None)],
)
def test_impacts(text: str, impact: Impact | None) -> None:
    """Part of it is less than all of it."""
    assert impact_of_words(text) is impact


def test_small_words() -> None:
    """Open ends, yes and no, and all there are."""
    assert all(map(is_open_end, ["", "TBC", "Ongoing.", "(open)", "-"]))
    assert not is_open_end("18:30")
    assert [is_yes("Yes"), is_yes("no"), is_yes(""), is_yes("12 June")] == [True, False, False, None]
    assert is_all(" All systems ")
    assert not is_all("DIP")


@pytest.mark.parametrize(
    ("text", "named", "unknown"),
    [
        ("SIT A; SIT B", ("SIT A", "SIT B"), ()),
        ("sit a and UIT", ("SIT A", "UIT"), ()),
        ("SIT A / SITB & TR04", ("SIT A", "SIT B"), ()),
        ("SIT A\nUIT", ("SIT A", "UIT"), ()),
        ("SIT A, SIT Q", ("SIT A",), ("SIT Q",)),
        ("n/a", (), ()),
    ],
)
def test_places_are_listed_in_many_ways(text: str, named: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    """By their names, aliases and flags; what names none is given back."""
    assert places_of(text, environment_names(MHHS)) == (named, unknown)


def test_lists_and_numbers() -> None:
    """Each thing once; an id in a word or a version is no defect."""
    assert words_of_list("Functional; Migration\nFunctional, -") == ("Functional", "Migration")
    assert numbers_of_defects("AB#12, #13 and 14; v1.15, PO-16, 12") == (12, 13, 14)


def test_reasons_are_those_of_the_programmes_list() -> None:
    """Others are kept, and what may be meant is said."""
    planned = OutageKind.PLANNED
    assert reason_of_words("Data Refresh", planned, MHHS) == ("data refresh", "")
    kept, told = reason_of_words("data refrsh", planned, MHHS)
    assert kept == "data refrsh"
    assert told == (
        "its reason 'data refrsh' is none of the programme's list; it is kept as it is. Perhaps data refresh is meant."
    )
    assert reason_of_words("xq", planned, MHHS)[1].endswith("kept as it is.")
    assert reason_of_words("", planned, MHHS) == ("", "")
    assert "server down" in reasons_of(OutageKind.UNPLANNED, MHHS)
    assert set(reasons_of(None, MHHS)) > set(reasons_of(planned, MHHS))


def test_a_reason_tells_the_kind() -> None:
    """Where it stands in one of the lists."""
    assert kind_of_reason("Server down", MHHS) is OutageKind.UNPLANNED
    assert kind_of_reason("data load", MHHS) is OutageKind.PLANNED
    assert kind_of_reason("sun spots", MHHS) is None


def test_a_state_that_is_denied_is_none() -> None:
    """Its times tell it: what is not cancelled stands, and what is not announced was not told."""
    assert [state_of_words(text) for text in ("not cancelled", "Not announced yet", "Not started")] == [None] * 3


def test_the_stop_of_a_sentence_is_no_part_of_a_number() -> None:
    """A decimal point is."""
    assert numbers_of_defects("#12, AB#14. Version 4.2") == (12, 14)
