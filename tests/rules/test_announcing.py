"""Planned outages are told so many working days ahead, to the roles concerned; what changes is told once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from rules.announcing import Announcement, Announcer, News, Told
from rules.clashes import Clashes
from rules.facts import Outage, OutageKind
from tests.rules.builders import a_programme, an_outage, uk

PROGRAMME = a_programme()


def planned(reference: str = "OUT-14", **changes: Any) -> Outage:
    """Build a planned outage of the DIP in SIT A, on Thursday 13 June from ten to twelve."""
    outage = an_outage(reference, starts="2024-06-13 10:00", ends="2024-06-13 12:00", kind=OutageKind.PLANNED)
    return replace(outage, **{"title": "DIP patching", "party": "DIP service provider", **changes})


def tell(
    *outages: Outage,
    now: str = "2024-06-12 08:30",
    told: Mapping[str, Told] | None = None,
    days: int = 3,
    are_read: bool = True,
) -> list[Announcement]:
    """Give the announcements of some outages."""
    announcer = Announcer(PROGRAMME, days, Clashes(PROGRAMME))
    return list(announcer.announcements(outages, told or {}, uk(now), lambda _: are_read))


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        ("2024-06-13 10:00", "2024-06-10 00:00"),  # Monday for a Thursday
        ("2024-06-17 10:00", "2024-06-12 00:00"),  # Wednesday for a Monday
        ("2024-06-15 08:00", "2024-06-12 00:00"),  # Wednesday for a Saturday
        ("2024-05-28 10:00", "2024-05-22 00:00"),  # Monday 27 May was a bank holiday
    ],
)
def test_it_is_due_so_many_working_days_before(starts: str, due: str) -> None:
    """Weekends and bank holidays do not count."""
    announcer = Announcer(PROGRAMME, 3, Clashes(PROGRAMME))
    assert announcer.due(planned(starts=uk(starts), ends=None)) == uk(due)


def test_before_it_is_due_it_is_only_planned() -> None:
    """Its entry is dated with the beginning of the day, so that it stays the same all day."""
    (early,) = tell(planned(), now="2024-06-07 08:30")
    assert not early.is_due
    assert early.told.at == uk("2024-06-07 00:00")
    assert not early.late


def test_it_is_told_when_it_is_due() -> None:
    """The first time in full."""
    (news,) = tell(planned(), now="2024-06-10 08:30")
    assert news.is_due
    assert news.news is News.NEW
    assert not news.late
    assert not news.changes
    assert news.told.sequence == 0
    assert news.told.said["From"] == "Thu 13 Jun 2024 10:00"
    assert news.clashes == ("It takes 2 h of working time from SIT A while CIT and Functional may run there.",)


def test_what_was_told_is_told_the_same_again() -> None:
    """So that whoever was not reached gets the same."""
    (first,) = tell(planned(), now="2024-06-10 08:30")
    (again,) = tell(planned(), now="2024-06-11 08:30", told={"OUT-14": first.told})
    assert again == first


def test_a_change_raises_the_sequence_and_says_what_was_before() -> None:
    """The entry in calendars is the same one."""
    (first,) = tell(planned(), now="2024-06-10 08:30")
    moved = planned(starts=uk("2024-06-13 13:00"), ends=None, reason="")
    (changed,) = tell(moved, now="2024-06-11 08:30", told={"OUT-14": first.told})
    assert changed.news is News.CHANGED
    assert (changed.told.sequence, changed.told.first, changed.told.at) == (1, first.told.at, uk("2024-06-11 08:30"))
    assert changed.changes == (
        ("From", "Thu 13 Jun 2024 10:00", "Thu 13 Jun 2024 13:00"),
        ("Until", "Thu 13 Jun 2024 12:00", "open end"),
        ("Reason", "server down", "not given"),
    )


def test_a_cancelled_one_is_told_to_those_who_were_told_of_it() -> None:
    """To nobody else; and one that is back is told again."""
    (first,) = tell(planned(), now="2024-06-10 08:30")
    gone = planned(cancelled=True)
    (cancelled,) = tell(gone, told={"OUT-14": first.told})
    assert cancelled.news is News.CANCELLED
    assert cancelled.told.sequence == 1
    assert not cancelled.late
    assert tell(gone) == []
    (back,) = tell(planned(), told={"OUT-14": cancelled.told})
    assert (back.news, back.told.sequence) == (News.CHANGED, 2)


def test_one_whose_source_does_not_have_it_any_more_counts_as_cancelled() -> None:
    """It was withdrawn before it was over."""
    (first,) = tell(planned(), now="2024-06-10 08:30")
    (cancelled,) = tell(planned(withdrawn_at=uk("2024-06-11 10:00")), told={"OUT-14": first.told})
    assert cancelled.news is News.CANCELLED


def test_what_is_over_unplanned_or_already_begun_is_not_announced() -> None:
    """One that had been announced is still told of while it lasts."""
    assert tell(planned(), now="2024-06-13 12:00") == []
    assert tell(planned(kind=OutageKind.UNPLANNED)) == []
    assert tell(planned(), now="2024-06-13 11:00") == []
    (first,) = tell(planned(), now="2024-06-10 08:30")
    assert tell(planned(), now="2024-06-13 11:00", told={"OUT-14": first.told}) == [first]


def test_too_late_is_said_with_how_late() -> None:
    """Counted from the first telling, by whomever; on the day it is due it is in time."""
    (late,) = tell(planned(), now="2024-06-12 08:30")
    assert late.late == "Announced too late: 1 working day ahead, and 3 working days are agreed."
    (by_people,) = tell(planned(announced=uk("2024-06-10 16:00")), now="2024-06-12 08:30")
    assert not by_people.late
    (same_day,) = tell(planned(), now="2024-06-13 08:30")
    assert same_day.late.startswith("Announced too late: 0 working days ahead")


def test_the_roles_are_those_whom_it_reaches() -> None:
    """Who keeps the environments, who manages the phase's defects, and the parties of systems hit and connected."""
    (news,) = tell(planned())
    assert news.roles == (
        "environment manager",
        "SI defect manager",
        "participant environment manager of DIP service provider",
        "participant environment manager of Elexon",
        "participant environment manager of St Clements",
    )


