"""What nobody stated is asked for at the panel, in one line."""

from __future__ import annotations

import pytest

from tests.rules.asking import agenda, because
from tests.rules.builders import a_defect, facts_of


def test_a_missing_severity_is_asked_for_with_what_it_costs() -> None:
    """Without a severity the clocks are lenient."""
    facts = facts_of(a_defect(severity=None))
    assert agenda("facts-missing", facts) == ["Severity is missing."]
    assert because("facts-missing", facts).endswith("is empty; its SLA clocks take it for 4 - Low.")


def test_several_missing_facts_make_one_line() -> None:
    """In the order of the settings."""
    facts = facts_of(a_defect(severity=None, environment=None, system=None, party=None))
    assert agenda("facts-missing", facts) == ["Severity, environment, system and party are missing."]


def test_a_severity_that_the_programme_does_not_know_is_missing() -> None:
    """The reason says what was found and what is known."""
    facts = facts_of(a_defect(severity=None, history=[("2024-06-10 09:00", {"severity": "Urgent", "state": "New"})]))
    assert agenda("facts-missing", facts) == ["Severity is missing."]
    assert "is Urgent, which the programme does not know: 1 - Critical" in because("facts-missing", facts)


def test_what_the_text_tells_is_left_to_the_rules_that_infer_it() -> None:
    """One line about each fact is enough."""
    told = facts_of(a_defect(environment=None, system=None, party=None, title="D0150 with TR03 or TR04"))
    assert agenda("facts-missing", told) == []
    assert because("facts-missing", told) == "It states or tells all of severity, environment, system and party."


@pytest.mark.parametrize("state", ["Fixed", "Ready for Retest"])
def test_what_is_fixed_already_is_left_in_peace(state: str) -> None:
    """Its severity decides nothing any more."""
    facts = facts_of(a_defect(severity=None, history=[("2024-06-10 09:00", state)]))
    assert agenda("facts-missing", facts) == []
    assert because("facts-missing", facts) == f"It is {state}, so that what it lacks holds nobody up any more."


@pytest.mark.parametrize("fact", ["raised_by_party", "stage", "priority"])
def test_the_settings_say_what_is_mandatory(fact: str) -> None:
    """Other programmes ask for other facts."""
    assert agenda("facts-missing", facts_of(a_defect()), mandatory=[fact]) == [
        f"{fact.replace('_', ' ').capitalize()} is missing."
    ]


def test_a_complete_defect_is_said_to_be_complete() -> None:
    """The reason lists what it states."""
    facts = facts_of(a_defect())
    assert agenda("facts-missing", facts) == []
    assert because("facts-missing", facts) == "It states or tells all of severity, environment, system and party."
