"""Serve real histories as a project of the reference programme, in this process or in one of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.histories import SOURCES, convert
from bot.rehearsal import Rehearsal, rehearsal
from sandbox.files import load
from sandbox.scenarios import empty_world, mhhs
from sandbox.scenarios.mhhs.types import FIELDS, types
from sandbox.server import SandboxServer
from sandbox.state import World
from sandbox.wiki import WikiKind, Wikis
from sandbox.work_item_types import Tracking


def world_of(file: Path, now: datetime) -> World:
    """Build the programme's project with the work items of a file, and nothing else in it; its clock stands still."""
    world = empty_world("incidents", lambda: now)
    project = world.add_project(mhhs.PROJECT, description="Real incidents, told as defects.")
    tracking = world.part(Tracking)
    tracking.add_fields(FIELDS)
    tracking.define(project, *types())
    world.part(Wikis).create(project=project.id, name=f"{mhhs.PROJECT}.wiki", kind=WikiKind.PROJECT)
    load(world, file)
    return world


@dataclass(frozen=True, slots=True)
class Served:
    """A served history.

    Attributes:
        practice: how to work on it.
        reading: seconds for reading the log and writing the file.
        loading: seconds until the sandbox had loaded it and listened.
    """

    practice: Rehearsal
    incidents: int
    revisions: int
    reading: float
    loading: float


@contextmanager
def served(source: str, folder: Path, now: datetime, *, limit: int | None = None) -> Iterator[Served]:
    """Serve a log from a process of its own, so that the memory of this one is the bot's alone."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, source, folder, now, limit), name="sandbox")
    process.start()
    there.close()
    try:
        found: Served = here.recv()
        yield found
    finally:
        here.close()  # the other end reads this as the end
        process.join()


def _serve(pipe: Connection, source: str, folder: Path, now: datetime, limit: int | None) -> None:
    began = perf_counter()
    with TemporaryDirectory() as place:
        file = Path(place) / "incidents.jsonl"
        converted = convert(SOURCES[source], folder, file, limit=limit)
        read = perf_counter()
        world = world_of(file, now)
    with SandboxServer(world) as server:
        practice = rehearsal(server)
        plain = Rehearsal(dict(practice.settings), dict(practice.environment))
        loading = perf_counter() - read
        pipe.send(Served(plain, converted.incidents, converted.revisions, read - began, loading))
        with suppress(EOFError):
            pipe.recv()
