"""Conditions join their clauses, turn NOT into opposites and are bound to a context once."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wiql.builders import CATALOG, a_context, holds
from wiql import compile_condition, needs_history, parse_condition
from wiql.evaluate import positive
from wiql.syntax import Operator


@pytest.mark.parametrize(("first", "second", "third"), list(product([0, 1], repeat=3)))
def test_clauses_are_joined_as_logic_joins_them(first: int, second: int, third: int) -> None:
    """AND before OR, parentheses before both, NOT over all of it."""
    fields = {"System.State": str(first), "System.Title": str(second), "System.Reason": str(third)}
    a, b, c = bool(first), bool(second), bool(third)
    assert holds("State='1' and Title='1' and Reason='1'", fields) is (a and b and c)
    assert holds("State='1' or Title='1' and Reason='1'", fields) is (a or (b and c))
    assert holds("(State='1' or Title='1') and Reason='1'", fields) is ((a or b) and c)
    assert holds("not (State='1' and not (Title='1' or Reason='1'))", fields) is not (a and not (b or c))


def test_not_becomes_the_opposite_operator_of_each_clause() -> None:
    """So an empty field meets neither `<` nor `NOT <`, as in Azure DevOps."""
    assert positive(parse_condition("not (a=1 or not b<2 and c ever 3 and not d never 4)")) == parse_condition(
        "a<>1 and (b<2 or c never 3 or d never 4)"
    )


@pytest.mark.parametrize("operator", Operator)
def test_the_opposite_of_the_opposite_is_the_operator(operator: Operator) -> None:
    """For every operator there is."""
    assert operator.opposite.opposite is operator
    assert operator.opposite is not operator


@given(
    st.sampled_from(["New", "Open", "", None]),
    st.sampled_from(["=", "<>", "<", ">", "<=", ">=", "contains", "not contains"]),
)
def test_a_clause_and_its_opposite_never_both_hold(value: str | None, operator: str) -> None:
    """Both fail only where an empty field is compared by order."""
    fields = {"System.State": value}
    answers = [holds(f"State {operator} 'New'", fields), holds(f"not State {operator} 'New'", fields)]
    assert sum(answers) == (0 if not value and operator[0] in "<>" and operator != "<>" else 1)


def test_a_condition_can_be_asked_in_many_contexts() -> None:
    """Each context gives its own answer, again and again."""
    predicate = compile_condition(parse_condition("[Assigned To] = @Me"), CATALOG)
    ann, ben = a_context(me="Ann"), a_context(me="Ben")
    fields = {"System.AssignedTo": "Ben"}
    assert [predicate(fields, context) for context in (ann, ben, ann, ben)] == [False, True, False, True]


@pytest.mark.parametrize(
    ("text", "needs"),
    [("State = 'New'", False), ("not (Priority = 1 or State ever 'New')", True), ("History contains 'x'", True)],
)
def test_a_condition_says_whether_it_needs_the_past(text: str, *, needs: bool) -> None:
    """So that nobody fetches revisions in vain."""
    assert needs_history(parse_condition(text), CATALOG) is needs
