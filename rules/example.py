"""A small programme and a way to ask one rule about a defect or two: what the rules' documented examples run on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from textwrap import wrap
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from rules.decisions import Mode
from rules.engine import decide
from rules.escalation.policy import Ladder, LadderStep
from rules.facts import Defect, Facts, FixClaim, Outage, OutageKind, Person, ReleaseNote, Revision
from rules.programme import (
    CalendarSpec,
    ClockPolicy,
    Environment,
    FieldNames,
    Goal,
    Hours,
    Programme,
    System,
    Weekday,
)
from rules.registry import RuleSettings, registry
from rules.wording import in_words

ZONE = "Europe/London"
NAMES = FieldNames()
_WIDTH = 100
_ALL_DAY = (Hours(time(9), time(17)),)
_WORKING = CalendarSpec(ZONE, dict.fromkeys(list(Weekday)[:5], _ALL_DAY), holidays="GB-ENG")
_CENTRAL = ("SIT A", "SIT B", "UIT")
_DONE = "[System.State] IN ('Fixed', 'Ready for Retest', 'Closed')"


def _goals(critical: str, others: str) -> tuple[Goal, ...]:
    is_critical, is_given = f"[{NAMES.severity}] = '1 - Critical'", f"[{NAMES.severity}] <> ''"
    return Goal(critical, "working hours", is_critical), Goal(others, "working hours", is_given)


PROGRAMME = Programme(
    name="example",
    title="An example",
    zone=ZONE,
    environments=(
        Environment("SIT A", "SIT", ("Functional",), flags=("TR03",)),
        Environment("SIT B", "SIT", ("Settlement",), flags=("TR04",)),
        Environment("UIT", "UIT", ("E2E Sandbox",)),
    ),
    systems=(
        System("DIP", "DIP service provider", _CENTRAL, "working hours", patterns=(r"IF-\d{3}",)),
        System("MPRS", "St Clements", _CENTRAL, "working hours", patterns=(r"DB\d\d",), connected_to=("DIP",)),
        System("CSS", "DCC", ("SIT A",), "working hours"),
        System("DTN", "ElectraLink", ("SIT A", "SIT B"), "working hours", patterns=(r"D0\d{3}",)),
    ),
    calendars={"working hours": _WORKING},
    clocks=(
        ClockPolicy("resolve", "[System.State] <> ''", _DONE, _goals("1 working day", "3 working days")),
        ClockPolicy(
            "update",
            "[System.State] <> ''",
            _DONE,
            _goals("4 working hours", "1 working day"),
            repeats_on_activity=True,
        ),
    ),
    category_words=("environment", "certificate", "unavailable"),
    ladders=(
        Ladder(
            "critical",
            "A critical defect that nobody has answered",
            f"[{NAMES.severity}] = '1 - Critical'",
            "working hours",
            (LadderStep(("SI defect manager",)), LadderStep(("SITAG",), "4 working hours")),
        ),
    ),
)


def a_defect(number: int = 1, *, raised: str = "2024-06-12 08:00", **fields: str) -> Defect:
    """Build an environment defect of the DIP in SIT A that a tester raised; an empty value takes a field away.

    Args:
        number: its id.
        raised: local time.
        fields: values by the names of `FieldNames`, or `title`, `state`, `tags`, `description`.
    """
    values = {
        "title": "Messages are refused",
        "state": "New",
        "severity": "3 - Medium",
        "category": "Environment",
        "environment": "SIT A",
        "system": "DIP",
        "party": "DIP service provider",
    } | fields
    named = {getattr(NAMES, name, f"System.{name.title()}"): value for name, value in values.items() if value}
    return Defect(number, "Example", (Revision(1, local(raised), Person("Tester"), MappingProxyType(named)),))


def an_outage(starts: str = "2024-06-12 07:00") -> Outage:
    """Build an unplanned outage of the DIP in SIT A with a record, and no end yet."""
    return Outage(
        "OUT-4711", OutageKind.UNPLANNED, "server down", ("SIT A",), ("DIP",), local(starts), None, work_item=4711
    )


def a_release(fixes: int, delivered: str = "2024-06-11 18:00") -> ReleaseNote:
    """Build a release note of the DIP, on SIT A, that names one defect as fixed."""
    claim = FixClaim(fixes, f"#{fixes}", "Releases/DIP 4.2.1")
    return ReleaseNote("4.2.1", ("DIP",), ("SIT A",), local(delivered), (claim,))


def local(text: str) -> datetime:
    """Give the instant of a local time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def ask(rule: str, *defects: Defect, now: str = "2024-06-12 08:30", **known: Any) -> str:
    """Ask one rule with its default settings, and write down what it decides and why."""
    facts = Facts(
        local(now), PROGRAMME, Person("envbot"), MappingProxyType({each.id: each for each in defects}), **known
    )
    only_this: Mapping[str, RuleSettings] = {
        identity: each.settings() if identity == rule else each.settings(mode=Mode.OFF)
        for identity, each in registry().items()
    }
    lines = []
    for decision in decide(facts, only_this).decisions:
        about = "" if decision.defect is None else f"#{decision.defect}: "
        lines.extend(wrap(f"{about}{in_words(decision.action)}", _WIDTH, subsequent_indent="  "))
        for sentence in decision.because:
            lines.extend(wrap(sentence, _WIDTH, initial_indent="    ", subsequent_indent="      "))
    return "\n".join(lines) or "nothing"
