"""`envbot sla`: the SLA clocks of one defect or of all, as of any instant; what breaches next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:
    from bot.assemble import House
    from rules.facts import Defect
    from rules.view import View

_FORMATS = (".html", ".json")


@click.command("sla")
@click.argument("defect_id", metavar="[ID]", type=int, required=False)
@click.option(
    "--all", "is_all", is_flag=True, help="Every open clock of environment defects, the next to breach first."
)
@click.option(
    "--forecast", "is_forecast", is_flag=True, help="What breaches before the next panel, per party and owner."
)
@click.option("--rejudged", "is_rejudged", is_flag=True, help="Kept verdicts beside those of today's policies.")
@click.option("--before", metavar="T", help="With --forecast: before that instant instead of the next panel.")
@click.option("--within", metavar="AMOUNT", help='With --forecast: within working time ahead, "8 working hours".')
@click.option("--as-of", metavar="T", help="As it was at that instant: 2024-06-11T15:00, local time of the programme.")
@click.option(
    "--evidence",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the evidence on a defect's clocks: FILE.html with everything inside, or FILE.json.",
)
@at_desk
def command(
    desk: Desk,
    defect_id: int | None,
    *,
    evidence: Path | None,
    is_all: bool,
    is_forecast: bool,
    is_rejudged: bool,
    before: str | None,
    within: str | None,
    as_of: str | None,
) -> None:
    """Show the SLA clocks of one defect with every segment; all open clocks; or what breaches next.

    Everything is derived from the stored history, so that it can be asked as of any instant.
    """
    if (defect_id is not None) + is_all + is_forecast + is_rejudged != 1:
        raise click.UsageError("Give the number of a defect, or --all, --forecast or --rejudged: one of them.")
    if (before or within) and not is_forecast:
        raise click.UsageError("--before and --within say how far --forecast looks; they mean nothing without it.")
    if before and within:
        raise click.UsageError("Give --before or --within, not both.")
    if evidence is not None and (defect_id is None or evidence.suffix not in _FORMATS):
        raise click.UsageError("--evidence is about one defect, and its FILE ends with .html or .json.")
    with desk.house() as house:
        view = _view(house, as_of)
        if is_rejudged:
            _rejudged(desk, house, view)
        elif defect_id is not None:
            _one(desk, house, view, defect_id, evidence)
    if is_all:
        _all(desk, view)
    if is_forecast:
        _forecast(desk, view, before, within)


def _view(house: House, as_of: str | None) -> View:
    from bot.commands.instants import instant_of  # noqa: PLC0415 - see bot.commands.desk
    from bot.gather import gather  # noqa: PLC0415 - the same
    from rules.view import View  # noqa: PLC0415 - the same

    instant = house.now() if as_of is None else instant_of(as_of, house.programme.zone, "--as-of")
    return View(gather(house.store.history, house.programme, house.settings, instant).facts)


def _one(desk: Desk, house: House, view: View, defect_id: int, evidence: Path | None) -> None:
    from bot.clock_document import clock_document  # noqa: PLC0415 - the same
    from bot.commands.clocks import show_clocks  # noqa: PLC0415 - the same
    from bot.commands.verdict_lists import kept_document, show_kept  # noqa: PLC0415 - the same
    from bot.judging import verdicts_of  # noqa: PLC0415 - the same
    from bot.mistakes import Mistake  # noqa: PLC0415 - the same

    if defect_id not in view.facts.defects:
        raise Mistake(
            f"#{defect_id} is no defect in the store as of {view.when(view.now)}. "
            "Check number and instant, or bring the store up to date: envbot pull"
        )
    defect, kept = view.facts.defects[defect_id], verdicts_of(house).kept(defect_id)
    document: dict[str, Any] = {
        "defect": defect_id,
        "title": defect.title,
        "as_of": view.now.isoformat(),
        "clocks": [{**clock_document(clock), "state": view.clock_state(clock)} for clock in view.clocks(defect)],
        "assumed": list(view.assumptions(defect)),
        "verdicts": kept_document(kept),
    }
    if evidence is not None:
        document["evidence"] = {"file": str(evidence), "fingerprint": _write_evidence(view, defect, evidence)}

    def show(console: Console) -> None:
        show_clocks(console, view, defect)
        show_kept(console, view, kept)
        if evidence is not None:
            told = document["evidence"]
            console.print(
                f"\nEvidence in {told['file']}, fingerprint {told['fingerprint']}", markup=False, soft_wrap=True
            )
            console.print(f"Anybody can recompute it: envbot verify {told['file']}", markup=False, soft_wrap=True)

    desk.answer(document, show)


def _write_evidence(view: View, defect: Defect, path: Path) -> str:
    """Write the evidence, and give its fingerprint."""
    from bot.evidence import evidence_of  # noqa: PLC0415 - the same
    from bot.evidence_page import as_json, evidence_page  # noqa: PLC0415 - the same

    document = evidence_of(view, defect)
    text = as_json(document) if path.suffix == ".json" else evidence_page(document)
    path.write_text(text, encoding="utf-8", newline="\n")
    return str(document["fingerprint"])


def _all(desk: Desk, view: View) -> None:
    from bot.commands.clock_lists import (  # noqa: PLC0415 - the same
        every_open_clock,
        open_clocks_document,
        show_open_clocks,
    )

    clocks = every_open_clock(view)
    desk.answer(open_clocks_document(view, clocks), lambda console: show_open_clocks(console, view, clocks))


def _forecast(desk: Desk, view: View, before: str | None, within: str | None) -> None:
    from bot.commands.clock_lists import (  # noqa: PLC0415 - the same
        ahead,
        every_open_clock,
        forecast_document,
        show_forecast,
    )
    from bot.commands.instants import instant_of  # noqa: PLC0415 - the same
    from rules.forecast import forecast  # noqa: PLC0415 - the same
    from rules.targets import TargetError  # noqa: PLC0415 - the same

    until = view.next_panel
    if before is not None:
        until = instant_of(before, view.programme.zone, "--before")
    if within is not None:
        try:
            until = ahead(view, within)
        except TargetError as error:
            raise click.BadParameter(str(error), param_hint="--within") from error
    coming = forecast(every_open_clock(view), view.now, until)
    desk.answer(forecast_document(view, coming), lambda console: show_forecast(console, view, coming))


def _rejudged(desk: Desk, house: House, view: View) -> None:
    from bot.commands.verdict_lists import rejudged_document, show_rejudged  # noqa: PLC0415 - the same
    from bot.judging import rejudged  # noqa: PLC0415 - the same

    found = rejudged(house, view)
    desk.answer(rejudged_document(view, found), lambda console: show_rejudged(console, found))
