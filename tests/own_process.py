"""Run `envbot sandbox` in a process of its own, with the watch on what it says; its faults come back when it stops."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.cli import main
from sandbox.server import SandboxServer
from tests.shared import SHARED
from tests.specification.watch import Watch

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def serving(*arguments: str | Path, environment: Mapping[str, str] | None = None) -> Iterator[IO[str]]:
    """Run the command and give what it prints; it is stopped as a person would stop it, and must end well.

    Args:
        arguments: what follows `envbot sandbox`.
        environment: its own, where it is not ours.
    """
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.own_process", "sandbox", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        if running.stdout is None:
            raise AssertionError("it was started with a pipe")
        try:
            yield running.stdout
        finally:
            running.terminate()
            _, said = running.communicate()
    assert running.returncode == 0, said


def _watched() -> None:
    """Do what `envbot` does, and fail with the faults if there were any."""
    watch = Watch(SHARED / "ado" / "specs") if SHARED.exists() else None
    SandboxServer.default_observer = watch
    try:
        main()
    finally:
        faults = watch.take() if watch else []
        if faults:
            sys.exit("Against the specification of Azure DevOps:\n  " + "\n  ".join(faults))


if __name__ == "__main__":
    _watched()
