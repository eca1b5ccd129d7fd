"""Show the clocks of one defect to a person: target, elapsed, due or verdict, and every segment with its reason."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from rules.clock_words import attribution_sentence
from rules.facts import Defect
from rules.sla import Clock
from rules.view import View
from rules.wording import worked


def show_clocks(console: Console, view: View, defect: Defect) -> None:
    """Show every clock of a defect, as of the instant of the view."""
    console.print(f"[bold]#{defect.id}[/] ", end="")
    console.print(f"{defect.title}, as of {view.when(view.now)}", markup=False)
    clocks = view.clocks(defect)
    if not clocks:
        console.print("No clock has started.")
        for assumption in view.assumptions(defect):
            console.print(f"  assumed: {assumption}", markup=False)
    for clock in clocks:
        _show(console, view, clock)


def _show(console: Console, view: View, clock: Clock) -> None:
    console.print(f"\n[bold]{clock.name}, cycle {clock.cycle}[/]: {view.clock_state(clock)}")
    console.print(
        f"  target {worked(clock.target)} of {clock.calendar}, elapsed {worked(clock.elapsed)}, {_ending(view, clock)}",
        markup=False,
    )
    if attributed := attribution_sentence(clock):
        console.print(f"  {attributed}", markup=False)
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
            worked(segment.working),
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
