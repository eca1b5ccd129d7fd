"""`envbot run`: one cycle, dry unless told to apply."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from bot.commands.desk import Desk, at_desk, connected, progress_of_pull


@click.command("run")
@click.option("--apply/--dry", "apply", default=None, help="Change defects and post; default as the settings say: dry.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for copies of what is posted.")
@click.option("--afresh", is_flag=True, help="Ask every rule, even if nothing has changed since the last run.")
@at_desk
def command(desk: Desk, *, apply: bool | None, out: Path | None, afresh: bool) -> int:
    """Run one cycle: pull, decide, plan, apply, publish. Running it twice changes nothing.

    While nothing changes, and no instant comes at which time alone changes an answer, the outcome of the last run
    stands: the rules are not asked again, and the copies stay as they are.
    """
    from bot.commands.show import show_cycle, show_unchanged  # noqa: PLC0415 - see bot.commands.desk
    from bot.copies import write_copies  # noqa: PLC0415 - the same
    from bot.cycle import CycleReport, run_cycle  # noqa: PLC0415 - the same
    from bot.kept_outcome import Memory  # noqa: PLC0415 - the same

    with desk.house() as house, progress_of_pull(desk.aside) as progress:
        does = house.settings.apply if apply is None else apply
        folder = out or house.settings.out
        memory = Memory(house, folder, is_asked=not afresh)
        report = connected(house, lambda azure: run_cycle(house, azure, apply=does, memory=memory, progress=progress))
        if isinstance(report, CycleReport):
            written = write_copies(report, folder)
            memory.keep(report, written)
            names = [path.name for path in written]
        else:
            names = list(report.kept.files)

    def show(console: Console) -> None:
        if isinstance(report, CycleReport):
            show_cycle(report, console)
        else:
            show_unchanged(report, console)

    desk.answer({**report.as_json(), "out": str(folder), "files": names}, show)
    if not desk.is_json:
        desk.aside.print(f"Copies are in {folder}; open {folder / 'index.html'}")
    return 1 if report.problems else 0
