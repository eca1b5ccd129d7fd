"""`envbot run`: one cycle, dry unless told to apply."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.desk import Desk, at_desk, connected, progress_of_pull


@click.command("run")
@click.option("--apply/--dry", "apply", default=None, help="Change defects and post; default as the settings say: dry.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for copies of what is posted.")
@at_desk
def command(desk: Desk, *, apply: bool | None, out: Path | None) -> int:
    """Run one cycle: pull, decide, plan, apply, publish. Running it twice changes nothing."""
    from bot.commands.show import show_cycle  # noqa: PLC0415 - see bot.commands.desk
    from bot.copies import write_copies  # noqa: PLC0415 - the same
    from bot.cycle import run_cycle  # noqa: PLC0415 - the same

    with desk.house() as house, progress_of_pull(desk.aside) as progress:
        does = house.settings.apply if apply is None else apply
        report = connected(house, lambda azure: run_cycle(house, azure, apply=does, progress=progress))
        folder = out or house.settings.out
        written = write_copies(report, folder)
    document = {**report.as_json(), "out": str(folder), "files": [path.name for path in written]}

    desk.answer(document, lambda console: show_cycle(report, console))
    if not desk.is_json:
        desk.aside.print(f"Copies are in {folder}; open {folder / 'index.html'}")
    return 1 if report.problems else 0
