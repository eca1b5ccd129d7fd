"""A defect is linked to the outage that explains it; where several might, the panel is asked."""

from __future__ import annotations

from typing import Any

import pytest

from rules.carrying_out import carried_out
from rules.decisions import AddComment, LinkWorkItem
from rules.facts import Facts, OutageKind, Relation
from tests.rules.asking import actions, agenda, asked, because
from tests.rules.builders import BOT, TESTER, a_defect, an_outage, facts_of


def raised(*outages: Any, when: str = "2024-06-11 16:00", **more: Any) -> Facts:
    """Build facts with a defect of the DIP in SIT A, raised on Tuesday at four."""
    return facts_of(a_defect(history=[(when, "New")], **more), outages=outages)


DIP_DOWN = an_outage(starts="2024-06-11 15:30", ends="2024-06-11 17:00", work_item=4711)


def test_time_environment_and_system_link_the_defect_and_say_why() -> None:
    """A link for machines, a comment for people."""
    assert actions("outage-linked", raised(DIP_DOWN)) == [
        LinkWorkItem(4711, "envbot: raised during OUT-14"),
        AddComment(
            "It seems to come from the outage OUT-14 (unplanned: server down) of SIT A and DIP "
            "since Tue 11 Jun 2024 15:30."
        ),
    ]
    assert because("outage-linked", raised(DIP_DOWN)) == (
        "It was raised Tue 11 Jun 2024 16:00, while OUT-14 was under way (Tue 11 Jun 2024 15:30 to Tue 11 Jun 2024 "
        "17:00). Both concern SIT A. Both concern DIP."
    )


def test_an_outage_without_a_work_item_is_named_in_a_comment() -> None:
    """There is nothing to link to."""
    (comment,) = actions("outage-linked", raised(an_outage("row 12", starts="2024-06-11 15:30")))
    assert isinstance(comment, AddComment)
    assert "row 12" in comment.text


@pytest.mark.parametrize(
    "outage",
    [
        an_outage(starts="2024-06-11 08:00", ends="2024-06-11 09:00"),
        an_outage(starts="2024-06-11 15:30", environments=("SIT B",)),
        an_outage(starts="2024-06-11 15:30", systems=("CSS",)),
        an_outage(starts="2024-06-11 15:30", cancelled=True),
        an_outage(starts="2024-06-12 15:30"),
    ],
    ids=["long over", "another environment", "another system", "cancelled", "still to come"],
)
def test_what_does_not_fit_is_not_linked(outage: Any) -> None:
    """Time, environment and system must all allow it."""
    assert actions("outage-linked", raised(outage)) == []
    assert because("outage-linked", raised(outage)) == "No outage on record fits its time, environment and system."


@pytest.mark.parametrize(
    ("outage", "reason"),
    [
        (an_outage(starts="2024-06-11 16:20"), "shortly before OUT-14 was noted"),
        (an_outage(starts="2024-06-11 14:00", ends="2024-06-11 15:00"), "shortly after OUT-14 ended"),
        (an_outage(starts="2024-06-11 15:30", systems=()), "The outage takes the whole environment."),
    ],
)
def test_outages_that_fit_less_tightly_are_still_clear(outage: Any, reason: str) -> None:
    """Nothing else explains the defect."""
    assert actions("outage-linked", raised(outage))
    assert reason in because("outage-linked", raised(outage))


def test_an_outage_of_a_connected_system_explains_it_too() -> None:
    """MPRS is connected to the DIP."""
    facts = raised(DIP_DOWN, system="MPRS")
    assert actions("outage-linked", facts)
    assert "MPRS is connected to DIP, which the outage hit." in because("outage-linked", facts)


def test_two_that_fit_alike_are_both_named_to_the_panel() -> None:
    """Nothing is linked, and a third that fits worse is not named."""
    other = an_outage("OUT-15", kind=OutageKind.PLANNED, reason="patching", starts="2024-06-11 15:00", work_item=4712)
    worse = an_outage("OUT-16", starts="2024-06-11 13:00", ends="2024-06-11 15:00")
    assert agenda("outage-linked", raised(DIP_DOWN, other, worse)) == [
        (
            "It may come from OUT-14 (unplanned: server down) of SIT A and DIP or OUT-15 (planned: patching) of SIT A "
            "and DIP: which is it, if any?"
        )
    ]


