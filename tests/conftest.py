"""Options that every test may use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


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
