"""The inverse of a run is worked out value by value from what the ledger kept and what stands now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.apply import CHANGE
from bot.plan import FieldDiff
from bot.store.ledger import Entry, LedgerState
from bot.undo import Asked, Undo, plan_undo
from rules.decisions import LinkWorkItem
from rules.facts import Comment, Defect, Person, Relation, Revision

NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
ME, TESTER = Person("envbot", "envbot@example.com"), Person("Tester", "tester@example.com")
RELATED = "System.LinkTypes.Related"
LINK = Relation(RELATED, 9, "https://ado.example/9")


def written(*, state: LedgerState = LedgerState.CONFIRMED, kind: str = CHANGE, **payload: Any) -> Entry:
    """Give what the ledger keeps of a write on #7 at revision 1."""
    kept = {"reference": "eb-1", "rev": 1, "fields": [], "links": [], "unlinks": []} | payload
    return Entry("a-rule/7/x/-/0", kind, "7", state, "", kept, 3, 1, "eb-1", "", NOW, NOW)


def a_defect(*changes: tuple[Person, dict[str, Any]], **parts: Any) -> Defect:
    """Build #7; each change is a revision, the second of them the bot's write."""
    fields: dict[str, Any] = {"System.Title": "DIP is down"}
    revisions = []
    for number, (by, change) in enumerate(((TESTER, {}), *changes), start=1):
        fields = {name: value for name, value in {**fields, **change}.items() if value is not None}
        revisions.append(Revision(number, NOW + timedelta(minutes=number), by, fields))
    return Defect(7, "MHHS", tuple(revisions), **parts)


def undone(defect: Defect, *entries: Entry) -> Undo:
    """Plan the undoing of run 3."""
    asked = Asked(3, "A trial.", ME, lambda instant: f"{instant:%H:%M}")
    return plan_undo(asked, entries, {7: defect}, NOW)


def test_a_field_gets_its_value_from_before() -> None:
    """An identity is written by its account; where there was no value, there is none again."""
    sam = {"displayName": "Sam", "uniqueName": "sam@example.com"}
    defect = a_defect((ME, {"System.AssignedTo": "kim@example.com", "Custom.System": "DIP"}))
    entry = written(fields=[["System.AssignedTo", sam, "kim@example.com"], ["Custom.System", None, "DIP"]])
    (change,) = undone(defect, entry).plan.changes
    assert change.fields == (
        FieldDiff("System.AssignedTo", "kim@example.com", "sam@example.com"),
        FieldDiff("Custom.System", "DIP", None),
    )
    assert change.says == ("Undone: eb-1, which envbot did in run 3. A trial.",)
    assert change.rules == ("undo",)


def test_two_decisions_of_one_write_are_undone_once() -> None:
    """They share what the ledger kept."""
    entry = written(fields=[["Custom.System", None, "DIP"]])
    defect = a_defect((ME, {"Custom.System": "DIP"}))
    assert len(undone(defect, entry, replace(entry, key="other/7/x/-/0")).plan.changes) == 1


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        (((ME, {"Custom.System": "DIP"}), (TESTER, {"Custom.System": "CSS"})), "Tester changed it on 07:33."),
        (
            (
                (ME, {"Custom.System": "DIP"}),
                (TESTER, {"Custom.System": "CSS"}),
                (TESTER, {"Custom.System": "DIP"}),
            ),
            "Tester changed it on 07:33.",
        ),
        (
            ((ME, {"Custom.System": "DIP"}), (ME, {"Custom.System": "CSS"})),
            "envbot itself changed it again on 07:33.",
        ),
        (((ME, {"Custom.Other": "1"}),), "It is not as the run left it."),
    ],
    ids=["another value", "there and back", "the bot itself", "never seen"],
)
def test_a_field_that_was_touched_since_stays(changes: Any, because: str) -> None:
    """With who did it and when."""
    undo = undone(a_defect(*changes), written(fields=[["Custom.System", None, "DIP"]]))
    assert undo.plan.changes == ()
    assert [(one.what, one.because) for one in undo.kept] == [("Custom.System", because)]


def test_tags_are_undone_one_by_one() -> None:
    """What the bot gave goes, what it took comes back, what people did in between stays."""
    defect = a_defect((ME, {"System.Tags": "kept; new; newer"}), (TESTER, {"System.Tags": "kept; newer; theirs; gone"}))
    entry = written(fields=[["System.Tags", "kept; old; gone", "kept; new; newer"]])
    undo = undone(defect, entry)
    assert undo.plan.changes[0].fields == (
        FieldDiff("System.Tags", "kept; newer; theirs; gone", "kept; theirs; gone; old"),
    )
    assert {one.what for one in undo.kept} == {"the tag new", "that the tag gone is gone"}


def test_a_link_goes_and_one_that_was_taken_away_comes_back() -> None:
    """Where people have not been there before."""
    entry = written(links=[[RELATED, 9, "c"]], unlinks=[[RELATED, 8, "d"]])
    (change,) = undone(a_defect((ME, {}), relations=(LINK,)), entry).plan.changes
    assert change.unlinks == (LinkWorkItem(9, "c", RELATED),)
    assert change.links == (LinkWorkItem(8, "d", RELATED),)
    other = Relation(RELATED, 8, "https://ado.example/8")
    undo = undone(a_defect((ME, {}), relations=(other,)), entry)
    assert undo.plan.changes == ()
    assert [one.because for one in undo.kept] == ["It is not there any more.", "It is there again."]


def test_a_mere_comment_is_withdrawn_once() -> None:
    """It cannot be unsaid."""
    (change,) = undone(a_defect((ME, {})), written()).plan.changes
    assert (change.fields, change.links, change.unlinks) == ((), (), ())
    told = (Comment(1, NOW, ME, change.says[0]),)
    assert undone(a_defect((ME, {}), comments=told), written()).plan.changes == ()


def test_what_failed_or_was_posted_is_not_undone() -> None:
    """Posts are counted, for the person to know."""
    undo = undone(a_defect((ME, {})), written(state=LedgerState.FAILED), written(kind="mail"), written(kind="mail"))
    assert undo.plan.changes == ()
    assert undo.sent == {"mail": 2}


def test_a_defect_that_is_gone_is_named() -> None:
    """Nothing can be done there."""
    undo = plan_undo(Asked(3, "x", ME, str), [written()], {}, NOW)
    assert [one.defect for one in undo.kept] == [7]
