"""Serve many defects from a process of its own, which can be told to change some and asked how much it worked."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.multiplied import filled_world
from sandbox.patches import draft, read_patch
from sandbox.saving import Saver
from sandbox.server import SandboxServer
from sandbox.state import World
from sandbox.work_item_state import WorkItems
from sandbox.work_item_types import Tracking


@dataclass(frozen=True, slots=True)
class Site:
    """A served project.

    Attributes:
        url: of the organisation.
        pipe: to the process that serves it.
    """

    url: str
    defects: int
    revisions: int
    pipe: Connection

    def worked(self) -> float:
        """Give the seconds of CPU that the serving process has used so far."""
        return float(self._ask("worked"))

    def change(self, count: int) -> None:
        """Change so many defects, spread over all: each gets a revision, every other one a comment, every tenth a link.

        All have been there before, and none is changed twice.
        """
        self._ask(count)

    def _ask(self, what: object) -> Any:
        self.pipe.send(what)
        return self.pipe.recv()


@contextmanager
def site(folder: Path, defects: int) -> Iterator[Site]:
    """Serve so many defects of the real histories in a folder."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, folder, defects), name="sandbox")
    process.start()
    there.close()
    try:
        url, served, revisions = here.recv()
        yield Site(url, served, revisions, here)
    finally:
        here.close()  # the other end reads this as the end
        process.join()


def _serve(pipe: Connection, folder: Path, defects: int) -> None:
    world = filled_world(folder, defects)
    log = world.part(WorkItems).log()
    with SandboxServer(world) as server, suppress(EOFError):
        pipe.send((server.base_url, len(world.part(WorkItems)), len(log)))
        while True:
            asked = pipe.recv()
            if asked != "worked":
                _change(world, asked)
            pipe.send(process_time())


def _change(world: World, count: int) -> None:
    items, tracking = world.part(WorkItems), world.part(Tracking)
    saver = Saver(world, world.add_person("Tester A", "tester.a@example.com"), bypass_rules=True)
    for place, item in enumerate(list(islice(items, 0, None, len(items) // count))[:count]):
        patch: list[dict[str, Any]] = [{"op": "add", "path": "/fields/System.Tags", "value": f"measured {place}"}]
        if place % 2:
            patch.append({"op": "add", "path": "/fields/System.History", "value": f"<p>Measured {place}.</p>"})
        if place % 10 == 9:
            other = f"{world.base_url}/_apis/wit/workItems/{item.id - 1}"
            patch.append(
                {"op": "add", "path": "/relations/-", "value": {"rel": "System.LinkTypes.Related", "url": other}}
            )
        saver.update(item, draft(read_patch(patch), item, tracking))
