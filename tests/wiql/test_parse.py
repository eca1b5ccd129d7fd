"""Text becomes a tree with places, or a sentence about what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiql import WiqlError, parse, parse_condition
from wiql.parse import DEEPEST, LONGEST
from wiql.syntax import (
    And,
    Clause,
    FieldRef,
    LinkMode,
    Literal,
    Macro,
    Not,
    Operator,
    Or,
    Side,
    Sorting,
    Span,
    Table,
    When,
)

STATE = FieldRef("State")


def test_a_query_is_read_with_all_its_parts() -> None:
    """Columns, table, condition, order and instant each find their place, whatever the case of the keywords."""
    query = parse(
        "select [System.Id], Title from workitems where State='New' order by Priority, [Title] desc asof '2024-06-01'"
    )
    assert query.columns == (FieldRef("System.Id"), FieldRef("Title"))
    assert query.table is Table.WORK_ITEMS
    assert query.where == Clause(STATE, Operator.EQUAL, (Literal("New"),))
    assert query.order == (Sorting(FieldRef("Priority")), Sorting(FieldRef("Title"), descending=True))
    assert query.as_of == Literal("2024-06-01")
    assert query.mode is None


def test_a_star_stands_for_all_columns() -> None:
    """A query without a condition is one too."""
    query = parse("SELECT * FROM WorkItems")
    assert query.columns is None
    assert query.where is None


def test_a_link_query_names_its_sides_and_its_mode() -> None:
    """Sides may stand in brackets or not, and in front of plain names."""
    query = parse(
        "SELECT [System.Id] FROM WorkItemLinks WHERE [Source].[System.State] = 'a' AND Target.[State] = 'b'"
        " AND Source.System.Title = 'c' AND [System.Links.LinkType] = 'd' ORDER BY [System.Id] MODE (MayContain)"
    )
    assert query.table is Table.LINKS
    assert query.mode is LinkMode.MAY_CONTAIN
    assert isinstance(query.where, And)
    assert [part.field for part in query.where.parts if isinstance(part, Clause)] == [
        FieldRef("System.State", Side.SOURCE),
        FieldRef("State", Side.TARGET),
        FieldRef("System.Title", Side.SOURCE),
        FieldRef("System.Links.LinkType"),
    ]


@pytest.mark.parametrize(
    ("written", "mode"),
    [
        ("(MustContain)", LinkMode.MUST_CONTAIN),
        ("(doesnotcontain)", LinkMode.DOES_NOT_CONTAIN),
        ("(Recursive)", LinkMode.RECURSIVE),
        ("( MustContain, Recursive )", LinkMode.RECURSIVE),
        ("(Recursive,ReturnMatchingChildren)", LinkMode.RETURN_MATCHING_CHILDREN),
    ],
)
def test_every_mode_is_known(written: str, mode: LinkMode) -> None:
    """Modes are found whatever their case."""
    query = "SELECT * FROM WorkItemLinks MODE {}"
    assert parse(query.format(written)).mode is mode


def test_and_binds_closer_than_or_and_parentheses_closer_than_both() -> None:
    """The tree follows the language's own precedence."""
    a, b, c = (Clause(FieldRef(name), Operator.EQUAL, (Literal(1),)) for name in "abc")
    assert parse_condition("a=1 or b=1 and c=1") == Or((a, And((b, c))))
    assert parse_condition("(a=1 or b=1) and not c=1") == And((Or((a, b)), Not(c)))
    assert parse_condition("a=1 && b=1 || !c=1") == Or((And((a, b)), Not(c)))
    assert parse_condition("((a=1))") == a


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("State <> 'x'", Operator.NOT_EQUAL),
        ("State != 'x'", Operator.NOT_EQUAL),
        ("State == 'x'", Operator.EQUAL),
        ("State < 'x'", Operator.LESS),
        ("State > 'x'", Operator.GREATER),
        ("State <= 'x'", Operator.AT_MOST),
        ("State >= 'x'", Operator.AT_LEAST),
        ("State in ('x')", Operator.IN),
        ("State NOT  IN ('x')", Operator.NOT_IN),
        ("State in group 'x'", Operator.IN_GROUP),
        ("State not in group 'x'", Operator.NOT_IN_GROUP),
        ("State contains 'x'", Operator.CONTAINS),
        ("State not contains 'x'", Operator.NOT_CONTAINS),
        ("State contains words 'x'", Operator.CONTAINS_WORDS),
        ("State not contains words 'x'", Operator.NOT_CONTAINS_WORDS),
        ("State under 'x'", Operator.UNDER),
        ("State not under 'x'", Operator.NOT_UNDER),
    ],
)
def test_every_operator_is_read(text: str, operator: Operator) -> None:
    """Words and signs, with their negations and the vendor's second spellings."""
    assert parse_condition(text) == Clause(STATE, operator, (Literal("x"),))


