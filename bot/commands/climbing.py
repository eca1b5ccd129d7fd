"""Show the escalation ladders of one defect: each step, when it was or will be told, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:  # see bot.commands.desk
    from rules.escalation.climb import Climb, Step
    from rules.facts import Defect
    from rules.view import View


def show_ladders(console: Console, view: View, defect: Defect) -> None:
    """Show each ladder that runs on the defect or stood down on it; nothing where none started."""
    climbs = view.climbs(defect)
    if not climbs:
        return
    console.print("\n[bold]Escalation ladders[/]")
    for climb in climbs:
        content = f"content {climb.started.version[:8]}, {_origin(climb)}"
        began = view.when(climb.started.began)
        console.print(f"  [cyan]{escape(climb.ladder.name)}[/], started {began} [dim]({content})[/]")
        for step in climb.steps:
            after = step.after if step.due == climb.started.began else f"after {step.after}"
            console.print(f"    {step.number}. {view.when(step.due)}, {after}:", markup=False)
            for role in step.roles:
                console.print(f"       {role}: {_fate(view, defect, climb, step, role)}", markup=False)
        if not climb.runs:
            console.print(f"    Stood down. {climb.ended}", markup=False)


def ladder_document(view: View, defect: Defect, climb: Climb) -> dict[str, Any]:
    """Give one ladder to programs."""
    return {
        "ladder": climb.ladder.name,
        "version": climb.started.version,
        "kept": climb.is_kept,
        "started": climb.started.began,
        "stood_down": climb.ended_at,
        "because": climb.ended,
        "steps": [
            {
                "step": step.number,
                "due": step.due,
                "roles": [{"role": role, "told": _told_at(view, defect, climb, step, role)} for role in step.roles],
            }
            for step in climb.steps
        ],
    }


def _origin(climb: Climb) -> str:
    return "kept as it stood then" if climb.is_kept else "as the programme has it today"


def _told_at(view: View, defect: Defect, climb: Climb, step: Step, role: str) -> Any:
    from rules.escalation.watchdog import step_key  # noqa: PLC0415 - see bot.commands.desk

    records = view.facts.escalations
    return records.told.get(step_key(climb, defect, step, role)) if records else None


def _fate(view: View, defect: Defect, climb: Climb, step: Step, role: str) -> str:
    """Say what became of a step for a role, or what will."""
    told = _told_at(view, defect, climb, step, role)
    if told is not None:
        return f"told {view.when(told)}"
    if not climb.runs:
        return "not told"
    records = view.facts.escalations
    nobody = "; nobody fills this role" if records and role not in records.filled else ""
    now = view.facts.now
    if step.due > now:
        return f"to be told then, if it still runs{nobody}"
    if step.number < climb.current(now).number:
        return "not told, and no longer: a higher step is due"
    return f"due; told by the next `envbot run --apply`{nobody}"
