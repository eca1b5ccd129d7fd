"""An explanation answers each clause by itself and shows what was seen."""

from __future__ import annotations

import pytest

from tests.wiql.builders import CATALOG, a_context
from wiql import WiqlError, explain, parse_condition
from wiql.explain import ClauseResult


def explained(text: str, **fields: object) -> list[tuple[str, bool, str]]:
    """Give text, answer and value seen of each clause."""
    named = {f"System.{name}": value for name, value in fields.items()}
    context = a_context(me="Ann")
    return [(r.text, r.holds, r.seen) for r in explain(parse_condition(text), named, context, CATALOG)]


def test_each_clause_is_answered_by_itself() -> None:
    """Also those that decided nothing, in the order of the text."""
    assert explained(
        "(State = 'New' or Title contains 'x') and [Assigned To] = @Me", State="Open", AssignedTo="Ann"
    ) == [
        ("[State] = 'New'", False, "Open"),
        ("[Title] CONTAINS 'x'", False, "(empty)"),
        ("[Assigned To] = @Me", True, "Ann"),
    ]


def test_not_is_resolved_into_the_clause() -> None:
    """What holds helps, what does not hold hinders, whatever stands around it."""
    assert explained("not (State = 'New' or State in ('Open', 'Closed'))", State="Open") == [
        ("[State] <> 'New'", True, "Open"),
        ("[State] NOT IN ('Open', 'Closed')", False, "Open"),
    ]


def test_values_are_shown_as_people_read_them() -> None:
    """Local time, names, text without markup and not without end."""
    person = {"displayName": "Ann", "uniqueName": "ann@example.com"}
    text = (
        "[Changed Date] = @Today and [Revised Date] > @Today and [Assigned To] <> '' and [Created By] <> ''"
        " and Description is not empty and Rev > 1 and [Changed By] = ''"
    )
    seen = [
        seen
        for _, _, seen in explained(
            text,
            ChangedDate="2024-06-11T23:30:00Z",
            RevisedDate="9999-01-01T00:00:00Z",
            AssignedTo=person,
            CreatedBy={"uniqueName": "svc@example.com"},
            Description="<div>DIP &amp; DAH</div>" + "<p>word</p>" * 100,
            Rev=3,
            ChangedBy={},
        )
    ]
    assert seen[:4] == ["2024-06-12 00:30:00", "9999-01-01T00:00:00Z", "Ann", "svc@example.com"]
    assert seen[4].startswith("DIP & DAH word word")
    assert len(seen[4]) <= 200
    assert seen[5:] == ["3", "(empty)"]


def test_both_fields_of_a_comparison_are_shown() -> None:
    """Where one stands for any value there is only one to show."""
    assert explained("[Assigned To] = [Created By] and State = [Any]", AssignedTo="Ann", State="New") == [
        ("[Assigned To] = [Created By]", False, "Ann and (empty)"),
        ("[State] = [Any]", True, "New"),
    ]


def test_an_explanation_leads_to_the_text() -> None:
    """The span is that of the clause."""
    text = "State = 'New' and\n Priority = 1"
    (first, second) = explain(parse_condition(text), {}, a_context(), CATALOG)
    assert isinstance(first, ClauseResult)
    assert text[second.span.start : second.span.end] == "Priority = 1"
    assert (second.span.line, second.span.column) == (2, 2)


def test_a_condition_that_cannot_be_asked_cannot_be_explained() -> None:
    """The same errors name the same places."""
    with pytest.raises(WiqlError, match="link queries only"):
        explained("[Source].[State] = 'x'")
