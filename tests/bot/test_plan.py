"""A plan keeps what is not yet so, one change a defect, and can be carried as a sealed file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest

from bot.plan import Attention, Caps, FieldDiff, Plan, PlanError, as_patch, make_plan
from rules.decisions import (
    Action,
    AddComment,
    AddTag,
    Decision,
    Escalate,
    LinkWorkItem,
    Mode,
    Notify,
    PutOnAgenda,
    RemoveTag,
    Section,
    SetField,
)
from rules.facts import Defect, Person, Relation, Revision

NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)


def a_defect(number: int = 7, *, relations: tuple[Relation, ...] = (), **fields: object) -> Defect:
    values = {"System.Title": "DIP is down", "System.State": "New", **fields}
    return Defect(number, "MHHS", (Revision(3, NOW, Person("Tester A"), values),), relations=relations)


def decided(action: Action, defect: int | None = 7, mode: Mode = Mode.APPLY, rule: str = "some-rule") -> Decision:
    return Decision(rule, defect, action, ("Because it is so.",), mode=mode)


def planned(*decisions: Decision, defects: tuple[Defect, ...] = (), caps: Caps | None = None, done: str = "") -> Plan:
    known = {defect.id: defect for defect in defects or (a_defect(),)}
    return make_plan(decisions, known, as_of=NOW, caps=caps or Caps(), is_done=lambda key: key == done)


def test_a_field_that_differs_is_planned_with_before_and_after() -> None:
    """The diff shows what stands there now and what would stand there."""
    plan = planned(decided(SetField("Custom.Environment", "SIT A")))
    assert plan.changes[0].fields == (FieldDiff("Custom.Environment", None, "SIT A"),)
    assert plan.changes[0].rev == 3


@pytest.mark.parametrize(
    "action",
    [
        SetField("System.State", "New"),
        AddTag("Seen"),
        RemoveTag("never there"),
        LinkWorkItem(99, "the outage"),
        PutOnAgenda(Section.BLOCKED, "look"),
    ],
)
def test_what_is_already_so_is_not_planned(action: Action) -> None:
    """Decisions that ask for the present state, or only for a line on the agenda, plan nothing."""
    defect = a_defect(relations=(Relation("System.LinkTypes.Related", 99, "u"),), **{"System.Tags": "seen"})
    assert planned(decided(action), defects=(defect,)).changes == ()


def test_what_the_ledger_holds_as_done_is_not_planned_again() -> None:
    """A comment cannot be seen on the defect's fields: the ledger remembers it."""
    decision = decided(AddComment("Hello"))
    assert planned(decision, done=decision.key).changes == ()


def test_suggestions_are_left_to_the_agenda() -> None:
    """A rule in mode `suggest` writes nothing."""
    assert planned(decided(AddTag("x"), mode=Mode.SUGGEST)).changes == ()


def test_decisions_on_one_defect_become_one_change_and_one_patch() -> None:
    """Fields, tags, link and comment go in one write, so that they are done together or not at all."""
    plan = planned(
        decided(SetField("Custom.Environment", "SIT A")),
        decided(SetField("Custom.System", None)),
        decided(AddTag("breached")),
        decided(RemoveTag("OLD")),
        decided(LinkWorkItem(99, "in its time")),
        decided(AddComment("A & B\nand C"), rule="other-rule"),
        defects=(a_defect(**{"System.Tags": "old; kept", "Custom.System": "DIP"}),),
    )
    (change,) = plan.changes
    assert change.rules == ("some-rule", "other-rule")
    patch = as_patch(change, lambda number: f"https://ado.example/{number}")
    assert [(step["op"], step["path"], step.get("value")) for step in patch] == [
        ("add", "/fields/Custom.Environment", "SIT A"),
        ("remove", "/fields/Custom.System", None),
        ("replace", "/fields/System.Tags", "kept; breached"),
        (
            "add",
            "/relations/-",
            {
                "rel": "System.LinkTypes.Related",
                "url": "https://ado.example/99",
                "attributes": {"comment": "in its time"},
            },
        ),
        ("add", "/fields/System.History", change.discussion),
    ]
    assert "<p>A &amp; B</p><p>and C</p><p>Because it is so.</p><p>Linked to #99.</p>" in change.discussion
    assert change.reference in change.discussion


