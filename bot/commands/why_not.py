"""`envbot why-not`: explain what keeps one rule from acting on one defect, and what would have to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:
    from rules.explanation import Consideration
    from rules.facts import Defect
    from rules.view import View


@click.command("why-not")
@click.argument("rule")
@click.argument("defect_id", metavar="ID", type=int)
@at_desk
def command(desk: Desk, rule: str, defect_id: int) -> None:
    """Say why RULE does nothing about defect ID: the failing clause with what was seen, what would help, and when."""
    from bot.commands.explaining import as_document, known_defect  # noqa: PLC0415 - see bot.commands.desk
    from bot.done import acts_with_done  # noqa: PLC0415 - the same
    from bot.escalations import with_records  # noqa: PLC0415 - the same
    from bot.gather import gather  # noqa: PLC0415 - the same
    from bot.mistakes import Mistake  # noqa: PLC0415 - the same
    from rules.explanation import why_not  # noqa: PLC0415 - the same
    from rules.registry import RuleError  # noqa: PLC0415 - the same
    from rules.view import View  # noqa: PLC0415 - the same

    with desk.house() as house:
        gathered = gather(house.store.history, house.programme, house.settings, house.now())
        facts = with_records(house, gathered).facts
        known_defect(facts, defect_id)
        try:
            considered = why_not(facts, house.rules, rule, defect_id)
        except RuleError as error:
            raise Mistake(f"{error.rule}: {error.problem}") from error
        view = View(facts)
        acts = acts_with_done(considered, house.store.ledger, view)
    coming = {"at": considered.next_at, "act": considered.next_act} if considered.next_at else None
    desk.answer(
        {
            "defect": defect_id,
            **as_document(considered, acts),
            "would_have_to_change": list(considered.remedies),
            "next": coming,
        },
        lambda console: _show(console, view, facts.defects[defect_id], considered, acts),
    )


def _show(console: Console, view: View, defect: Defect, considered: Consideration, acts: tuple[str, ...]) -> None:
    from bot.commands.explaining import show_rule  # noqa: PLC0415 - see bot.commands.desk

    console.print(f"[bold]#{defect.id} {escape(defect.title)}[/]")
    if acts:
        console.print("The rule does act on it:")
    show_rule(console, considered, acts)
    for each in considered.clauses:
        mark = "[red]against[/]" if each.is_obstacle else "[green]fits   [/]"
        console.print(f"    {mark} {each.key}: {escape(each.text)} [dim]-> it is[/] {escape(each.seen)}")
    if considered.remedies:
        console.print("\n[bold]What would have to change[/]")
        for remedy in considered.remedies:
            console.print(f"  {remedy}", markup=False)
    if considered.next_at is not None:
        act = f"{considered.rule} {considered.next_act}".strip()
        console.print("\n[bold]What happens next[/]")
        console.print(f"  {view.when(considered.next_at)}: {act}, if nothing happens until then.", markup=False)
