"""The command line: finds the command, and turns every mistake into one clear message and the right exit code."""

from __future__ import annotations

import gc
import importlib
import os
import re
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:  # a command brings it
    from bot.commands.desk import Machine

# Name -> module below bot.commands, and its line in --help. Modules are imported only when their command runs,
# so that `envbot --help` answers at once.
COMMANDS = {
    "demo": ("demo", "Run the main job end to end on a sandbox and show what was posted."),
    "sandbox": ("sandbox", "Serve a local Azure DevOps, Teams and mail endpoint to try things on."),
    "check": ("check", "Check the configuration, then the connection, and say what is missing."),
    "pull": ("pull", "Bring the store up to date with Azure DevOps."),
    "plan": ("plan", "Show what would be changed on defects, and why; save it for a person to approve."),
    "apply": ("apply", "Carry out a saved plan, and nothing else."),
    "run": ("run", "One cycle: pull, decide, plan, apply, publish; dry unless told to apply."),
    "undo": ("undo", "Bring back what stood on defects before a run, but for what people changed since."),
    "publish": (
        "publish",
        "Post one kind of document now: agenda, digest, card, dashboard, retest list and others.",
    ),
    "why": ("why", "Explain what every rule makes of one defect, and what happens next."),
    "why-not": ("why_not", "Explain what keeps one rule from acting on one defect, and what would have to change."),
    "backtest": ("backtest", "Show what other rules would have done on stored history, beside today's."),
    "rule": ("rule", "List the rules, and hold declared ones to the examples beside them."),
    "sla": ("sla", "Show the SLA clocks of a defect or all open ones, as of any instant; forecast breaches."),
    "releases": ("releases", "Show what release notes say and which environment carries which build; read a note."),
    "retest": ("retest", "List what can be retested now, where and with which build, and what does not add up."),
    "verify": ("verify", "Recompute an evidence file from the file alone, and say what is not as stated."),
    "outages": ("outages", "List outages from every source, show one, read a file of them once."),
    "calendar": ("calendar", "List the calendars; draw a month of one with the reason for closed days."),
}

DONE, FAILED, WRONG_USAGE = 0, 1, 2

_OBJECTS = 50_000
"""So many new objects between two collections: with Python's own 700 a sixth of a command's time goes into them."""


class _Commands(click.Group):
    """The commands, each imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"bot.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--config",
    type=click.Path(dir_okay=False),
    envvar="ENVBOT_CONFIG",
    default="envbot.yaml",
    show_default=True,
    help="The configuration file; also from ENVBOT_CONFIG.",
)
@click.version_option(package_name="envbot", message="envbot %(version)s")
@click.pass_context
def cli(context: click.Context, config: str) -> None:
    """Watch the test environments of a programme in Azure DevOps: triage, SLA, outages, retests.

    Every command takes --json (one document on stdout, messages on stderr) and exits 0 when it did its work,
    1 when something failed on the way, 2 for wrong usage or configuration.
    """
    context.obj = (config, context.obj)


def main(arguments: Sequence[str] | None = None, machine: Machine | None = None) -> None:
    """Run the command line and leave the process with its exit code.

    Args:
        arguments: those of the process where None.
        machine: whose environment variables are read and whose clock is waited on; the real one where None.
    """
    gc.set_threshold(_OBJECTS)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = cli.main(given, prog_name="envbot", standalone_mode=False, obj=machine) or DONE
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    except click.Abort:
        code = _say("Stopped. What was finished is kept; run it again to go on.", FAILED, given)
    except click.exceptions.NoArgsIsHelpError as alone:
        click.echo(alone.format_message(), err=True)
        code = WRONG_USAGE
    except click.ClickException as mistake:
        where = mistake.ctx.command_path if isinstance(mistake, click.UsageError) and mistake.ctx else "envbot"
        code = _say(f"{_plain(mistake.format_message())}\nSee `{where} --help`.", WRONG_USAGE, given)
    except KeyboardInterrupt:
        code = _say("Stopped. What was finished is kept; run it again to go on.", FAILED, given)
    except BrokenPipeError:
        # The reader of our output went away (`envbot why 1 | head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    except Exception as error:  # noqa: BLE001 - the last line: what is not known by name is the bot's own defect
        code = _explain(error, given)
    sys.exit(code)


def _plain(usage: str) -> str:
    """Say of a number what it should be, where click names the type that it has in a program."""
    usage = re.sub(r"is not a valid integer(?: range)?\b", "is not a whole number", usage)
    return re.sub(r"is not in the range (\S+)<=x<=(\S+)\.", r"is not from \1 to \2.", usage)


def _explain(error: Exception, given: Sequence[str]) -> int:
    """Tell a mistake that is known by name in its own words; show the trace only of what is not."""
    from ado_client.errors import AdoError  # noqa: PLC0415 - needed only when something failed
    from bot.mistakes import Failure, Mistake  # noqa: PLC0415 - the same

    if isinstance(error, Mistake):
        return _say(str(error), WRONG_USAGE, given)
    if isinstance(error, AdoError | Failure):
        return _say(str(error), FAILED, given)
    if isinstance(error, OSError) and error.filename:
        return _say(
            f"{error.filename} cannot be used: {error.strerror}. Name another place, or free this one.", FAILED, given
        )
    traceback.print_exception(error)
    words = f"envbot has a defect of its own: {type(error).__name__}: {error}. Please report it with the lines above."
    return _say(words, FAILED, given)


def _say(message: str, code: int, given: Sequence[str]) -> int:
    click.echo(f"envbot: {message}", err=True)
    if "--json" in given:
        document: dict[str, Any] = {"error": message, "exit": code}
        from bot.commands.output import write_json  # noqa: PLC0415 - needed only when something failed

        write_json(document)
    return code
