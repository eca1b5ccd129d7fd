"""Show plans and reports to a person at a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape

from bot.apply import ApplyReport, Outcome
from bot.cycle import CycleReport
from bot.deliver.delivery import Channel, Fate
from bot.kept_outcome import UnchangedReport
from bot.plan import Change, Plan
from bot.publish.briefing import deferred_words
from rules.facts import Value


def show_plan(plan: Plan, console: Console) -> None:
    """Show every change with its reasons, then what would be escalated."""
    if not (plan.changes or plan.escalations or plan.deferred):
        console.print(f"Nothing to do: all {plan.scope:,} defects are as the rules want them.")
        return
    for change in plan.changes:
        _show_change(change, console)
    for escalation in plan.escalations:
        about = f"#{escalation.defect} " if escalation.defect else ""
        console.print(f"[bold]Tell the {escape(escalation.role)}[/]: {about}{escape(escalation.text)}")
    for sentence in deferred_words(plan.deferred):
        console.print(sentence, markup=False)
    console.print(
        f"\n{len(plan.changes)} of {plan.scope:,} defects would be changed, {len(plan.escalations)} matters escalated. "
        f"Plan {plan.hash[:12]}."
    )
    if plan.over_caps:
        console.print(f"[bold red]It waits for approval.[/] {plan.over_caps}")


def _show_change(change: Change, console: Console) -> None:
    console.print(f"[bold]#{change.defect}[/] {escape(change.title)} [dim](revision {change.rev})[/]")
    for diff in change.fields:
        before, after = escape(_shown(diff.before)), escape(_shown(diff.after))
        console.print(f"    {diff.field}: [red]{before}[/] -> [green]{after}[/]")
    for link in change.links:
        console.print(f"    linked to #{link.target}: {escape(link.comment)}")
    for link in change.unlinks:
        console.print(f"    no longer linked to #{link.target}")
    for reason in change.because:
        console.print(f"    [dim]because[/] {escape(reason)}")


def _shown(value: Value) -> str:
    """Write a value as a person reads it; an identity by its name and address."""
    if isinstance(value, Mapping):
        name, mail = value.get("displayName", ""), value.get("uniqueName", "")
        return f"{name} <{mail}>" if name and mail else str(name or mail)
    return "nothing" if value in (None, "") else str(value)


def show_applied(report: ApplyReport, console: Console) -> None:
    """Show what became of a plan, defect by defect."""
    for result in report.results:
        reason = f": {result.reason}" if result.reason else ""
        console.print(f"#{result.change.defect} {result.outcome.value}{reason}", markup=False)
    if report.stopped:
        console.print(report.stopped, markup=False)
    console.print(", ".join(f"{report.count(outcome)} {outcome.value}" for outcome in Outcome) + ".")


def show_unchanged(report: UnchangedReport, console: Console) -> None:
    """Show that nothing had changed, and what is so still."""
    kept, before = report.kept, report.summary
    console.print(
        f"Nothing has changed since run {kept.run}: its {before['decisions']:,} decisions on {before['defects']:,} "
        f"defects stand, until {kept.until:%Y-%m-%d %H:%M:%S} UTC if nothing happens."
    )
    for remark in report.remarks:
        console.print(f"[yellow]Note:[/] {escape(remark)}")
    for problem in report.problems:
        console.print(f"[bold red]Failed:[/] {escape(problem)}")


def show_cycle(report: CycleReport, console: Console) -> None:
    """Show what a cycle saw and did, in a few lines."""
    facts, plan = report.gathered.facts, report.plan
    console.print(
        f"Read {report.pulled.revisions:,} revisions in {report.pulled.calls} calls; looked at "
        f"{len(facts.defects):,} defects, {len(report.decided.view.environment_defects):,} of them open environment "
        f"defects, {len(facts.outages)} outages and {len(facts.release_notes)} release notes."
    )
    console.print(f"The rules took {len(report.decided.decisions)} decisions.")
    if report.is_dry:
        show_plan(plan, console)
        console.print("Nothing was written: this was a dry run. Add --apply to carry it out and to post.")
    else:
        console.print(
            f"Changed {report.applied.count(Outcome.APPLIED)} of {len(plan.changes)} defects; "
            f"{report.applied.count(Outcome.MOVED)} had moved meanwhile and are decided anew next time."
        )
        if report.verdicts:
            console.print(f"Kept {report.verdicts} new verdicts on SLA clocks that stopped.")
        for channel in Channel:
            posted = report.posting.count(channel)
            same = report.posting.count(channel, Fate.UNCHANGED)
            if posted or same:
                console.print(f"{channel.value.capitalize()}: {posted} posted, {same} unchanged.")
    for one in report.gathered.problems:
        console.print(f"[yellow]Left out:[/] {escape(one.where)}: {escape(one.what)} {escape(one.advice)}")
    for remark in report.remarks:
        console.print(f"[yellow]Note:[/] {escape(remark)}")
    for problem in report.problems:
        console.print(f"[bold red]Failed:[/] {escape(problem)}")
