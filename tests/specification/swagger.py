"""Read the official Swagger files as they are meant: operations with addresses, parameters and JSON schemas.

The files are a shape oracle, not a contract (see `../shared/ado/README.md`), so reading them normalises them: lists
come in an envelope, a bare object is any JSON, everything may be null, enumerations ignore case, nothing is required.
What they do say is then meant strictly: an object has no other keys than those that are declared (or are listed in
`deviations.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.specification.deviations import EXTRA_KEYS, OPEN_DEFINITIONS, OTHER_SCHEMAS

Schema = dict[str, Any]

_ORGANIZATION = "/{organization}"
_VERSION = re.compile(r"set to '([^']+)'")
_ANYTHING: Schema = {}
_CHECKED_FORMATS = frozenset({"date-time", "uuid"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the specification.

    Attributes:
        id: Its `operationId`.
        method: HTTP method in capitals.
        pattern: Of the percent-encoded path below the organisation, in any case.
        literals: How many characters of the path are fixed; of two that fit, the one with more is meant.
        version: `7.1` or `7.1-preview.4`.
        query: Schemas of the query parameters by lower-case name.
        needed: Query parameters that tell it from another operation at the same address.
        body: Schema of the body; `None` where there is none.
        consumes: Content type of the body.
        answers: Schemas of the answers by status; `None` for an answer without a body.
        examples: Files with official examples.
    """

    id: str
    method: str
    pattern: re.Pattern[str]
    literals: int
    version: str
    query: Mapping[str, Schema]
    needed: frozenset[str]
    body: Schema | None
    consumes: str
    answers: Mapping[int, Schema | None]
    examples: tuple[Path, ...]


def read_operations(folder: Path) -> tuple[Operation, ...]:
    """Read all operations of all areas, with schemas that hold their definitions themselves."""
    return tuple(each for path in sorted(folder.glob("*/7.1/*.json")) for each in _Swagger(path).operations())


