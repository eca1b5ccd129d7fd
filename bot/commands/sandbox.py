"""`envbot sandbox`: serve a local Azure DevOps, Teams and mail endpoint."""

from __future__ import annotations

import asyncio
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.desk import Desk, at_desk
from bot.commands.output import write_json

if TYPE_CHECKING:
    from sandbox.state import World
    from sandbox.weather import Weather


@click.command("sandbox")
@click.option("--scenario", "name", metavar="NAME", help="Start with a scenario: mhhs. Without, an empty organisation.")
@click.option(
    "--load", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Load work items (JSON lines)."
)
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Save all work items when it stops.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port; any free one where it is 0.")
@click.option(
    "--settings", type=click.Path(dir_okay=False, path_type=Path), help="Write an envbot.yaml that fits this sandbox."
)
@click.option(
    "--weather",
    "bad",
    metavar="WORDS",
    multiple=True,
    help="Misbehave, for example by seed=7,rate=0.05,kinds=throttled+lost or tstu=200. May be given several times.",
)
@at_desk
def command(
    desk: Desk,
    name: str | None,
    load: Path | None,
    save: Path | None,
    port: int,
    settings: Path | None,
    bad: tuple[str, ...],
) -> None:
    """Serve a local Azure DevOps until it is stopped; its address is the first line of the output."""
    from bot.mistakes import Mistake  # noqa: PLC0415 - see bot.commands.desk
    from bot.rehearsal import rehearsal  # noqa: PLC0415 - the same
    from sandbox import files  # noqa: PLC0415 - the same
    from sandbox.server import SandboxServer  # noqa: PLC0415 - the same

    world = _world(name)
    world.weather += [_weather(words) for words in bad]
    # The scenario's clock stands still; whoever is throttled or kept waiting must see time pass.
    world.running_clock, world.sleep = lambda: datetime.now(UTC), asyncio.sleep
    if load is not None:
        _load(world, load)
    try:
        server = SandboxServer(world, port)
    except OSError as error:
        raise Mistake(f"Port {port} cannot be had ({error.strerror}). Name another, or leave --port out.") from error
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with server:
        practice = rehearsal(server)
        if settings is not None:
            practice.write(settings)
        if desk.is_json:
            write_json({
                "base_url": server.base_url,
                "pages_url": server.pages_url,
                "smtp_port": server.smtp_port,
                "environment": dict(practice.environment),
            })  # fmt: skip
        else:
            click.echo(server.base_url)
            click.echo(f"What is posted is shown at {server.pages_url}")
            click.echo(f"Its weather is shown and changed at {server.pages_url}_sandbox/weather")
            for variable, value in practice.environment.items():
                click.echo(f"export {variable}={value}")
            if settings is not None:
                click.echo(f"envbot --config {settings} run")
        stop.wait()
    if save is not None:
        count = files.save(world, save)
        desk.aside.print(f"Saved {count} work items to {save}.")


def _load(world: World, path: Path) -> None:
    from bot.mistakes import Mistake  # noqa: PLC0415 - see bot.commands.desk
    from sandbox import files  # noqa: PLC0415 - the same

    try:
        files.load(world, path)
    except files.BadFile as error:
        raise Mistake(str(error)) from error


def _weather(words: str) -> Weather:
    from bot.mistakes import Mistake  # noqa: PLC0415 - see bot.commands.desk
    from sandbox.weather_control import weather_in_words  # noqa: PLC0415 - the same

    try:
        return weather_in_words(words)
    except ValueError as error:
        raise Mistake(f"--weather {words!r} is no weather: {error}.") from error


def _world(name: str | None) -> World:
    from bot.mistakes import Mistake  # noqa: PLC0415 - see bot.commands.desk
    from sandbox.scenarios import SCENARIOS, empty_world, scenario  # noqa: PLC0415 - the same

    if name is None:
        return empty_world("sandbox", lambda: datetime.now(UTC))
    if name not in SCENARIOS:
        raise Mistake(f"There is no scenario {name!r}. There are: {', '.join(SCENARIOS)}.")
    return scenario(name)
