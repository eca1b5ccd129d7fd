"""What was done to work items since the opening is told, and nothing of before."""

from __future__ import annotations

from datetime import timedelta

from sandbox.pages.changes import FieldChange, Opening
from sandbox.state import Person, World
from sandbox.work_item_state import Comment, LinkChange, Relation, WorkItem, WorkItems
from tests.sandbox.desk import NOON, a_world

TESTER = Person("t", "Tester", "tester@example.com")
MINUTE = timedelta(minutes=1)


def a_defect(world: World) -> WorkItem:
    """Enter a defect with one revision and one comment."""
    items = world.part(WorkItems)
    item = items.new(world.project("MHHS").id)
    items.record(item, {"System.Title": "DIP down", "System.State": "New"}, NOON, TESTER)
    item.comments.append(Comment(1, "before", TESTER, NOON))
    return item


def test_nothing_is_told_of_what_was_there_before() -> None:
    """Right after the opening there are no changes."""
    world = a_world()
    item = a_defect(world)
    opening = Opening(world)
    assert opening.changed() == []
    assert opening.steps(item) == []
    assert [step.title for step in opening.steps(item, since_opening=False)] == ["created this work item", "commented"]


def test_fields_are_told_before_and_after() -> None:
    """By name, people by theirs, long texts without tags; what changes by itself is left out."""
    world = a_world()
    item = a_defect(world)
    opening = Opening(world)
    changes = {
        "System.State": "Open",
        "System.AssignedTo": TESTER,
        "System.Description": "<p>a &lt; b</p>",
        "System.ChangedDate": NOON,
        "Custom.DueOn": NOON,
        "Microsoft.VSTS.Common.ClosedDate": "2024-01-08T09:10:00Z",
        "Microsoft.VSTS.Scheduling.Effort": 3.0,
        "Custom.Nothing": "",
        "System.Title": None,
    }
    world.part(WorkItems).record(item, changes, NOON + MINUTE, TESTER)
    (step,) = opening.steps(item)
    assert (step.by, step.at, step.title) == ("Tester", NOON + MINUTE, "changed fields")
    assert {change.name: (change.before, change.after) for change in step.fields} == {
        "State": ("New", "Open"),
        "Assigned To": ("", "Tester"),
        "Description": ("", "a < b"),
        "Custom.DueOn": ("", "Wed 12 Jun 2024, 13:00"),
        "Closed Date": ("", "Mon 8 Jan 2024, 09:10"),
        "Effort": ("", "3"),
        "Title": ("DIP down", ""),
    }


def test_a_revision_of_nothing_that_is_told_is_no_step() -> None:
    """The revision that a comment makes is told by the comment alone."""
    world = a_world()
    item = a_defect(world)
    opening = Opening(world)
    world.part(WorkItems).record(item, {"System.History": "hello"}, NOON + MINUTE, TESTER)
    item.comments.append(Comment(2, "hello", TESTER, NOON + MINUTE))
    item.comments.append(Comment(3, "gone", TESTER, NOON + MINUTE, is_deleted=True))
    (step,) = opening.steps(item)
    assert step.comment is not None
    assert (step.title, step.comment.text) == ("commented", "hello")


def test_links_are_told_with_their_remarks() -> None:
    """What came and what went, to items and to addresses."""
    world = a_world()
    item = a_defect(world)
    opening = Opening(world)
    related = Relation("System.LinkTypes.Related", target=7, attributes={"comment": "same outage"})
    address = Relation("Hyperlink", url="https://example.com", attributes={"name": "Release note"})
    item.link_changes.append(LinkChange(NOON, TESTER, 1, added=(related,), removed=(address,)))
    (step,) = opening.steps(item)
    assert step.links == ("+ Related: #7 (same outage)", "- Release note: https://example.com")


def test_the_newest_acts_come_first_and_new_items_are_told_whole() -> None:
    """An item that was created since is told from its first revision."""
    world = a_world()
    old = a_defect(world)
    opening = Opening(world)
    items = world.part(WorkItems)
    items.record(old, {"System.State": "Open"}, NOON + MINUTE, TESTER)
    new = items.new(world.project("MHHS").id)
    items.record(new, {"System.Title": "New one"}, NOON + 2 * MINUTE, TESTER)
    assert opening.changed() == [new, old]
    assert opening.steps(new)[0].fields == (FieldChange("Title", "", "New one"),)
