"""`envbot sla` on the scenario: one defect, every open clock, and what breaches next."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands.clocks import show_clocks
from bot.commands.output import screen
from rules.view import View
from sandbox.scenarios import mhhs
from tests.bot.sla.conftest import Envbot
from tests.rules.builders import RESOLVE, a_defect, a_programme, facts_of


def test_every_open_clock_comes_in_the_order_of_breach_and_due(envbot: Envbot) -> None:
    """Breached ones first, paused ones last; each says whose turn it is."""
    clocks = envbot("sla", "--all", "--json").document["clocks"]
    times = [clock["breached_at"] or clock["due"] for clock in clocks]
    known = [time for time in times if time]
    assert times == sorted(known) + [None] * (len(times) - len(known))
    first = clocks[0]
    assert (first["clock"], first["state"], first["party"], first["owner"]) == (
        "update",
        "breached",
        "St Clements",
        "Support, St Clements",
    )
    assert (first["severity"], first["environment"], first["system"]) == ("2 - High", "SIT Staging", "MPRS")
    assert {clock["state"] for clock in clocks} == {"breached", "at risk", "running", "paused"}


def test_all_as_of_an_earlier_instant_knows_nothing_later(envbot: Envbot) -> None:
    """Defects raised since are not there."""
    document = envbot("sla", "--all", "--as-of", "2024-06-01T12:00", "--json").document
    assert document["as_of"] == "2024-06-01T11:00:00+00:00"
    assert mhhs.ids()["blocker"] not in {clock["defect"] for clock in document["clocks"]}


def test_all_is_shown_as_a_table(envbot: Envbot) -> None:
    """With the number of those that are breached."""
    said = envbot("sla", "--all").out
    assert "open clocks on environment defects as of Wed 12 Jun 2024 08:30, 6 of them breached." in said
    assert "Tue 11 Jun 2024 15:20" in said
    assert "0 open clocks" in envbot("sla", "--all", "--as-of", "2020-01-01").out


def test_the_forecast_is_up_to_the_next_panel_unless_said_otherwise(envbot: Envbot) -> None:
    """Per party and per owner."""
    document = envbot("sla", "--forecast", "--json").document
    assert document["before"] == "2024-06-12T09:00:00+00:00"
    number = mhhs.ids()["resolve-due-before-panel"]
    assert [(each["defect"], each["clock"]) for each in document["by_party"]["ElectraLink"]] == [
        (number, "resolve"),
        (number, "update"),
    ]
    assert [each["defect"] for each in document["by_owner"][""]] == [mhhs.ids()["respond-due-before-panel"]]
    said = envbot("sla", "--forecast").out
    assert "4 clocks breach before Wed 12 Jun 2024 10:00, if nothing happens" in said
    assert "assigned to nobody: #" in said


@pytest.mark.parametrize(
    ("options", "before"),
    [
        (("--before", "2024-06-13T10:00"), "2024-06-13T09:00:00+00:00"),
        (("--within", "8 working hours"), "2024-06-12T16:00:00+00:00"),
        (("--within", "9 working hours"), "2024-06-13T09:00:00+00:00"),
        (("--within", "by 17:00 next working day"), "2024-06-13T16:00:00+00:00"),
    ],
)
def test_the_forecast_looks_as_far_as_it_is_told(envbot: Envbot, options: tuple[str, str], before: str) -> None:
    """Until an instant, or so much working time ahead."""
    document = envbot("sla", "--forecast", *options, "--json").document
    assert document["before"] == before
    assert all(each["due"] < before for each in document["breaches"])


def test_a_forecast_of_nothing_says_so(envbot: Envbot) -> None:
    """Before anything was raised nothing breaches; of one thing it speaks in the singular."""
    said = envbot("sla", "--forecast", "--as-of", "2020-01-01T12:00").out
    assert said.startswith("0 clocks breach before Thu 2 Jan 2020 10:00")
    assert envbot("sla", "--forecast", "--before", "2024-06-12T09:20").out.startswith("1 clock breaches before")


def test_one_defect_says_which_outage_a_breach_was(envbot: Envbot) -> None:
    """In words and figures, as of now and of any instant."""
    breached = envbot("sla", mhhs.ids()["breached"]).out
    assert "Breached by 31 h." in breached
    clocks = envbot("sla", mhhs.ids()["paused"], "--json").document["clocks"]
    resolve = next(clock for clock in clocks if clock["name"] == "resolve")
    assert (resolve["state"], resolve["due"], resolve["breached_at"]) == ("paused", None, None)
    assert "paused, so not due yet" in envbot("sla", mhhs.ids()["paused"]).out


def test_a_defect_that_no_clock_ever_measured_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """It was closed when it was entered."""
    defect = a_defect(history=[("2024-06-10 09:00", "Deferred")])
    programme = a_programme(clocks=(RESOLVE,))
    show_clocks(screen(), View(facts_of(defect, programme=programme)), defect)
    assert "No clock has started." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give the number of a defect, or --all, --forecast or --rejudged"),
        ((1, "--all"), "one of them"),
        (("--all", "--before", "2024-06-12"), "they mean nothing without it"),
        (("--forecast", "--before", "2024-06-12", "--within", "1h"), "not both"),
        (("--forecast", "--within", "soon"), "'soon' is no amount of working time"),
        (("--forecast", "--within", "9000000 hours"), "never has 9000000 hours ahead"),
        (("--forecast", "--before", "tomorrow"), "Invalid value for --before"),
        ((1,), "#1 is no defect in the store as of Wed 12 Jun 2024 08:30"),
    ],
)
def test_wrong_usage_says_what_would_be_right(envbot: Envbot, arguments: tuple[Any, ...], said: str) -> None:
    """Exit code 2, and no trace."""
    answered = envbot("sla", *arguments)
    assert (answered.code, said in " ".join(answered.err.split())) == (2, True)
    assert "Traceback" not in answered.err