def test_emptiness_has_no_value() -> None:
    """`IS EMPTY` and `IS NOT EMPTY` stand alone."""
    assert parse_condition("State is empty") == Clause(STATE, Operator.IS_EMPTY)
    assert parse_condition("State IS NOT EMPTY") == Clause(STATE, Operator.IS_NOT_EMPTY)


@pytest.mark.parametrize(
    ("text", "operator", "when"),
    [
        ("ever State = 'x'", Operator.EQUAL, When.EVER),
        ("State ever 'x'", Operator.EQUAL, When.EVER),
        ("State was ever 'x'", Operator.EQUAL, When.EVER),
        ("State not ever 'x'", Operator.EQUAL, When.NEVER),
        ("never State = 'x'", Operator.EQUAL, When.NEVER),
        ("State never 'x'", Operator.EQUAL, When.NEVER),
        ("State ever contains 'x'", Operator.CONTAINS, When.EVER),
        ("never (State contains words 'x')", Operator.CONTAINS_WORDS, When.NEVER),
    ],
)
def test_the_past_is_asked_about_in_several_ways(text: str, operator: Operator, when: When) -> None:
    """EVER may stand before the clause or within it."""
    assert parse_condition(text) == Clause(STATE, operator, (Literal("x"),), when)


@pytest.mark.parametrize("text", ["ever State <> 'x'", "never (State='x' and State='y')", "ever ever State='x'"])
def test_the_past_is_asked_one_simple_clause_only(text: str) -> None:
    """The vendor refuses the rest, and so does this."""
    with pytest.raises(WiqlError, match="asks about one clause"):
        parse_condition(text)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'it''s'", Literal("it's")),
        ('"say ""hi"""', Literal('say "hi"')),
        ("''", Literal("")),
        ("-5", Literal(-5)),
        ("2.50", Literal(2.5)),
        ("1e3", Literal(1000.0)),
        ("True", Literal(value=True)),
        ("false", Literal(value=False)),
        ("[Changed By]", FieldRef("Changed By")),
        ("@Me", Macro("Me")),
        ("@today-7", Macro("today", None, -7)),
        ("@Today - 7 + 1", Macro("Today", None, -6)),
        ("@StartOfYear('+3M') - 1", Macro("StartOfYear", "+3M", -1)),
        ("@CurrentIteration('[P]\\T') + 2", Macro("CurrentIteration", "[P]\\T", 2)),
    ],
)
def test_every_value_is_read(written: str, value: object) -> None:
    """Texts, numbers, truths, fields and macros."""
    condition = parse_condition(f"State = {written}")
    assert isinstance(condition, Clause)
    assert condition.values == (value,)
    (read,) = condition.values
    assert not isinstance(value, Literal) or (isinstance(read, Literal) and type(read.value) is type(value.value))


def test_a_set_keeps_its_values_in_order() -> None:
    """Values of several kinds may stand side by side."""
    assert parse_condition("Id in (1, 'b', @Follows)") == Clause(
        FieldRef("Id"), Operator.IN, (Literal(1), Literal("b"), Macro("Follows"))
    )


def test_keywords_are_names_where_only_a_name_can_stand() -> None:
    """`[In]`, `Order` and `Issue.Group` are fields like any other."""
    assert parse("SELECT Order, [In], Issue.Group FROM WorkItems").columns == (
        FieldRef("Order"),
        FieldRef("In"),
        FieldRef("Issue.Group"),
    )


def test_every_node_knows_its_place() -> None:
    """Line and column are counted from one, offsets from zero, and the text goes with them."""
    text = "State = 'New'\n  AND [Priority] > 1"
    condition = parse_condition(text)
    assert isinstance(condition, And)
    second = condition.parts[1]
    assert isinstance(second, Clause)
    assert second.span == Span(2, 7, 20, 34, text)
    assert second.values[0].span == Span(2, 20, 33, 34, text)
    assert text[second.field.span.start : second.field.span.end] == "[Priority]"


