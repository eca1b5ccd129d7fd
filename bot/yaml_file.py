"""Read a YAML file that people write, so that every mistake in it can be shown with its line and what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.mistakes import Mistake
from rules.plain_mistakes import plain_mistake

Place = tuple[str | int, ...]
"""Keys and list positions that lead from the top of a file to a value."""

_UNKNOWN_KEY = frozenset({"extra_forbidden", "unexpected_keyword_argument"})
_MISSING_KEY = frozenset({"missing", "missing_argument"})
_LONGEST_SHOWN = 60
_FEW = 3


@dataclass(frozen=True, slots=True)
class FileMistake:
    """One thing that is wrong in a file that a person wrote.

    Attributes:
        key: where in the file, as `clocks[0].start`; empty for the file as a whole.
        line: counted from 1; None where the file could not be read at all.
    """

    file: str
    line: int | None
    key: str
    reason: str
    advice: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        what = f"{self.key}: {self.reason}" if self.key else self.reason
        # A reason that draws a picture ends its line itself.
        return f"{where}: {what}{'' if what.endswith(chr(10)) else ' '}{self.advice}"


class SettingsError(Mistake):
    """A settings or programme file cannot be used; nothing was started. Its text is for the person who wrote the file.

    Attributes:
        mistakes: at least one, in the order of the file's checks.
    """

    def __init__(self, *mistakes: FileMistake) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain values: `off` and `10:00` are text, only `true` and `false` are booleans, dates stay text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?$", "-+0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The value of a YAML file with the line of every key and list item."""

    name: str
    value: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """Give the line of `place`, or of the nearest thing around it that the file has."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def mistake(self, place: Place, reason: str, advice: str) -> FileMistake:
        """Name a mistake at `place`."""
        return FileMistake(self.name, self.line(place), written(place), reason, advice)

    def mistakes_of(self, error: ValidationError, schema: Mapping[str, Any]) -> tuple[FileMistake, ...]:
        """Turn pydantic's findings into mistakes; `schema` is the JSON schema of what was validated."""
        return tuple(self._mistake_of(details, schema) for details in error.errors(include_url=False))

    def _mistake_of(self, details: ErrorDetails, schema: Mapping[str, Any]) -> FileMistake:
        place = self._as_written(details["loc"])
        if details["type"] in _UNKNOWN_KEY:
            return self.mistake(
                place, "this key is not known.", _advice_for_key(str(place[-1]), schema, details["loc"])
            )
        if details["type"] in _MISSING_KEY:
            missing = (*place, details["loc"][-1])
            return self.mistake(missing, "this key is needed and not there.", "Add it.")
        return self.mistake(place, f"{plain_mistake(details)}{_seen(place, details['input'])}.", "Correct this value.")

    def _as_written(self, place: Place) -> Place:
        """Leave out what pydantic adds to a place (the names of union members) and the file does not have."""
        found: Place = ()
        for part in place:
            if (*found, part) in self.lines:
                found = (*found, part)
        return found


def read_yaml(path: Path, name: str | None = None) -> YamlFile:
    """Read a YAML file of mappings, lists and plain values.

    Raises:
        SettingsError: It is not there, not readable, not YAML, or names a key twice.
    """
    name = name or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        advice = "Give the path of one that is there; a new envbot.yaml begins as a copy of docs/envbot.example.yaml."
        raise SettingsError(FileMistake(name, None, "", "there is no such file.", advice)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            FileMistake(name, None, "", f"cannot be read: {error}.", "Make it a readable UTF-8 file.")
        ) from error
    return parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> YamlFile:
    """Read YAML text as `read_yaml` does; `name` is what mistakes call it."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return YamlFile(name, {}, {(): 1})
        lines: dict[Place, int] = {}
        repeated = [
            FileMistake(name, line, written(place), "this key stands twice.", "Keep one of the two.")
            for place, line in _number_lines(node, (), lines)
        ]
        if repeated:
            raise SettingsError(*repeated)
        return YamlFile(name, loader.construct_document(node), lines)
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        line = mark.line + 1 if mark else None
        reason, advice = f"this is not YAML: {problem or error}.", "Check quotes, colons and indentation here."
        raise SettingsError(FileMistake(name, line, "", reason, advice)) from error


def written(place: Place) -> str:
    """Write a place as people do: `clocks[0].start`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which of the known words may have been meant: the one most like it, else the few that hold it; list all."""
    names = sorted(known)
    part, plain = word.strip().casefold(), {name.casefold(): name for name in names}
    close = difflib.get_close_matches(part, plain, n=1)
    holding = [each for each in plain if part in each]
    meant = [plain[each] for each in close or (holding if len(holding) <= _FEW else ())]
    every = f"Known here: {', '.join(names)}." if names else "Nothing is known here."
    return f"Did you mean {' or '.join(f'`{name}`' for name in meant)}? {every}" if meant else every


def _number_lines(node: yaml.Node, place: Place, lines: dict[Place, int]) -> Iterator[tuple[Place, int]]:
    """Fill in the lines below `node`; yield every key that stands twice in one mapping."""
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            inner = (*place, str(key.value))
            if key.value in seen:
                yield inner, key.start_mark.line + 1
            seen.add(key.value)
            lines[inner] = key.start_mark.line + 1
            yield from _number_lines(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _number_lines(value, (*place, position), lines)


def _seen(place: Place, value: Any) -> str:
    """Show a plain value that is wrong: not a long or nested one, and never what may be a secret put in its place."""
    shown = repr(value)
    may_be_secret = (bool(place) and str(place[-1]).endswith(("_env", "_file"))) or ("@" in shown and "://" in shown)
    if may_be_secret or not isinstance(value, str | int | float) or len(shown) > _LONGEST_SHOWN:
        return ""
    return f" (it says {shown})"


def _advice_for_key(key: str, schema: Mapping[str, Any], place: Place) -> str:
    known = _known_keys(schema, place[:-1])
    return f"{nearest(key, known)} Correct or remove it." if known else "Remove it."


def _known_keys(schema: Mapping[str, Any], place: Place) -> frozenset[str]:
    """Give the keys that the schema knows at a place of pydantic's (which may name members of unions)."""
    here = list(_alternatives(schema, schema))
    for part in place:
        inner = [found for one in here for found in _inner(one, part, schema)]
        named = [one for one in here if one.get("properties", {}).get("kind", {}).get("const") == part]
        here = inner or named or here
    return frozenset(key for one in here for key in one.get("properties", {}))


def _alternatives(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Follow references and unions down to plain schemas."""
    if "$ref" in schema:
        yield from _alternatives(root["$defs"][schema["$ref"].rsplit("/", 1)[-1]], root)
        return
    members = (*schema.get("anyOf", ()), *schema.get("oneOf", ()))
    for member in members:
        yield from _alternatives(member, root)
    if not members:
        yield schema


def _inner(schema: Mapping[str, Any], part: str | int, root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, int):
        found = schema.get("items")
    else:
        found = schema.get("properties", {}).get(part) or schema.get("additionalProperties")
    if isinstance(found, Mapping):
        yield from _alternatives(found, root)
