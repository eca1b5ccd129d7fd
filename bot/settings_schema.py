"""Give the JSON schema of `envbot.yaml`, with every rule's settings, so that editors complete and check it.

`python -m bot.settings_schema` writes it anew to `envbot.schema.json`, which ships with the bot.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from pydantic.json_schema import models_json_schema

from bot.settings import Settings
from rules.declared_settings import DeclaredSettings
from rules.registry import registry

SCHEMA_FILE = Path(__file__).with_name("envbot.schema.json")
_REFERENCE = "#/$defs/{model}"


def settings_schema() -> bytes:
    """Give the schema as it is shipped."""
    rules = registry()
    kinds = {rule.settings: None for rule in rules.values()} | {DeclaredSettings: None}
    references, definitions = models_json_schema(
        [(Settings, "validation"), *((kind, "validation") for kind in kinds)], ref_template=_REFERENCE
    )
    definitions_of = definitions["$defs"]
    settings: dict[str, Any] = definitions_of.pop(references[Settings, "validation"]["$ref"].rpartition("/")[2])
    settings["properties"]["rules"] = {
        "description": "Rules by id; one that is not named keeps its defaults, another name declares a rule.",
        "type": "object",
        "additionalProperties": references[DeclaredSettings, "validation"],
        "properties": {
            identity: {**references[rule.settings, "validation"], "description": rule.summary}
            for identity, rule in rules.items()
        },
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of envbot",
        **{name: value for name, value in settings.items() if name != "title"},
        "$defs": definitions_of,
    }
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    SCHEMA_FILE.write_bytes(settings_schema())
