"""The three SLA clocks of the programme, worked out slowly from a sandbox file, without a line of envbot.

Everything is said again here from the words of the programme file: which states start, stop and pause a clock, the
targets, the hours, the bank holidays. Time is walked opening by opening, day by day, in local time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
BANK_HOLIDAYS = {
    *(
        date(2016, month, day)
        for month, day in ((1, 1), (3, 25), (3, 28), (5, 2), (5, 30), (8, 29), (12, 26), (12, 27))
    ),
    *(
        date(2017, month, day)
        for month, day in ((1, 2), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26))
    ),
}
"""England and Wales, as gov.uk lists them."""
HOUR, DAY = timedelta(hours=1), timedelta(hours=8)
TARGETS = {
    "respond": {"1 - Critical": 2 * HOUR, "2 - High": 4 * HOUR, "3 - Medium": DAY, "4 - Low": 2 * DAY},
    "resolve": {"1 - Critical": DAY, "2 - High": 3 * DAY, "3 - Medium": 10 * DAY, "4 - Low": 20 * DAY},
    "update": {"1 - Critical": 2 * HOUR, "2 - High": DAY, "3 - Medium": 3 * DAY, "4 - Low": 5 * DAY},
}
WORK = {"Open", "In Progress", "Reopened"}
DONE = {"Fixed", "Ready for Retest", "Closed", "Rejected", "Duplicate", "Deferred"}
WAITS = "Awaiting Information"


@dataclass(frozen=True)
class Step:
    """How a defect stood from an instant on, and whether somebody did something then."""

    at: datetime
    state: str
    severity: str
    is_activity: bool


@dataclass
class Run:
    """One cycle of a clock: the stretches in which it ran, and how it ended.

    Attributes:
        severity: the one that counts for the target.
        is_paused: whether it stood still last.
    """

    started: datetime
    stretches: list[tuple[datetime, datetime]] = field(default_factory=list)
    stopped: datetime | None = None
    severity: str = ""
    is_paused: bool = False


@dataclass(frozen=True)
class SlowClock:
    """What a clock must say."""

    name: str
    cycle: int
    started: datetime
    stopped: datetime | None
    state: str
    target: timedelta
    elapsed: timedelta
    due: datetime | None
    breached_at: datetime | None
    verdict: str | None


def slow_clocks(revisions: Sequence[Mapping[str, Any]], now: datetime) -> list[SlowClock]:
    """Work out every clock of a defect of a sandbox file as of an instant."""
    steps = list(_steps(revisions, now))
    if not steps:
        return []
    runs = {"respond": _respond(steps, now), "resolve": _resolve(steps, now), "update": _update(steps, now)}
    return [
        _measured(name, cycle, run, now) for name, found in runs.items() for cycle, run in enumerate(found, start=1)
    ]


def _steps(revisions: Sequence[Mapping[str, Any]], now: datetime) -> Iterator[Step]:
    """Go through the revisions in the order of their numbers; a time that runs backwards stands still."""
    reached = datetime.min.replace(tzinfo=UTC)
    before: Mapping[str, Any] | None = None
    for revision in sorted(revisions, key=lambda each: each["rev"]):
        at, fields = datetime.fromisoformat(revision["changedDate"]).astimezone(UTC), revision["fields"]
        if at > now:
            continue
        reached = max(reached, at)
        yield Step(reached, fields["System.State"], fields["Microsoft.VSTS.Common.Severity"], fields != before)
        before = fields


def _respond(steps: list[Step], now: datetime) -> list[Run]:
    """From New until anything else, once."""
    begun = next((place for place, step in enumerate(steps) if step.state == "New"), None)
    if begun is None:
        return []
    run = Run(steps[begun].at)
    ended = next((step for step in steps[begun:] if step.state != "New"), None)
    run.stopped = ended.at if ended else None
    run.severity = ended.severity if ended else steps[-1].severity
    run.stretches = [(run.started, run.stopped or now)]
    return [run]


def _resolve(steps: list[Step], now: datetime) -> list[Run]:
    """From New or at work until done; waits while it awaits information; goes on when it is opened again."""
    run: Run | None = None
    for step, ends in zip(steps, [*(each.at for each in steps[1:]), now], strict=True):
        if step.state in DONE:
            if run is not None and run.stopped is None:
                run.stopped, run.severity = step.at, step.severity
            continue
        is_at_work = step.state == "New" or step.state in WORK
        if run is None and is_at_work:
            run = Run(step.at)
        if run is None or (run.stopped is not None and not is_at_work):
            continue
        run.stopped, run.severity, run.is_paused = None, step.severity, step.state == WAITS
        if not run.is_paused:
            run.stretches.append((step.at, ends))
    return [run] if run else []


def _update(steps: list[Step], now: datetime) -> list[Run]:
    """Like resolving, from when work began; everything that somebody does begins another cycle."""
    runs: list[Run] = []
    for step, ends in zip(steps, [*(each.at for each in steps[1:]), now], strict=True):
        run = runs[-1] if runs and runs[-1].stopped is None else None
        if step.state in DONE:
            if run is not None:
                run.stopped, run.severity = step.at, step.severity
            continue
        if run is None and step.state not in WORK:
            continue
        if run is None:
            run = Run(step.at)
            runs.append(run)
        elif step.is_activity and step.at > run.started:
            run.stopped = step.at
            run = Run(step.at)
            runs.append(run)
        run.severity, run.is_paused = step.severity, step.state == WAITS
        if not run.is_paused:
            run.stretches.append((step.at, ends))
    return runs


def _measured(name: str, cycle: int, run: Run, now: datetime) -> SlowClock:
    """Walk the openings within the stretches in which a clock ran, and note when the target was used up."""
    target, worked = TARGETS[name][run.severity], timedelta(0)
    due = breached_at = None
    for opens, closes in (opening for stretch in run.stretches for opening in _openings(*stretch)):
        left = target - worked
        if due is None and closes - opens >= left:
            due = opens + left
        if breached_at is None and closes - opens > left:
            breached_at = opens + left
        worked += closes - opens
    if due is None and not run.is_paused:
        due = _runs_out(run.stopped or now, target - worked)
    verdict = None if run.stopped is None else "breached" if worked > target else "met"
    state = "stopped" if run.stopped else "paused" if run.is_paused else "running"
    return SlowClock(name, cycle, run.started, run.stopped, state, target, worked, due, breached_at, verdict)


def _runs_out(since: datetime, left: timedelta) -> datetime:
    """Give when so much time has passed in openings from an instant on."""
    for opens, closes in _openings(since, since + timedelta(days=120)):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise AssertionError("no target is longer than 20 working days")


def _openings(starts: datetime, ends: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Give what of each day's hours lies between two instants."""
    day = starts.astimezone(LONDON).date()
    while day <= ends.astimezone(LONDON).date():
        hours = _hours_of(day)
        if hours is not None:
            opens, closes = max(hours[0], starts), min(hours[1], ends)
            if opens < closes:
                yield opens, closes
        day += timedelta(days=1)


@cache
def _hours_of(day: date) -> tuple[datetime, datetime] | None:
    """Give the working hours of a day: Monday to Friday, 09:00 to 17:00 in London, but on bank holidays."""
    if day.weekday() > 4 or day in BANK_HOLIDAYS:
        return None
    opens, closes = (datetime.combine(day, time(hour), LONDON).astimezone(UTC) for hour in (9, 17))
    return opens, closes
