"""`envbot demo`: the main job end to end on a sandbox, and what people would get."""

from __future__ import annotations

import threading
from pathlib import Path

import click
from rich.console import Console

from bot.commands.desk import Desk, at_desk


@click.command("demo")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True,
    help="Folder for everything that was posted.",
)  # fmt: skip
@click.option("--serve", is_flag=True, help="Keep the sandbox running afterwards, to look at it in a browser.")
@at_desk
def command(desk: Desk, out: Path, *, serve: bool) -> int:
    """Start a local Azure DevOps with the MHHS scenario, run a full cycle twice, and show what was posted."""
    from bot.commands.show import show_cycle  # noqa: PLC0415 - see bot.commands.desk
    from bot.demo import demonstrate  # noqa: PLC0415 - the same
    from sandbox.scenarios import scenario  # noqa: PLC0415 - the same
    from sandbox.server import SandboxServer  # noqa: PLC0415 - the same

    with SandboxServer(scenario("mhhs")) as server:
        with desk.aside.status("Starting") as status:
            done = demonstrate(server, out, status.update)

        def show(console: Console) -> None:
            before = done.as_json()["day_before"]
            console.print(
                f"Run {before['run']} told what was known the day before, in {before['posted']} mails and cards about "
                f"planned outages. Run {done.first.run}, the first whole cycle, followed it:"
            )
            show_cycle(done.first, console)
            again = done.as_json()["second_run"]
            console.print(f"The second run changed {again['changes']} defects and posted {again['posted']} documents.")
            for remark in done.remarks:
                console.print(remark, markup=False)
            console.print(f"\nOpen {out / 'index.html'} to see what people get. Then ask:")
            for about, number in done.shown.items():
                console.print(f"  .venv/bin/envbot --config {done.config} why {number}    ({about})", markup=False)
            console.print(f"  .venv/bin/envbot --config {done.config} sla --forecast", markup=False)
            console.print(f"  .venv/bin/envbot verify {done.evidence}", markup=False)

        desk.answer(done.as_json(), show)
        if serve:
            desk.aside.print(f"Everything that was posted is at {server.pages_url} - Ctrl+C stops it.")
            threading.Event().wait()
    return 1 if done.first.problems or done.second.problems else 0