def test_a_condition_may_come_as_a_whole_query() -> None:
    """What the query editor of Azure DevOps copies can be pasted; its WHERE is taken."""
    assert parse_condition(" select * from workitems where State = 'x'") == parse_condition("State = 'x'")
    with pytest.raises(WiqlError, match="no WHERE"):
        parse_condition("SELECT * FROM WorkItems")


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("", "ends too soon: expected", 1),
        ("State =", "ends too soon: expected a field name, a macro such as @Today, a number", 8),
        ("State = 'x' )", r"'\)' cannot stand here: expected AND, OR or the end", 13),
        ("(State = 'x'", r"ends too soon: expected \)", 13),
        ("State 'x'", "''x'' cannot stand here: expected CONTAINS, EVER, IN", 7),
        ("State = 'x", "begins with ' is never closed", 9),
        ('State = "x', 'begins with " is never closed', 9),
        ("[State = 1", r"begins with \[ is never closed", 1),
        ("[] = 1", r"'\[' cannot stand here", 1),
        ("State = \u2018x\u2019", "straight quotes", 9),
        ("State = @Today - 1.5", "'-' cannot stand here", 16),
        ("State between 1 and 2", "BETWEEN is not part of the language: write", 7),
        ("State like 'x'", "LIKE is not part of the language", 7),
        ("State is null", "NULL is not part of the language", 10),
        ("Sauce.[State] = 1", "'Sauce' is no side of a link", 1),
        ("SELECT * FROM Bugs", "Nothing is called 'Bugs' after FROM", 15),
        ("SELECT * FROM WorkItems GROUP BY State", "GROUP BY is not supported", 25),
        ("SELECT * FROM WorkItems MODE (MustContain)", "MODE is for link queries only", 25),
        ("SELECT * FROM WorkItemLinks MODE (Sometimes)", "no such mode", 29),
        ("SELECT * FROM WorkItems ORDER BY Id ORDER BY Id", "ORDER BY is said twice", 37),
        ("SELECT TOP 5 [Id] FROM WorkItems", "TOP is not part of the language", 12),
        ("SELECT TOP FROM WorkItems LIMIT 5", "LIMIT is not part of the language", 27),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, message: str, column: int) -> None:
    """Each mistake ends in a sentence about the language, at the right column."""
    read = parse if text.startswith("SELECT") else parse_condition
    with pytest.raises(WiqlError, match=message) as caught:
        read(text)
    assert (caught.value.line, caught.value.column) == (1, column)


SIGNS = ["=", "<>", "(", ")", ",", "'x'", "5", "@Today", "-1", "'", "[", "]", ";", "*", "[State]", "Id", "\n"]
KEYWORDS = ["in", "not", "and", "or", "ever", "contains", "words", "select", "from", "workitems", "order", "by", "asof"]


@given(st.lists(st.sampled_from(SIGNS + KEYWORDS), max_size=9).map(" ".join) | st.text(max_size=20))
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    """Nothing else ever comes out."""
    for read in (parse, parse_condition):
        try:
            read(text)
        except WiqlError as error:
            assert error.line >= 1  # noqa: PT017 - both outcomes are right
            assert error.column >= 1  # noqa: PT017 - the same


def test_the_end_of_a_text_of_several_lines_is_on_its_last() -> None:
    """Blank space at the end does not move the place."""
    with pytest.raises(WiqlError) as caught:
        parse_condition("State = 'x'\nAND  \n\n")
    assert (caught.value.line, caught.value.column) == (2, 4)


def test_a_query_longer_than_azure_devops_takes_is_refused() -> None:
    """The length is said, and the limit."""
    with pytest.raises(WiqlError, match=f"at most {LONGEST}"):
        parse_condition("State = '" + "x" * LONGEST + "'")


def test_a_query_nested_deeper_than_can_be_walked_is_refused() -> None:
    """A thousand parentheses are one level, a thousand NOTs are not."""
    assert parse_condition("(" * 1000 + "State = 'x'" + ")" * 1000) == parse_condition("State = 'x'")
    parse_condition("NOT " * (DEEPEST - 1) + "State = 'x'")
    with pytest.raises(WiqlError, match="levels deep"):
        parse("SELECT * FROM WorkItems WHERE " + "NOT " * 2000 + "State = 'x'")
    with pytest.raises(WiqlError, match="levels deep"):
        parse_condition("(a=1 or " * DEEPEST + "a=1 and b=1" + ")" * DEEPEST)
