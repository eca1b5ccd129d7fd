"""Options that every test may use, and the watch that holds every sandbox to the official specification."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.server import SandboxServer
from tests.shared import SHARED
from tests.specification.watch import Watch

gc.set_threshold(50_000)  # as the command line does


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that renews golden files."""
    parser.addoption(
        "--renew-golden", action="store_true", help="write golden files anew instead of comparing with them"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Hold a text against the golden file of a name, beside the test; `--renew-golden` writes it anew."""
    folder = request.path.parent / "golden"

    def compare(name: str, text: str) -> None:
        path: Path = folder / name
        if request.config.getoption("--renew-golden"):
            folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"{path} is missing: run pytest with --renew-golden, and look at what it wrote"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session", autouse=True)
def watch() -> Iterator[Watch | None]:
    """Give the watch on all sandboxes, those of whole sessions too; none where there is no specification beside."""
    folder = SHARED / "ado" / "specs"
    SandboxServer.default_observer = Watch(folder) if folder.exists() else None
    yield SandboxServer.default_observer
    SandboxServer.default_observer = None


@pytest.fixture(autouse=True)
def specification_is_kept(watch: Watch | None) -> Iterator[None]:
    """Fail the test in which a sandbox, or a client of it, said what the specification does not know."""
    yield
    faults = watch.take() if watch else []
    if faults:
        pytest.fail("Against the specification of Azure DevOps:\n  " + "\n  ".join(faults), pytrace=False)
