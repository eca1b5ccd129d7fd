"""Time, environment, system, party and words score, each with its reason in words."""

from __future__ import annotations

from dataclasses import replace

from rules.outage_match import RaisedDefect, hits, matched
from rules.outage_words import words_by_term
from rules.programme import System
from tests.rules.builders import an_outage, uk

DIP = System("DIP", "DIP service provider", ("SIT A",), "working hours")
OUTAGE = an_outage(
    starts="2024-06-11 10:00", ends="2024-06-11 12:00", title="Firewall rule lost", party="DIP service provider"
)
DEFECT = RaisedDefect(uk("2024-06-11 11:00"), "SIT A", DIP)


def test_the_same_party_counts() -> None:
    """Whatever the case; another party takes nothing away."""
    match = matched(OUTAGE, replace(DEFECT, party="dip service provider"), str)
    assert match is not None
    assert match.score == 10
    assert match.because[-1] == "Both are with DIP service provider."
    other = matched(OUTAGE, replace(DEFECT, party="Elexon"), str)
    assert other is not None
    assert other.score == 9


def test_words_that_both_say_count_at_most_twice() -> None:
    """They are quoted as the defect has them."""
    telling = frozenset(words_by_term("firewall rule lost"))
    one = matched(OUTAGE, replace(DEFECT, text="A firewall?"), str, telling)
    several = matched(OUTAGE, replace(DEFECT, text="The Firewalls lost their rules"), str, telling)
    assert one is not None
    assert several is not None
    assert (one.score, one.because[-1]) == (10, 'Both say "firewall".')
    assert (several.score, several.because[-1]) == (11, 'Both say "Firewalls", "lost" and "rules".')


def test_time_environment_and_system_can_each_speak_against_it() -> None:
    """Long before, long after, somewhere else, another system, an outage that was cancelled."""
    assert matched(OUTAGE, DEFECT, str)
    for other in (
        replace(DEFECT, raised=uk("2024-06-11 09:00")),
        replace(DEFECT, raised=uk("2024-06-11 15:00")),
        replace(DEFECT, environment="SIT B"),
        replace(DEFECT, system=replace(DIP, name="CSS")),
    ):
        assert matched(OUTAGE, other, str) is None
    assert matched(replace(OUTAGE, cancelled=True), DEFECT, str) is None


def test_an_outage_hits_a_system_of_its_environment_or_all_of_them() -> None:
    """None where it does not stand."""
    assert hits(OUTAGE, "SIT A", "DIP")
    assert hits(replace(OUTAGE, systems=()), "SIT A", "CSS")
    assert not hits(OUTAGE, "SIT A", "CSS")
    assert not hits(OUTAGE, "SIT B", "DIP")
    assert not hits(replace(OUTAGE, cancelled=True), "SIT A", "DIP")
    everywhere = replace(OUTAGE, environments=())
    assert hits(everywhere, "SIT B", "DIP")
    assert not hits(everywhere, "SIT B", "CSS")
    assert not hits(replace(everywhere, systems=()), "SIT B", "CSS")
