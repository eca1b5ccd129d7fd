"""Read rules from a file of their own, or from a whole envbot.yaml, and name each mistake by its line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.yaml_file import Place, SettingsError, YamlFile, read_yaml
from rules.engine import check_settings
from rules.facts import Facts, Person
from rules.programme import Programme
from rules.registry import RuleError, RuleSettings
from rules.settings import read_settings

_RULES = "rules"
_WHOLE = frozenset({_RULES, "programme", "store", "azure_devops"})
"""A file with one of these keys is an envbot.yaml."""


def read_rules(path: Path, programme: Programme) -> Mapping[str, RuleSettings]:
    """Read the rules of a file: below `rules:` of an envbot.yaml, or of the whole file where it is none.

    Raises:
        SettingsError: it is missing or wrong, or holds no rules.
    """
    file = read_yaml(path)
    if not isinstance(file.value, Mapping) or not file.value:
        advice = "Write rules by id, as below `rules:` in envbot.yaml."
        raise SettingsError(file.mistake((), "there are no rules in it.", advice))
    if _WHOLE.isdisjoint(file.value):
        return rules_of(file, file.value, (), programme)
    return rules_of(file, file.value.get(_RULES) or {}, (_RULES,), programme)


def rules_of(file: YamlFile, raw: Mapping[str, Any], place: Place, programme: Programme) -> Mapping[str, RuleSettings]:
    """Read and check the rules that stand at a place of a file.

    Raises:
        SettingsError: a rule, a setting or a condition that cannot be.
    """
    nobody = Facts(datetime.min.replace(tzinfo=UTC), programme, Person(""))
    try:
        rules = read_settings(raw)
        check_settings(nobody, rules)
    except RuleError as error:
        here = (*place, error.rule, *error.key.split(".")) if error.key else (*place, error.rule)
        marked = f"{error.problem}\n" if "\n" in error.problem else error.problem  # the caret keeps its own line
        raise SettingsError(file.mistake(here, marked, "Correct this rule.")) from error
    return rules
