"""`envbot apply`: carry out a saved plan, and nothing else."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.desk import Desk, at_desk, connected


@click.command("apply")
@click.argument("plan_file", metavar="PLAN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--approve", is_flag=True, help="Carry it out although it is larger than the caps allow.")
@at_desk
def command(desk: Desk, plan_file: Path, *, approve: bool) -> int:
    """Carry out a plan that `envbot plan --save` or a run wrote. A defect that moved since then is left alone."""
    from bot.apply import ApplyReport, Outcome, apply_plan, reconcile  # noqa: PLC0415 - see bot.commands.desk
    from bot.assemble import Azure  # noqa: PLC0415 - the same
    from bot.commands.show import show_applied  # noqa: PLC0415 - the same
    from bot.mistakes import Failure  # noqa: PLC0415 - the same
    from bot.plan import Plan  # noqa: PLC0415 - the same
    from bot.store.runs import RunState  # noqa: PLC0415 - the same

    plan = Plan.from_json(plan_file.read_bytes(), str(plan_file))
    if plan.over_caps and not approve:
        raise Failure(f"{plan.over_caps} Nothing was changed. Read the plan, then add --approve.")
    with desk.house() as house:
        run = house.store.runs.start(f"apply {plan.hash[:12]}")

        async def act(azure: Azure) -> ApplyReport:
            await reconcile(azure.work_items, house.store.ledger)
            return await apply_plan(plan, azure.work_items, house.store.ledger, run)

        report = connected(house, act)
        counts = {outcome.value: report.count(outcome) for outcome in Outcome}
        state = RunState.FAILED if report.problems else RunState.DONE
        house.store.runs.finish(run, state, {"plan": plan.hash, "changes": counts})

    results = [
        {"defect": result.change.defect, "outcome": result.outcome.value, "reason": result.reason}
        for result in report.results
    ]
    desk.answer(
        {"run": run, "plan": plan.hash, "changes": counts, "results": results},
        lambda console: show_applied(report, console),
    )
    return 1 if report.problems else 0
