"""`envbot sla`: the SLA clocks of a defect with their segments, as of any instant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:
    from rules.sla import Clock
    from rules.view import View


@click.command("sla")
@click.argument("defect_id", metavar="ID", type=int)
@click.option("--as-of", metavar="T", help="As it was at that instant: 2024-06-11T15:00, local time of the programme.")
@at_desk
def command(desk: Desk, defect_id: int, as_of: str | None) -> None:
    """Show the SLA clocks of one defect: target, elapsed, due or verdict, and every segment with its reason."""
    from bot.gather import gather  # noqa: PLC0415 - see bot.commands.desk
    from bot.mistakes import Mistake  # noqa: PLC0415 - the same
    from rules.view import View  # noqa: PLC0415 - the same

    with desk.house() as house:
        instant = house.now() if as_of is None else _instant(as_of, house.programme.zone)
        facts = gather(house.store.history, house.programme, house.settings, instant).facts
    view = View(facts)
    if defect_id not in facts.defects:
        raise Mistake(
            f"#{defect_id} is no defect in the store as of {view.when(instant)}. "
            "Check number and instant, or bring the store up to date: envbot pull"
        )
    defect = facts.defects[defect_id]
    clocks = view.clocks(defect)
    document = {
        "defect": defect_id,
        "title": defect.title,
        "as_of": instant.isoformat(),
        "clocks": [_clock(view, clock) for clock in clocks],
    }

    def show(console: Console) -> None:
        console.print(f"[bold]#{defect_id}[/] ", end="")
        console.print(f"{defect.title}, as of {view.when(instant)}", markup=False)
        if not clocks:
            console.print("No clock has started.")
        for clock in clocks:
            _show(console, view, clock)

    desk.answer(document, show)


def _instant(text: str, zone: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no instant. Write 2024-06-11T15:00, or with an offset 2024-06-11T15:00+01:00.",
            param_hint="--as-of",
        ) from None
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _show(console: Console, view: View, clock: Clock) -> None:
    cycle = f", cycle {clock.cycle}" if clock.cycle else ""
    console.print(f"\n[bold]{clock.name}{cycle}[/]: {view.clock_state(clock)}")
    console.print(
        f"  target {_duration(clock.target)} of {clock.calendar}, elapsed {_duration(clock.elapsed)}, "
        f"{_ending(view, clock)}",
        markup=False,
    )
    for assumption in clock.assumptions:
        console.print(f"  assumed: {assumption}", markup=False)
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for heading in ("  from", "to", "what", "counts", "whose turn", "why"):
        table.add_column(heading, style="dim" if heading == "why" else "")
    for segment in clock.segments:
        table.add_row(
            f"  {view.when(segment.starts)}",
            view.when(segment.ends),
            segment.kind.value,
            _duration(segment.working),
            segment.party,
            segment.why,
        )
    console.print(table)


def _ending(view: View, clock: Clock) -> str:
    if clock.breached_at is not None:
        return f"breached {view.when(clock.breached_at)}"
    if clock.stopped is not None:
        return f"stopped {view.when(clock.stopped)}"
    return f"due {view.when(clock.due)}" if clock.due else "paused, so not due yet"


def _duration(amount: Any) -> str:
    minutes = round(amount.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}{hours} h {rest:02d} min" if hours else f"{minutes} min"


def _clock(view: View, clock: Clock) -> dict[str, Any]:
    return {
        "name": clock.name,
        "cycle": clock.cycle,
        "state": view.clock_state(clock),
        "verdict": clock.verdict.value if clock.verdict else None,
        "is_breached": clock.is_breached,
        "calendar": clock.calendar,
        "target_seconds": clock.target.total_seconds(),
        "elapsed_seconds": clock.elapsed.total_seconds(),
        "remaining_seconds": clock.remaining.total_seconds(),
        "started": clock.started,
        "stopped": clock.stopped,
        "due": clock.due,
        "breached_at": clock.breached_at,
        "assumptions": list(clock.assumptions),
        "segments": [
            {
                "starts": segment.starts,
                "ends": segment.ends,
                "kind": segment.kind.value,
                "working_seconds": segment.working.total_seconds(),
                "party": segment.party,
                "why": segment.why,
            }
            for segment in clock.segments
        ],
    }
