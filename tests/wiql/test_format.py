"""A tree becomes a text that reads as the same tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wiql import format_condition, format_query, parse, parse_condition
from wiql.context import MACROS
from wiql.syntax import (
    And,
    Clause,
    Condition,
    FieldRef,
    LinkMode,
    Literal,
    Macro,
    Not,
    Operator,
    Or,
    Query,
    Side,
    Sorting,
    Table,
    When,
)

NAMES = st.from_regex(r"[A-Za-z_][\w .-]{0,20}[A-Za-z0-9]", fullmatch=True)
FIELDS = st.builds(FieldRef, NAMES, st.sampled_from(Side))
TEXTS = st.text(max_size=30).filter(lambda text: "\0" not in text)
LITERALS = st.builds(
    Literal,
    TEXTS
    | st.integers(-(10**15), 10**15)
    | st.floats(-1e15, 1e15, allow_nan=False).filter(lambda number: abs(number) >= 1e-9 or number == 0)
    | st.booleans(),
)
MACRO_VALUES = st.builds(Macro, st.sampled_from(MACROS), st.none() | TEXTS, st.integers(-(10**6), 10**6))
VALUES = LITERALS | MACRO_VALUES
COMPARISONS = [Operator.EQUAL, Operator.NOT_EQUAL, Operator.LESS, Operator.GREATER, Operator.AT_MOST, Operator.AT_LEAST]
EMPTINESS = [Operator.IS_EMPTY, Operator.IS_NOT_EMPTY]
SETS = [Operator.IN, Operator.NOT_IN]
WORDS = [operator for operator in Operator if operator not in {*COMPARISONS, *EMPTINESS, *SETS}]
CLAUSES = (
    st.builds(Clause, FIELDS, st.sampled_from(COMPARISONS), st.tuples(VALUES | FIELDS))
    | st.builds(Clause, FIELDS, st.sampled_from(WORDS), st.tuples(VALUES))
    | st.builds(Clause, FIELDS, st.sampled_from(EMPTINESS))
    | st.builds(Clause, FIELDS, st.sampled_from(SETS), st.lists(VALUES, min_size=1, max_size=3).map(tuple))
    | st.builds(
        Clause,
        FIELDS,
        st.sampled_from([Operator.EQUAL, Operator.CONTAINS, Operator.CONTAINS_WORDS]),
        st.tuples(VALUES),
        st.sampled_from([When.EVER, When.NEVER]),
    )
)


def grown(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """Give what can be made of conditions with AND, OR and NOT."""
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, parts)


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(CLAUSES, grown, max_leaves=6)
COLUMNS = st.none() | st.lists(FIELDS, min_size=1, max_size=3).map(tuple)
ORDERS = st.lists(st.builds(Sorting, FIELDS, st.booleans()), max_size=2).map(tuple)
INSTANTS = st.none() | st.builds(Literal, TEXTS) | MACRO_VALUES
QUERIES = st.builds(Query, COLUMNS, st.just(Table.WORK_ITEMS), st.none() | CONDITIONS, ORDERS, INSTANTS) | st.builds(
    Query,
    COLUMNS,
    st.just(Table.LINKS),
    st.none() | CONDITIONS,
    ORDERS,
    INSTANTS,
    st.none() | st.sampled_from(LinkMode),
)


@given(QUERIES)
def test_a_written_query_reads_as_the_same_tree(query: Query) -> None:
    """Whatever the tree, its text parses to it."""
    assert parse(format_query(query)) == query


@given(CONDITIONS)
def test_a_written_condition_reads_as_the_same_tree(condition: Condition) -> None:
    """The same holds for a condition by itself."""
    assert parse_condition(format_condition(condition)) == condition


def test_a_query_is_written_as_people_write_it() -> None:
    """One clause of the language a line, names in brackets, keywords in capitals."""
    text = (
        "select Id, [Source].Title from workitemlinks where not (Source.State in ('a',\"b\") or state ever 'it''s')"
        " and [x] >= @today-1 order by Id desc, Title asof @startofday('-1h') mode(recursive, returnmatchingchildren)"
    )
    assert format_query(parse(text)) == (
        "SELECT [Id], [Source].[Title]\n"
        "FROM WorkItemLinks\n"
        "WHERE NOT ([Source].[State] IN ('a', 'b') OR EVER [state] = 'it''s') AND [x] >= @today - 1\n"
        "ORDER BY [Id] DESC, [Title]\n"
        "ASOF @startofday('-1h')\n"
        "MODE (Recursive, ReturnMatchingChildren)"
    )
    assert format_query(parse("select * from workitems where a = true and b = +2")) == (
        "SELECT *\nFROM WorkItems\nWHERE [a] = true AND [b] = 2"
    )
