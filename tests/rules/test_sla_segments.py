"""A clock's segments say what every moment of its wall time was, and whose turn it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from rules.programme import GoalChange, OutageEffect
from rules.sla import Clock, Segment, SegmentKind, SlaJudge, clocks
from tests.rules.builders import BOT, RESOLVE, a_defect, a_programme, an_outage, uk

HOUR = timedelta(hours=1)
NO_TIME = timedelta(0)
CLOSED = "The calendar 'working hours' is closed"


def the_clock(
    history: list[Any], now: str, *, outages: tuple[Any, ...] = (), pauses_for_outages: bool = False, **policy: Any
) -> Clock:
    """Measure the resolve clock of a defect; `policy` replaces parts of its policy."""
    effect = OutageEffect.PAUSE if pauses_for_outages else OutageEffect.ATTRIBUTE
    judge = SlaJudge.of(a_programme(clocks=(replace(RESOLVE, outages=effect, **policy),)), BOT)
    (clock,) = clocks(a_defect(history=history, party="Supplier A"), judge, uk(now), outages)
    return clock


def shown(segments: tuple[Segment, ...]) -> list[tuple[str, SegmentKind, timedelta, str]]:
    """Give of each segment when it starts, its kind, its working time and the party."""
    return [(f"{each.starts:%d %H:%M}", each.kind, each.working, each.party) for each in segments]


def test_time_splits_by_party_pause_and_closed_hours() -> None:
    """Two parties in turn, a night, and a question over the next morning."""
    clock = the_clock(
        [
            ("2024-06-12 15:00", "Open"),
            ("2024-06-12 16:00", {"party": "LDSO B"}),
            ("2024-06-12 16:30", {"title": "Messages are lost"}),
            ("2024-06-13 10:00", "Awaiting Information"),
            ("2024-06-13 12:00", "Open"),
            ("2024-06-13 13:00", "Fixed"),
        ],
        "2024-06-20 09:00",
    )
    assert shown(clock.segments) == [
        ("12 14:00", SegmentKind.RUNNING, HOUR, "Supplier A"),
        ("12 15:00", SegmentKind.RUNNING, HOUR, "LDSO B"),
        ("12 16:00", SegmentKind.CLOSED, NO_TIME, "LDSO B"),
        ("13 08:00", SegmentKind.RUNNING, HOUR, "LDSO B"),
        ("13 09:00", SegmentKind.PAUSED, NO_TIME, "LDSO B"),
        ("13 11:00", SegmentKind.RUNNING, HOUR, "LDSO B"),
    ]
    assert [segment.why for segment in clock.segments][2:5] == [
        CLOSED,
        "",
        "In state 'Awaiting Information' the pause condition holds: [System.State] = 'Awaiting Information'",
    ]
    assert clock.party == "LDSO B"
    assert sum((segment.wall for segment in clock.segments), NO_TIME) == uk("2024-06-13 13:00") - clock.started


def test_the_evening_is_closed_until_now() -> None:
    """Asked at eight in the evening, the last three hours were closed."""
    clock = the_clock([("2024-06-12 16:00", "Open")], "2024-06-12 20:00")
    assert shown(clock.segments)[1:] == [("12 16:00", SegmentKind.CLOSED, NO_TIME, "Supplier A")]
    assert clock.segments[1].wall == 3 * HOUR


def test_a_party_in_an_identity_field_is_shown_by_name() -> None:
    """Where a programme keeps the party as an account, its name is shown; without a party nothing is."""
    account = {"displayName": "Supplier A", "uniqueName": "desk@supplier-a.example.com"}
    clock = the_clock(
        [("2024-06-12 15:00", {"state": "Open", "party": account}), ("2024-06-12 16:00", {"party": None})],
        "2024-06-12 16:30",
    )
    assert [segment.party for segment in clock.segments] == ["Supplier A", ""]


def test_the_time_before_a_re_open_is_stopped() -> None:
    """What lay between the fix and its failed retest is neither running nor paused."""
    history = [("2024-06-12 15:00", "Open"), ("2024-06-12 16:00", "Fixed"), ("2024-06-14 10:00", "Reopened")]
    clock = the_clock(history, "2024-06-14 10:30")
    assert shown(clock.segments) == [
        ("12 14:00", SegmentKind.RUNNING, HOUR, "Supplier A"),
        ("12 15:00", SegmentKind.STOPPED, NO_TIME, ""),
        ("14 09:00", SegmentKind.RUNNING, HOUR / 2, "Supplier A"),
    ]


OUTAGES = (
    an_outage("OUT-14", starts="2024-06-12 15:30", ends="2024-06-13 09:30", reason="server down"),
    an_outage("OUT-15", starts="2024-06-12 16:00", ends="2024-06-13 10:00", reason="patching"),
    an_outage("OUT-16", starts="2024-06-12 15:10", ends="2024-06-12 15:20", cancelled=True),
    an_outage("OUT-17", starts="2024-06-13 10:30", reason="network"),
)


def test_outages_are_named_in_working_time() -> None:
    """Of two at a time the first is named; nights stay closed hours; one without an end lasts until now."""
    clock = the_clock([("2024-06-12 15:00", "Open")], "2024-06-13 11:00", outages=OUTAGES)
    assert shown(clock.segments) == [
        ("12 14:00", SegmentKind.RUNNING, HOUR / 2, "Supplier A"),
        ("12 14:30", SegmentKind.OUTAGE, 1.5 * HOUR, "Supplier A"),
        ("12 16:00", SegmentKind.CLOSED, NO_TIME, "Supplier A"),
        ("13 08:00", SegmentKind.OUTAGE, HOUR / 2, "Supplier A"),
        ("13 08:30", SegmentKind.OUTAGE, HOUR / 2, "Supplier A"),
        ("13 09:00", SegmentKind.RUNNING, HOUR / 2, "Supplier A"),
        ("13 09:30", SegmentKind.OUTAGE, HOUR / 2, "Supplier A"),
    ]
    assert [segment.why for segment in clock.segments if segment.kind is SegmentKind.OUTAGE] == [
        "Outage OUT-14: server down",
        "Outage OUT-14: server down",
        "Outage OUT-15: patching",
        "Outage OUT-17: network",
    ]
    assert clock.elapsed == sum((segment.working for segment in clock.segments), NO_TIME) == 4 * HOUR


def test_outages_that_pause_are_pauses() -> None:
    """Under a policy that pauses for outages their time does not count, by day or night."""
    clock = the_clock([("2024-06-12 15:00", "Open")], "2024-06-13 11:00", outages=OUTAGES, pauses_for_outages=True)
    assert shown(clock.segments) == [
        ("12 14:00", SegmentKind.RUNNING, HOUR / 2, "Supplier A"),
        ("12 14:30", SegmentKind.PAUSED, NO_TIME, "Supplier A"),
        ("13 08:30", SegmentKind.PAUSED, NO_TIME, "Supplier A"),
        ("13 09:00", SegmentKind.RUNNING, HOUR / 2, "Supplier A"),
        ("13 09:30", SegmentKind.PAUSED, NO_TIME, "Supplier A"),
    ]
    assert clock.elapsed == HOUR


def test_goals_that_count_from_their_change_split_nothing_twice() -> None:
    """The segments of both goals together are the wall time."""
    history = [("2024-06-12 15:00", "Open"), ("2024-06-12 16:00", {"severity": "2 - High"})]
    clock = the_clock(history, "2024-06-12 16:30", goal_change=GoalChange.FROM_CHANGE)
    assert [(f"{each.starts:%H:%M}", f"{each.ends:%H:%M}") for each in clock.segments] == [
        ("14:00", "15:00"),
        ("15:00", "15:30"),
    ]


def test_a_clock_at_its_first_instant_has_no_segments() -> None:
    """Nothing has passed yet."""
    assert the_clock([("2024-06-12 15:00", "Open")], "2024-06-12 15:00").segments == ()
    assert the_clock([("2024-06-12 15:00", "Open"), ("2024-06-12 15:00", "Fixed")], "2024-06-13 09:00").segments == ()


def test_a_pause_of_no_length_is_no_segment() -> None:
    """Asked and answered in the same instant."""
    moment = "2024-06-12 15:30"
    history = [("2024-06-12 15:00", "Open"), (moment, "Awaiting Information"), (moment, "Open")]
    assert [segment.kind for segment in the_clock(history, "2024-06-12 16:00").segments] == [SegmentKind.RUNNING]
