"""What a command answered, and settings changed for a test: shared by the tests of commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.out)


Envbot = Callable[..., Said]


def changed(config: Path, **parts: Any) -> Path:
    """Change top-level parts of a settings file; a mapping is merged one level deep."""
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    for name, value in parts.items():
        settings[name] = {**settings.get(name, {}), **value} if isinstance(value, dict) else value
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return config
