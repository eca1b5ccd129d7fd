"""Hold the lock files: every package by its hash, and no address of any registry, which is another one everywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sorted(ROOT.glob("*.lock"))
NODE = ROOT / "tests" / "clients" / "package-lock.json"


def test_these_are_all_lock_files() -> None:
    """A lock file of another kind or in another place would be looked at by nobody."""
    rooms = [path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")]
    named = [path for room in rooms for path in room.rglob("*lock*") if path.suffix in {".lock", ".json", ".yaml"}]
    assert [path for path in named if "node_modules" not in str(path.parent)] == [NODE]
    assert [path.name for path in PYTHON] == ["requirements-dev.lock", "requirements.lock"]


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.name)
def test_python_packages_have_hashes_and_no_addresses(path: Path) -> None:
    """Neither options that name a registry nor packages from an address."""
    lines = path.read_text(encoding="utf-8").splitlines()
    beyond = [line for line in lines if not re.match(r"[a-z0-9._-]+(\[[a-z0-9,._-]+\])?==|    --hash=sha256:", line)]
    assert beyond == []


def test_node_packages_have_hashes_and_no_addresses() -> None:
    """What people may read of a package, such as where to give for it, are no addresses that npm follows."""
    lock = json.loads(NODE.read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []


def test_renewing_the_lock_of_node_keeps_addresses_out() -> None:
    """The settings beside it say so, and name no registry themselves."""
    lines = NODE.with_name(".npmrc").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["omit-lockfile-registry-resolved=true"]
