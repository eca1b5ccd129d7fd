"""Load a programme from its YAML file and say what is wrong in it, line by line."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.programme_checks import programme_mistakes
from bot.yaml_file import FileMistake, SettingsError, YamlFile, parse_yaml, read_yaml
from rules.programme import Programme

_PROGRAMME = TypeAdapter(Programme)


def shipped_programmes() -> tuple[str, ...]:
    """Name the programmes that come with the bot."""
    return tuple(
        sorted(
            entry.name.removesuffix(".yaml")
            for entry in files("bot.programmes").iterdir()
            if entry.name.endswith(".yaml")
        )
    )


def load_programme(name_or_path: str | Path) -> Programme:
    """Load a programme by the name of one that ships with the bot (`mhhs`) or by the path of its file.

    Raises:
        SettingsError: The file is missing or wrong; names every mistake with its line.
    """
    name = str(name_or_path)
    if not name.endswith((".yaml", ".yml")):
        shipped = shipped_programmes()
        if name not in shipped:
            raise SettingsError(
                FileMistake(
                    name,
                    None,
                    "",
                    "no programme of this name ships with envbot.",
                    f"Shipped: {', '.join(shipped)}. For your own, give the path of a .yaml file.",
                )
            )
        text = (files("bot.programmes") / f"{name}.yaml").read_text(encoding="utf-8")
        return programme_of(parse_yaml(text, f"{name}.yaml (shipped)"))
    return programme_of(read_yaml(Path(name)))


def programme_of(file: YamlFile) -> Programme:
    """Read a programme from a YAML file that was read already.

    Raises:
        SettingsError: It names every mistake with its line.
    """
    try:
        programme = _PROGRAMME.validate_python(file.value)
    except ValidationError as error:
        raise SettingsError(*file.mistakes_of(error, _PROGRAMME.json_schema())) from error
    mistakes = programme_mistakes(programme, file)
    if mistakes:
        raise SettingsError(*mistakes)
    return programme
