"""Clauses hold where Azure DevOps says they hold, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.wiql.builders import CATALOG, holds
from wiql import ItemFields, Iterations, WiqlError, compile_condition, parse_condition

ANN = {"displayName": "Ann Example", "uniqueName": "ann@example.com"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("State = 'new'", True),
        ("State = 'Ne'", False),
        ("State <> 'NEW'", False),
        ("State < 'open'", True),
        ("State <= 'NEW'", True),
        ("State > 'open'", False),
        ("State >= 'new'", True),
        ("State in ('Open', 'new')", True),
        ("State not in ('Open', 'New')", False),
        ("State contains 'EW'", True),
        ("State contains ''", True),
        ("State not contains ''", False),
        ("State contains words 'n*'", True),
        ("State is empty", False),
        ("State is not empty", True),
        ("State = ''", False),
        ("State <> ''", True),
        ("State = '[Any]'", True),
        ("State = [any]", True),
        ("State <> '[Any]'", True),
    ],
)
def test_texts_are_compared_without_case(text: str, *, expected: bool) -> None:
    """Every operator on a field of text that has a value."""
    assert holds(text, {"System.State": "New"}) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("State = 'new'", False),
        ("State <> 'new'", True),
        ("State not in ('new', 'x')", True),
        ("State < 'new'", False),
        ("State >= 'new'", False),
        ("not State < 'new'", False),
        ("State contains 'new'", False),
        ("State not contains 'new'", True),
        ("State not contains words 'new'", True),
        ("State in group 'Microsoft.BugCategory'", False),
        ("State is empty", True),
        ("State = ''", True),
        ("State <> ''", False),
        ("State = '[Any]'", False),
        ("Priority = 1", False),
        ("Priority <> 1", True),
        ("Priority < 1", False),
        ("Priority = ''", True),
        ("Priority in (1, '')", True),
        ("[Closed Date] = @Today", False),
        ("[Closed Date] <> @Today", True),
        ("[Closed Date] < @Today", False),
        ("[Closed Date] = ''", True),
        ("[Closed Date] is not empty", False),
        ("Retested = false", False),
        ("Retested <> true", True),
        ("[Assigned To] = ''", True),
        ("[Assigned To] <> 'Ann'", True),
        ("[Assigned To] < 'Zed'", False),
        ("[Area Path] under 'MHHS'", False),
        ("[Area Path] not under 'MHHS'", True),
        ("Description is empty", True),
        ("Tags contains 'x'", False),
        ("Tags not contains 'x'", True),
    ],
)
@pytest.mark.parametrize("fields", [{}, {"System.State": "", "System.Tags": ""}, {"System.State": None}])
def test_empty_fields_meet_only_what_says_so(text: str, *, expected: bool, fields: Mapping[str, Any]) -> None:
    """What is not equal, not contained or not below holds for them; comparisons of order never do."""
    assert holds(text, fields) is expected


@pytest.mark.parametrize("value", [2, 2.0, "2"])
def test_numbers_are_compared_as_numbers(value: object) -> None:
    """However JSON has them, and however the query quotes them."""
    fields = {"Microsoft.VSTS.Common.Priority": value, "Microsoft.VSTS.Scheduling.Effort": value}
    assert holds("Priority = 2 and Priority = '2' and Priority in (1, 2) and Priority <> 1", fields)
    assert holds("Priority > 1 and Priority >= 2 and Priority < 10 and Priority <= 2", fields)
    assert holds("Effort > 1.5 and Effort = 2.0", fields)
    assert not holds("Priority > 2", fields)


def test_truths_are_compared_as_truths() -> None:
    """True, 'true' and 1 are one."""
    assert holds("Retested = true and Retested = 'True' and Retested <> false", {"Custom.Retested": True})
    assert holds("Retested = 0 and Retested = false", {"Custom.Retested": False})


@pytest.mark.parametrize("value", [ANN, "Ann Example <ann@example.com>", "ann@example.com", "Ann Example"])
def test_a_person_is_met_by_either_name(value: object) -> None:
    """As an object, as the text of older answers, or by one name alone."""
    fields = {"System.AssignedTo": value}
    assert holds("[Assigned To] = 'ANN EXAMPLE <ann@example.com>'", fields)
    assert holds("[Assigned To] in ('Ben', 'Ann Example', 'ann@example.com')", fields)
    assert holds("[Assigned To] = @Me", fields, me="Ann Example <ann@example.com>")
    assert holds("[Assigned To] <> 'Ben' and [Assigned To] <> ''", fields)
    assert holds("[Assigned To] contains 'ann'", fields)
    assert holds(
        "[Assigned To] in group '[MHHS]\\Triage'",
        fields,
        groups={"[mhhs]\\triage": frozenset({"Ann Example", "ann@example.com"})},
    )
    assert not holds("[Assigned To] in group 'None'", fields, groups={"None": frozenset()})
    assert not holds("[Assigned To] = 'Ann'", fields)


def test_a_person_in_a_field_of_text_is_met_by_name() -> None:
    """Whatever the catalog says, an object is no text."""
    assert holds("Environment = 'ann example' and Environment is not empty", {"Custom.Environment": ANN})


def test_two_people_of_one_name_differ_by_their_mail() -> None:
    """The unique name counts where both are known by it."""
    fields = {"System.AssignedTo": ANN}
    assert not holds("[Assigned To] = 'Ann Example <other@example.com>'", fields)
    assert holds("[Assigned To] < 'Ben' and [Assigned To] > 'Abe'", fields)


def test_me_may_be_asked_of_a_field_of_text_too() -> None:
    """Some programmes keep a person as text."""
    assert holds("Environment = @Me", {"Custom.Environment": "ann@example.com"}, me="Ann <ann@example.com>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Area Path] = 'mhhs\\sit a'", True),
        ("[Area Path] = 'MHHS'", False),
        ("[Area Path] in ('MHHS', 'MHHS\\SIT A')", True),
        ("[Area Path] under 'MHHS'", True),
        ("[Area Path] under 'mhhs\\SIT A\\'", True),
        ("[Area Path] under 'MHHS\\SIT'", False),
        ("[Area Path] not under 'MHHS\\SIT A'", False),
        ("not [Area Path] under 'MHHS\\SIT B'", True),
        ("[Area Path] under @Project", True),
        ("[Area Path] = @TeamAreas('[MHHS]\\SIT')", True),
        ("[Node Name] = 'SIT A'", True),
        ("[Area Level 1] = 'mhhs' and [Area Level 2] = 'sit a' and [Area Level 3] = ''", True),
        ("[Iteration Path] = @CurrentIteration and [Iteration Level 2] = 'Two'", True),
        ("[Iteration Path] = @CurrentIteration - 1", False),
    ],
)
def test_tree_paths_are_compared_node_by_node(text: str, *, expected: bool) -> None:
    """A name that only begins alike is another node; names and levels follow from the path."""
    fields = {"System.AreaPath": "MHHS\\SIT A", "System.IterationPath": "MHHS\\Two"}
    known: dict[str, Any] = {
        "project": "MHHS",
        "sets": {"TeamAreas": ("MHHS\\SIT A",)},
        "iterations": {"": Iterations(("MHHS\\One", "MHHS\\Two"), "MHHS\\Two")},
    }
    assert holds(text, fields, **known) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tags contains 'env down'", True),
        ("Tags contains 'env'", False),
        ("Tags contains 'ENVBOT:HANDS-OFF'", True),
        ("Tags not contains 'env'", True),
        ("Tags contains words 'hands off'", True),
        ("Tags = 'Env Down; envbot:hands-off'", True),
        ("Tags is empty", False),
    ],
)
def test_a_tag_is_met_whole(text: str, *, expected: bool) -> None:
    """Part of a tag is no tag."""
    assert holds(text, {"System.Tags": "Env Down; envbot:hands-off"}) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Description contains 'is DOWN & out'", True),
        ("Description contains '<b>'", False),
        ("Description contains words 'dip is'", True),
        ("Description contains words 'is dip'", False),
        ("Description contains words 'di*'", True),
        ("Description contains words 'the di*'", True),
        ("Description contains words 'di'", False),
        ("Description contains words 'the dip is down out since noon today'", False),
        ("Description contains words '*'", True),
        ("Description is empty", False),
    ],
)
def test_long_texts_are_read_without_their_markup(text: str, *, expected: bool) -> None:
    """Words stand side by side; a star ends the last one."""
    html = "<div>The <b>DIP</b> is down &amp; out</div><p>since noon</p>"
    assert holds(text, {"System.Description": html}) is expected


def test_a_text_of_markup_alone_is_empty_but_a_picture_is_not() -> None:
    """What nobody sees is nothing."""
    assert holds("Description is empty", {"System.Description": "<div><br>&nbsp;</div>"})
    assert not holds("Description is empty", {"System.Description": "<div><img src='x'></div>"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Changed Date] = @Today", True),
        ("[Changed Date] = '2024-06-12'", True),
        ("[Changed Date] = '2024-06-12T00:00:00Z'", True),
        ("[Changed Date] <> @Today", False),
        ("[Changed Date] > @Today", False),
        ("[Changed Date] >= @Today", True),
        ("[Changed Date] < @Today + 1", True),
        ("[Changed Date] <= @Today", True),
        ("[Changed Date] < @Today", False),
        ("[Changed Date] >= @Today + 1", False),
        ("[Changed Date] > '6/11/2024'", True),
        ("[Changed Date] in ('2024-06-01', @StartOfDay)", True),
        ("[Changed Date] not in (@Today - 1)", True),
        ("[Changed Date] >= @StartOfWeek and [Changed Date] < @StartOfWeek + 1", True),
    ],
)
def test_dates_are_compared_by_the_local_day(text: str, *, expected: bool) -> None:
    """Half past midnight in London is half past eleven of the day before in UTC."""
    assert holds(text, {"System.ChangedDate": "2024-06-11T23:30:00.123Z"}) is expected
    assert holds(text, {"System.ChangedDate": datetime(2024, 6, 11, 23, 30, tzinfo=UTC)}) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Changed Date] = '2024-06-12T00:30:00'", True),
        ("[Changed Date] = '2024-06-11T23:30:00Z'", True),
        ("[Changed Date] = '2024-06-12'", False),
        ("[Changed Date] <> '2024-06-12'", True),
        ("[Changed Date] > @Today", True),
        ("[Changed Date] > @StartOfDay('+30m')", False),
        ("[Changed Date] >= @StartOfDay('+30m')", True),
        ("[Changed Date] <= '2024-06-12 00:30'", True),
        ("[Changed Date] < '2024-06-12 00:30'", False),
        ("[Closed Date] < '2024-06-12 00:30'", False),
    ],
)
def test_with_time_precision_dates_are_compared_to_the_instant(text: str, *, expected: bool) -> None:
    """A time without a zone is local; JSON without one is UTC."""
    assert holds(text, {"System.ChangedDate": "2024-06-11T23:30:00"}, time_precision=True) is expected


@pytest.mark.parametrize("value", ["soon", 5, True])
def test_what_is_no_date_is_like_no_date(value: object) -> None:
    """Dirty values meet no comparison."""
    assert not holds("[Changed Date] < @Today or [Changed Date] >= @Today", {"System.ChangedDate": value})
    assert not holds("Effort < 1 or Effort >= 1", {"Microsoft.VSTS.Scheduling.Effort": "soon"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Assigned To] = [Changed By]", True),
        ("[Assigned To] <> [Changed By]", False),
        ("[Assigned To] <> [Created By]", True),
        ("[Assigned To] < [Created By]", True),
        ("[Assigned To] = [Closed By]", False),
        ("[Assigned To] <> [Closed By]", True),
        ("[Closed By] <> [Resolved By]", False),
        ("[Closed By] = [Resolved By]", False),
        ("[Created Date] < [Changed Date]", True),
        ("[Created Date] >= [Changed Date]", False),
        ("[Closed Date] > [Changed Date]", False),
        ("[Found In] = [Integration Build]", True),
        ("Priority < Id", True),
    ],
)
def test_fields_are_compared_with_each_other(text: str, *, expected: bool) -> None:
    """Only 'not equal' holds where just one of them is empty."""
    fields = {
        "System.Id": 7,
        "Microsoft.VSTS.Common.Priority": 2,
        "System.AssignedTo": ANN,
        "System.ChangedBy": "ann@example.com",
        "System.CreatedBy": "Ben",
        "System.CreatedDate": "2024-06-12T07:00:00Z",
        "System.ChangedDate": "2024-06-12T07:00:01Z",
        "Microsoft.VSTS.Build.FoundIn": "DIP 4.2",
        "Microsoft.VSTS.Build.IntegrationBuild": "dip 4.2",
    }
    assert holds(text, fields) is expected


def test_types_belong_to_categories() -> None:
    """The vendor's, or those that the context says."""
    bug = {"System.WorkItemType": "Bug"}
    assert holds("[Work Item Type] in group 'microsoft.bugcategory'", bug)
    assert not holds("[Work Item Type] not in group 'Microsoft.BugCategory'", bug)
    assert not holds("[Work Item Type] in group 'Microsoft.TaskCategory'", bug)
    assert holds("[Work Item Type] in group 'Ours'", bug, groups={"theirs": frozenset(), "ours": frozenset({"BUG"})})
    with pytest.raises(WiqlError, match="no group 'Nobody's'"):
        holds("[Work Item Type] in group 'Nobody''s'", bug)


