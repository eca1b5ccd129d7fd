"""A link query returns links or trees, as its mode says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.wiql.builders import CATALOG, AnItem, a_context, an_item
from wiql import Link, LinkRow, WiqlError, evaluate_links, parse

CHILD, PARENT = "System.LinkTypes.Hierarchy-Forward", "System.LinkTypes.Hierarchy-Reverse"
RELATED = "System.LinkTypes.Related"

EPIC = an_item(1, Link(CHILD, 3), Link(CHILD, 2), Link(RELATED, 9), WorkItemType="Epic", Title="e")
STORY = an_item(2, Link(PARENT, 1), Link(CHILD, 4), WorkItemType="Story", Title="b")
OTHER = an_item(3, Link(PARENT, 1), WorkItemType="Bug", Title="a")
TASK = an_item(4, Link(PARENT, 2), Link(RELATED, 99), WorkItemType="Task", Title="t")
ALONE = an_item(9, Link(RELATED, 1), WorkItemType="Bug", Title="z")
ITEMS = (TASK, OTHER, ALONE, STORY, EPIC)


def rows(where: str, rest: str = "", *items: AnItem, **known: Any) -> list[tuple[int | None, int]]:
    """Give source and target of each row."""
    query = parse(" ".join(["SELECT [System.Id] FROM WorkItemLinks", where and "WHERE", where, rest]))
    found = evaluate_links(query, items or ITEMS, a_context(**known), CATALOG)
    return [(row.source, row.target) for row in found]


def test_links_that_meet_all_conditions_stand_below_their_source() -> None:
    """Each source by itself first; a link to an item that is not there is none."""
    assert rows("Source.[Work Item Type] = 'Epic'") == [(None, 1), (1, 2), (1, 3), (1, 9)]
    assert rows("Target.[Work Item Type] = 'Bug'") == [(None, 1), (1, 3), (1, 9)]
    assert rows("") == [
        (None, 1),
        (1, 2),
        (1, 3),
        (1, 9),
        (None, 2),
        (2, 1),
        (2, 4),
        (None, 3),
        (3, 1),
        (None, 4),
        (4, 2),
        (None, 9),
        (9, 1),
    ]


def test_a_row_says_which_link_it_is() -> None:
    """As Azure DevOps' answer has it."""
    query = parse("SELECT * FROM WorkItemLinks WHERE Source.Id = 9 MODE (MustContain)")
    assert evaluate_links(query, ITEMS, a_context(), CATALOG) == [LinkRow(9), LinkRow(1, 9, RELATED)]


@pytest.mark.parametrize(
    ("where", "targets"),
    [
        (f"[System.Links.LinkType] = '{CHILD}'", [2, 3]),
        ("[Link Type] = 'Child'", [2, 3]),
        ("[System.Links.LinkType] <> 'Child'", [9]),
        ("not [System.Links.LinkType] = 'System.LinkTypes.Related-Forward'", [2, 3]),
        ("[System.Links.LinkType] in ('Related', 'Child')", [2, 3, 9]),
        ("([System.Links.LinkType] = 'Related' or [System.Links.LinkType] = 'Parent')", [9]),
        ("([System.Links.LinkType] = 'Related' or not [System.Links.LinkType] = 'Child')", [9]),
        ("([System.Links.LinkType] <> '' and [System.Links.LinkType] <> 'Related')", [2, 3]),
    ],
)
def test_links_are_chosen_by_their_type(where: str, targets: list[int]) -> None:
    """By its reference name or by what people call it."""
    assert rows(f"Source.Id = 1 and {where}") == [(None, 1), *((1, target) for target in targets)]


def test_sources_may_be_wanted_without_links_or_only_so() -> None:
    """MayContain keeps a source without links, DoesNotContain keeps no other."""
    where = "Source.[Work Item Type] <> 'Epic' and Target.[Work Item Type] = 'Epic' and [Link Type] = 'Parent'"
    assert rows(where, "MODE (MayContain)") == [(None, 2), (2, 1), (None, 3), (3, 1), (None, 4), (None, 9)]
    assert rows(where, "MODE (DoesNotContain)") == [(None, 4), (None, 9)]


def test_sources_and_targets_are_sorted() -> None:
    """By the same fields, or each by its own."""
    assert rows("Target.Title <> 'z'", "ORDER BY Title") == [
        (None, 3), (3, 1), (None, 2), (2, 1), (2, 4), (None, 1), (1, 3), (1, 2), (None, 4), (4, 2), (None, 9), (9, 1),
    ]  # fmt: skip
    where = "Source.Id in (1, 2) and [Link Type] = 'Child'"
    assert rows(where, "ORDER BY Source.Id DESC, Target.Title") == [(None, 2), (2, 4), (None, 1), (1, 3), (1, 2)]


