"""`envbot releases`: the releases that notes describe, which environment carries which build, and reading a note."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:
    from bot.release_sources import Imported
    from bot.sources.problems import SourceProblem
    from rules.facts import Defect, Deployment, ReleaseNote
    from rules.view import View


@click.group("releases")
def command() -> None:
    """Show what release notes say, which environment carries which build, and read another note."""


@command.command("list")
@at_desk
def list_releases(desk: Desk) -> None:
    """List the releases with where their builds are, and the build that every environment carries."""
    from bot.release_document import releases_document  # noqa: PLC0415 - see bot.commands.desk

    view, problems = _known(desk)

    def show(console: Console) -> None:
        console.print(_releases(view))
        console.print("\n[bold]Builds now[/]")
        console.print(_builds(view, view.deployments.carried(view.facts.now)))
        ahead = view.deployments.ahead(view.facts.now)
        if ahead:
            console.print("\n[bold]Builds to come[/]")
            console.print(_builds(view, ahead))
        for problem in problems:
            console.print(f"{problem}", markup=False)

    desk.answer({**releases_document(view), "sources": _told(problems)}, show)


@command.command("show")
@click.argument("release", metavar="RELEASE")
@at_desk
def show_release(desk: Desk, release: str) -> None:
    """Show one release: its builds, its fixes with the line that names each and how the defect stands, known issues."""
    from bot.mistakes import Mistake  # noqa: PLC0415 - see bot.commands.desk
    from bot.release_document import release_document  # noqa: PLC0415 - the same
    from bot.yaml_file import nearest  # noqa: PLC0415 - the same
    from rules.delivery import release_name  # noqa: PLC0415 - the same

    view, _ = _known(desk)
    named = {release_name(note): note for note in view.facts.release_notes}
    found = next((note for name, note in named.items() if name.casefold() == release.strip().casefold()), None)
    if found is None:
        raise Mistake(f"No release note is known for '{release}'. {nearest(release, named)}")
    desk.answer(release_document(view, found), lambda console: _show_one(console, view, found))


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--schedule", is_flag=True, help="It is a deployment schedule: version, environment and date.")
@click.option("--dry-run", "--dry", is_flag=True, help="Only show what would be read; keep nothing.")
@at_desk
def import_release_note(desk: Desk, file: Path, *, schedule: bool, dry_run: bool) -> None:
    """Read a release note (md, txt, html, docx, xlsx, csv) or a deployment schedule, and keep what it says."""
    from bot.release_sources import import_release  # noqa: PLC0415 - see bot.commands.desk
    from bot.store.release_notes import PaperKind  # noqa: PLC0415 - the same

    with desk.house() as house:
        kind = PaperKind.SCHEDULE if schedule else PaperKind.NOTE
        imported = import_release(house, file, kind, keep=not dry_run)
    desk.answer(_imported(imported), lambda console: _show_imported(console, imported))


def _known(desk: Desk) -> tuple[View, tuple[SourceProblem, ...]]:
    from bot.gather import gather  # noqa: PLC0415 - see bot.commands.desk
    from bot.known_releases import known_releases  # noqa: PLC0415 - the same
    from rules.view import View  # noqa: PLC0415 - the same

    with desk.house() as house:
        history = house.store.history
        facts = gather(history, house.programme, house.settings, house.now()).facts
        known = known_releases(history, house.programme, house.settings, facts.defects)
        for claim in (claim for note in facts.release_notes for claim in note.fixes):
            facts.defects.get(claim.defect)  # read while the store is open
        return View(facts), known.problems


def _releases(view: View) -> Table:
    from rules.delivery import release_name  # noqa: PLC0415 - see bot.commands.desk
    from rules.release_check import retest_record  # noqa: PLC0415 - the same

    table = _table("release", "systems", "on", "fixes", "known issues", "re-opened", "note")
    for note in view.facts.release_notes:
        record = retest_record(view, note)
        on = [f"{each.environment} since {view.when(each.since)}" for each in view.deployments.of(note)]
        table.add_row(
            *map(
                escape,
                (
                    release_name(note),
                    ", ".join(note.systems),
                    "; ".join(on) or "nowhere that is known",
                    str(len(note.fixes)),
                    str(len(note.known_issues)),
                    f"{len(record.reopened)} of {len(record.retested)}" if record.retested else "",
                    note.source,
                ),
            )
        )
    return table


def _builds(view: View, builds: tuple[Deployment, ...]) -> Table:
    table = _table("environment", "system", "build", "since", "said by")
    for each in builds:
        row = (each.environment, each.system, each.version, view.when(each.since), each.source)
        table.add_row(*map(escape, row))
    return table


def _show_one(console: Console, view: View, note: ReleaseNote) -> None:
    from rules.delivery import release_name  # noqa: PLC0415 - see bot.commands.desk

    console.print(f"[bold]{escape(release_name(note))}[/] ({escape(note.source)})")
    for each in view.deployments.of(note):
        console.print(f"  on {each.environment} since {view.when(each.since)} ({each.source})", markup=False)
    console.print("\n[bold]Fixes[/]")
    table = _table("defect", "how it stands", "line")
    for claim in note.fixes:
        defect = view.facts.defects.get(claim.defect)
        title = f" {defect.title}" if defect else ""
        table.add_row(*map(escape, (f"#{claim.defect}{title}", _stands(view, defect), claim.where)))
    console.print(table)
    if note.known_issues:
        console.print("\n[bold]Known issues[/]")
        for issue in note.known_issues:
            console.print(f"  {issue}", markup=False)


def _stands(view: View, defect: Defect | None) -> str:
    """Say how a defect of a note stands, and what to do where that does not add up."""
    from rules.release_check import Oddity  # noqa: PLC0415 - see bot.commands.desk
    from rules.retest import ADVICE  # noqa: PLC0415 - the same

    if defect is None:
        return f"unknown to the bot. {Oddity.UNKNOWN.advice}"
    found = view.retest_of(defect)
    if found is None:
        return defect.state
    return " ".join(part for part in (*found.sentences, ADVICE.get(found.standing, "")) if part)


def _imported(imported: Imported) -> dict[str, Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - see bot.commands.desk

    content = TypeAdapter(type(imported.content)).dump_python(imported.content, mode="json")
    return {
        "document": imported.document,
        "kind": imported.kind.value,
        "kept": imported.kept.value if imported.kept else None,
        "content": content,
        "problems": _told(imported.problems),
    }


def _show_imported(console: Console, imported: Imported) -> None:
    from bot.sources.release_notes.deployment_schedule import ScheduledBuild  # noqa: PLC0415 - see bot.commands.desk

    kept = imported.kept.value if imported.kept else "not kept (--dry-run)"
    console.print(f"{imported.document}: {imported.kind.value}, {kept}.", markup=False)
    for each in imported.content:
        if isinstance(each, ScheduledBuild):
            console.print(f"  {each.version} on {each.environments} from {each.since} ({each.place})", markup=False)
            continue
        stated = ", ".join(f"{label.value}: {fact.text}" for label, fact in each.facts.items())
        console.print(
            f"  {each.name or 'a release without version'}: {len(each.fixes)} fixes, {len(each.known_issues)} known "
            f"issues, {len(each.mentions)} other mentions{f'; {stated}' if stated else ''}",
            markup=False,
        )
        for claim in each.fixes:
            console.print(f"    {claim.place}: {claim.text}", markup=False)
    if imported.problems:
        console.print(f"Left out or assumed ({len(imported.problems)}):")
    for problem in imported.problems:
        console.print(f"  {problem}", markup=False, soft_wrap=True)


def _told(problems: Iterable[SourceProblem]) -> list[dict[str, str]]:
    return [{"where": each.where, "what": each.what, "advice": each.advice} for each in problems]


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, no_wrap=heading in {"release", "environment"})
    return table
