"""A severity is suggested by words, blocked testing and the number of parties, and never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import Mode, SetField
from rules.engine import decide
from rules.facts import Defect
from rules.settings import read_settings
from tests.rules.asking import actions, because
from tests.rules.builders import TESTER, a_defect, a_programme, facts_of

RULE = "severity-suggested"
FIELD = "Microsoft.VSTS.Common.Severity"


def suggested(defect: Defect, *others: Defect, **settings: Any) -> list[Any]:
    """Give the severities that are suggested for the first defect."""
    facts = facts_of(defect, *others)
    return [action.value for action in actions(RULE, facts, **settings) if isinstance(action, SetField)]


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("All tests are blocked", "1 - Critical"),
        ("The portal is down", "2 - High"),
        ("Answers are slow, no workaround", "2 - High"),
        ("Answers are slow, a workaround is known", "3 - Medium"),
        ("Typo in the header", "4 - Low"),
        ("Typo, and data loss", "1 - Critical"),
    ],
)
def test_the_most_severe_words_tell(title: str, severity: str) -> None:
    """The longest phrase counts where one holds another."""
    assert suggested(a_defect(severity=None, title=title)) == [severity]


def test_without_words_or_reach_nothing_is_guessed() -> None:
    """The panel is asked by another rule."""
    facts = facts_of(a_defect(severity=None))
    assert actions(RULE, facts) == []
    assert because(RULE, facts) == "Neither its words nor what it does to testing tell a severity."


@pytest.mark.parametrize(
    ("fields", "severity"),
    [
        ({"blocked": "Yes"}, "2 - High"),
        ({"title": "Supplier A and LDSO B see it", "raised_by_party": "DCC"}, "2 - High"),
        ({"title": "Supplier A and LDSO B see it", "raised_by_party": "DCC", "blocked": "Yes"}, "1 - Critical"),
        ({"title": "Data loss", "blocked": "Yes"}, "1 - Critical"),
    ],
)
def test_what_blocks_testing_or_hits_many_is_grave(fields: dict[str, Any], severity: str) -> None:
    """Both together are the worst."""
    assert suggested(a_defect(severity=None, **fields)) == [severity]


def test_the_reasons_name_stages_and_parties() -> None:
    """As the panel would ask."""
    defect = a_defect(
        severity=None,
        title="Blocked for Supplier A",
        stage="Functional",
        blocked="Yes",
        raised_by_party="DCC",
        comments=[("2024-06-11 10:00", TESTER, "LDSO B cannot do its Settlement testing either")],
    )
    assert because(RULE, facts_of(defect)) == (
        'Its text says "Blocked". It blocks Functional and Settlement. '
        "It hits 3 parties: DCC, Supplier A and LDSO B. "
        "Severity (Microsoft.VSTS.Common.Severity) is empty; its SLA clocks take it for 4 - Low."
    )


def test_a_stated_severity_is_questioned_while_new_and_far_off() -> None:
    """One step is a matter of opinion; triage has the last word."""
    far = a_defect(severity=4, title="The portal is down")
    assert suggested(far) == ["2 - High"]
    assert because(RULE, facts_of(far)).endswith("Its severity is 4 - Low.")
    near = facts_of(a_defect(severity=3, title="The portal is down"))
    assert because(RULE, near) == 'Its severity is 3 - Medium, which fits. Its text says "is down".'
    judged = facts_of(a_defect(severity=4, title="The portal is down", history=[("2024-06-10 09:00", "Open")]))
    assert because(RULE, judged) == "Its severity is 4 - Low, and it is Open: triage has judged it."
    fixed = facts_of(a_defect(severity=None, title="Is down", history=[("2024-06-10 09:00", "Fixed")]))
    assert because(RULE, fixed) == "It is Fixed, so that nobody judges it any more."


def test_a_programme_with_fewer_severities_gets_the_last_one() -> None:
    """What is named fourth there is not."""
    facts = facts_of(a_defect(severity=None, title="Typo"), programme=a_programme(severities=("High", "Low")))
    assert actions(RULE, facts) == [SetField(FIELD, "Low")]


def test_an_unknown_severity_counts_as_missing() -> None:
    """And the reason shows it."""
    facts = facts_of(a_defect(history=[("2024-06-10 09:00", {"severity": "Urgent", "state": "New", "title": "Typo"})]))
    assert because(RULE, facts).endswith(
        "is Urgent, which the programme does not know: 1 - Critical, 2 - High, 3 - Medium and 4 - Low."
    )


def test_it_suggests_by_default() -> None:
    """A severity decides targets."""
    (decision,) = (
        each
        for each in decide(facts_of(a_defect(severity=None, title="Typo")), read_settings({})).decisions
        if each.rule == RULE
    )
    assert decision.mode is Mode.SUGGEST
    assert "System.Title" in decision.rests_on