def test_an_outage_without_systems_reaches_every_party_and_one_without_phase_no_manager() -> None:
    """The programme knows no manager of some phases."""
    programme = replace(PROGRAMME, defect_managers={})
    announcer = Announcer(programme, 3, Clashes(programme))
    roles = announcer.roles(planned(systems=(), party=""))
    assert roles[0] == "environment manager"
    assert len(roles) == 1 + len({each.party for each in programme.systems})


def test_a_programme_without_working_days_ahead_looks_a_year_back() -> None:
    """A calendar that is closed for long does not hold it up for ever."""
    announcer = Announcer(PROGRAMME, 400, Clashes(PROGRAMME))
    due: datetime = announcer.due(planned())
    assert uk("2024-06-13 00:00") - due >= timedelta(days=365)


def test_what_has_no_title_place_or_party_says_so() -> None:
    """In words that people understand."""
    (news,) = tell(planned(environments=(), systems=(), title="", party=""))
    assert {label: news.told.said[label] for label in ("What", "Environments", "Systems", "Party")} == {
        "What": "planned outage",
        "Environments": "all",
        "Systems": "all",
        "Party": "not given",
    }


def told_first(**changes: Any) -> dict[str, Told]:
    """Give what was told first of an outage."""
    (first,) = tell(planned(**changes), now="2024-06-10 08:30")
    return {"OUT-14": first.told}


def test_one_that_no_source_has_any_more_is_cancelled_for_those_who_were_told() -> None:
    """With the times that they have in their calendars; told again the same until it would have begun."""
    (gone,) = tell(told=told_first(work_item=14, url="https://example.com/14"))
    assert (gone.outage.work_item, gone.outage.url) == (None, "")
    assert (gone.news, gone.told.sequence, gone.outage.reference) == (News.CANCELLED, 1, "OUT-14")
    assert gone.told.why == "No source of outages has it any more."
    assert gone.roles[-1] == "participant environment manager of St Clements"
    assert tell(told={"OUT-14": gone.told}, now="2024-06-13 08:30") == [gone]
    assert tell(told={"OUT-14": gone.told}, now="2024-06-13 12:00") == []
    (open_end,) = tell(told=told_first(ends=None))
    assert tell(told={"OUT-14": open_end.told}, now="2024-06-13 10:00") == []


def test_what_could_not_be_read_cancels_nothing() -> None:
    """Neither does a reference that is only written otherwise, nor what an earlier version kept without its times."""
    told = told_first()
    (same,) = tell(told=told, are_read=False)
    assert (same.news, same.told) == (News.NEW, told["OUT-14"])
    assert not any(each.news is News.CANCELLED for each in tell(planned("out-14"), told=told))
    kept = {"OUT-14": replace(told["OUT-14"], outage=None, roles=())}
    assert tell(told=kept) == []
    assert tell(planned(kind=OutageKind.UNPLANNED), told=kept) == []
    (cancelled,) = tell(planned(cancelled=True), told=kept)
    assert cancelled.roles[0] == "environment manager"


