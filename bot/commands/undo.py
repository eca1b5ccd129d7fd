"""`envbot undo`: bring back what stood on defects before a run, but for what people changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console

from bot.commands.desk import Desk, at_desk, connected, progress_of_pull

if TYPE_CHECKING:
    from bot.apply import ApplyReport
    from bot.assemble import House
    from bot.undo import Undo


@click.command("undo")
@click.argument("run", type=int)
@click.option("--apply", "apply", is_flag=True, help="Carry it out; without it the inverse is only shown.")
@click.option(
    "--because", default="A person asked for it.", show_default=True, help="Why, for the discussion of each defect."
)
@at_desk
def command(desk: Desk, run: int, *, apply: bool, because: str) -> int:
    """Undo what RUN changed on defects: fields, tags and links; what was said gets a short comment.

    The rules do not do it again. The undoing is a run of its own, and can itself be undone.
    """
    import orjson  # noqa: PLC0415 - see bot.commands.desk

    from bot.apply import ApplyReport, Outcome, apply_plan, reconcile  # noqa: PLC0415 - the same
    from bot.assemble import Azure  # noqa: PLC0415 - the same
    from bot.cycle import pull_all  # noqa: PLC0415 - the same
    from bot.mistakes import Mistake  # noqa: PLC0415 - the same
    from bot.store.runs import RunState  # noqa: PLC0415 - the same

    with desk.house() as house, progress_of_pull(desk.aside) as progress:
        if house.store.runs.run(run) is None:
            latest = ", ".join(str(one.id) for one in house.store.runs.latest(5)) or "none"
            raise Mistake(f"There is no run {run} in the store. The latest are: {latest}.")
        number = house.store.runs.start(f"undo {run}") if apply else None

        async def act(azure: Azure) -> tuple[Undo, ApplyReport]:
            await pull_all(house, azure, progress)
            if number is not None:
                await reconcile(azure.work_items, house.store.ledger)
            undo = _planned(house, run, because)
            if number is None:
                return undo, ApplyReport()
            return undo, await apply_plan(undo.plan, azure.work_items, house.store.ledger, number)

        undo, report = connected(house, act)
        counts = {outcome.value: report.count(outcome) for outcome in Outcome}
        kept = [{"defect": one.defect, "what": one.what, "because": one.because} for one in undo.kept]
        if number is not None:
            state = RunState.FAILED if report.problems else RunState.DONE
            house.store.runs.finish(number, state, {"undoes": run, "changes": counts, "kept": kept})

    document = {"run": number, "undoes": run, "changes": counts, "kept": kept, "sent": dict(undo.sent)}
    desk.answer(
        {**document, **orjson.loads(undo.plan.to_json())}, lambda console: _show(console, undo, report, done=apply)
    )
    return 1 if report.problems else 0


def _planned(house: House, run: int, because: str) -> Undo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - see bot.commands.desk

    from bot.gather import gather  # noqa: PLC0415 - the same
    from bot.undo import Asked, plan_undo  # noqa: PLC0415 - the same
    from rules.wording import local_time  # noqa: PLC0415 - the same

    facts = gather(house.store.history, house.programme, house.settings, house.now()).facts
    zone = ZoneInfo(house.programme.zone)
    asked = Asked(run, because, house.me, lambda instant: local_time(instant, zone))
    return plan_undo(asked, house.store.ledger.of_run(run), facts.defects, facts.now)


def _show(console: Console, undo: Undo, report: ApplyReport, *, done: bool) -> None:
    from bot.commands.show import show_applied, show_plan  # noqa: PLC0415 - see bot.commands.desk

    if undo.plan.changes:
        show_plan(undo.plan, console)
    else:
        console.print(f"Nothing of run {undo.run} is left to undo.")
    for one in undo.kept:
        console.print(f"#{one.defect} stays: {one.what}. {one.because}", markup=False)
    if undo.sent:
        sent = ", ".join(f"{count} {kind}" for kind, count in undo.sent.items())
        console.print(f"What people were sent cannot be unsaid: {sent}.")
    if done:
        show_applied(report, console)
    elif undo.plan.changes:
        console.print(f"Nothing was written. Carry it out with: envbot undo {undo.run} --apply")
