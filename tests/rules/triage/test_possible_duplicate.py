"""A new defect is held against the older open ones of its environment and system."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import LinkWorkItem, SetField
from rules.facts import Defect, Relation
from rules.programme import Workflow
from tests.rules.asking import agenda, asked, because
from tests.rules.builders import a_defect, a_programme, facts_of

OLDER = "IF-031 refused by the DIP with 503"


def older(number: int = 1, title: str = OLDER, **fields: Any) -> Defect:
    """Build a defect that triage has accepted."""
    return a_defect(number, title=title, history=[("2024-06-03 09:00", "Open")], **fields)


def newer(title: str, **more: Any) -> Defect:
    """Build a new defect."""
    return a_defect(1001, title=title, **more)


def test_much_the_same_title_is_suggested_with_the_words_that_tell() -> None:
    """Case, order, endings, little words and the names of the place do not matter."""
    facts = facts_of(older(), newer("SIT A: the DIP is refusing IF-031 (503)"))
    assert agenda("possible-duplicate", facts) == [f"May be the same as #1 ({OLDER})."]
    assert because("possible-duplicate", facts) == (
        "Both concern DIP in SIT A. The texts are 100 % alike; what tells most is IF-031, refusing and 503."
    )


def test_the_most_alike_is_suggested_and_of_equals_the_oldest() -> None:
    """One suggestion is enough for a panel."""
    facts = facts_of(older(1, "IF-031 refused by the DIP"), older(2), older(3), newer(OLDER))
    assert agenda("possible-duplicate", facts) == [f"May be the same as #2 ({OLDER})."]


@pytest.mark.parametrize(
    "other",
    [older(environment="SIT B"), older(system="MPRS"), older(title="Certificate has expired"), older(environment=None)],
    ids=["another environment", "another system", "another title", "an unknown environment"],
)
def test_what_differs_is_not_suggested(other: Defect) -> None:
    """Environment, system and title must all fit."""
    assert agenda("possible-duplicate", facts_of(other, newer(OLDER))) == []


def test_no_like_title_is_said_to_be_so() -> None:
    """The reason names the place that was searched."""
    facts = facts_of(older(title="Certificate has expired"), newer(OLDER))
    assert because("possible-duplicate", facts) == "No older open defect of DIP in SIT A reads much the same."


def test_defects_that_are_linked_already_are_not_suggested() -> None:
    """Somebody knows."""
    link = Relation("System.LinkTypes.Related", 1, "https://dev.example.com/1")
    assert agenda("possible-duplicate", facts_of(older(), newer(OLDER, relations=[link]))) == []


def test_defects_that_triage_accepted_are_not_asked_about() -> None:
    """The panel has seen both."""
    assert agenda("possible-duplicate", facts_of(older(1), older(2))) == []


def test_titles_in_other_words_are_found_by_what_the_descriptions_share() -> None:
    """The description counts too, as a reader sees it, with its identifiers and error names."""
    told = "<p>MeterReadService answers <b>ReadTimeoutException</b> to IF-031 of GSP group _C</p>"
    facts = facts_of(
        older(1, "Consumption is late", description=told), newer("No half-hourly values", description=told)
    )
    assert agenda("possible-duplicate", facts) == ["May be the same as #1 (Consumption is late)."]
    assert "ReadTimeoutException" in because("possible-duplicate", facts)


def test_how_alike_they_must_be_is_a_setting() -> None:
    """Half of the words is not the same text, unless somebody says so."""
    facts = facts_of(older(title="Messages refused: queue full"), newer("Messages refused: certificate expired"))
    assert agenda("possible-duplicate", facts) == []
    assert agenda("possible-duplicate", facts, at_least=0.3) == [
        "May be the same as #1 (Messages refused: queue full)."
    ]


def test_the_names_of_the_place_make_nothing_alike() -> None:
    """All defects of a place may say them, in any spelling."""
    facts = facts_of(older(title="DIP SIT A: certificate"), newer("dip sit a: queue"))
    assert agenda("possible-duplicate", facts, at_least=0.01) == []


def test_a_defect_more_than_a_year_older_is_not_suggested() -> None:
    """Much has changed since."""
    long_ago = a_defect(1, title=OLDER, history=[("2023-06-01 09:00", "Open")])
    assert agenda("possible-duplicate", facts_of(long_ago, newer(OLDER))) == []


def test_when_the_panel_accepts_both_are_linked_and_the_state_is_set() -> None:
    """Where the programme has no such state, they are only linked."""
    pair = (
        a_defect(1, title="Connection to the DIP refused", history=[("2024-06-10 09:00", "Open")]),
        a_defect(2, title="DIP connection refused"),
    )
    link = LinkWorkItem(1, "The panel says it is the same.", "System.LinkTypes.Duplicate-Reverse")
    (decision,) = asked("possible-duplicate", facts_of(*pair)).decisions
    assert decision.offers == (link, SetField("System.State", "Duplicate"))
    without = a_programme(workflow=Workflow(closed=("Closed",)))
    (decision,) = asked("possible-duplicate", facts_of(*pair, programme=without)).decisions
    assert decision.offers == (link,)
