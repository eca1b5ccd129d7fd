"""`envbot retest`: the defects that can be retested now, here, with this build; and what does not add up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:
    from rules.retest import Retest
    from rules.retest_list import RetestList
    from rules.view import View


@click.command("retest")
@click.option("--environment", "environments", multiple=True, metavar="NAME", help="Only this one; may be repeated.")
@at_desk
def command(desk: Desk, environments: tuple[str, ...]) -> None:
    """List what can be retested now, what is on its way, and what does not add up."""
    from bot.gather import gather  # noqa: PLC0415 - see bot.commands.desk
    from bot.mistakes import Mistake  # noqa: PLC0415 - the same
    from bot.release_document import retest_document  # noqa: PLC0415 - the same
    from bot.sources.names import environment_names  # noqa: PLC0415 - the same
    from rules.retest_list import retest_list  # noqa: PLC0415 - the same
    from rules.view import View  # noqa: PLC0415 - the same

    with desk.house() as house:
        known = environment_names(house.programme)
        named, unknown = known.read(";".join(environments))
        if unknown:
            raise Mistake(f"The programme has no environment '{', '.join(unknown)}'. {known.advice(unknown)}")
        gathered = gather(house.store.history, house.programme, house.settings, house.now())
        view = View(gathered.facts)
        found = retest_list(view, named)
        document = retest_document(view, found)
        desk.answer(document, lambda console: _show(console, view, found))


def _show(console: Console, view: View, found: RetestList) -> None:
    from rules.retest import ADVICE  # noqa: PLC0415 - see bot.commands.desk

    if not found.ready:
        console.print("Nothing can be retested now.")
    _section(console, view, "Can be retested now", found.ready)
    _section(console, view, "On its way", found.coming)
    _section(console, view, "In retest", found.waiting)
    for standing, advice in ADVICE.items():
        odd = (each for each in found.odd if each.standing is standing)
        _section(console, view, f"Does not add up: {standing.value}", odd, advice)
    if found.claims:
        console.print(f"\n[bold]Lines of notes that do not fit[/] ({len(found.claims)})")
        for claim in found.claims:
            console.print(f"  {escape(claim.text)} [dim]{escape(claim.where)}[/]")
            console.print(f"    {claim.kind.advice}")
    if found.records:
        console.print("\n[bold]Re-opened after the retest[/]")
        for record in found.records:
            console.print(f"  {record.release}: {len(record.reopened)} of {len(record.retested)}", markup=False)


def _section(console: Console, view: View, title: str, found: Iterable[Retest], advice: str = "") -> None:
    rows = tuple(found)
    if not rows:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("environment", "release", "defect", "why"):
        table.add_column(heading, no_wrap=heading in {"environment", "release"})
    for each in rows:
        title_of = view.facts.defects[each.defect].title
        table.add_row(
            *map(escape, (each.environment, each.release, f"#{each.defect} {title_of}", " ".join(each.sentences)))
        )
    console.print(f"\n[bold]{title}[/] ({len(rows)})")
    if advice:
        console.print(advice)
    console.print(table)
