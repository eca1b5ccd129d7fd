"""Show to people and to programs what rules make of one defect; `why` and `why-not` share it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console

from bot.mistakes import Mistake

if TYPE_CHECKING:  # see bot.commands.desk
    from rules.explanation import Consideration
    from rules.facts import Facts


def show_rule(console: Console, each: Consideration, acts: Sequence[str]) -> None:
    """Show one rule: what becomes of what it asks for, and why."""
    console.print(f"  [cyan]{each.rule}[/] [dim]({each.mode.value})[/]")
    for act in acts:
        console.print(f"    {act}", markup=False)
    for reason in each.because:
        console.print(f"    {'because: ' if acts else ''}{reason}", markup=False)


def as_document(each: Consideration, acts: Sequence[str]) -> dict[str, Any]:
    """Give one rule to programs."""
    clauses = [
        {"setting": one.key, "clause": one.text, "holds": one.holds, "seen": one.seen, "against": one.is_obstacle}
        for one in each.clauses
    ]
    return {
        "rule": each.rule,
        "mode": each.mode.value,
        "acts": list(acts),
        "because": list(each.because),
        "clauses": clauses,
    }


def known_defect(facts: Facts, number: int) -> None:
    """Hold that the store has the defect.

    Raises:
        Mistake: it has not.
    """
    if number not in facts.defects:
        raise Mistake(f"#{number} is no defect in the store. Check the number, or bring it up to date: envbot pull")
