"""Read the `rules:` part of `envbot.yaml`: settings of the rules there are, and rules that it declares itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from rules.declared_settings import DeclaredSettings
from rules.plain_mistakes import plain_mistake
from rules.registry import RuleError, RuleSettings, nearest, registry

_IDENTITY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DECLARES = {"when", "then"}


def read_settings(raw: Mapping[str, Any]) -> dict[str, RuleSettings]:
    """Read settings by rule; a rule that is not named keeps its defaults, an entry with a `when` is a new rule.

    Raises:
        RuleError: an unknown rule or key, or a value that does not fit, with what would.
    """
    settings = {identity: each.settings() for identity, each in registry().items()}
    for identity, values in raw.items():
        kind: type[RuleSettings] = DeclaredSettings
        if identity in registry():
            kind = registry()[identity].settings
        elif not isinstance(values, Mapping) or not _DECLARES & values.keys():
            raise RuleError(identity, "", f"there is no such rule. {nearest(identity, registry())}")
        elif not _IDENTITY.fullmatch(identity):
            raise RuleError(identity, "", "name a rule in small letters, digits and dashes, for example `vpn-asked`.")
        settings[identity] = _read(identity, kind, values)
    return settings


def _read(identity: str, kind: type[RuleSettings], values: Mapping[str, Any] | None) -> RuleSettings:
    try:
        return kind.model_validate(values or {})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        problem = plain_mistake(first)
        if first["type"] == "extra_forbidden":
            problem = f"the rule has no such setting. {nearest(key, kind.model_fields)}"
        problem = problem if problem.endswith((".", "?")) else f"{problem}."
        raise RuleError(identity, key, problem) from error
