"""Fields are called what people call them."""

from __future__ import annotations

import pytest

from rules.labels import field_label
from rules.programme import FieldNames


@pytest.mark.parametrize(
    ("reference", "label"),
    [
        ("Custom.TestStage", "test stage"),
        ("System.State", "state"),
        ("Custom.Unheard", "Custom.Unheard"),
    ],
)
def test_a_field_has_a_label(reference: str, label: str) -> None:
    """One that nobody named keeps its reference name."""
    assert field_label(FieldNames(), reference) == label
