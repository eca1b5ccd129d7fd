"""`envbot pull`: bring the store up to date with Azure DevOps."""

from __future__ import annotations

import click
from rich.console import Console

from bot.commands.desk import Desk, at_desk, connected, progress_of_pull


@click.command("pull")
@at_desk
def command(desk: Desk) -> None:
    """Bring the store up to date: what changed since the last pull, or the whole history at first."""
    from bot.cycle import pull_all  # noqa: PLC0415 - see bot.commands.desk

    with desk.house() as house, progress_of_pull(desk.aside) as progress:
        report = connected(house, lambda azure: pull_all(house, azure, progress))
        counts = house.store.history.counts()

    def show(console: Console) -> None:
        console.print(
            f"Read {report.revisions:,} revisions of {report.items:,} work items and {report.pages} wiki pages "
            f"in {report.calls} calls ({report.took.total_seconds():.1f} s)."
        )
        if report.discussions_left:
            console.print(
                f"The discussions of {report.discussions_left:,} work items have to be read one by one; the next pulls "
                "read on."
            )
        console.print(f"The store holds {counts.work_items:,} work items with {counts.revisions:,} revisions.")

    desk.answer(
        {
            "revisions": report.revisions,
            "items": report.items,
            "deleted": report.deleted,
            "links": report.links,
            "discussions": report.discussions,
            "discussions_left": report.discussions_left,
            "pages": report.pages,
            "calls": report.calls,
            "seconds": report.took.total_seconds(),
            "stored": {"work_items": counts.work_items, "revisions": counts.revisions},
        },
        show,
    )
