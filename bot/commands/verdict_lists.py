"""Show the verdicts that were kept beside those that the policies of today would give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.judging import Rejudged
from bot.store.verdicts import Kept
from rules.sla.verdicts import Difference, Judgement
from rules.view import View
from rules.wording import counted, worked


def rejudged_document(view: View, found: Rejudged) -> dict[str, Any]:
    """Give the difference report for programs."""
    return {
        "as_of": view.now.isoformat(),
        "kept": found.kept,
        "reopened": found.reopened,
        "different": len(found.differences),
        "turned": len(found.turned),
        "differences": [
            {
                **_cycle(each),
                "is_about_the_verdict": each.is_about_the_verdict,
                "kept": _figures(each.before) if each.before else None,
                "rejudged": _figures(each.after) if each.after else None,
            }
            for each in found.differences
        ],
    }


def show_rejudged(console: Console, found: Rejudged) -> None:
    """Show both columns, and in a sentence how many verdicts would turn."""
    if not found.kept:
        console.print("No verdict has been kept yet: `envbot run --apply` keeps one when a clock stops.", markup=False)
        return
    console.print(
        f"{counted(found.kept, 'verdict')} kept; {len(found.differences)} would be judged otherwise today, "
        f"{len(found.turned)} of them with another verdict. Nothing that was kept is changed.",
        markup=False,
    )
    if found.reopened:
        console.print(f"{counted(found.reopened, 'clock')} of them run again, and are not compared.", markup=False)
    if not found.differences:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("defect", "clock", "kept", "by policy", "re-judged", "by policy"):
        table.add_column(heading)
    for each in found.differences:
        where = _cycle(each)
        table.add_row(
            f"#{where['defect']}",
            f"{where['clock']}, cycle {where['cycle']}",
            *_cells(each.before),
            *_cells(each.after),
        )
    console.print(table)


def kept_document(kept: Iterable[Kept]) -> list[dict[str, Any]]:
    """Give every verdict that was kept on one defect for programs."""
    return [
        {
            "clock": each.judgement.clock,
            "cycle": each.judgement.cycle,
            **_figures(each.judgement),
            "judged_at": each.judged_at.isoformat(),
        }
        for each in kept
    ]


def show_kept(console: Console, view: View, kept: Iterable[Kept]) -> None:
    """Show every verdict that was kept on one defect."""
    for each in kept:
        judgement = each.judgement
        console.print(
            f"kept {view.when(each.judged_at)}: {judgement.clock}, cycle {judgement.cycle}, "
            f"{_said(judgement)} (policy {judgement.policy_version}, "
            f"calendar {judgement.calendar_version})",
            markup=False,
        )


def _cells(judgement: Judgement | None) -> tuple[str, str]:
    if judgement is None:
        return "no such cycle", ""
    return _said(judgement), judgement.policy_version


def _said(judgement: Judgement) -> str:
    return f"{judgement.verdict.value}, {worked(judgement.elapsed)} of {worked(judgement.target)}"


def _cycle(difference: Difference) -> dict[str, Any]:
    one = difference.before or difference.after
    if one is None:
        raise AssertionError("a difference has at least one side")
    return {"defect": one.defect, "clock": one.clock, "cycle": one.cycle}


def _figures(judgement: Judgement) -> dict[str, Any]:
    return {
        "verdict": judgement.verdict.value,
        "started": judgement.started.isoformat(),
        "stopped": judgement.stopped.isoformat(),
        "target_seconds": judgement.target.total_seconds(),
        "elapsed_seconds": judgement.elapsed.total_seconds(),
        "breached_at": judgement.breached_at.isoformat() if judgement.breached_at else None,
        "policy_version": judgement.policy_version,
        "calendar_version": judgement.calendar_version,
    }
