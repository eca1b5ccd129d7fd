"""What every command starts with: its configuration file, its way of answering, its house and connection."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.console import Console

from bot.commands.output import aside, screen, write_json

if TYPE_CHECKING:  # the house brings every library with it; `--help` of a command must not wait for them
    from bot.assemble import Azure, House
    from bot.pull import Progress

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Machine:
    """What a command takes of the machine it runs on."""

    environment: Mapping[str, str]
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a command works.

    Attributes:
        screen: for results.
        aside: for progress and remarks; never mixed into results.
        requests_to: the file in which every request to Azure DevOps is written down; None for nowhere.
    """

    config: Path
    machine: Machine
    is_json: bool
    screen: Console
    aside: Console
    requests_to: Path | None = None

    def house(self) -> House:
        """Open the house that the configuration describes."""
        from bot.assemble import open_house  # noqa: PLC0415 - see above

        machine = self.machine
        return open_house(self.config, machine.environment, sleep=machine.sleep, requests_to=self.requests_to)

    def answer(self, document: dict[str, Any], show: Callable[[Console], None]) -> None:
        """Give the result: the document to programs, else shown to a person."""
        if self.is_json:
            write_json(document)
        else:
            show(self.screen)


def at_desk(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Give a command the options that all have, and its desk as first argument."""

    @click.option("--json", "is_json", is_flag=True, help="Answer with one JSON document on stdout.")
    @click.option(
        "--config", "here", type=click.Path(dir_okay=False), help="The configuration file, as before the command."
    )
    @click.option(
        "--log-requests",
        "requests_to",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="ENVBOT_LOG_REQUESTS",
        help="Add a line of JSON to this file for every request to Azure DevOps, without secrets.",
    )
    @click.pass_obj
    @wraps(function)
    def at_it(
        start: tuple[str, Machine | None],
        /,
        here: str | None,
        requests_to: Path | None,
        *,
        is_json: bool,
        **options: Any,
    ) -> int | None:
        config, machine = start
        desk = Desk(Path(here or config), machine or Machine(os.environ), is_json, screen(), aside(), requests_to)
        return function(desk, **options)

    return at_it


def connected(house: House, act: Callable[[Azure], Coroutine[Any, Any, T]]) -> T:
    """Run something that needs Azure DevOps."""
    from bot.assemble import connect  # noqa: PLC0415 - see above

    async def run() -> T:
        async with connect(house) as azure:
            return await act(azure)

    return asyncio.run(run())


@contextmanager
def progress_of_pull(console: Console) -> Iterator[Callable[[Progress], None]]:
    """Show how far a pull is, in one line that moves; nothing where stderr is no terminal."""
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("Reading Azure DevOps") as status:

        def told(progress: Progress) -> None:
            share = f" of {progress.of:,}" if progress.of else ""
            reached = f", up to {progress.reached:%d %B %Y}" if progress.reached else ""
            status.update(f"Reading Azure DevOps: {progress.done:,}{share} {progress.step}{reached}")

        yield told
