"""A wrong value is told in words that name no type of a program."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, TypeAdapter, ValidationError

from rules.plain_mistakes import plain_mistake


def reason(kind: Any, value: object) -> str:
    """Give why a value is refused."""
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    return plain_mistake(refused.value.errors()[0])


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (int, "soon", "this must be a whole number"),
        (float, [], "this must be a number"),
        (bool, "maybe", "this must be true or false"),
        (str, 5, "this must be text"),
        (list[str], 5, "this must be a list"),
        (dict[str, int], "off", "this must be keys with values of their own"),
        (datetime, "tomorrow", "this must be a day and time as 2024-06-12T09:30:00+01:00"),
        (Literal["off", "apply"], "on", "this must be 'off' or 'apply'"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_what_it_must_be(kind: object, value: object, told: str) -> None:
    """As the person who wrote it would say it."""
    assert reason(kind, value) == told


def test_a_mistake_without_words_here_keeps_its_own() -> None:
    """Without the full stop and what pydantic puts before."""

    def refuse(_: object) -> None:
        raise ValueError("It ends before it starts.")

    assert reason(Annotated[int, AfterValidator(refuse)], 1) == "It ends before it starts"
