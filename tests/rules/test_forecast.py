"""Open clocks stand in the order of time; the forecast names what breaches before an instant, and whose turn it is."""

from __future__ import annotations

from datetime import timedelta

from rules.facts import Defect
from rules.forecast import Forecast, OpenClock, forecast, open_clocks
from rules.sla import Clock, SlaJudge, clocks
from tests.rules.builders import BOT, RESOLVE, a_defect, a_programme, uk

JUDGE = SlaJudge.of(a_programme(clocks=(RESOLVE,)), BOT)
RESOLVER_A = {"displayName": "Resolver A", "uniqueName": "a@example.com"}
DEFECTS = [
    a_defect(1, history=[("2024-06-12 10:00", "Open")], party="Supplier A", assigned_to=RESOLVER_A, title="Late"),
    a_defect(2, history=[("2024-06-12 09:30", "Open")], party="LDSO B"),
    a_defect(3, history=[("2024-06-12 09:45", "Open")], party="Supplier A"),
    a_defect(4, severity=4, history=[("2024-06-12 09:00", "Open")]),
    a_defect(5, history=[("2024-06-10 09:00", "Open")]),
    a_defect(6, history=[("2024-06-12 09:00", "Open"), ("2024-06-12 10:00", "Awaiting Information")]),
    a_defect(7, history=[("2024-06-12 09:00", "Open"), ("2024-06-12 10:00", "Fixed")]),
]
NOW = uk("2024-06-12 12:00")


def every_open_clock() -> tuple[OpenClock, ...]:
    """Give the open clocks of all defects."""

    def clocks_of(defect: Defect) -> tuple[Clock, ...]:
        return clocks(defect, JUDGE, NOW)

    return open_clocks(DEFECTS, clocks_of, lambda defect: defect.text("Custom.Party"))


def ahead(before: str) -> Forecast:
    """Look ahead over all defects."""
    return forecast(every_open_clock(), NOW, uk(before))


def test_open_clocks_stand_in_the_order_of_breach_and_due() -> None:
    """Breached first, because that was earlier; what is paused has no time and comes last."""
    assert [(each.defect, each.turns_at) for each in every_open_clock()] == [
        (5, uk("2024-06-11 09:00")),
        (2, uk("2024-06-13 09:30")),
        (3, uk("2024-06-13 09:45")),
        (1, uk("2024-06-13 10:00")),
        (4, uk("2024-07-09 17:00")),
        (6, None),
    ]


def test_what_breaches_before_the_next_panel_comes_in_order() -> None:
    """Running within the target and due before the panel: not what is long due, paused, stopped or far off."""
    coming = ahead("2024-06-13 10:00")
    assert [(breach.defect, breach.turns_at) for breach in coming.breaches] == [
        (2, uk("2024-06-13 09:30")),
        (3, uk("2024-06-13 09:45")),
    ]
    assert [breach.defect for breach in ahead("2024-06-13 10:01").breaches] == [2, 3, 1]


def test_coming_breaches_are_grouped_by_party_and_owner() -> None:
    """Each party and person sees its own."""
    coming = ahead("2024-06-13 12:00")
    assert {party: [each.defect for each in its] for party, its in coming.by_party.items()} == {
        "LDSO B": [2],
        "Supplier A": [3, 1],
    }
    assert {owner: [each.title for each in its] for owner, its in coming.by_owner.items()} == {
        "": ["Messages are refused", "Messages are refused"],
        "Resolver A": ["Late"],
    }


def test_working_hours_ahead() -> None:
    """Six working hours from noon are tomorrow at ten."""
    before = JUDGE.calendars["working hours"].add(NOW, timedelta(hours=6))
    assert before == uk("2024-06-13 10:00")
