"""The vendor's Node client, azure-devops-node-api, unmodified, works with the sandbox."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import SandboxServer
from tests.sandbox.desk import a_world

HERE = Path(__file__).parent
TOKEN = "sandbox-pat"


def _version(folder: Path, lock: str) -> str:
    """The version of the client that a lock file names; empty where there is none."""
    path = folder / lock
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"] if path.exists() else {}
    return str(packages.get("node_modules/azure-devops-node-api", {}).get("version", ""))


def _missing(reason: str) -> None:
    """Skip for lack of a tool; fail where `CI` is set, where it should be."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def node() -> str:
    """Give the Node program, with the client installed beside this file as its lock file says.

    Several workers may install at once: each installs elsewhere, and the first to finish moves it here.
    """
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        _missing("needs Node and npm, which are not on the path")
    modules, wanted = HERE / "node_modules", _version(HERE, "package-lock.json")
    if _version(modules, ".package-lock.json") != wanted:
        with tempfile.TemporaryDirectory(dir=HERE, prefix="node_modules-") as elsewhere:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, elsewhere)
            install = [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(install, cwd=elsewhere, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603 - npm, found on the path
            if done.returncode:
                _missing(f"needs the npm package azure-devops-node-api, which npm could not install: {done.stderr}")
            if _version(modules, ".package-lock.json") != wanted:
                shutil.rmtree(modules, ignore_errors=True)
                Path(elsewhere, "node_modules").rename(modules)
    return str(program)


@pytest.fixture
def act(node: str) -> Iterator[Callable[[str], Any]]:
    """Let the client do an act against a fresh sandbox, and give what came of it."""
    world = a_world()
    world.add_token(TOKEN, next(iter(world.people.values())))
    with SandboxServer(world) as server:

        def run(name: str) -> Any:
            command = [node, str(HERE / "client.cjs"), name, server.base_url, TOKEN]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own script
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout)

        yield run


def test_it_finds_its_way(act: Callable[[str], Any]) -> None:
    """Routes area by area, projects, teams, and who is signed in."""
    assert act("projects") == {"projects": ["MHHS"], "teams": ["MHHS Team"], "who": "envbot"}


def test_it_creates_work_items(act: Callable[[str], Any]) -> None:
    """And reads them with everything; a broken rule arrives with its type key."""
    made = act("create")
    assert (made["id"], made["state"], made["severity"]) == (1, "New", "2 - High")
    assert (made["refused"]["status"], made["refused"]["type"]) == (400, "RuleValidationException")


def test_it_patches_work_items(act: Callable[[str], Any]) -> None:
    """Guarded by the revision, with tags and comments; the history shows all of it."""
    done = act("patch")
    assert (done["rev"], done["tags"], done["comment"]) == (2, "sit", "Fixed")
    assert (done["stale"]["status"], done["stale"]["type"]) == (412, "TestPatchOperationFailedException")
    assert done["comments"] == ["Fixed", "Looked at it"]
    assert (done["revisions"], done["updates"]) == ([1, 2, 3], 3)


def test_it_queries(act: Callable[[str], Any]) -> None:
    """By WIQL, by a batch of ids, and by a stored query."""
    assert act("query") == {"found": [3, 1], "read": ["One", "Two", None], "wiql": True, "run": [3, 1]}


def test_it_links_work_items(act: Callable[[str], Any]) -> None:
    """Seen from both ends, refused twice, removed by index."""
    done = act("link")
    assert (done["rel"], done["comment"]) == (["System.LinkTypes.Hierarchy-Forward"], "belongs")
    assert done["twice"]["type"] == "RelationAlreadyExistsException"
    assert done["left"] == []


def test_it_writes_wiki_pages(act: Callable[[str], Any]) -> None:
    """Creates a wiki and a page, changes it with its ETag, and reads it as text and in a list."""
    done = act("wiki")
    assert (done["name"], done["statuses"], done["text"]) == ("MHHS.wiki", [201, 200], "# Two")
    assert (done["stale"]["status"], done["stale"]["type"]) == (412, "WikiPageHasConflictsException")
    assert done["pages"] == ["/Stand-up"]


def test_it_arranges_dashboards(act: Callable[[str], Any]) -> None:
    """Creates a dashboard and a widget, changes it with its version, and removes it."""
    done = act("dashboard")
    assert (done["listed"], done["settings"]) == (["Environments"], ["# One", "# Two", "# Two"])
    assert (done["stale"]["status"], done["stale"]["type"]) == (409, "WidgetETagConflictException")
    assert done["left"] == []
