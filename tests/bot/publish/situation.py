"""A small day in which everything happens that documents tell about, and a day in which nothing does."""

from __future__ import annotations

from typing import Any

from bot.plan import Caps, Escalation, Plan, make_plan
from bot.publish.briefing import Briefing
from bot.publish.links import Links
from bot.sources.problems import SourceProblem
from rules.decisions import (
    AddComment,
    Decision,
    Escalate,
    LinkWorkItem,
    Mode,
    ProposeOutage,
    PutOnAgenda,
    Section,
    SetField,
)
from rules.engine import Outcome
from rules.facts import ActionPoint, Defect, Facts, OutageKind
from rules.view import View
from tests.rules.builders import TESTER, a_defect, an_outage, facts_of, uk

LINKS = Links("https://dev.azure.com/mhhs", "MHHS", "MHHS.wiki")
BLOCKER, LATE, WAITING, FIXED, BARE, NEW = 1001, 1002, 1003, 1004, 1005, 1006


def defects() -> tuple[Defect, ...]:
    """Give a blocker nobody answered, one that is late, one that waits, one fixed, one without facts, a new one."""
    return (
        a_defect(
            BLOCKER,
            title="DIP accepts no messages",
            blocked="Yes",
            history=[("2024-06-11 13:20", "New")],
        ),
        a_defect(
            LATE,
            severity=2,
            title="MPRS batch overruns",
            environment="SIT B",
            system="MPRS",
            party="St Clements",
            history=[("2024-06-03 10:00", "New"), ("2024-06-03 11:00", "In Progress")],
        ),
        a_defect(
            WAITING,
            severity=3,
            title="Portal times out",
            raised_by_party="Supplier A",
            history=[("2024-06-05 10:00", "New"), ("2024-06-05 11:00", "Awaiting Information")],
        ),
        a_defect(
            FIXED,
            severity=3,
            title="Wrong header in IF-021",
            raised_by_party="LDSO B",
            history=[("2024-06-06 10:00", "New"), ("2024-06-11 16:00", "Ready for Retest")],
            comments=[("2024-06-11 16:30", TESTER, "/envbot reject 4 The LDSO mends it.")],
        ),
        a_defect(
            BARE,
            severity=None,
            title="Something is slow",
            environment=None,
            system=None,
            party=None,
            history=[("2024-06-11 15:00", "New")],
        ),
        a_defect(
            NEW, severity=4, title="Logo is old", environment="UIT", system="DAH", history=[("2024-06-12 08:00", "New")]
        ),
    )


def decisions() -> tuple[Decision, ...]:
    """Give what rules decided about them."""
    return (
        Decision(
            "blocker-escalated",
            BLOCKER,
            PutOnAgenda(Section.BLOCKED, "A blocker that nobody answered."),
            ("It has blocked SIT A since Tue 11 Jun 2024 13:20.", "Nobody has answered."),
            mode=Mode.APPLY,
        ),
        Decision(
            "blocker-escalated",
            BLOCKER,
            Escalate("SI defect manager", "A blocker of SIT A is not answered."),
            ("It has blocked SIT A since Tue 11 Jun 2024 13:20.",),
            mode=Mode.APPLY,
        ),
        Decision(
            "outage-suspected",
            None,
            Escalate("MHHS environment manager", "SIT A may be down."),
            ("Three defects in two hours.",),
            mode=Mode.APPLY,
        ),
        Decision(
            "outage-suspected",
            None,
            ProposeOutage("SIT A", ("DIP",), uk("2024-06-11 13:20"), (BLOCKER, BARE)),
            ("Two defects within two hours, and no outage on record.",),
        ),
        Decision("environment-inferred", BARE, SetField("Custom.Environment", "SIT A"), ("The text names TR03.",)),
        Decision("system-inferred", BARE, SetField("Custom.System", "DIP"), ("The text names IF-021.",)),
        Decision("outage-linked", LATE, LinkWorkItem(14, "down then"), ("It was raised while OUT-14 was under way.",)),
        Decision("note", None, PutOnAgenda(Section.SUGGESTIONS, "Agree who books SIT B."), ("Two teams asked.",)),
        Decision("note", None, PutOnAgenda(Section.BLOCKED, "No tester is on duty."), ("The rota is empty.",)),
        Decision("told", LATE, AddComment("Please update."), ("It is late.",), mode=Mode.APPLY),
        Decision("gone", 9999, PutOnAgenda(Section.SUGGESTIONS, "Not in the facts."), ("It was deleted.",)),
    )


def facts(now: str = "2024-06-12 08:30", **more: Any) -> Facts:
    """Give the day's facts."""
    given: dict[str, Any] = {
        "outages": (
            an_outage("OUT-14", starts="2024-06-12 07:40", title="DIP does not answer", work_item=14, party="LDSO B"),
            an_outage(
                "OUT-15",
                starts="2024-06-12 18:00",
                ends="2024-06-13 06:00",
                kind=OutageKind.PLANNED,
                reason="data refresh",
                environments=("SIT B",),
                systems=("MPRS", "DAH"),
                title="Refresh",
                url="https://example.com/outages#15",
                source="outages.xlsx, row 15",
            ),
            an_outage(
                "OUT-16", starts="2024-06-11 22:00", ends="2024-06-12 01:00", reason="", systems=(), title="Network"
            ),
            an_outage(
                "OUT-17", starts="2024-06-15 08:00", ends="2024-06-16 18:00", kind=OutageKind.PLANNED, systems=("CSS",)
            ),
            an_outage("OUT-18", starts="2024-06-12 09:00", ends="2024-06-12 10:00", cancelled=True),
        ),
        "action_points": (
            ActionPoint("Send the harness log", "Supplier A", uk("2024-06-11 00:00"), LATE),
            ActionPoint("Book a room", "", uk("2024-06-10 00:00")),
        ),
    }
    return facts_of(*defects(), now=now, **(given | more))


def plan_of(outcome: Outcome, over_caps: str = "") -> Plan:
    """Give the plan that follows."""
    return make_plan(
        outcome.decisions,
        outcome.view.facts.defects,
        as_of=outcome.view.now,
        caps=Caps(count=0) if over_caps else Caps(),
        is_done=lambda _: False,
    )


def a_briefing(
    known: Facts | None = None,
    decided: tuple[Decision, ...] | None = None,
    *,
    over_caps: str = "",
    problems: tuple[SourceProblem, ...] = (),
) -> Briefing:
    """Give the briefing of the day, or of other facts and decisions."""
    outcome = Outcome(decisions() if decided is None else decided, View(known or facts()), {})
    return Briefing.of(outcome, plan_of(outcome, over_caps), LINKS, problems)


def a_quiet_briefing() -> Briefing:
    """Give the briefing of a day on which nothing is known."""
    return a_briefing(facts_of(), ())


def an_escalation(defect: int | None, text: str = "Please look.") -> Escalation:
    """Give one escalation."""
    return Escalation(f"rule/{defect}", "rule", defect, "SI defect manager", text, ("It is urgent.",))
