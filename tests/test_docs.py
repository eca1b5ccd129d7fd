"""Hold what the documents promise: links lead somewhere, and every command shown is one that runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from bot.cli import COMMANDS, cli
from bot.commands.publish import KINDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
_BLOCK = re.compile(r"^```(?:sh|console)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
_VARIABLE = re.compile(r"\bENVBOT_[A-Z_]+\b")
_INLINE = re.compile(r"`((?:\.venv/bin/)?envbot [^`]+|scripts/[a-z]+[^`]*)`")


def commands_in(text: str) -> list[str]:
    """Give every command of envbot and of scripts/ that a page shows, in blocks or within a line."""
    lines = [line.strip() for block in _BLOCK.findall(text) for line in block.splitlines()]
    shown = [line for line in lines if re.match(r"(\.venv/bin/)?envbot |scripts/", line)]
    return shown + _INLINE.findall(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_files_lead_somewhere(page: Path) -> None:
    """Each relative link names a file or folder of the repository."""
    missing = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_shown_is_one_that_runs(page: Path) -> None:
    """Commands, options and scripts exist as they are shown."""
    for shown in commands_in(page.read_text(encoding="utf-8")):
        program, *words = shlex.split(shown.split("#")[0].split(" / ")[0])
        if program.startswith("scripts/"):
            assert (ROOT / program).exists(), f"{page.name} shows {shown}"
            continue
        while words and words[0].startswith("-"):
            words = words[2:] if words[0] == "--config" else words[1:]
        assert words, f"{page.name} shows {shown}"
        name, *rest = words
        assert name in COMMANDS, f"{page.name} shows {shown}: there is no such command"
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        while isinstance(command, click.Group) and rest:
            inner = command.get_command(click.Context(command), rest.pop(0))
            assert inner is not None, f"{page.name} shows {shown}: there is no such command"
            command = inner
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        unknown = [word for word in rest if word.startswith("--") and word.split("=")[0] not in known]
        assert not unknown, f"{page.name} shows {shown}: {name} has no {unknown}"


def test_the_table_of_commands_is_whole() -> None:
    """Each command, each command within one and each kind of document stands in README's table."""
    table = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    for name in COMMANDS:
        shown = " ".join(line for line in table if f"`envbot {name}" in line)
        command = cli.get_command(click.Context(cli), name)
        assert shown, f"README.md has no line for envbot {name}"
        inner = command.commands if isinstance(command, click.Group) else ()
        assert [each for each in inner if not re.search(rf"`(envbot {name} )?{each}\b", shown)] == []
    [publish] = [line for line in table if line.startswith("| `envbot publish")]
    assert [kind for kind in KINDS if not re.search(rf"`{kind}`", publish)] == []


def test_readme_leads_to_every_page() -> None:
    """Nobody has to look into a folder to find what there is to read; folders are led to by their own page or whole."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = [*(ROOT / "docs").glob("*.*"), ROOT / "docs" / "rules" / "README.md", ROOT / "docs" / "decisions"]
    assert [page.name for page in pages if f"({page.relative_to(ROOT).as_posix()}" not in text] == []


def test_every_variable_of_the_environment_is_explained() -> None:
    """What the pipeline or a page names stands in the example; what the program itself reads stands in README."""
    example, readme = ((ROOT / name).read_text(encoding="utf-8") for name in ("docs/envbot.example.yaml", "README.md"))
    for page in [ROOT / "azure-pipelines.yml", *(ROOT / "docs").rglob("*.md")]:
        named = set(_VARIABLE.findall(page.read_text(encoding="utf-8")))
        assert named <= set(_VARIABLE.findall(example + readme)), page.name
    commands = [ROOT / "bot" / "cli.py", *(ROOT / "bot" / "commands").glob("*.py")]
    read = {name for path in commands for name in re.findall(r'envvar="(\w+)"', path.read_text(encoding="utf-8"))}
    assert read == {"ENVBOT_CONFIG", "ENVBOT_LOG_REQUESTS"}
    assert read <= set(_VARIABLE.findall(readme))
