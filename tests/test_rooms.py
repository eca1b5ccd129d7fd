"""Hold the import directions: each room imports only what the house plan allows it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Room -> what its modules may import besides the standard library and itself.
ALLOWED: dict[str, frozenset[str]] = {
    "wiql": frozenset({"lark"}),
    "templates": frozenset(),
    # numpy and holidays serve the calendars: bank holidays, and many clocks at once.
    "rules": frozenset({"wiql", "pydantic", "numpy", "holidays", "rapidfuzz"}),
    # orjson reads and writes JSON; msrest, requests and urllib3 are the SDK's own.
    "ado_client": frozenset({"httpx", "msal", "azure", "msrest", "requests", "urllib3", "orjson"}),
    # markupsafe is what jinja2 escapes with: HTML that is made in Python passes through templates as it is.
    "sandbox": frozenset(
        {
            "wiql",
            "starlette",
            "uvicorn",
            "aiosmtpd",
            "orjson",
            "httpx",
            "jinja2",
            "markupsafe",
            "markdown_it",
            "nh3",
            "holidays",
        }
    ),
}


def imported_by(path: Path) -> set[str]:
    """Give the top-level names of every module that the file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_from_the_floors_below(room: str) -> None:
    """No module of the room reaches past what the plan allows it."""
    files = sorted((ROOT / room).rglob("*.py"))
    assert files, f"{room} has no modules: is the plan out of date?"
    beyond = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported_by(path) - ALLOWED[room] - {room} - set(sys.stdlib_module_names)
    }
    assert not beyond


def test_every_room_of_the_plan_is_packaged() -> None:
    """The wheel would carry each room, and each file says its duty in its first line."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for room in (*ALLOWED, "bot"):
        assert f'"{room}"' in project
        for path in (ROOT / room).rglob("*.py"):
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} does not say its duty"
