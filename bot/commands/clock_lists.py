"""Show many clocks: every open one, and those that breach before an instant, per party and per owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rules.forecast import Forecast, OpenClock, open_clocks
from rules.targets import TargetError, parse_target
from rules.view import View
from rules.wording import counted, worked


def every_open_clock(view: View) -> tuple[OpenClock, ...]:
    """Give the open clocks of every environment defect, in the order in which they breached or are due."""
    return open_clocks(view.environment_defects, view.clocks, view.waits_on)


def ahead(view: View, within: str) -> datetime:
    """Give the instant that is so much working time ahead: `8 working hours`, `by 17:00 next working day`.

    Raises:
        TargetError: for an amount that cannot be read.
    """
    calendar = view.working_calendar
    target = parse_target(within, view.programme.calendars[calendar.name])
    amount = target.measured_from(view.now, calendar)
    if not calendar.reaches(amount):
        raise TargetError(f"The calendar '{calendar.name}' never has {within} ahead.")
    return calendar.add(view.now, amount)


def open_clocks_document(view: View, clocks: Iterable[OpenClock]) -> dict[str, Any]:
    """Give every open clock for programs."""
    return {"as_of": view.now.isoformat(), "clocks": [_row(view, each) for each in clocks]}


def forecast_document(view: View, coming: Forecast) -> dict[str, Any]:
    """Give a forecast for programs."""
    return {
        "as_of": coming.now.isoformat(),
        "before": coming.before.isoformat(),
        "breaches": [_row(view, each) for each in coming.breaches],
        "by_party": _by_name(coming.by_party),
        "by_owner": _by_name(coming.by_owner),
    }


def show_open_clocks(console: Console, view: View, clocks: tuple[OpenClock, ...]) -> None:
    """Show every open clock as a table."""
    breached = sum(each.clock.is_breached for each in clocks)
    console.print(
        f"{counted(len(clocks), 'open clock')} on environment defects as of {view.when(view.now)}, "
        f"{breached} of them breached.",
        markup=False,
    )
    if clocks:
        console.print(_table(view, clocks))


def show_forecast(console: Console, view: View, coming: Forecast) -> None:
    """Show what breaches, per party, and how much of it each owner has."""
    breaches = coming.breaches
    verb = "breaches" if len(breaches) == 1 else "breach"
    console.print(
        f"{counted(len(breaches), 'clock')} {verb} before {view.when(coming.before)}, if nothing happens "
        f"(as of {view.when(coming.now)}).",
        markup=False,
    )
    for party, own in coming.by_party.items():
        console.print(f"\n[bold]{escape(party or 'Nobody named')}[/] ({len(own)})")
        console.print(_table(view, own))
    if breaches:
        console.print("\n[bold]By owner[/]")
        for owner, own in coming.by_owner.items():
            numbers = ", ".join(dict.fromkeys(f"#{each.defect}" for each in own))
            console.print(f"  {owner or 'assigned to nobody'}: {numbers}", markup=False)


def _table(view: View, clocks: Iterable[OpenClock]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("when", "defect", "clock", "state", "elapsed", "whose turn", "owner"):
        table.add_column(heading, no_wrap=heading in {"when", "state"})
    for each in clocks:
        clock = each.clock
        table.add_row(
            *map(
                escape,
                (
                    view.when(each.turns_at) if each.turns_at else "",
                    f"#{each.defect} {each.title}",
                    clock.name,
                    view.clock_state(clock) + (", paused" if clock.is_breached and clock.is_paused else ""),
                    f"{worked(clock.elapsed)} of {worked(clock.target)}",
                    each.party,
                    each.owner,
                ),
            )
        )
    return table


def _row(view: View, each: OpenClock) -> dict[str, Any]:
    clock, defect = each.clock, view.facts.defects[each.defect]
    return {
        "defect": each.defect,
        "title": each.title,
        "severity": defect.text(view.programme.fields.severity),
        "environment": view.environment_of(defect),
        "system": view.system_of(defect),
        "clock": clock.name,
        "cycle": clock.cycle,
        "state": view.clock_state(clock),
        "is_paused": clock.is_paused,
        "due": clock.due.isoformat() if clock.due else None,
        "breached_at": clock.breached_at.isoformat() if clock.breached_at else None,
        "target_seconds": clock.target.total_seconds(),
        "elapsed_seconds": clock.elapsed.total_seconds(),
        "remaining_seconds": clock.remaining.total_seconds(),
        "party": each.party,
        "owner": each.owner,
    }


def _by_name(groups: Mapping[str, tuple[OpenClock, ...]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{"defect": each.defect, "clock": each.clock.name, "cycle": each.clock.cycle} for each in own]
        for name, own in groups.items()
    }
