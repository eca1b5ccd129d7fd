"""A burst of defects on one environment, without an outage record, asks for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from rules.decisions import ProposeOutage
from rules.facts import Facts
from tests.rules.asking import actions, asked, because
from tests.rules.builders import a_defect, a_programme, an_outage, facts_of, uk


def burst(
    *times: str, outages: Any = (), now: str = "2024-06-12 08:30", title: str = "DIP unavailable", **fields: Any
) -> Facts:
    """Build facts with one defect for each time."""
    defects = (
        a_defect(number, title=title, history=[(f"2024-06-{time}", "New")], **fields)
        for number, time in enumerate(times, start=1)
    )
    return facts_of(*defects, outages=tuple(outages), now=now)


def test_three_defects_within_two_hours_propose_one_outage() -> None:
    """It begins with the first of them and names the systems hit."""
    assert actions("outage-suspected", burst("12 06:00", "12 07:00", "12 08:00")) == [
        ProposeOutage("SIT A", ("DIP",), uk("2024-06-12 06:00"), (1, 2, 3))
    ]
    assert because("outage-suspected", burst("12 06:00", "12 07:00", "12 08:00"), 2) == (
        "3 defects on SIT A were raised within 2 hours, from Wed 12 Jun 2024 06:00 to Wed 12 Jun 2024 08:00. "
        "No outage of SIT A on record explains them."
    )


def test_a_burst_that_goes_on_stays_one_proposal() -> None:
    """The key is that of its first defect, so that nobody is asked twice."""
    short, long = burst("12 05:00", "12 06:00", "12 06:30"), burst("12 05:00", "12 06:00", "12 06:30", "12 08:00")
    (first,), (second,) = asked("outage-suspected", short).decisions, asked("outage-suspected", long).decisions
    assert first.key == second.key
    assert second.because[0].startswith(
        "4 defects on SIT A were raised one after the other, from Wed 12 Jun 2024 05:00"
    )


def test_two_defects_are_no_burst() -> None:
    """The reason counts them."""
    facts = burst("12 07:00", "12 08:00")
    assert actions("outage-suspected", facts) == []
    assert because("outage-suspected", facts, 1) == (
        "2 defects on SIT A came one after the other around it, 2 of them with words for an environment defect; "
        "3 such within 2 hours make a burst."
    )


def test_three_that_are_spread_out_are_no_burst() -> None:
    """Two hours between any two, but four in all."""
    assert actions("outage-suspected", burst("12 04:00", "12 06:00", "12 08:00")) == []


def test_what_came_before_the_burst_is_not_part_of_it() -> None:
    """The first stands alone, though not far off."""
    (proposal,) = actions("outage-suspected", burst("12 04:30", "12 06:20", "12 07:00", "12 07:10"))
    assert isinstance(proposal, ProposeOutage)
    assert proposal.defects == (2, 3, 4)


def test_two_bursts_are_two_proposals() -> None:
    """A quiet time between them tells them apart."""
    facts = burst("11 14:00", "11 14:10", "11 14:20", "12 07:00", "12 07:10", "12 07:20")
    assert len(actions("outage-suspected", facts)) == 2


def test_an_outage_on_record_explains_its_defects() -> None:
    """Then no other is asked for."""
    facts = burst("12 06:00", "12 07:00", "12 08:00", outages=[an_outage(starts="2024-06-12 05:50")])
    assert actions("outage-suspected", facts) == []
    assert because("outage-suspected", facts, 1) == "The outage OUT-14 on record may explain it."


def test_defects_without_environment_count_for_no_burst() -> None:
    """The reason says so."""
    facts = burst("12 06:00", "12 07:00", "12 08:00", environment=None)
    assert actions("outage-suspected", facts) == []
    assert because("outage-suspected", facts, 1) == "Its environment is not known, so that it counts for no burst."


def test_an_old_burst_is_history() -> None:
    """Neither proposed nor, days later, looked at."""
    times = ("10 06:00", "10 07:00", "10 07:30")
    assert actions("outage-suspected", burst(*times, now="2024-06-10 08:30"))
    assert actions("outage-suspected", burst(*times, now="2024-06-11 08:30")) == []
    assert because("outage-suspected", burst(*times), 1).startswith("Nothing here concerns this defect.")


def test_the_settings_say_what_a_burst_is() -> None:
    """Fewer, or in a longer time."""
    assert actions("outage-suspected", burst("12 07:00", "12 08:00"), at_least=2)
    assert actions("outage-suspected", burst("12 04:00", "12 06:00", "12 08:00"), within=timedelta(hours=4))


def test_defects_that_speak_of_something_else_make_no_burst() -> None:
    """Unless the programme has no words for an environment defect, so that every defect counts."""
    facts = burst("12 07:00", "12 07:30", "12 08:00", title="Wrong header")
    assert actions("outage-suspected", facts) == []
    assert "0 of them with words for an environment defect" in because("outage-suspected", facts, 1)
    without_words = replace(facts, programme=a_programme(category_words=()))
    assert actions("outage-suspected", without_words)
    assert because("outage-suspected", replace(without_words, now=uk("2024-06-13 08:30")), 1) == (
        "3 defects on SIT A came one after the other around it; 3 such within 2 hours make a burst."
    )


def test_what_was_raised_between_the_defects_of_a_burst_is_listed_with_them() -> None:
    """What came before and after is not."""
    titles = ("Header", "Outage", "Header", "Outage", "Outage", "Header")
    defects = (
        a_defect(number, title=title, history=[(f"2024-06-12 08:0{number}", "New")])
        for number, title in enumerate(titles, start=1)
    )
    (proposal,) = actions("outage-suspected", facts_of(*defects))
    assert isinstance(proposal, ProposeOutage)
    assert proposal.defects == (2, 3, 4, 5)


def test_the_proposal_names_no_system_where_none_is_known() -> None:
    """An environment is enough."""
    (proposal,) = actions(
        "outage-suspected", burst("12 06:00", "12 07:00", "12 08:00", title="Outage", system=None, party=None)
    )
    assert isinstance(proposal, ProposeOutage)
    assert proposal.systems == ()