def test_a_link_is_named_in_the_discussion_unless_a_comment_goes_with_it() -> None:
    """By it, a link that a person took away is known to have been there."""
    link, comment = LinkWorkItem(99, ""), AddComment("It seems to come from OUT-99.")
    (with_it,) = planned(decided(link), decided(comment)).changes
    assert with_it.says == ("It seems to come from OUT-99.",)
    (beside_it,) = planned(decided(link), replace(decided(comment), step="comment 1")).changes
    assert beside_it.says == ("It seems to come from OUT-99.", "Linked to #99.")


def test_taking_the_last_tag_away_replaces_with_nothing() -> None:
    """Azure DevOps leaves the key out of an item whose tags are replaced by an empty text."""
    (change,) = planned(decided(RemoveTag("a")), defects=(a_defect(**{"System.Tags": "a"}),)).changes
    assert as_patch(change, str)[0] == {"op": "replace", "path": "/fields/System.Tags", "value": ""}


def test_an_escalation_is_planned_beside_the_changes() -> None:
    """It is told to a role, not written on a defect."""
    plan = planned(decided(Escalate("SI defect manager", "Nobody answered."), defect=None))
    assert plan.changes == ()
    assert plan.escalations[0].role == "SI defect manager"


def notified(number: int, role: str = "SI defect manager") -> Decision:
    return decided(Notify(role, f"Look at #{number}."), defect=number)


def shared(*decisions: Decision, spent: dict[str, int] | None = None) -> Plan:
    """Plan with a budget of two messages a person and day."""
    people = {"SI defect manager": ("sam@example.com", "kim@example.com")}
    defects = {number: a_defect(number) for number in range(1, 6)}
    budget = Attention(2, people, spent or {})
    return make_plan(decisions, defects, as_of=NOW, caps=Caps(), is_done=lambda _: False, attention=budget)


def test_what_is_over_the_attention_of_a_person_waits() -> None:
    """In the order in which it was decided; a role that nobody fills tires nobody."""
    plan = shared(*(notified(number) for number in (1, 2, 3)), notified(4, role="nobody"))
    assert [one.defect for one in plan.escalations] == [1, 2, 4]
    assert [one.defect for one in plan.deferred] == [3]
    assert Plan.from_json(plan.to_json(), "plan.json") == plan


def test_what_one_person_of_a_role_has_had_counts_for_all() -> None:
    """So that all of them are told on one day."""
    assert [one.defect for one in shared(notified(1), spent={"kim@example.com": 2}).deferred] == [1]


def test_what_is_urgent_counts_and_never_waits() -> None:
    """Two rules that tell one role of one defect are one message."""
    urgent = [decided(Escalate("SI defect manager", "Now."), number, rule=rule) for number in (1, 2) for rule in "ab"]
    plan = shared(notified(3), *urgent)
    assert [one.defect for one in plan.escalations] == [1, 1, 2, 2]
    assert [one.defect for one in plan.deferred] == [3]


def test_a_plan_over_its_count_waits_for_a_person() -> None:
    """The reason gives both numbers."""
    plan = planned(decided(AddTag("x")), caps=Caps(count=0))
    assert plan.over_caps == "It would change 1 defects; the cap is 0 in one run."


def test_a_plan_over_its_share_waits_but_a_handful_passes() -> None:
    """Percent counts from six changes on: a small project must not be stopped by its size."""
    for number, expected in ((5, ""), (6, "It would change 6 of 6 defects (100 %); the cap is 25 %.")):
        defects = tuple(a_defect(identity) for identity in range(1, number + 1))
        plan = planned(*(decided(AddTag("x"), defect.id) for defect in defects), defects=defects)
        assert plan.over_caps == expected


def test_a_plan_survives_its_file() -> None:
    """Read again it is equal and has the same hash."""
    plan = planned(decided(SetField("Custom.Count", 3)), decided(LinkWorkItem(9, "c")))
    assert Plan.from_json(plan.to_json(), "plan.json") == plan


def test_a_plan_file_that_was_changed_is_refused() -> None:
    """Nobody applies what was not planned."""
    document = orjson.loads(planned(decided(AddTag("x"))).to_json())
    document["plan"]["changes"][0]["rev"] = 4
    with pytest.raises(PlanError, match=r"plan\.json was changed after it was made"):
        Plan.from_json(orjson.dumps(document), "plan.json")


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"plan": 3, "hash": ""}'])
def test_a_file_that_is_no_plan_is_refused(raw: bytes) -> None:
    """The message says what to do."""
    with pytest.raises(PlanError, match="Make a new one"):
        Plan.from_json(raw, "notes.txt")
