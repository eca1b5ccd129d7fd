"""The schema that editors use is the one of the code."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.settings_schema import SCHEMA_FILE, settings_schema
from rules.registry import registry
from tests.bot.test_settings import EXAMPLE


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The schema as shipped."""
    loaded: dict[str, Any] = orjson.loads(SCHEMA_FILE.read_bytes())
    return loaded


def test_the_shipped_schema_is_current() -> None:
    """`python -m bot.settings_schema` renews it."""
    assert SCHEMA_FILE.read_bytes() == settings_schema()


def test_the_example_fits_the_schema(schema: dict[str, Any]) -> None:
    """An editor shows no mistake in it."""
    Draft202012Validator.check_schema(schema)
    example = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(example)] == []


def test_every_rule_can_be_completed(schema: dict[str, Any]) -> None:
    """Each has its settings and its summary; any other name declares a rule."""
    rules = schema["properties"]["rules"]
    assert set(rules["properties"]) == set(registry())
    assert all(rule["description"] for rule in rules["properties"].values())
    assert rules["additionalProperties"] == {"$ref": "#/$defs/DeclaredSettings"}