TREE = "[Link Type] = 'Child'"


def test_a_tree_goes_down_from_what_meets_the_source() -> None:
    """A child that meets the source as well hangs below its parent and is no root."""
    assert rows(TREE, "MODE (Recursive)") == [(None, 1), (1, 2), (2, 4), (1, 3), (None, 9)]
    assert rows(f"Source.[Work Item Type] <> 'Epic' and {TREE}", "MODE (Recursive)") == [
        (None, 2),
        (2, 4),
        (None, 3),
        (None, 9),
    ]
    assert rows(f"Source.Id = 1 and {TREE} and Target.[Work Item Type] <> 'Story'", "MODE (Recursive)") == [
        (None, 1),
        (1, 3),
    ]
    assert rows(f"Source.Id = 1 and {TREE}", "ORDER BY Title MODE (Recursive)") == [(None, 1), (1, 3), (1, 2), (2, 4)]


def test_a_tree_may_start_from_the_children_that_match() -> None:
    """Their parents are shown up to the top, as long as they meet the source."""
    mode = "MODE (Recursive, ReturnMatchingChildren)"
    assert rows(f"{TREE} and Target.Id = 4", mode) == [(None, 1), (1, 2), (2, 4)]
    assert rows(f"Source.[Work Item Type] = 'Story' and {TREE} and Target.Id in (3, 4)", mode) == [
        (None, 2),
        (2, 4),
        (None, 3),
    ]


def test_a_circle_of_parents_ends() -> None:
    """Azure DevOps forbids it, loaded histories may not."""
    a = an_item(1, Link(CHILD, 2), WorkItemType="Epic")
    b, c = an_item(2, Link(CHILD, 3)), an_item(3, Link(CHILD, 2))
    assert rows(f"Source.[Work Item Type] = 'Epic' and {TREE}", "MODE (Recursive)", a, b, c) == [
        (None, 1),
        (1, 2),
        (2, 3),
    ]


def test_links_are_asked_as_of_an_instant() -> None:
    """An item that was not there yet has no links, and none lead to it."""
    late = AnItem(5, ((datetime(2024, 6, 10, tzinfo=UTC), {"System.Title": "late"}),), (Link(RELATED, 1),))
    assert rows("[Link Type] = 'Related'", "", EPIC, late) == [(None, 5), (5, 1)]
    assert rows("[Link Type] = 'Related'", "ASOF '2024-06-09'", EPIC, late) == []


def test_macros_mean_the_same_on_both_sides() -> None:
    """The context is one."""
    items = an_item(1, Link(CHILD, 2), TeamProject="MHHS"), an_item(2, TeamProject="mhhs")
    where = "Source.[Team Project] = @Project and (Target.[Team Project] = @Project and Target.Id > 1)"
    assert rows(where, "", *items, project="MHHS") == [(None, 1), (1, 2)]


@pytest.mark.parametrize(
    ("where", "rest", "message"),
    [
        ("State = 'New'", "", r"\[State\] of which side\? Write \[Source\]\.\[State\]"),
        ("Source.State = 'New' or Target.State = 'New'", "", "join the parts with AND"),
        ("Source.State = Target.State", "", "the same side of a link"),
        ("[Link Type] contains 'x'", "", "compared with = or <>"),
        ("[Link Type] = @Me", "", "compared with = or <>"),
        ("Source.Sate = 'New'", "", "no field 'Sate'"),
        ("", "MODE (Recursive)", "A tree wants one type of link"),
        ("[Link Type] = 'Related'", "MODE (Recursive)", "A tree wants one type of link"),
        ("[Link Type] <> 'Child'", "MODE (Recursive)", "A tree wants one type of link"),
        ("[Link Type] = 'Child'", "ASOF '2024-06-01' MODE (Recursive)", "ASOF does not go with a tree"),
    ],
)
def test_what_a_link_query_cannot_ask_is_refused(where: str, rest: str, message: str) -> None:
    """With the place, and what to write instead."""
    with pytest.raises(WiqlError, match=message):
        rows(where, rest)


def test_a_flat_query_has_no_links() -> None:
    """It returns work items."""
    with pytest.raises(WiqlError, match="returns work items, not links"):
        evaluate_links(parse("SELECT * FROM WorkItems"), ITEMS, a_context(), CATALOG)
