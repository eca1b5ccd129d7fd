"""`envbot backtest`: what other rules would have done, day by day, beside today's."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:
    from bot.backtest.report import Report

_SHOWN = 15


@click.command("backtest")
@click.option(
    "--rules", "rules_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the other rules: the part below `rules:`, or a whole envbot.yaml.",
)  # fmt: skip
@click.option("--from", "starts", metavar="A", help="From when on: 2024-05-01. By default 28 days before the end.")
@click.option("--to", "ends", metavar="B", help="Until when; by default until now.")
@click.option("--every", type=click.FloatRange(min=0.25), metavar="HOURS", help="Instead of each day at the panel.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.html",
    help="Write it as a page; picture and numbers beside it.",
)  # fmt: skip
@at_desk
def command(
    desk: Desk, rules_file: Path, *, starts: str | None, ends: str | None, every: float | None, out: Path | None
) -> None:
    """Replay the stored history with other rules beside today's, and say what would have been different."""
    from bot.backtest.page import write  # noqa: PLC0415 - see bot.commands.desk
    from bot.backtest.run import backtest  # noqa: PLC0415 - the same
    from bot.commands.instants import instant_of  # noqa: PLC0415 - the same
    from bot.rules_file import read_rules  # noqa: PLC0415 - the same

    with desk.house() as house:
        zone = house.programme.zone
        rules = read_rules(rules_file, house.programme)
        last = house.now() if ends is None else instant_of(ends, zone, "--to")
        first = last - timedelta(days=28) if starts is None else instant_of(starts, zone, "--from")
        step = None if every is None else timedelta(hours=every)
        with desk.aside.status("Replaying") as status:

            def tell(instant: datetime) -> None:
                status.update(f"Replaying: {instant:%d %B %Y}")

            report = backtest(house, rules, first, last, every=step, tell=tell)
    written = write(report, rules_file.name, out) if out else ()
    document = {**report.as_json(), "files": [str(path) for path in written]}
    desk.answer(document, lambda console: _show(console, report, written))


def _show(console: Console, report: Report, written: tuple[Path, ...]) -> None:
    console.print(f"{report.span}; {len(report.comparison.breaches)} clocks breached in this time.\n")
    table = Table("Rule", "Decisions", "Changes", "People told", "Messages", "Spoken of before the breach")
    for row in report.rows:
        cells = [
            (one.decisions, one.changes, report.people(one), report.messages(one), one.ahead)
            for one in (row.today, row.other)
        ]
        shown = [str(old) if old == new else f"{old} -> {new}" for old, new in zip(*cells, strict=True)]
        table.add_row(row.rule, *shown, style="bold" if row.differs else "")
    console.print(table)
    differences = report.differences
    console.print(f"\n{len(differences)} decisions differ{':' if differences else '.'}")
    for one in differences[:_SHOWN]:
        about = f" #{one.defect}" if one.defect else ""
        console.print(f"  {one.kind}: {one.rule}{about}, {one.when}: {one.what}", markup=False)
    if len(differences) > _SHOWN:
        console.print(f"  and {len(differences) - _SHOWN} more: see --out or --json.")
    for note in report.notes:
        console.print(f"\n[dim]{note}[/]")
    for path in written[:1]:
        console.print(f"Written to {path}", markup=False)
