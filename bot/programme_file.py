"""Load a programme from its YAML file and say what is wrong in it, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.holiday_file import read_days_off
from bot.programme_checks import programme_mistakes
from bot.yaml_file import FileMistake, SettingsError, YamlFile, parse_yaml, read_yaml
from rules.programme import CalendarSpec, Programme

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
    return programme_of(read_yaml(Path(name)), Path(name).parent)


def programme_of(file: YamlFile, folder: Path = Path()) -> Programme:
    """Read a programme from a YAML file that was read already, and the calendar files that it names.

    Args:
        file: the YAML file.
        folder: where the paths of calendar files start.

    Raises:
        SettingsError: It names every mistake with its line.
    """
    try:
        programme = _PROGRAMME.validate_python(file.value)
    except ValidationError as error:
        raise SettingsError(*file.mistakes_of(error, _PROGRAMME.json_schema())) from error
    calendars = {name: _with_days_off(name, spec, file, folder) for name, spec in programme.calendars.items()}
    programme = replace(programme, calendars=calendars)
    mistakes = programme_mistakes(programme, file)
    if mistakes:
        raise SettingsError(*mistakes)
    return programme


def _with_days_off(name: str, spec: CalendarSpec, file: YamlFile, folder: Path) -> CalendarSpec:
    """Put the days of a calendar's files among its days off; what the programme itself says of a day counts more."""

    def read() -> Iterator[tuple[date, str]]:
        for position, path in enumerate(spec.holidays_ics):
            try:
                yield from read_days_off(folder / path).items()
            except SettingsError as error:
                place = ("calendars", name, "holidays_ics", position)
                advice = "Correct the calendar file, or the path."
                raise SettingsError(*error.mistakes, file.mistake(place, f"{path} cannot be used.", advice)) from error

    return replace(spec, days_off={**dict(read()), **spec.days_off}) if spec.holidays_ics else spec
