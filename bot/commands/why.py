"""`envbot why`: explain what every rule makes of one defect, and what happens next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:
    from rules.explanation import Consideration
    from rules.facts import Defect
    from rules.view import View


@click.command("why")
@click.argument("defect_id", metavar="ID", type=int)
@at_desk
def command(desk: Desk, defect_id: int) -> None:
    """Explain one defect, from the store as it was last pulled: each rule, its reason, and the next act."""
    from bot.commands.climbing import ladder_document  # noqa: PLC0415 - see bot.commands.desk
    from bot.commands.explaining import as_document, known_defect  # noqa: PLC0415 - the same
    from bot.done import acts_with_done  # noqa: PLC0415 - the same
    from bot.escalations import with_records  # noqa: PLC0415 - the same
    from bot.gather import gather  # noqa: PLC0415 - the same
    from rules.explanation import next_act, why  # noqa: PLC0415 - the same
    from rules.view import View  # noqa: PLC0415 - the same

    with desk.house() as house:
        gathered = gather(house.store.history, house.programme, house.settings, house.now())
        facts = with_records(house, gathered).facts
        known_defect(facts, defect_id)
        considered = why(facts, house.rules, defect_id)
        view, defect = View(facts), facts.defects[defect_id]
        acts = {each.rule: acts_with_done(each, house.store.ledger, view) for each in considered}
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
            "assumed": list(view.assumptions(defect)),
            "ladders": [ladder_document(view, defect, climb) for climb in view.climbs(defect)],
            "rules": [as_document(each, acts[each.rule]) for each in considered],
            "next": coming and {**as_document(coming, acts[coming.rule]), "at": coming.next_at, "act": coming.next_act},
        },
        lambda console: _show(console, view, defect, considered, acts),
    )


def _show(
    console: Console,
    view: View,
    defect: Defect,
    considered: tuple[Consideration, ...],
    acts: Mapping[str, tuple[str, ...]],
) -> None:
    from bot.commands.climbing import show_ladders  # noqa: PLC0415 - see bot.commands.desk
    from bot.commands.explaining import show_rule  # noqa: PLC0415 - the same
    from rules.explanation import next_act  # noqa: PLC0415 - the same

    coming = next_act(considered)
    console.print(f"[bold]#{defect.id} {escape(defect.title)}[/]")
    severity = defect.text(view.programme.fields.severity) or "no severity"
    place = ", ".join(part for part in (view.environment_of(defect), view.system_of(defect)) if part)
    turn = view.waits_on(defect)
    facts = [defect.state, severity, place or "no environment or system", f"turn: {turn}" if turn else ""]
    console.print(escape(" | ".join(fact for fact in facts if fact)))
    for clock in view.clocks(defect):
        if clock.is_open:
            console.print(f"  clock {_clock_words(view, clock)}", markup=False)
    for assumption in view.assumptions(defect):
        console.print(f"  assumed: {assumption}", markup=False)
    show_ladders(console, view, defect)
    acting = [each for each in considered if each.decisions]
    console.print(f"\n[bold]What the bot does[/] ({len(acting)} of {len(considered)} rules)")
    if not acting:
        console.print("  Nothing.")
    for each in acting:
        show_rule(console, each, acts[each.rule])
    console.print("\n[bold]What happens next[/]")
    if coming is None or coming.next_at is None:
        console.print("  Nothing, unless the defect changes.")
    else:
        act = f"{coming.rule} {coming.next_act}".strip()
        console.print(f"  {view.when(coming.next_at)}: {act}, if nothing happens until then.", markup=False)
    console.print("\n[bold]Rules that ask for nothing[/]")
    for each in considered:
        if not each.decisions:
            show_rule(console, each, acts[each.rule])


def _clock(view: View, clock: Any) -> dict[str, Any]:
    return {"name": clock.name, "cycle": clock.cycle, "state": view.clock_state(clock), "due": clock.due}


def _clock_words(view: View, clock: Any) -> str:
    due = f", due {view.when(clock.due)}" if clock.due else ""
    since = f", breached since {view.when(clock.breached_at)}" if clock.breached_at else ""
    return f"{clock.name}: {view.clock_state(clock)}{since or due}"
