"""Facts answer the simple questions about themselves."""

from __future__ import annotations

from dataclasses import replace

from rules.facts import OutageKind, OutageState, Person
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


def test_an_outage_says_how_far_it_has_come() -> None:
    """To come, announced once those concerned were told, under way, ended; or cancelled, whatever the time."""
    outage = an_outage(starts="2024-06-10 09:00", ends="2024-06-10 10:00", announced=uk("2024-06-07 12:00"))
    assert outage.state_at(uk("2024-06-07 11:59")) is OutageState.TO_COME
    assert outage.state_at(uk("2024-06-07 12:00")) is OutageState.ANNOUNCED
    assert outage.state_at(uk("2024-06-10 09:00")) is OutageState.UNDER_WAY
    assert outage.state_at(uk("2024-06-10 10:00")) is OutageState.ENDED
    assert replace(outage, cancelled=True).state_at(uk("2024-06-10 09:00")) is OutageState.CANCELLED
    unplanned = replace(outage, kind=OutageKind.UNPLANNED, announced=None)
    assert unplanned.state_at(uk("2024-06-10 08:59")).value == "to come"


def test_a_withdrawn_outage_counts_only_if_it_was_over() -> None:
    """A list that is cleared of what is past makes nothing undone; one that lost what was to come calls it off."""
    outage = an_outage(starts="2024-06-10 09:00", ends="2024-06-10 10:00")
    cleared = replace(outage, withdrawn_at=uk("2024-06-10 10:00"))
    called_off = replace(outage, withdrawn_at=uk("2024-06-10 09:59"))
    assert (outage.withdrawn, outage.stands) == (False, True)
    assert (cleared.withdrawn, cleared.state_at(uk("2024-06-10 11:00"))) == (True, OutageState.ENDED)
    assert called_off.state_at(uk("2024-06-10 09:30")) is OutageState.CANCELLED
    assert not replace(outage, ends=None, withdrawn_at=uk("2024-06-11 09:00")).stands


def test_the_bot_knows_itself() -> None:
    """By mail, or by name where a service has no mail."""
    facts = facts_of()
    assert facts.is_me(BOT)
    assert facts.is_me(Person("ENVBOT"))
    assert not facts.is_me(TESTER)
