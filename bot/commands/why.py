"""`envbot why`: explain what every rule makes of one defect, and what happens next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:
    from rules.engine import Consideration
    from rules.facts import Defect
    from rules.view import View


@click.command("why")
@click.argument("defect_id", metavar="ID", type=int)
@at_desk
def command(desk: Desk, defect_id: int) -> None:
    """Explain one defect, from the store as it was last pulled: each rule, its reason, and the next act."""
    from bot.gather import gather  # noqa: PLC0415 - see bot.commands.desk
    from bot.mistakes import Mistake  # noqa: PLC0415 - the same
    from rules.engine import next_act, why  # noqa: PLC0415 - the same
    from rules.view import View  # noqa: PLC0415 - the same

    with desk.house() as house:
        facts = gather(house.store.history, house.programme, house.settings, house.now()).facts
        rules = house.rules
    if defect_id not in facts.defects:
        raise Mistake(f"#{defect_id} is no defect in the store. Check the number, or bring it up to date: envbot pull")
    considered = why(facts, rules, defect_id)
    view, defect = View(facts), facts.defects[defect_id]
    coming = next_act(considered)

    desk.answer(
        {
            "defect": defect_id,
            "title": defect.title,
            "state": defect.state,
            "environment": view.environment_of(defect),
            "system": view.system_of(defect),
            "waits_on": view.waits_on(defect),
            "clocks": [_clock(view, clock) for clock in view.clocks(defect)],
            "rules": [_rule(each) for each in considered],
            "next": None if coming is None else {**_rule(coming), "at": coming.next_at, "act": coming.next_act},
        },
        lambda console: _show(console, view, defect, considered, coming),
    )


def _show(
    console: Console, view: View, defect: Defect, considered: tuple[Consideration, ...], coming: Consideration | None
) -> None:
    console.print(f"[bold]#{defect.id} {escape(defect.title)}[/]")
    severity = defect.text(view.programme.fields.severity) or "no severity"
    place = ", ".join(part for part in (view.environment_of(defect), view.system_of(defect)) if part)
    turn = view.waits_on(defect)
    facts = [defect.state, severity, place or "no environment or system", f"turn: {turn}" if turn else ""]
    console.print(escape(" | ".join(fact for fact in facts if fact)))
    for clock in view.clocks(defect):
        if clock.is_open:
            console.print(f"  clock {_clock_words(view, clock)}", markup=False)
    acting = [each for each in considered if each.decisions]
    console.print(f"\n[bold]What the bot does[/] ({len(acting)} of {len(considered)} rules)")
    if not acting:
        console.print("  Nothing.")
    for each in acting:
        _show_rule(console, each)
    console.print("\n[bold]What happens next[/]")
    if coming is None or coming.next_at is None:
        console.print("  Nothing, unless the defect changes.")
    else:
        act = f"{coming.rule} {coming.next_act}".strip()
        console.print(f"  {view.when(coming.next_at)}: {act}, if nothing happens until then.", markup=False)
    console.print("\n[bold]Rules that ask for nothing[/]")
    for each in considered:
        if not each.decisions:
            _show_rule(console, each)


def _show_rule(console: Console, each: Consideration) -> None:
    console.print(f"  [cyan]{each.rule}[/] [dim]({each.mode.value})[/]")
    for act in each.acts:
        console.print(f"    {act}", markup=False)
    for reason in each.because:
        console.print(f"    {'because: ' if each.acts else ''}{reason}", markup=False)


def _rule(each: Consideration) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "mode": each.mode.value,
        "acts": list(each.acts),
        "because": list(each.because),
    }


def _clock(view: View, clock: Any) -> dict[str, Any]:
    return {"name": clock.name, "cycle": clock.cycle, "state": view.clock_state(clock), "due": clock.due}


def _clock_words(view: View, clock: Any) -> str:
    due = f", due {view.when(clock.due)}" if clock.due else ""
    since = f", breached since {view.when(clock.breached_at)}" if clock.breached_at else ""
    return f"{clock.name}: {view.clock_state(clock)}{since or due}"
