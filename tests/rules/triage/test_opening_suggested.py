"""A new defect that states everything may be opened, says the rule; the panel decides."""

from __future__ import annotations

from rules.decisions import Mode, SetField
from rules.engine import decide
from rules.programme import Workflow
from rules.settings import read_settings
from tests.rules.asking import actions, because
from tests.rules.builders import a_defect, a_programme, facts_of

RULE = "opening-suggested"


def test_a_complete_new_defect_may_be_opened() -> None:
    """The reason lists what it states."""
    facts = facts_of(a_defect())
    assert actions(RULE, facts) == [SetField("System.State", "Open")]
    assert because(RULE, facts) == (
        "It is New and states its severity (1 - Critical), environment (SIT A), system (DIP) and party (DIP service "
        "provider)."
    )


def test_what_is_only_told_does_not_count() -> None:
    """First somebody agrees to what is inferred."""
    facts = facts_of(a_defect(environment=None, title="TR04"))
    assert actions(RULE, facts) == []
    assert because(RULE, facts) == "It is New, and not complete: Environment (Custom.Environment) is empty."


def test_what_triage_has_seen_is_left_alone() -> None:
    """Whatever its state."""
    facts = facts_of(a_defect(history=[("2024-06-10 09:00", "Open")]))
    assert because(RULE, facts) == "It is Open, so that triage has seen it."


def test_the_settings_say_what_is_mandatory() -> None:
    """Another programme asks for other facts."""
    facts = facts_of(a_defect())
    assert actions(RULE, facts, mandatory=["stage"]) == []
    assert "Stage (Custom.TestStage) is empty." in because(RULE, facts, mandatory=["stage"])


def test_the_programmes_own_state_is_suggested() -> None:
    """Where the workflow names none, nothing is."""
    other = a_programme(workflow=Workflow(open=("Accepted", "Working")))
    assert actions(RULE, facts_of(a_defect(), programme=other)) == [SetField("System.State", "Accepted")]
    none = facts_of(a_defect(), programme=a_programme(workflow=Workflow(open=())))
    assert because(RULE, none) == "The programme's workflow names no state for open defects."


def test_it_never_opens_by_default() -> None:
    """Only a mode of `apply` lets it."""
    (decision,) = (each for each in decide(facts_of(a_defect()), read_settings({})).decisions if each.rule == RULE)
    assert decision.mode is Mode.SUGGEST
