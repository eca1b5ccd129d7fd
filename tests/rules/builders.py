"""Build the smallest facts that a test of the rules needs: instants, people, defects, programmes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from rules.facts import Comment, Defect, Facts, Outage, OutageKind, Person, Relation, Revision
from rules.programme import (
    CalendarSpec,
    ClockPolicy,
    Environment,
    FieldNames,
    Goal,
    Hours,
    Programme,
    ReopenPolicy,
    System,
    Weekday,
)

UK = ZoneInfo("Europe/London")
BOT = Person("envbot", "envbot@example.com")
TESTER = Person("Tester of Supplier A", "tester@supplier-a.example.com")
RESOLVER = Person("Resolver of the DIP", "resolver@dip.example.com")
SEVERITIES = ("1 - Critical", "2 - High", "3 - Medium", "4 - Low")

_NAMES = FieldNames()
_SHORT = {
    "title": "System.Title",
    "description": "System.Description",
    "state": "System.State",
    "tags": "System.Tags",
    "assigned_to": "System.AssignedTo",
    "severity": _NAMES.severity,
    "priority": _NAMES.priority,
    "blocked": _NAMES.blocked,
    "category": _NAMES.category,
    "environment": _NAMES.environment,
    "system": _NAMES.system,
    "party": _NAMES.party,
    "raised_by_party": _NAMES.raised_by_party,
    "stage": _NAMES.stage,
    "fixed_in": _NAMES.fixed_in,
    "found_in": _NAMES.found_in,
}

Change = str | Mapping[str, Any]
Step = tuple[str | datetime, Change] | tuple[str | datetime, Change, Person]
"""When (UK local time as text, or an aware datetime), what changed (a state, or fields by short name), who."""


def uk(text: str) -> datetime:
    """Give the instant of a UK local time such as `2024-05-24 16:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UK).astimezone(UTC)


def instant(when: str | datetime) -> datetime:
    """Give the instant of a UK local time, or of an aware datetime as it is."""
    return uk(when) if isinstance(when, str) else when


def fields_of(change: Change) -> dict[str, Any]:
    """Give field values by reference name: a text is a state; short names and reference names both do."""
    if isinstance(change, str):
        return {"System.State": change}
    return {_SHORT.get(name, name): value for name, value in change.items()}


def a_defect(
    number: int = 1001,
    *,
    severity: int | None = 1,
    history: Sequence[Step] = (("2024-06-10 09:00", "New"),),
    comments: Iterable[tuple[str | datetime, Person, str]] = (),
    relations: Iterable[Relation] = (),
    **fields: Any,
) -> Defect:
    """Build a defect from its history; `fields` and `severity` hold from the first revision on.

    A value of None in a change takes the field away. Who is not said is the tester.
    """
    values: dict[str, Any] = {
        "System.Id": number,
        "System.WorkItemType": "Bug",
        "System.TeamProject": "MHHS",
        "System.Title": "Messages are refused",
        _NAMES.category: "Environment",
        _NAMES.environment: "SIT A",
        _NAMES.system: "DIP",
        _NAMES.party: "DIP service provider",
    }
    if severity is not None:
        values[_NAMES.severity] = SEVERITIES[severity - 1]
    values.update(fields_of(fields))
    revisions = []
    for order, (when, change, *who) in enumerate(history, start=1):
        values.update(fields_of(change))
        values = {name: value for name, value in values.items() if value is not None}
        revisions.append(
            Revision(order, instant(when), who[0] if who else TESTER, MappingProxyType({**values, "System.Rev": order}))
        )
    return Defect(
        number,
        "MHHS",
        tuple(revisions),
        tuple(Comment(order, instant(when), who, text) for order, (when, who, text) in enumerate(comments, start=1)),
        tuple(relations),
        f"https://dev.example.com/mhhs/_workitems/edit/{number}",
    )


def an_outage(
    reference: str = "OUT-14",
    *,
    starts: str | datetime,
    ends: str | datetime | None = None,
    kind: OutageKind = OutageKind.UNPLANNED,
    reason: str = "server down",
    environments: tuple[str, ...] = ("SIT A",),
    systems: tuple[str, ...] = ("DIP",),
    **more: Any,
) -> Outage:
    """Build an outage of the DIP in SIT A unless said otherwise."""
    over = None if ends is None else instant(ends)
    return Outage(reference, kind, reason, environments, systems, instant(starts), over, **more)


def hours(opens: str, closes: str) -> Hours:
    """Build one open interval of a day; `24:00` is midnight at its end."""
    return Hours(time.fromisoformat(opens), None if closes == "24:00" else time.fromisoformat(closes))


def weekdays(*intervals: tuple[str, str]) -> dict[Weekday, tuple[Hours, ...]]:
    """Give the same open hours to Monday until Friday."""
    each = tuple(hours(opens, closes) for opens, closes in intervals)
    return dict.fromkeys((Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI), each)


WORKING_HOURS = CalendarSpec("Europe/London", weekdays(("09:00", "17:00")), holidays="GB-ENG")
AROUND_THE_CLOCK = CalendarSpec(
    "UTC", dict.fromkeys(Weekday, (hours("00:00", "24:00"),)), working_day=timedelta(hours=24)
)


def goals(*targets: str, calendar: str = "working hours") -> tuple[Goal, ...]:
    """Give one goal per severity, most severe first."""
    return tuple(
        Goal(target, calendar, f"[{_NAMES.severity}] = '{severity}'")
        for severity, target in zip(SEVERITIES, targets, strict=True)
    )


RESPOND = ClockPolicy(
    "respond",
    start="[System.State] = 'New'",
    stop="[System.State] <> 'New'",
    goals=goals("2 working hours", "4 working hours", "1 working day", "2 working days"),
    reopen=ReopenPolicy.IGNORE,
)
RESOLVE = ClockPolicy(
    "resolve",
    start="[System.State] IN ('New', 'Open', 'In Progress', 'Reopened')",
    stop="[System.State] IN ('Fixed', 'Ready for Retest', 'Closed', 'Rejected', 'Duplicate', 'Deferred')",
    pause="[System.State] = 'Awaiting Information'",
    goals=goals("1 working day", "3 working days", "10 working days", "20 working days"),
)
UPDATE = ClockPolicy(
    "update",
    start="[System.State] IN ('New', 'Open', 'In Progress', 'Reopened')",
    stop="[System.State] IN ('Fixed', 'Ready for Retest', 'Closed', 'Rejected', 'Duplicate', 'Deferred')",
    pause="[System.State] = 'Awaiting Information'",
    goals=goals("2 working hours", "1 working day", "3 working days", "5 working days"),
    repeats_on_activity=True,
)


def a_programme(**changes: Any) -> Programme:
    """Build a programme like MHHS, but small: three environments, five systems, three clocks; `changes` replace."""
    attributes: dict[str, Any] = {
        "name": "mhhs",
        "title": "A programme",
        "zone": "Europe/London",
        "environments": (
            Environment("SIT A", "SIT", ("CIT", "Functional"), aliases=("SITA", "SIT-A"), flags=("TR03",)),
            Environment("SIT B", "SIT", ("Settlement",), aliases=("SITB", "SIT-B"), flags=("TR04",)),
            Environment("UIT", "UIT", ("E2E Sandbox",), aliases=("UIT environment",)),
        ),
        "systems": (
            System("DIP", "DIP service provider", ("SIT A", "SIT B", "UIT"), "working hours", patterns=(r"IF-\d{3}",)),
            System("DAH", "Elexon", ("SIT A", "SIT B", "UIT"), "around the clock", connected_to=("DIP",)),
            System("MPRS", "St Clements", ("SIT A", "SIT B", "UIT"), "working hours", connected_to=("DIP",)),
            System("CSS", "DCC", ("SIT A",), "working hours"),
            System("DTN", "ElectraLink", ("SIT A", "SIT B"), "around the clock", patterns=(r"D0\d{3}",)),
        ),
        "calendars": {"working hours": WORKING_HOURS, "around the clock": AROUND_THE_CLOCK},
        "clocks": (RESPOND, RESOLVE, UPDATE),
        "parties": ("DIP service provider", "Elexon", "St Clements", "DCC", "ElectraLink", "Supplier A", "LDSO B"),
        "category_words": ("environment", "outage", "unavailable", "certificate", "connection refused"),
    }
    return Programme(**(attributes | changes))


def facts_of(*defects: Defect, now: str | datetime = "2024-06-12 08:30", **more: Any) -> Facts:
    """Build facts as of `now` from some defects; the programme is `a_programme()` unless given."""
    programme = more.pop("programme", None) or a_programme()
    return Facts(instant(now), programme, BOT, MappingProxyType({defect.id: defect for defect in defects}), **more)
