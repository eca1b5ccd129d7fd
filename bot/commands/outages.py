"""`envbot outages`: the outages that are known, from wherever; what their sources say; one file read once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.desk import Desk, at_desk
from bot.commands.outage_availability import command as availability

if TYPE_CHECKING:  # see bot.commands.desk
    from datetime import datetime

    from bot.assemble import House
    from bot.known_outages import KnownOutages
    from bot.sources.outages.columns import Said


@click.group("outages")
def command() -> None:
    """Show when environments and systems were, are or will be down."""


command.add_command(availability)


@command.command("list")
@click.option("--all", "is_all", is_flag=True, help="Also those that ended, were cancelled or withdrawn.")
@click.option("--as-of", metavar="T", help="How they stood at an instant; local time of the programme.")
@at_desk
def list_outages(desk: Desk, *, is_all: bool, as_of: str | None) -> None:
    """List the outages that are to come, announced or under way, and what is wrong in their sources."""
    from bot.announcing import told  # noqa: PLC0415 - see bot.commands.desk
    from bot.commands.outage_lists import OutageLists  # noqa: PLC0415 - the same

    with desk.house() as house:
        now = _instant(house, as_of)
        known, unread = _known(house, now), _unread(house)
        lists = OutageLists(house.programme.zone, now, told(house.store.ledger))
    shown = tuple(each for each in known.outages if is_all or not lists.is_over(each))
    desk.answer(
        lists.list_document(shown, known, unread), lambda console: lists.show_list(console, shown, known, unread)
    )


@command.command("show")
@click.argument("reference", metavar="REF")
@click.option("--as-of", metavar="T", help="How it stood at an instant; local time of the programme.")
@at_desk
def show_outage(desk: Desk, reference: str, *, as_of: str | None) -> None:
    """Show one outage: what each source says of it, since when, and what it said before."""
    from bot.announcing import told  # noqa: PLC0415 - see bot.commands.desk
    from bot.commands.outage_lists import OutageLists  # noqa: PLC0415 - the same
    from bot.mistakes import Mistake  # noqa: PLC0415 - the same
    from bot.yaml_file import nearest  # noqa: PLC0415 - the same

    with desk.house() as house:
        now = _instant(house, as_of)
        known = _known(house, now)
        lists = OutageLists(house.programme.zone, now, told(house.store.ledger))
        by_reference = {each.reference.casefold(): each for each in known.outages}
        outage = by_reference.get(reference.casefold())
        if outage is None:
            advice = nearest(reference, (each.reference for each in known.outages if not lists.is_over(each)))
            raise Mistake(f"No outage is known as '{reference}'. {advice} `envbot outages list --all` lists every one.")
        kept = known.kept.get(outage.reference.casefold(), ())
        versions = [each for one in kept for each in house.store.history.outages.versions(one)]
    desk.answer(lists.show_document(outage, versions), lambda console: lists.show_one(console, outage, versions))


@command.command("sources")
@at_desk
def list_sources(desk: Desk) -> None:
    """List where outages are read, when that was last, which columns were used, and everything wrong there."""
    from bot.commands.outage_source_lists import show_sources, sources_document  # noqa: PLC0415 - see bot.commands.desk
    from bot.known_outages import sources_of  # noqa: PLC0415 - the same

    with desk.house() as house:
        history = house.store.history
        names = sources_of(history, house.settings)
        documents = history.outages.documents(names)
        kept = history.outages.outages(names, house.now())
        zone = house.programme.zone
    desk.answer(
        sources_document(names, documents, kept), lambda console: show_sources(console, names, documents, kept, zone)
    )


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--map", "maps", metavar="WHAT=HEADING", multiple=True, help="A column by its heading: starts=Beginn.")
@click.option(
    "--default", "defaults", metavar="WHAT=VALUE", multiple=True, help="Where rows say nothing: kind=planned."
)
@click.option("--sheet", "sheets", metavar="NAME", multiple=True, help="A sheet to read; else all with outages.")
@click.option("--zone", metavar="ZONE", help="Time zone of local times; else the programme's.")
@click.option("--dry-run", "--dry", is_flag=True, help="Only show what would be read; keep nothing.")
@at_desk
def import_file(
    desk: Desk, file: Path, maps: tuple[str, ...], defaults: tuple[str, ...], sheets: tuple[str, ...], zone: str | None,
    *, dry_run: bool,
) -> None:  # fmt: skip
    """Read a file of outages once (xlsx, csv, JSON, HTML, Markdown, ics) and keep what it says.

    Shows which column was read as what, what was read, and what was left out. Imported again, the file corrects what
    it said before; what is not in it any more is marked as withdrawn.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - see bot.commands.desk

    from bot.commands.outage_source_lists import import_document, show_import  # noqa: PLC0415 - the same
    from bot.outage_settings import OutageFile  # noqa: PLC0415 - the same
    from bot.outage_sources import form_of, import_outages  # noqa: PLC0415 - the same
    from rules.plain_mistakes import plain_mistake  # noqa: PLC0415 - the same

    with desk.house() as house:
        given = {
            "kind": "file",
            "path": file,
            "columns": _pairs(maps, "--map"),
            "defaults": _pairs(defaults, "--default"),
            "sheets": sheets,
            "zone": zone,
        }
        try:
            form = form_of(OutageFile.model_validate(given), house.programme)
        except ValidationError as error:
            first = error.errors()[0]
            where = " ".join(map(str, first["loc"]))
            raise click.UsageError(f"{where}: {plain_mistake(first)}.") from error
        imported = import_outages(house, file, form, keep=not dry_run)
        programme, now = house.programme, house.now()
    desk.answer(import_document(imported, now), lambda console: show_import(console, imported, programme.zone, now))


def _known(house: House, now: datetime) -> KnownOutages:
    from bot.known_outages import known_outages  # noqa: PLC0415 - see bot.commands.desk

    return known_outages(house.store.history, house.programme, house.settings, now)


def _unread(house: House) -> tuple[str, ...]:
    """Give the sources of the settings that were never read."""
    titles = [source.title for source in house.settings.sources.outages]
    read = {each.source for each in house.store.history.outages.documents(titles)}
    return tuple(title for title in titles if title not in read)


def _instant(house: House, as_of: str | None) -> datetime:
    from bot.commands.instants import instant_of  # noqa: PLC0415 - see bot.commands.desk

    return house.now() if as_of is None else instant_of(as_of, house.programme.zone, "--as-of")


def _pairs(given: tuple[str, ...], option: str) -> dict[Said, str]:
    from bot.sources.outages.columns import Said  # noqa: PLC0415 - see bot.commands.desk
    from bot.yaml_file import nearest  # noqa: PLC0415 - the same

    known = {said.value: said for said in Said}
    pairs: dict[Said, str] = {}
    for each in given:
        what, equals, value = each.partition("=")
        word = what.strip().replace("-", " ").replace("_", " ").casefold()
        if not equals or word not in known:
            advice = nearest(word, known)
            raise click.BadParameter(f"{each!r} is not of the form WHAT=…. {advice}", param_hint=option)
        pairs[known[word]] = value.strip()
    return pairs
