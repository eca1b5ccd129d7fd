"""New defects stand on the agenda until triage has seen them."""

from __future__ import annotations

from typing import Any

from tests.rules.asking import agenda, because
from tests.rules.builders import a_defect, facts_of


def test_a_new_defect_is_put_on_the_agenda_with_who_raised_it() -> None:
    """The party is named where it is known."""
    facts = facts_of(a_defect(raised_by_party="Supplier A"))
    assert agenda("awaiting-triage", facts) == ["New since Mon 10 Jun 2024 09:00, raised by Supplier A."]


def test_the_person_is_named_where_the_party_is_not_known() -> None:
    """Somebody can always be asked."""
    assert agenda("awaiting-triage", facts_of(a_defect())) == [
        "New since Mon 10 Jun 2024 09:00, raised by Tester of Supplier A."
    ]


def test_it_counts_from_when_the_defect_became_new_again() -> None:
    """An edit in between changes nothing; another state does."""
    history: list[Any] = [
        ("2024-06-03 09:00", "New"),
        ("2024-06-04 09:00", "Open"),
        ("2024-06-05 09:00", "New"),
        ("2024-06-06 09:00", {"title": "A better title"}),
    ]
    assert agenda("awaiting-triage", facts_of(a_defect(history=history)))[0].startswith(
        "New since Wed 5 Jun 2024 09:00"
    )


def test_an_accepted_defect_is_not() -> None:
    """The reason names the state."""
    facts = facts_of(a_defect(history=[("2024-06-10 09:00", "Open")]))
    assert agenda("awaiting-triage", facts) == []
    assert because("awaiting-triage", facts) == "It is Open, so that triage has seen it."