def test_one_that_vanishes_while_it_is_under_way_gets_its_end() -> None:
    """That is told for a day, and nothing after; one that is over by then is left as it is."""
    told = told_first()
    (ended,) = tell(told=told, now="2024-06-13 11:00")
    assert (ended.news, ended.outage.ends) == (News.CHANGED, uk("2024-06-13 11:00"))
    assert ended.changes == (("Until", "Thu 13 Jun 2024 12:00", "Thu 13 Jun 2024 11:00"),)
    assert ended.told.why.startswith("No source of outages has it any more, so that it is taken to have ended")
    assert tell(told={"OUT-14": ended.told}, now="2024-06-14 10:59") == [ended]
    assert tell(told={"OUT-14": ended.told}, now="2024-06-14 11:00") == []
    assert tell(told=told, now="2024-06-13 12:00") == []


def test_one_that_becomes_unplanned_is_cancelled_before_it_begins_and_followed_after() -> None:
    """Nothing is told while its times are the same."""
    told = told_first()
    unplanned = planned(kind=OutageKind.UNPLANNED)
    (cancelled,) = tell(unplanned, told=told)
    assert (cancelled.news, cancelled.outage.starts) == (News.CANCELLED, uk("2024-06-13 10:00"))
    assert cancelled.told.why == "Its record calls it unplanned now, so that nothing is planned any more."
    assert tell(unplanned, told={"OUT-14": cancelled.told}) == [cancelled]
    (same,) = tell(unplanned, told=told, now="2024-06-13 11:00")
    assert same.told.sequence == 0
    (longer,) = tell(replace(unplanned, ends=uk("2024-06-13 15:00")), told=told, now="2024-06-13 11:00")
    assert (longer.news, longer.told.why) == (News.CHANGED, "Its record calls it unplanned now.")
    assert longer.changes == (("Until", "Thu 13 Jun 2024 12:00", "Thu 13 Jun 2024 15:00"),)
    (called_off,) = tell(replace(unplanned, cancelled=True), told=told)
    assert called_off.told.why == "Its record says that it is cancelled."


def test_one_that_is_corrected_to_an_end_in_the_past_is_cancelled_or_gets_its_end() -> None:
    """By whether it had begun for those who were told; what is over for them stays."""
    told = told_first()
    past = planned(starts=uk("2024-06-11 10:00"), ends=uk("2024-06-11 12:00"))
    (cancelled,) = tell(past, told=told)
    assert (cancelled.news, cancelled.outage.starts) == (News.CANCELLED, uk("2024-06-13 10:00"))
    assert cancelled.told.why == "By its record it was over before it was to begin."
    short = planned(ends=uk("2024-06-13 10:30"))
    (ended,) = tell(short, told=told, now="2024-06-13 11:00")
    assert (ended.news, ended.told.why) == (News.CHANGED, "By its record it is over already.")
    assert tell(short, told={"OUT-14": ended.told}, now="2024-06-13 11:30") == [ended]
    assert tell(short, told=told, now="2024-06-13 12:00") == []


def test_one_that_its_source_withdraws_while_it_is_under_way_ended_then() -> None:
    """It did take place."""
    withdrawn = planned(withdrawn_at=uk("2024-06-13 10:45"))
    (ended,) = tell(withdrawn, told=told_first(), now="2024-06-13 11:00")
    assert (ended.news, ended.outage.ends) == (News.CHANGED, uk("2024-06-13 10:45"))


def test_a_cancellation_says_why() -> None:
    """By its record, or because its source does not have it any more."""
    (by_record,) = tell(planned(cancelled=True), told=told_first())
    assert by_record.told.why == "Its record says that it is cancelled."
    gone = planned(withdrawn_at=uk("2024-06-11 10:00"), source="outages.xlsx, sheet June, row 12")
    (withdrawn,) = tell(gone, told=told_first())
    assert withdrawn.told.why == "Its source does not have it any more (outages.xlsx, sheet June, row 12)."
    (nowhere,) = tell(replace(gone, source=""), told=told_first())
    assert nowhere.told.why == "Its source does not have it any more."


def test_whoever_was_told_is_told_of_a_change_though_it_concerns_others_now() -> None:
    """It is in their calendars."""
    told = told_first()
    (moved,) = tell(planned(systems=("EES",), party="Capgemini"), told=told)
    assert set(told["OUT-14"].roles) < set(moved.roles)
    assert "participant environment manager of Capgemini" in moved.roles
