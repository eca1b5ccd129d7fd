"""`envbot outages availability`: how long environments, systems and parties were up, and what took them down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:  # see bot.commands.desk
    from bot.availability.report import AvailabilityReport

_BY = ("environment", "system", "party", "phase")
_WEEKS = timedelta(weeks=4)


@click.command("availability")
@click.option("--from", "starts", metavar="A", help="From when on: 2024-05-01. By default four weeks before the end.")
@click.option("--to", "ends", metavar="B", help="Until when; by default until now.")
@click.option("--by", "of", type=click.Choice(_BY), help="Only these; by default all.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.html",
    help="Write it as a page; pictures and numbers beside it.",
)  # fmt: skip
@at_desk
def command(desk: Desk, *, starts: str | None, ends: str | None, of: str | None, out: Path | None) -> None:
    """Show how available environments, systems, parties and phases were, in and out of planned work, week by week."""
    from bot.availability.page import write  # noqa: PLC0415 - see bot.commands.desk
    from bot.availability.report import availability_report  # noqa: PLC0415 - the same
    from bot.commands.instants import instant_of  # noqa: PLC0415 - the same
    from bot.known_outages import known_outages  # noqa: PLC0415 - the same
    from rules.availability import By  # noqa: PLC0415 - the same

    with desk.house() as house:
        programme, now = house.programme, house.now()
        last = now if ends is None else min(instant_of(ends, programme.zone, "--to"), now)
        first = last - _WEEKS if starts is None else instant_of(starts, programme.zone, "--from")
        if first >= last:
            raise click.UsageError("--from is not before --to, or not before now: nothing lies between them.")
        known = known_outages(house.store.history, programme, house.settings, now)
    report = availability_report(programme, known.outages, first, last, (By(of),) if of else By)
    written = write(report, out) if out else ()
    document = {**report.as_json(), "files": [str(path) for path in written]}
    desk.answer(document, lambda console: _show(console, report, written))


def _show(console: Console, report: AvailabilityReport, written: tuple[Path, ...]) -> None:
    console.print(f"[bold]Availability[/], {report.span}, within the hours of each system's calendar")
    for by in report.tables:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(by.value)
        for heading in ("window", "available", "out of planned", "down", "degraded", "planned + un-", "failures"):
            table.add_column(heading, justify="right")
        table.add_column("to restore", justify="right")
        table.add_column("down by reason")
        for row in report.rows(by):
            cells = (row.name, row.window, row.available, row.outside_planned, row.down, row.degraded, row.outages)
            told = (*cells, row.failures, row.to_restore, row.reasons)
            table.add_row(*map(escape, told), style="" if row.is_hit else "dim")
        console.print()
        console.print(table)
    for path in written[:1]:
        console.print(f"\nWritten to {path}", markup=False, soft_wrap=True)
