"""`envbot rule`: list the rules, and hold declared ones to their examples."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:  # see bot.commands.desk
    from rules.programme import Programme
    from rules.registry import RuleSettings

_USUAL, _REFERENCE = Path("envbot.yaml"), "mhhs"


@click.group("rule")
def command() -> None:
    """List the rules, show the page of one, or try declared ones on the examples beside them."""


@command.command("list")
@at_desk
def list_rules(desk: Desk) -> None:
    """List every rule with its mode: those that ship with envbot, then those that the settings declare."""
    from rules.asking import choose  # noqa: PLC0415 - see bot.commands.desk

    chosen = tuple(choose(*_configured(desk)))

    def show(console: Console) -> None:
        table = Table("Rule", "Mode", "What it does")
        for each in chosen:
            table.add_row(each.rule.id, each.settings.mode.value, escape(each.rule.summary))
        console.print(table)

    rows = [
        {"rule": each.rule.id, "mode": each.settings.mode.value, "about": each.rule.summary, "from": each.rule.module}
        for each in chosen
    ]
    desk.answer({"rules": rows}, show)


@command.command("show")
@click.argument("rule")
@at_desk
def show_rule(desk: Desk, rule: str) -> None:
    """Show the page of RULE: what it does and why, its settings or its YAML, examples."""
    from rich.markdown import Markdown  # noqa: PLC0415 - see bot.commands.desk

    from bot.mistakes import Mistake  # noqa: PLC0415 - the same
    from bot.rule_pages import pages  # noqa: PLC0415 - the same
    from rules.registry import nearest  # noqa: PLC0415 - the same

    _, rules = _configured(desk)
    if rule not in rules:
        raise Mistake(f"There is no rule {rule!r}. {nearest(rule, rules)}")
    mode, page = rules[rule].mode.value, pages(rules)[f"{rule}.md"]
    desk.answer({"rule": rule, "mode": mode, "page": page}, lambda console: console.print(Markdown(page)))


@command.command("test")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--programme", default=_REFERENCE, show_default=True, help="A programme that ships with envbot, or a file."
)
@at_desk
def test_rules(desk: Desk, file: Path, programme: str) -> int:
    """Try each declared rule of FILE (rules, or a whole envbot.yaml) on the examples that stand beside it."""
    from bot.mistakes import Mistake  # noqa: PLC0415 - see bot.commands.desk
    from bot.programme_file import load_programme  # noqa: PLC0415 - the same
    from bot.rules_file import read_rules  # noqa: PLC0415 - the same
    from rules.declared_settings import DeclaredSettings  # noqa: PLC0415 - the same
    from rules.registry import RuleError  # noqa: PLC0415 - the same
    from rules.trial import try_rule  # noqa: PLC0415 - the same

    known = load_programme(programme)
    declared = {name: own for name, own in read_rules(file, known).items() if isinstance(own, DeclaredSettings)}
    try:
        trials = [trial for name, own in declared.items() for trial in try_rule(name, own, known)]
    except RuleError as error:
        raise Mistake(f"{file}: {error}") from error
    failed = [trial for trial in trials if trial.failures]
    untried = [name for name, own in declared.items() if not own.examples]

    def show(console: Console) -> None:
        for trial in trials:
            mark = "[bold red]failed[/]" if trial.failures else "[green]ok[/]"
            console.print(f"{mark} {trial.rule}: {escape(trial.example)}")
            for failure in trial.failures:
                console.print(f"    {failure}", markup=False)
        for name in untried:
            console.print(f"[yellow]untried[/] {name}: it has no examples.")
        console.print(f"{len(trials)} examples, {len(failed)} failed.")

    rows = [
        {"rule": trial.rule, "example": trial.example, "ok": not trial.failures, "failures": list(trial.failures)}
        for trial in trials
    ]
    desk.answer({"examples": rows, "failed": len(failed), "untried": untried}, show)
    return 1 if failed else 0


def _configured(desk: Desk) -> tuple[Programme, Mapping[str, RuleSettings]]:
    """Give programme and rules of the settings; where there is no envbot.yaml yet, what ships with envbot."""
    from bot.assemble import read_configuration  # noqa: PLC0415 - see bot.commands.desk
    from bot.programme_file import load_programme  # noqa: PLC0415 - the same
    from rules.settings import read_settings  # noqa: PLC0415 - the same

    if desk.config == _USUAL and not desk.config.exists():
        told = "There is no envbot.yaml here: these are the rules that ship with envbot, as they are set by default."
        desk.aside.print(told, markup=False)
        return load_programme(_REFERENCE), read_settings({})
    _, programme, rules = read_configuration(desk.config)
    return programme, rules