def test_followed_items_are_met_by_number() -> None:
    """The context knows them."""
    assert holds("Id in (@Follows)", {"System.Id": 7}, sets={"Follows": (3, 7)})
    assert not holds("Id = @Follows", {"System.Id": 8}, sets={"Follows": (3, 7)})


PAST = ItemFields(
    {"System.State": "Closed", "System.History": "Works again"},
    [{"System.State": "New", "System.History": "The <i>DIP</i> is down"}, {"System.State": "Open"}],
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("State ever 'new'", True),
        ("State was ever 'Closed'", True),
        ("State ever 'Rejected'", False),
        ("State never 'Rejected'", True),
        ("not State ever 'New'", False),
        ("not State never 'New'", True),
        ("State ever contains 'pen'", True),
        ("History contains 'dip is'", True),
        ("History not contains 'again'", False),
        ("History contains words 'works'", True),
    ],
)
def test_the_past_is_asked_of_every_revision(text: str, *, expected: bool) -> None:
    """The present is one of them; the history field is always asked like that."""
    assert holds(text, PAST) is expected


def test_the_past_cannot_be_asked_of_the_present_alone() -> None:
    """No answer is better than a wrong one."""
    with pytest.raises(WiqlError, match=r"EVER on \[State\] needs the item's revisions"):
        holds("State ever 'New'", {"System.State": "New"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Description = 'x'", "= does not work on System.Description, a field of long text: write CONTAINS"),
        ("Priority contains '1'", "CONTAINS does not work on .*a field of numbers"),
        ("Retested > true", "> does not work on Custom.Retested, a field of true and false"),
        ("State under 'x'", "UNDER does not work on System.State"),
        ("[Area Path] contains 'x'", "CONTAINS does not work on System.AreaPath"),
        ("[Changed Date] in group 'x'", "IN GROUP does not work on"),
        ("[Area Path] under ''", "UNDER cannot be asked about the empty text"),
        ("State < ''", "< cannot be asked about the empty text"),
        ("Priority = 'high'", r"Common\.Priority wants a whole number, not 'high'"),
        ("Priority = 1.5", "wants a whole number, not '1.5'"),
        ("Effort = 'much'", r"Scheduling\.Effort wants a number, not 'much'"),
        ("Retested = 'maybe'", "wants true or false, not 'maybe'"),
        ("[Area Path] = '\\MHHS'", "wants a path that begins with the project"),
        ("[Changed Date] > 'soon'", "'soon' is no date"),
        ("[Changed Date] > '2024-06-12T08:00:00'", "without time precision"),
        ("[Changed Date] > @StartOfDay('-5h')", "without time precision"),
        ("State = @Today", "@Today is no value for System.State"),
        ("[Changed Date] = @Me", "@Me is no value for System.ChangedDate"),
        ("Priority = @Me", "@Me is no value for"),
        ("State = @Follows", "@Follows is no value for"),
        ("[Assigned To] = @Nobody", "There is no macro @Nobody"),
        ("[Changed Date] > [State]", "holds dates, System.State text: they cannot be compared"),
        ("Tags = [Tags]", "they cannot be compared"),
        ("State = [Sate]", "There is no field 'Sate'"),
        ("Priority = Null", "write IS EMPTY"),
        ("[Source].[State] = 'x'", r"\[Source\]\.\[State\] is for link queries only"),
        ("[System.Links.LinkType] = 'x'", "is for link queries only"),
    ],
)
def test_what_a_field_does_not_take_is_refused_before_any_item_is_asked(text: str, message: str) -> None:
    """With the place, and what it takes instead."""
    with pytest.raises(WiqlError, match=message) as caught:
        compile_condition(parse_condition(text), CATALOG)
    assert caught.value.line == 1
    assert caught.value.excerpt
