"""A priority follows from the severity, and from whom the defect keeps from testing."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import SetField
from tests.rules.asking import actions, because
from tests.rules.builders import a_defect, facts_of

RULE = "priority-suggested"
FIELD = "Microsoft.VSTS.Common.Priority"


@pytest.mark.parametrize(
    ("severity", "fields", "priority"),
    [
        (1, {}, 1),
        (3, {}, 3),
        (4, {}, 4),
        (3, {"blocked": "Yes"}, 2),
        (1, {"blocked": "Yes"}, 1),
        (4, {"title": "Supplier A and LDSO B see it", "raised_by_party": "DCC"}, 3),
    ],
)
def test_it_follows_from_severity_and_reach(severity: int, fields: dict[str, Any], priority: int) -> None:
    """One step up for what blocks testing or hits many."""
    facts = facts_of(a_defect(severity=severity, **fields))
    assert actions(RULE, facts) == [SetField(FIELD, priority)]


def test_the_reasons_say_what_it_follows_from() -> None:
    """And what stands there now."""
    facts = facts_of(a_defect(severity=3, stage="Functional", blocked="Yes"))
    assert because(RULE, facts) == "Its severity is 3 - Medium. It blocks Functional. Its priority is empty."


@pytest.mark.parametrize(
    ("defect", "reason"),
    [
        (
            a_defect(severity=None),
            "It has no severity that the programme knows, and its priority follows from that.",
        ),
        (a_defect(severity=2, priority=1), "Its priority is 1, which fits. Its severity is 2 - High."),
        (
            a_defect(severity=4, priority=1, history=[("2024-06-10 09:00", "Open")]),
            "Its priority is 1, and it is Open: triage has judged it.",
        ),
        (
            a_defect(history=[("2024-06-10 09:00", "Ready for Retest")]),
            "It is Ready for Retest, so that nobody waits for its turn any more.",
        ),
    ],
)
def test_otherwise_it_says_why_not(defect: Any, reason: str) -> None:
    """What fits, what triage has judged, and what nothing can follow from."""
    facts = facts_of(defect)
    assert actions(RULE, facts) == []
    assert because(RULE, facts) == reason


def test_a_priority_that_is_far_off_is_questioned_while_the_defect_is_new() -> None:
    """As with the severity; a word in its place is no priority."""
    assert actions(RULE, facts_of(a_defect(severity=4, priority=1))) == [SetField(FIELD, 4)]
    assert actions(RULE, facts_of(a_defect(severity=4, priority="high"))) == [SetField(FIELD, 4)]
