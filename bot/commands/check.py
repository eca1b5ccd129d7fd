"""`envbot check`: validate the configuration, then the connection, and say what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape

from bot.commands.desk import Desk, at_desk, connected

if TYPE_CHECKING:
    from bot.assemble import House
    from bot.inspection import Finding

_MARKS = {"ok": "[green]ok   [/]", "note": "[yellow]note [/]", "wrong": "[bold red]wrong[/]"}


@click.command("check")
@click.option("--offline", is_flag=True, help="Look only at what needs no connection.")
@click.option("--lint", "is_lint", is_flag=True, help="Also try the rules on stored history: do they fight, or echo?")
@at_desk
def command(desk: Desk, *, offline: bool, is_lint: bool) -> int:
    """Check settings, programme, rules, secrets, store and ladders; then sign-in, fields, wiki, dashboards and mail."""
    from bot.inspection import State, inspect_offline, inspect_online  # noqa: PLC0415 - see bot.commands.desk
    from bot.linting import lint_findings  # noqa: PLC0415 - the same

    with desk.house() as house:
        findings = list(inspect_offline(house))
        findings += _ladders(house)
        is_ready = all(one.state is not State.BAD for one in findings)
        if is_ready and not offline:
            findings += connected(house, lambda azure: inspect_online(house, azure))
        if is_lint:
            with desk.aside.status("Trying the rules on stored history"):
                findings += lint_findings(house)
    wrong = [one for one in findings if one.state is State.BAD]

    def show(console: Console) -> None:
        for one in findings:
            advice = f" {one.advice}" if one.advice else ""
            console.print(f"{_MARKS[one.state.value]} [bold]{one.about}[/]: {escape(one.said + advice)}")
        console.print("\nEverything is in place." if not wrong else f"\n{len(wrong)} to mend, then check again.")

    rows = [{"about": one.about, "state": one.state.value, "said": one.said, "advice": one.advice} for one in findings]
    desk.answer({"ready": not wrong, "findings": rows}, show)
    if not wrong:
        return 0
    return 1 if is_ready else 2


def _ladders(house: House) -> tuple[Finding, ...]:
    from bot.escalations import ladder_findings, with_records  # noqa: PLC0415 - see bot.commands.desk
    from bot.gather import gather  # noqa: PLC0415 - the same
    from rules.view import View  # noqa: PLC0415 - the same

    gathered = with_records(house, gather(house.store.history, house.programme, house.settings, house.now()))
    return tuple(ladder_findings(house, View(gathered.facts)))
