"""Find the material beside the repository that some tests check against."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""The material beside the repository, which may be missing."""


def shared_path(name: str) -> Path:
    """Give the path of `../shared/name`; skip the test where it is missing, fail it where `CI` is set."""
    path = SHARED / name
    if not path.exists():
        reason = f"needs ../shared/{name}, which is not beside this repository"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path