class _Swagger:
    """One file; every area has its own definitions, and two areas may mean different things by one name."""

    def __init__(self, path: Path) -> None:
        folder = path.parent
        self._examples = {str(each.relative_to(folder)).lower(): each for each in folder.glob("httpExamples/*/*.json")}
        self._document = json.loads(path.read_text(encoding="utf-8-sig"))
        self._raw: dict[str, Schema] = self._document["definitions"]
        self._definitions = {name: self._definition(name) for name in self._raw}

    def operations(self) -> Iterator[Operation]:
        for group in ("paths", "x-ms-paths"):
            for address, methods in self._document.get(group, {}).items():
                for method, each in methods.items():
                    yield self._operation(address, method.upper(), each)

    def _operation(self, address: str, method: str, each: Mapping[str, Any]) -> Operation:
        named = (one["$ref"].removeprefix("./").lower() for one in each.get("x-ms-examples", {}).values())
        examples = tuple(self._examples[name] for name in named if name in self._examples)
        path, _, asked = address.removeprefix(_ORGANIZATION).partition("?")
        shared = self._document.get("parameters", {})
        parameters = [shared[one["$ref"].split("/")[-1]] if "$ref" in one else one for one in each["parameters"]]
        by_place = {place: [one for one in parameters if one["in"] == place] for place in ("query", "body")}
        version = next(one for one in by_place["query"] if one["name"] == "api-version")
        found = _VERSION.search(version["description"])
        assert found, f"{each['operationId']} names no version"
        return Operation(
            id=each["operationId"],
            method=method,
            pattern=_pattern(path),
            literals=len(re.sub(r"\{[^}]*\}", "", path)),
            version=found[1],
            query={one["name"].lower(): self._parameter(one) for one in by_place["query"]},
            needed=frozenset(name.lower() for name in re.findall(r"([$\w]+)=\{", asked)) - {"format"},
            body=self._whole(by_place["body"][0]["schema"]) if by_place["body"] else None,
            consumes=(each.get("consumes") or ["application/json"])[0],
            answers=self._answers(each["responses"], examples),
            examples=examples,
        )

    def _parameter(self, one: Mapping[str, Any]) -> Schema:
        schema = self._schema({key: one[key] for key in ("type", "format", "enum", "items") if key in one})
        return {**schema, "multi": True} if one.get("type") == "array" else schema

    def _answers(self, declared: Mapping[str, Any], examples: Sequence[Path]) -> dict[int, Schema | None]:
        """What is declared, and what the official examples answer beyond it (201, 202, 204)."""
        answers = {int(status): self._answer(one) for status, one in declared.items()}
        usual = next(iter(answers.values()))
        for path in examples:
            for status, one in json.loads(path.read_text(encoding="utf-8-sig"))["responses"].items():
                answers.setdefault(int(status), usual if "body" in one else None)
        return answers

    def _answer(self, one: Mapping[str, Any]) -> Schema | None:
        if "schema" not in one:
            return None
        schema = one["schema"]
        if schema.get("type") != "array":
            return self._whole(schema)
        rows = {"type": "array", "items": self._schema(schema["items"])}
        envelope = {"count": {"type": "integer"}, "value": rows}
        return self._held({"type": "object", "properties": envelope, "additionalProperties": False})

    def _whole(self, schema: Schema) -> Schema:
        return self._held(self._schema(schema))

    def _held(self, schema: Schema) -> Schema:
        return {**schema, "definitions": self._definitions} if "$ref" not in schema else self._with(schema)

    def _with(self, schema: Schema) -> Schema:
        return {"allOf": [schema], "definitions": self._definitions}

    def _definition(self, name: str) -> Schema:
        """A definition with what it inherits, closed to keys that nobody declared."""
        if name in OPEN_DEFINITIONS:
            return _ANYTHING
        raw = self._raw[name]
        lineage = list(self._lineage(raw))
        if any(each.get("type") == "array" for each in lineage):
            return self._schema(next(each for each in lineage if each.get("type") == "array"))
        declared = {key: value for each in lineage for key, value in each.get("properties", {}).items()}
        more = next((each["additionalProperties"] for each in lineage if "additionalProperties" in each), None)
        if not declared and more is None:
            return self._schema(raw)
        properties = {
            key: OTHER_SCHEMAS[f"{name}.{key}"][0] if f"{name}.{key}" in OTHER_SCHEMAS else self._schema(value)
            for key, value in declared.items()
        }
        properties |= dict.fromkeys(EXTRA_KEYS.get(name, {}), _ANYTHING)
        return {
            "type": ["object", "null"],
            "properties": properties,
            "additionalProperties": self._schema(more) if more else False,
        }

    def _lineage(self, raw: Schema) -> Iterator[Schema]:
        for parent in raw.get("allOf", ()):
            yield from self._lineage(self._raw[parent["$ref"].split("/")[-1]] if "$ref" in parent else parent)
        yield raw

    def _schema(self, raw: Schema) -> Schema:
        """A schema as it is meant, below the level of definitions."""
        if "$ref" in raw:
            return {"$ref": raw["$ref"]}
        if "enum" in raw:
            names = "|".join(re.escape(str(name)) for name in raw["enum"])
            return {"type": ["string", "null"], "pattern": f"^(?i:{names})$"}
        kind = raw.get("type")
        if kind == "array":
            return {"type": ["array", "null"], "items": self._schema(raw["items"])}
        if kind == "object" or kind is None:
            more = raw.get("additionalProperties")
            return {"type": ["object", "null"], "additionalProperties": self._schema(more)} if more else _ANYTHING
        checked = {"format": raw["format"]} if raw.get("format") in _CHECKED_FORMATS else {}
        return {"type": [kind, "null"], **checked}


def _pattern(path: str) -> re.Pattern[str]:
    """The path as a pattern; project and team may be missing, and `{path}` and `{query}` may be several segments.

    The route tables of Azure DevOps have all leading parameters optional, and recordings leave them out where the
    specification knows only the longer form (WIQL and work items of the organisation, classification nodes).
    """
    text = re.escape(path.rstrip("/")).replace(r"\{", "{").replace(r"\}", "}")
    for name in ("{project}", "{team}"):
        text = text.replace(f"/{name}", "(?:/[^/]+)?", 1) if text.startswith(("/{project}", "(?:/")) else text
    text = text.replace("/{path}", "(?:/.+)?").replace("/{query}", "/.+")
    text = re.sub(r"\{\w+\}", "[^/]+", text)
    return re.compile(f"^{text}/?$", re.IGNORECASE)


def fitting(operations: Sequence[Operation], method: str, path: str) -> list[Operation]:
    """The operations that an address may mean, the most literal ones first."""
    path = path.replace("%24", "$")
    found = [each for each in operations if each.method == method and each.pattern.match(path)]
    most = max((each.literals for each in found), default=0)
    return [each for each in found if each.literals == most]
