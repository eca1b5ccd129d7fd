"""Hold the shared queries: they are WIQL that our own reader of the language takes, and find what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.publish.queries import Queries, quoted
from rules.computed import rule_catalog
from tests.rules.builders import a_defect, a_programme, uk
from wiql import Context, compile_condition, parse

PROGRAMME = a_programme()
QUERIES = Queries(PROGRAMME)
NEW = a_defect(1, state="New", blocked="Yes")
BARE = a_defect(2, history=[("2024-06-10 09:00", "Open")], environment=None)
CLOSED = a_defect(3, history=[("2024-06-10 09:00", "Closed")])
OTHER = a_defect(4, category="Application")


def found(text: str) -> set[int]:
    """Give the numbers of the defects that a query finds."""
    condition = parse(text).where
    assert condition is not None
    holds = compile_condition(condition, rule_catalog(PROGRAMME))
    context = Context(now=uk("2024-06-12 08:30"), project="MHHS")
    return {each.id for each in (NEW, BARE, CLOSED, OTHER) if holds(each.latest.fields, context)}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (QUERIES.open(), {1, 2}),
        (QUERIES.new(), {1}),
        (QUERIES.blocking(), {1}),
        (QUERIES.incomplete(), {2}),
        (QUERIES.exactly([CLOSED, NEW]), {1, 3}),
        (QUERIES.exactly([]), set()),
    ],
)
def test_a_query_finds_its_defects(text: str, numbers: set[int]) -> None:
    """Each is a whole query that can be pasted into Azure DevOps."""
    assert found(text) == numbers


def test_a_quote_in_a_name_is_doubled() -> None:
    """A category with an apostrophe does not end the literal."""
    assert quoted("It's") == "'It''s'"
    odd = replace(PROGRAMME, environment_category="Env' OR [System.Id] > 0 --")
    assert "= 'Env'' OR [System.Id] > 0 --'" in Queries(odd).open()


def test_an_exact_query_is_the_same_in_any_order() -> None:
    """Ids are sorted, so that an unchanged set is no change of the query."""
    assert QUERIES.exactly([CLOSED, NEW]) == QUERIES.exactly([NEW, CLOSED])


def test_an_exact_query_of_very_many_stays_as_short_as_azure_devops_wants_it() -> None:
    """Even with numbers of ten digits; those that come first are named."""
    text = QUERIES.exactly(a_defect(number) for number in range(2_147_480_647, 2_147_483_647))
    assert len(text) < 32_000
    assert "(2147480647, " in text
    assert ", 2147482646)" in text