def test_a_defect_without_a_system_is_asked_about() -> None:
    """Environment and time fit, the system is not known."""
    facts = raised(DIP_DOWN, system=None, party=None)
    assert len(agenda("outage-linked", facts)) == 1
    assert "The defect does not say its system; the outage hit DIP." in because("outage-linked", facts)


def test_a_defect_without_an_environment_is_not_asked_about() -> None:
    """Too little to trouble the panel with; `why` says what was seen."""
    facts = raised(an_outage(starts="2024-06-11 14:00", ends="2024-06-11 15:00"), environment=None)
    assert actions("outage-linked", facts) == []
    assert because("outage-linked", facts).startswith("OUT-14 fits too little to be named: It was raised")


def test_an_outage_that_names_no_environment_counts_by_time_and_system() -> None:
    """Not enough to link, enough to ask."""
    facts = raised(an_outage(starts="2024-06-11 15:30", environments=()))
    assert len(agenda("outage-linked", facts)) == 1
    assert "The outage record names no environment." in because("outage-linked", facts)


def test_what_a_person_wrote_wins_over_any_score() -> None:
    """Even where the record's time does not fit."""
    early = an_outage("OUT-9", starts="2024-06-01 08:00", ends="2024-06-01 09:00", work_item=4709)
    facts = raised(DIP_DOWN, early, title="Still failing since out-9")
    assert actions("outage-linked", facts)[0] == LinkWorkItem(4709, "envbot: raised during OUT-9")
    assert because("outage-linked", facts) == "A person wrote out-9 in it."


def test_what_the_bot_wrote_is_no_persons_word() -> None:
    """Its own comment does not prove itself right; a person's does."""
    early = an_outage("OUT-9", starts="2024-06-01 08:00", ends="2024-06-01 09:00", work_item=4709)
    assert actions("outage-linked", raised(early, comments=[("2024-06-11 17:00", BOT, "OUT-9?")])) == []
    assert actions("outage-linked", raised(early, comments=[("2024-06-11 17:00", TESTER, "OUT-9?")]))


def test_two_that_people_wrote_are_both_named_to_the_panel() -> None:
    """Both were meant."""
    other = an_outage("OUT-15", starts="2024-06-01 08:00", ends="2024-06-01 09:00", work_item=4712)
    facts = raised(DIP_DOWN, other, description="OUT-14 or OUT-15")
    assert len(agenda("outage-linked", facts)) == 1
    assert because("outage-linked", facts).endswith("OUT-15: A person wrote OUT-15 in it.")


def test_a_linked_defect_is_left_alone() -> None:
    """Whoever linked it, and whatever else would fit."""
    link = Relation("System.LinkTypes.Related", 4711, "https://dev.example.com/4711")
    other = an_outage("OUT-15", starts="2024-06-11 15:00", work_item=4712)
    facts = raised(DIP_DOWN, other, relations=[link])
    assert actions("outage-linked", facts) == []
    assert because("outage-linked", facts) == "It is linked to OUT-14 already."


def test_a_link_that_a_person_took_away_is_not_set_again() -> None:
    """The bot's comment is there, its link is not."""
    facts = raised(DIP_DOWN)
    comments = [each for each in asked("outage-linked", facts).decisions if isinstance(each.action, AddComment)]
    without_link = carried_out(facts, comments)
    assert actions("outage-linked", without_link) == []
    assert "the link was taken away since" in because("outage-linked", without_link)


def test_what_is_no_environment_defect_is_linked_where_a_person_named_the_outage_only() -> None:
    """Time and place alone say nothing of a wrong sum."""
    facts = raised(DIP_DOWN, category="Application")
    assert actions("outage-linked", facts) == []
    assert because("outage-linked", facts) == "It is no environment defect, and nobody named an outage in it."
    assert actions("outage-linked", raised(DIP_DOWN, category="Application", description="Since OUT-14"))
