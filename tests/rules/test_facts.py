"""Facts answer the simple questions about themselves."""

from __future__ import annotations

from rules.facts import Person
from tests.rules.builders import BOT, TESTER, a_defect, an_outage, facts_of, uk


def test_a_field_reads_as_text_whatever_it_holds() -> None:
    """An identity gives its name, nothing gives nothing."""
    defect = a_defect(assigned_to={"displayName": "Sam", "uniqueName": "sam@example.com"}, priority=2)
    assert defect.text("System.AssignedTo") == "Sam"
    assert defect.text("Microsoft.VSTS.Common.Priority") == "2"
    assert defect.text("System.Reason") == ""


def test_tags_are_taken_apart() -> None:
    """In their order, without what is empty."""
    assert a_defect(tags="b; a ;; ").tags == ("b", "a")


def test_a_defect_as_of_an_instant_knows_nothing_of_later() -> None:
    """Neither revisions nor comments; before it was raised it was not there."""
    defect = a_defect(
        history=[("2024-06-10 09:00", "New"), ("2024-06-11 09:00", "Open")],
        comments=[("2024-06-10 10:00", TESTER, "one"), ("2024-06-11 10:00", TESTER, "two")],
    )
    earlier = defect.as_of(uk("2024-06-10 12:00"))
    assert earlier is not None
    assert (earlier.state, len(earlier.comments)) == ("New", 1)
    assert defect.as_of(uk("2024-06-10 08:00")) is None


def test_an_outage_covers_its_time_without_its_end() -> None:
    """A cancelled one covers nothing."""
    outage = an_outage(starts="2024-06-10 09:00", ends="2024-06-10 10:00")
    assert outage.covers(uk("2024-06-10 09:00"))
    assert not outage.covers(uk("2024-06-10 10:00"))
    assert not an_outage(starts="2024-06-10 09:00", cancelled=True).covers(uk("2024-06-10 09:30"))


def test_the_bot_knows_itself() -> None:
    """By mail, or by name where a service has no mail."""
    facts = facts_of()
    assert facts.is_me(BOT)
    assert facts.is_me(Person("ENVBOT"))
    assert not facts.is_me(TESTER)
