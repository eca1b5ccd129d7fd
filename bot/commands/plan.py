"""`envbot plan`: show what would be changed, and why; save it so that a person can approve it."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from bot.commands.desk import Desk, at_desk


@click.command("plan")
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Write the plan to a file for `apply`.")
@at_desk
def command(desk: Desk, save: Path | None) -> None:
    """Show what would be changed on defects as they were last pulled; nothing is written to Azure DevOps."""
    import orjson  # noqa: PLC0415 - see bot.commands.desk

    from bot.commands.show import show_plan  # noqa: PLC0415 - the same
    from bot.cycle import decide_now  # noqa: PLC0415 - the same

    with desk.house() as house:
        _, _, plan = decide_now(house)
    if save is not None:
        save.parent.mkdir(parents=True, exist_ok=True)
        save.write_bytes(plan.to_json())

    def show(console: Console) -> None:
        show_plan(plan, console)
        if save is not None:
            console.print(f"Saved as {save}. Carry it out with: envbot apply {save}")

    desk.answer(orjson.loads(plan.to_json()), show)
